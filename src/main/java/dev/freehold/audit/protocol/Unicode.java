package dev.freehold.audit.protocol;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Envelope;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.Answer;
import dev.freehold.description.Schema;
import dev.freehold.description.value.Conformity;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Text of any script comes back as it was sent, and what cannot be text is refused.
public final class Unicode extends Question {
  /// Han, an elephant outside of the basic plane, a letter and its accent apart, right to left. Nothing that a server may put into lower case.
  private static final String TEXT = "漢字 \uD83D\uDC18 e\u0301 \u05D0\u05D1";

  private final Tally tally = new Tally(this);

  public Unicode() {
    super(
        "input.unicode",
        "text of any script comes back as it was sent",
        true,
        ChecklistItem.VALIDATION);
  }

  @Override
  public Verdict run(Site site) {
    for (Creates creates : Creates.all(site)) {
      textOf(creates)
          .ifPresent(
              name -> {
                comesBack(creates, name);
                nul(creates, name);
                surrogate(creates, name);
              });
    }
    return tally.verdict("no rows with text that can be made");
  }

  private static Optional<String> textOf(Creates creates) {
    return creates.schema().properties().entrySet().stream()
        .filter(each -> takes(each.getValue()))
        .filter(each -> creates.body().getValue(each.getKey()) instanceof String)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static boolean takes(Schema schema) {
    return schema.types().contains("string")
        && schema.values().isEmpty()
        && schema.text("format").isEmpty()
        && Conformity.faults(schema, TEXT).isEmpty();
  }

  private void comesBack(Creates creates, String name) {
    Exchange exchange = creates.send(call -> call.json(creates.fresh().put(name, TEXT)));
    tally.check();
    Answer answer = exchange.answer();
    if (!answer.isSuccess()) {
      return;
    }
    Object shown = Envelope.row(answer).map(row -> row.getValue(name)).orElse(null);
    if (shown != null && !Objects.equals(shown, TEXT)) {
      found(
          Severity.LOW,
          "Text does not come back as it was sent",
          creates,
          exchange,
          name + " changed on its way",
          "Keep text in UTF-8 all the way; normalize nothing that was not asked for.");
    }
  }

  /// PostgreSQL cannot keep it: a server that lets it through fails, or cuts the text.
  private void nul(Creates creates, String name) {
    JsonObject body = creates.fresh().put(name, "a\u0000b");
    Exchange exchange = creates.send(call -> call.json(body));
    tally.check();
    Object shown = Envelope.row(exchange.answer()).map(row -> row.getValue(name)).orElse(null);
    if (exchange.answer().isSuccess() && shown != null && !Objects.equals(shown, "a\u0000b")) {
      found(
          Severity.MEDIUM,
          "Text is cut or changed at U+0000",
          creates,
          exchange,
          name + " came back as other text",
          "Refuse the character with 400.");
    }
  }

  private void surrogate(Creates creates, String name) {
    String body = creates.fresh().put(name, "zqs").encode().replace("zqs", "a\\ud800b");
    Exchange exchange = creates.send(call -> call.json(body));
    tally.check();
    if (exchange.answer().isSuccess()) {
      found(
          Severity.LOW,
          "Half of a character is taken as text",
          creates,
          exchange,
          "\\ud800 alone in " + name,
          "Refuse lone surrogates with 400; no other program could read them back.");
    }
  }

  private void found(
      Severity severity,
      String title,
      Creates creates,
      Exchange exchange,
      String detail,
      String mend) {
    tally.found(severity, title, creates.operation(), detail, exchange, Why.INPUT, mend);
  }
}
