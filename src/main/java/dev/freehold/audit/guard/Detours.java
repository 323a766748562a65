package dev.freehold.audit.guard;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Collection;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Person;
import dev.freehold.audit.Row;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Kept;
import dev.freehold.audit.probe.Meant;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.audit.probe.Trace;
import dev.freehold.call.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Ways around a guard: paths that a guard and a router may read differently, headers that name another path, another method
/// or an inner address.
public final class Detours extends Question {
  private static final String MEND =
      "Guard the route that was found rather than the text of its path; heed no header that names"
          + " another path or method, and no address of a client that did not come from a proxy of"
          + " yours.";

  public Detours() {
    super(
        "guard.detours",
        "no odd path, method or header leads around the token",
        true,
        ChecklistItem.PROTECTED);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    // All routes of a server go through one guard or through guards of one kind: a few of them
    // tell.
    site.collections().stream()
        .filter(each -> each.read().isPresent() && !Meant.readForAll(each))
        .flatMap(each -> site.any(each, site.a()).stream())
        .filter(row -> row.target().isPresent())
        .limit(3)
        .forEach(row -> go(site, row, tally));
    return tally.verdict("no row that belongs to somebody can be made and read by its id");
  }

  private static void go(Site site, Row row, Tally tally) {
    for (String target : List.of(row.target().orElseThrow(), row.listTarget())) {
      for (Call call : reads(target)) {
        Exchange exchange = site.send(site.nobody(), call);
        Optional<String> seen = Trace.of(row, exchange);
        if (seen.isPresent()) {
          found(tally, row, exchange, site.nobody(), seen.get());
          return;
        }
        tally.check();
      }
    }
    overrides(site, row.collection(), tally);
  }

  private static List<Call> reads(String target) {
    String upper = target.toUpperCase(Locale.ROOT);
    int slash = target.lastIndexOf('/');
    String last = target.substring(slash + 1);
    String encoded = "%" + Integer.toHexString(last.charAt(0)) + last.substring(1);
    List<Call> calls = new ArrayList<>();
    for (String odd :
        List.of(
            target + "/",
            target + "//",
            "/" + target,
            target.substring(0, slash) + "//" + last,
            target.substring(0, slash) + "/./" + last,
            target.substring(0, slash) + "/x/../" + last,
            target.substring(0, slash) + "/%2e/" + last,
            target.substring(0, slash + 1) + encoded,
            target + ";a=b",
            target + ".json",
            target + "%20",
            target + "%00",
            target + "?",
            target + "%3f",
            upper)) {
      calls.add(Call.get(odd));
    }
    for (String header : List.of("X-Original-URL", "X-Rewrite-URL")) {
      calls.add(Call.get("/").header(header, target));
    }
    for (String header : List.of("X-Forwarded-For", "X-Real-IP", "X-Client-IP", "Forwarded")) {
      String address = header.equals("Forwarded") ? "for=127.0.0.1" : "127.0.0.1";
      calls.add(Call.get(target).header(header, address));
    }
    calls.add(Call.of("POST", target).header("X-HTTP-Method-Override", "GET").json("{}"));
    calls.add(Call.of("OPTIONS", target));
    return calls;
  }

  private static void overrides(Site site, Collection collection, Tally tally) {
    Optional<Row> made = site.make(collection, site.a());
    if (made.isEmpty() || made.get().target().isEmpty()) {
      return;
    }
    Kept kept = Kept.of(site, made.get());
    for (Person person : List.of(site.nobody(), site.b())) {
      for (Call call : overriding(made.get().target().get())) {
        Exchange exchange = site.send(person, call);
        Optional<String> harm = kept.harm();
        if (harm.isPresent()) {
          found(tally, made.get(), exchange, person, harm.get());
          return;
        }
        tally.check();
      }
    }
  }

  private static List<Call> overriding(String target) {
    List<Call> calls = new ArrayList<>();
    for (String header : List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")) {
      calls.add(Call.get(target).header(header, "DELETE"));
      calls.add(Call.of("POST", target).header(header, "DELETE").json("{}"));
    }
    calls.add(Call.get(target).query("_method", "DELETE"));
    return calls;
  }

  private static void found(Tally tally, Row row, Exchange exchange, Person person, String what) {
    tally.found(
        Severity.CRITICAL,
        "a way around the guard of a route",
        row.collection(),
        exchange.status() + " to " + person + " for " + exchange.call() + ": " + what,
        exchange,
        Why.FUNCTION,
        MEND);
  }
}
