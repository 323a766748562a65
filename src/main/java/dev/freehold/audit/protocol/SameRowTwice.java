package dev.freehold.audit.protocol;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The same row, made twice by the same person: taken, or refused in words for a client. A conflict is where servers hand on what
/// their database says.
public final class SameRowTwice extends Question {
  /// Names that databases and those who generate migrations give to constraints: `tasks_title_key`, `uq_tasks_title`.
  private static final Pattern CONSTRAINT =
      Pattern.compile(
          "\\b\\w{1,60}_(key|uniq|unique|pkey|fkey|excl)\\b|\\b(uq|uniq|ux|uk|idx|ix|pk|fk)_\\w{1,60}\\b|\\bSQLSTATE\\b|\\b(unique|check)"
              + " constraint\\b|UNIQUE constraint failed|E11000",
          Pattern.CASE_INSENSITIVE);

  private final Tally tally = new Tally(this);

  public SameRowTwice() {
    super(
        "rows.conflict",
        "a row that is there already is refused without a word of the database",
        true,
        ChecklistItem.ERRORS);
  }

  @Override
  public Verdict run(Site site) {
    for (Creates each : Creates.all(site)) {
      site.sample(each.collection(), site.a(), true).ifPresent(body -> twice(each, body));
    }
    return tally.verdict("no rows that can be made");
  }

  private void twice(Creates creates, JsonObject body) {
    if (!creates.send(call -> call.json(body)).answer().isSuccess()) {
      return;
    }
    Exchange again = creates.send(call -> call.json(body));
    tally.check();
    if (again.answer().isSuccess()) {
      // Not unique, then.
      return;
    }
    if (again.status() >= 500 && again.status() != 503) {
      tally.found(
          Severity.MEDIUM,
          "A row that is there already breaks the server",
          creates.operation(),
          "the same body again was answered with " + again.status(),
          again,
          Why.FAILURE,
          "Answer 409 where a value is taken.");
      return;
    }
    told(again)
        .ifPresent(
            words ->
                tally.found(
                    Severity.HIGH,
                    "A conflict shows words of the database",
                    creates.operation(),
                    "\"" + words + "\" in an answer " + again.status(),
                    again,
                    Why.FAILURE,
                    "Name the field whose value is taken, and nothing of the table."));
  }

  private static Optional<String> told(Exchange exchange) {
    Matcher matcher = CONSTRAINT.matcher(exchange.answer().text());
    return matcher.find() && !exchange.call().bodyText().contains(matcher.group())
        ? Optional.of(matcher.group())
        : Optional.empty();
  }
}
