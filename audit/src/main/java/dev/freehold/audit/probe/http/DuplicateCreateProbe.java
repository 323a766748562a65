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

/// Creates the same row twice. The conflict response must not contain text of the database.
public final class DuplicateCreateProbe extends AbstractProbe {
  /// Constraint names that databases and migration tools generate: `tasks_title_key`,
  /// `uq_tasks_title`.
  private static final Pattern CONSTRAINT =
      Pattern.compile(
          "\\b\\w{1,60}_(key|uniq|unique|pkey|fkey|excl)\\b|\\b(uq|uniq|ux|uk|idx|ix|pk|fk)_\\w{1,60}\\b|\\bSQLSTATE\\b|\\b(unique|check)"
              + " constraint\\b|UNIQUE constraint failed|E11000",
          Pattern.CASE_INSENSITIVE);

  private final FindingCollector findings = new FindingCollector(this);

  public DuplicateCreateProbe() {
    super(
        "rows.conflict",
        "a conflict is reported without text of the database",
        true,
        ChecklistItem.ERRORS);
  }

  @Override
  public ProbeVerdict run(Site site) {
    for (BaselineCreate each : BaselineCreate.all(site)) {
      site.sampleBody(each.collection(), site.userA(), true).ifPresent(body -> twice(each, body));
    }
    return findings.verdict("no row could be created");
  }

  private void twice(BaselineCreate baseline, JsonObject body) {
    if (!baseline.send(call -> call.json(body)).answer().isSuccess()) {
      return;
    }
    AuditExchange again = baseline.send(call -> call.json(body));
    findings.countCheck();
    if (again.answer().isSuccess()) {
      // The row has no unique value.
      return;
    }
    if (again.status() >= 500 && again.status() != 503) {
      findings.addFinding(
          Severity.MEDIUM,
          "Unhandled error: a duplicate row causes a server error",
          baseline.operation(),
          "the same body sent again got " + again.status(),
          again,
          Weakness.ERROR_HANDLING,
          "Return 409 if a unique value is already in use.");
      return;
    }
    databaseText(again)
        .ifPresent(
            words ->
                findings.addFinding(
                    Severity.HIGH,
                    "Information disclosure: a conflict response contains text of the database",
                    baseline.operation(),
                    "\"" + words + "\" in a response with status " + again.status(),
                    again,
                    Weakness.ERROR_HANDLING,
                    "Name the property with the duplicate value, and neither the table nor the"
                        + " constraint."));
  }

  private static Optional<String> databaseText(AuditExchange exchange) {
    Matcher matcher = CONSTRAINT.matcher(exchange.answer().text());
    return matcher.find() && !exchange.call().bodyText().contains(matcher.group())
        ? Optional.of(matcher.group())
        : Optional.empty();
  }
}
