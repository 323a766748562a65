package dev.freehold.audit.input;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Collection;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Row;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Other;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.Call;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/// Text of one person that another person's browser would run: markup in a page, line ends in a header.
public final class Markup extends Question {
  private static final String INJECTED = "X-Audit-Injected";
  private static final Why SCRIPT = new Why("API8:2023", "1.2.1", "F200");

  public Markup() {
    super(
        "input.markup",
        "text is answered neither as markup nor as headers",
        true,
        ChecklistItem.VALIDATION);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    String word = Other.word();
    String script = "<script>alert('" + word + "')</script>";
    String line = word + "\r\n" + INJECTED + ": " + word;
    for (Collection collection : site.collections()) {
      site.any(collection, site.a())
          .ifPresent(
              row -> {
                for (String text : List.of(script, line)) {
                  stored(site, row, text, word, tally);
                }
                reflected(site, row, script, line, word, tally);
              });
    }
    for (String target : List.of("/" + Call.encode(script), "/" + Call.encode(line))) {
      judge(tally, "any path", site.send(site.nobody(), Call.get(target)), word);
    }
    return tally.verdict("");
  }

  /// In the first text that takes it.
  private static void stored(Site site, Row like, String text, String word, Tally tally) {
    Collection collection = like.collection();
    for (String name : like.sent().fieldNames()) {
      if (!(like.sent().getValue(name) instanceof String sent) || !sent.contains(like.marker())) {
        continue;
      }
      Optional<Row> row = site.make(collection, site.a(), new JsonObject().put(name, text));
      if (row.isPresent()) {
        judge(tally, collection, site.send(site.a(), Call.get(row.get().listTarget())), word);
        if (collection.read().isPresent() && row.get().target().isPresent()) {
          Call read = Call.get(row.get().target().get());
          judge(tally, collection, site.send(site.a(), read), word);
          judge(tally, collection, site.send(site.a(), read.header("Accept", "text/html")), word);
        }
        return;
      }
    }
  }

  private static void reflected(
      Site site, Row row, String script, String line, String word, Tally tally) {
    Call list = Call.get(row.listTarget());
    for (String text : List.of(script, line)) {
      for (String name : List.of("q", "sort", "callback", "redirect", "lang")) {
        judge(tally, row.collection(), site.send(site.a(), list.query(name, text)), word);
      }
      judge(
          tally,
          row.collection(),
          site.send(site.a(), Call.get(row.listTarget() + "/" + Call.encode(text))),
          word);
    }
  }

  private static void judge(Tally tally, Object operation, Exchange exchange, String word) {
    if (exchange.answer().header(INJECTED).isPresent()) {
      tally.found(
          Severity.HIGH,
          "a client can add headers to an answer",
          operation,
          exchange.status() + " with the header " + INJECTED,
          exchange,
          new Why("API8:2023", "1.2.1", null),
          "Refuse CR, LF and NUL in whatever goes into a header.");
    }
    boolean page = exchange.answer().mediaType().contains("html");
    if (page && exchange.answer().text().contains("<script>alert('" + word)) {
      tally.found(
          Severity.HIGH,
          "text of a client is answered as a script",
          operation,
          exchange.status() + " as " + exchange.answer().mediaType(),
          exchange,
          SCRIPT,
          "Answer JSON with its media type and `X-Content-Type-Options: nosniff`, and escape what"
              + " goes into a page.");
    } else {
      tally.check();
    }
  }
}
