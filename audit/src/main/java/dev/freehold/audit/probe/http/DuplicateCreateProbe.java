package dev.freehold.audit.probe.http;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.BaselineCreate;
import dev.freehold.audit.probe.FindingCollector;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Creates the same row twice. A conflict must be reported without words of the database.
public final class DuplicateCreateProbe extends AbstractProbe {
  /// Names that databases and those who generate migrations give to constraints: `tasks_title_key`, `uq_tasks_title`.
  private static final Pattern CONSTRAINT =
      Pattern.compile(
          "\\b\\w{1,60}_(key|uniq|unique|pkey|fkey|excl)\\b|\\b(uq|uniq|ux|uk|idx|ix|pk|fk)_\\w{1,60}\\b|\\bSQLSTATE\\b|\\b(unique|check)"
              + " constraint\\b|UNIQUE constraint failed|E11000",
          Pattern.CASE_INSENSITIVE);

  private final FindingCollector findings = new FindingCollector(this);

  public DuplicateCreateProbe() {
    super(
        "rows.conflict",
        "a row that is there already is refused without a word of the database",
        true,
        ChecklistItem.ERRORS);
  }

  @Override
  public ProbeVerdict run(Site site) {
    for (BaselineCreate each : BaselineCreate.all(site)) {
      site.sampleBody(each.collection(), site.userA(), true).ifPresent(body -> twice(each, body));
    }
    return findings.verdict("no rows that can be made");
  }

  private void twice(BaselineCreate baseline, JsonObject body) {
    if (!baseline.send(call -> call.json(body)).answer().isSuccess()) {
      return;
    }
    AuditExchange again = baseline.send(call -> call.json(body));
    findings.countCheck();
    if (again.answer().isSuccess()) {
      // Not unique, then.
      return;
    }
    if (again.status() >= 500 && again.status() != 503) {
      findings.addFinding(
          Severity.MEDIUM,
          "A row that is there already breaks the server",
          baseline.operation(),
          "the same body again was answered with " + again.status(),
          again,
          Weakness.ERROR_HANDLING,
          "Answer 409 where a value is taken.");
      return;
    }
    told(again)
        .ifPresent(
            words ->
                findings.addFinding(
                    Severity.HIGH,
                    "A conflict shows words of the database",
                    baseline.operation(),
                    "\"" + words + "\" in an answer " + again.status(),
                    again,
                    Weakness.ERROR_HANDLING,
                    "Name the field whose value is taken, and nothing of the table."));
  }

  private static Optional<String> told(AuditExchange exchange) {
    Matcher matcher = CONSTRAINT.matcher(exchange.answer().text());
    return matcher.find() && !exchange.call().bodyText().contains(matcher.group())
        ? Optional.of(matcher.group())
        : Optional.empty();
  }
}
