package dev.freehold.audit.probe.http;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.RowKey;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.BaselineCreate;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.JsonLeaf;
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
    if (!baseline.send(call -> call.json(body)).isSuccess()) {
      return;
    }
    AuditExchange again = baseline.send(call -> call.json(body));
    findings.countCheck();
    if (again.isSuccess()) {
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
    databaseText(baseline, again)
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

  private static Optional<String> databaseText(BaselineCreate baseline, AuditExchange exchange) {
    Matcher matcher = CONSTRAINT.matcher(exchange.answer().text());
    while (matcher.find()) {
      String words = matcher.group();
      boolean isSaid = exchange.call().bodyText().contains(words);
      if (!isSaid && !isWordOfTheApi(baseline, words)) {
        return Optional.of(words);
      }
    }
    return Optional.empty();
  }

  /// A property such as `api_key`, and a code such as `duplicate_key`, look like the name of a
  /// constraint, which has that of its table or column.
  private static boolean isWordOfTheApi(BaselineCreate baseline, String words) {
    boolean isName = words.matches("\\w+");
    String plain = JsonLeaf.plain(words);
    String table = RowKey.singular(RowKey.normal(baseline.collection().name()));
    return isName
        && !words.equals("E11000")
        && !words.equals("SQLSTATE")
        && (baseline.schema().properties().containsKey(words)
            || (!plain.contains(table)
                && baseline.schema().properties().keySet().stream()
                    .noneMatch(name -> plain.contains(JsonLeaf.plain(name)))));
  }
}
