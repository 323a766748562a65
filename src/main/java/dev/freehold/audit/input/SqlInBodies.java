package dev.freehold.audit.input;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Collection;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/// SQL in the text of bodies, in the address and password of a log-in, and in headers that servers store.
public final class SqlInBodies extends Question {
  private static final List<String> HEADERS =
      List.of(
          "User-Agent", "X-Request-Id", "Accept-Language", "Referer", "Cookie", "X-Forwarded-For");
  private static final String TRUE = "' OR '1'='1' -- ";

  public SqlInBodies() {
    super(
        "input.sql-body",
        "text in a body or a header is never SQL",
        true,
        ChecklistItem.VALIDATION);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    for (Collection collection : site.collections()) {
      Optional<JsonObject> sample =
          collection.create().flatMap(_ -> site.sample(collection, site.a(), true));
      sample.ifPresent(
          body -> rows(site, collection, collection.create().orElseThrow(), body, tally));
      site.any(collection, site.a()).ifPresent(row -> headers(site, row.listTarget(), tally));
    }
    logIn(site, tally);
    return tally.verdict("no rows that can be made");
  }

  private static void rows(
      Site site, Collection collection, Operation create, JsonObject sample, Tally tally) {
    Call call = Call.of("POST", site.target(create, site.pathValues(create, site.a())));
    for (String name : sample.fieldNames()) {
      if (sample.getValue(name) instanceof String text) {
        Exchange exchange =
            site.send(site.a(), call.json(sample.copy().put(name, text + SqlText.BREAK)));
        site.made(collection, exchange);
        if (SqlText.broke(tally, create, name, exchange)) {
          return;
        }
      }
    }
  }

  private static void headers(Site site, String target, Tally tally) {
    for (String header : HEADERS) {
      Exchange exchange = site.send(site.a(), Call.get(target).header(header, SqlText.BREAK));
      if (SqlText.broke(tally, "GET " + target, "the header " + header, exchange)) {
        return;
      }
    }
  }

  private static void logIn(Site site, Tally tally) {
    String email = site.a().email();
    Optional<Operation> login = site.accounts().login();
    if (login.isEmpty() || email == null) {
      return;
    }
    for (String address : List.of(email + "'--", TRUE)) {
      Optional<Call> call = site.accounts().loginCall(address, TRUE);
      if (call.isEmpty()) {
        return;
      }
      Exchange exchange = site.sendOnce(site.nobody(), call.get());
      if (site.accounts().accessToken(exchange.answer()).isPresent()) {
        tally.found(
            Severity.CRITICAL,
            "a log-in is opened by SQL",
            login.get(),
            exchange.status() + " and a token for the address \"" + address + "\"",
            exchange,
            Why.SQL,
            SqlText.MEND);
      } else {
        SqlText.broke(tally, login.get(), "the address", exchange);
      }
    }
  }
}
