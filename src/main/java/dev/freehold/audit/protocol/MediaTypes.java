package dev.freehold.audit.protocol;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.Call;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;

/// Bodies are read as what they say they are.
public final class MediaTypes extends Question {
  private static final Why SIMPLE = Why.configuration("3.5.1");

  private final Tally tally = new Tally(this);

  public MediaTypes() {
    super(
        "input.media-type",
        "a body of another media type is refused",
        true,
        ChecklistItem.VALIDATION);
  }

  @Override
  public Verdict run(Site site) {
    for (Creates creates : Creates.all(site)) {
      // A page of another origin can send these without asking first (Fetch, "CORS-safelisted").
      for (String type : List.of("text/plain", "application/x-www-form-urlencoded")) {
        refused(creates, type, call -> call.body(type, creates.fresh().encode()), Severity.MEDIUM);
      }
      refused(
          creates,
          "application/xml",
          call -> call.body("application/xml", creates.fresh().encode()),
          Severity.LOW);
      refused(
          creates,
          "no media type",
          call -> call.body(creates.fresh().encode().getBytes(StandardCharsets.UTF_8)),
          Severity.LOW);
      taken(creates, "application/json; charset=utf-8");
      accept(site, creates);
    }
    return tally.verdict("no rows that can be made");
  }

  private void refused(
      Creates creates, String type, UnaryOperator<Call> filled, Severity severity) {
    boolean described =
        creates
            .operation()
            .body()
            .map(body -> body.content().types().containsKey(type))
            .orElse(false);
    if (described) {
      return;
    }
    Exchange exchange = creates.send(filled);
    tally.check();
    if (exchange.answer().isSuccess()) {
      tally.found(
          severity,
          "JSON is read from a body of another media type",
          creates.operation(),
          type + " was answered with " + exchange.status(),
          exchange,
          severity == Severity.MEDIUM ? SIMPLE : Why.INPUT,
          "Answer 415 unless Content-Type is application/json: a form of another site can send the"
              + " others.");
    }
  }

  private void taken(Creates creates, String type) {
    JsonObject body = creates.fresh();
    Exchange exchange = creates.send(call -> call.body(type, body.encode()));
    tally.check();
    if (exchange.status() == 415) {
      tally.found(
          Severity.LOW,
          "JSON with its charset named is refused",
          creates.operation(),
          type + " was answered with 415",
          exchange,
          Why.INPUT,
          "Take the parameter charset=utf-8: many clients send it.");
    }
  }

  private void accept(Site site, Creates creates) {
    Exchange exchange =
        site.send(
            site.a(),
            Call.get(creates.target()).header("Accept", "application/xml;q=0.9, text/html"));
    tally.check();
    String type = exchange.answer().mediaType();
    if (exchange.answer().isSuccess()
        && exchange.answer().length() > 0
        && type.equals("text/html")) {
      tally.found(
          Severity.MEDIUM,
          "Rows are shown as a web page",
          "GET " + creates.collection(),
          "Accept: text/html was answered with text/html",
          exchange,
          Why.configuration("1.2.1"),
          "Answer with JSON, or 406.");
    }
  }
}
