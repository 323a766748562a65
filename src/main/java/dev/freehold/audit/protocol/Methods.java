package dev.freehold.audit.protocol;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Person;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// A method that is not described is refused, with `Allow` (RFC 9110 section 15.5.6).
public final class Methods extends Question {
  private static final List<String> ALL = List.of("GET", "POST", "PUT", "PATCH", "DELETE");
  private static final Why UNDOCUMENTED = new Why("API9:2023", "4.1.4", null);

  private final Tally tally = new Tally(this);

  public Methods() {
    super(
        "http.methods",
        "a method that is not described is answered with 405 and Allow",
        true,
        ChecklistItem.ERRORS,
        ChecklistItem.DOCUMENTATION);
  }

  @Override
  public Verdict run(Site site) {
    for (String path : site.description().paths()) {
      path(site, path);
    }
    return tally.verdict("no path");
  }

  private void path(Site site, String path) {
    List<String> described = site.description().methods(path);
    Operation any =
        site.description().operations().stream()
            .filter(each -> each.path().equals(path))
            .findFirst()
            .orElseThrow();
    // Ids that no row has: what is not described must not reach one.
    Map<String, String> values = new HashMap<>();
    any.parameters(dev.freehold.description.Parameter.In.PATH)
        .forEach(each -> values.put(each.name(), nowhere(each)));
    String target = site.target(any, values);
    for (String method : ALL) {
      if (!described.contains(method)) {
        undescribed(site, path, target, method, described);
      }
    }
    other(site, path, target, "TRACE");
    other(site, path, target, "QUUX");
    head(site, path, target, described);
    options(site, target, path);
  }

  private static String nowhere(dev.freehold.description.Parameter parameter) {
    boolean number = parameter.schema().types().contains("integer");
    return number ? "1999999937" : "00000000-0000-7000-8000-000000000937";
  }

  /// Whose rows may be lost where a server does answer `DELETE /rows`: nobody's but those of the
  /// audit.
  private static boolean mayBeTried(Site site, String method) {
    return method.equals("GET") || (!site.isSafe() && site.a().password() != null);
  }

  private void undescribed(
      Site site, String path, String target, String method, List<String> described) {
    if (!mayBeTried(site, method)) {
      return;
    }
    for (Person person : List.of(site.nobody(), site.a())) {
      Exchange exchange = site.send(person, Call.of(method, target));
      tally.check();
      int status = exchange.status();
      if (exchange.answer().isSuccess()) {
        tally.found(
            Severity.MEDIUM,
            "An operation that is not documented answers",
            method + " " + path,
            "answered " + person + " with " + status,
            exchange,
            UNDOCUMENTED,
            "Describe it, or take it away.");
      } else if (status == 405) {
        allow(exchange, method + " " + path, described);
      } else if (status == 404) {
        tally.found(
            Severity.LOW,
            "A method that is not described is answered with 404",
            "404",
            method
                + " "
                + path
                + " was answered with 404; described are "
                + String.join(", ", described),
            exchange,
            UNDOCUMENTED,
            "Answer 405 with Allow; or describe the method, where it is there.");
      }
    }
  }

  private void allow(Exchange exchange, String operation, List<String> described) {
    String allow = exchange.answer().header("allow").orElse("");
    Set<String> said = new HashSet<>();
    for (String each : allow.split(",", -1)) {
      said.add(each.strip().toUpperCase(Locale.ROOT));
    }
    if (allow.isEmpty()) {
      tally.found(
          Severity.LOW,
          "405 does not say which methods are allowed",
          "405",
          operation + ": Allow is missing",
          exchange,
          Why.configuration("4.1.4"),
          "Send Allow with every 405.");
    } else if (!said.containsAll(described) || said.contains(exchange.call().method())) {
      tally.found(
          Severity.LOW,
          "405 says other methods than are described",
          "405",
          operation + ": Allow: " + allow + "; described are " + String.join(", ", described),
          exchange,
          Why.configuration("4.1.4"),
          "Make Allow and the document agree.");
    }
  }

  private void other(Site site, String path, String target, String method) {
    Exchange exchange = site.send(site.a(), Call.of(method, target));
    tally.check();
    boolean echo = method.equals("TRACE") && exchange.answer().isSuccess();
    if (echo || exchange.answer().isSuccess()) {
      tally.found(
          echo ? Severity.MEDIUM : Severity.LOW,
          echo ? "TRACE is answered" : "A method that does not exist is answered",
          method + " " + path,
          "answered with " + exchange.status(),
          exchange,
          Why.configuration(echo ? "13.4.4" : "4.1.4"),
          "Answer 405 or 501.");
    }
  }

  private void head(Site site, String path, String target, List<String> described) {
    if (!described.contains("GET")) {
      return;
    }
    Exchange exchange = site.send(site.a(), Call.of("HEAD", target));
    tally.check();
    if (exchange.answer().length() > 0) {
      tally.found(
          Severity.LOW,
          "HEAD is answered with a body",
          "HEAD " + path,
          exchange.answer().length() + " bytes",
          exchange,
          Why.FRAMING,
          "Send no body: what follows would be read as the next answer.");
    }
  }

  private void options(Site site, String target, String path) {
    Exchange exchange = site.send(site.nobody(), Call.of("OPTIONS", target));
    tally.check();
    if (exchange.answer().length() > 0
        && exchange.answer().isSuccess()
        && exchange.answer().text().contains("zq")) {
      tally.found(
          Severity.HIGH,
          "OPTIONS shows rows",
          "OPTIONS " + path,
          "rows of the audit stand in the answer",
          exchange,
          Why.FUNCTION,
          "Answer OPTIONS without reading rows.");
    }
  }
}
