package dev.freehold.audit.protocol;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.Answer;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import java.net.URI;
import java.util.List;
import java.util.Map;

/// Which other origins may read answers.
public final class Cors extends Question {
  private static final String FRONTEND = "http://localhost:3000";
  private static final String MEND =
      "Compare Origin with a list of exact origins; never repeat it unread, never take null.";

  private final Tally tally = new Tally(this);

  public Cors() {
    super(
        "http.cors", "an origin that is not configured may read nothing", true, ChecklistItem.CORS);
  }

  @Override
  public Verdict run(Site site) {
    List<Operation> reads =
        site.description().operations().stream()
            .filter(each -> each.method().equals("GET") && !each.path().contains("{"))
            .limit(6)
            .toList();
    for (Operation read : reads) {
      String target = site.target(read, Map.of());
      for (String origin : origins(site)) {
        asks(site, read, target, origin);
        preflight(site, read, target, origin);
      }
      configured(site, target);
    }
    return tally.verdict("no operation that reads without an id");
  }

  private static List<String> origins(Site site) {
    String host = URI.create(site.base()).getHost();
    return List.of(
        "https://zq-evil.example",
        "null",
        FRONTEND + ".zq-evil.example",
        "http://localhost.zq-evil.example:3000",
        "https://zq" + host,
        "https://" + host + ".zq-evil.example",
        "file://");
  }

  private void asks(Site site, Operation read, String target, String origin) {
    judge(site.send(site.a(), Call.get(target).header("Origin", origin)), read, origin);
  }

  private void preflight(Site site, Operation read, String target, String origin) {
    judge(
        site.send(
            site.nobody(),
            Call.of("OPTIONS", target)
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "GET")
                .header("Access-Control-Request-Headers", "authorization")),
        read,
        origin);
  }

  private void judge(Exchange exchange, Operation read, String origin) {
    tally.check();
    Answer answer = exchange.answer();
    String allowed = answer.header("access-control-allow-origin").orElse("");
    boolean credentials =
        answer.header("access-control-allow-credentials").orElse("").equalsIgnoreCase("true");
    if (allowed.equals(origin)) {
      tally.found(
          credentials ? Severity.HIGH : Severity.MEDIUM,
          credentials
              ? "Any page may read answers with the visitor's credentials"
              : "Any page may read answers",
          read,
          "Origin: " + origin + " was allowed" + (credentials ? " with credentials" : ""),
          exchange,
          Why.ORIGINS,
          MEND);
    } else if (allowed.equals("*") && (credentials || read.isProtected())) {
      tally.found(
          credentials ? Severity.MEDIUM : Severity.LOW,
          "Private answers are open to every origin",
          read,
          "Access-Control-Allow-Origin: *",
          exchange,
          Why.ORIGINS,
          MEND);
    } else if (!allowed.isEmpty() && allowed.contains(",")) {
      tally.found(
          Severity.LOW,
          "Access-Control-Allow-Origin lists several",
          read,
          allowed,
          exchange,
          Why.ORIGINS,
          "Send the one origin that asked, where it is on the list; browsers take no list.");
    }
  }

  /// An answer that differs by origin must say so, or a cache gives one origin's to another.
  private void configured(Site site, String target) {
    Exchange exchange = site.send(site.a(), Call.get(target).header("Origin", FRONTEND));
    tally.check();
    String allowed = exchange.answer().header("access-control-allow-origin").orElse("");
    String vary = exchange.answer().header("vary").orElse("").toLowerCase(java.util.Locale.ROOT);
    if (allowed.equals(FRONTEND) && !vary.contains("origin") && !vary.contains("*")) {
      tally.found(
          Severity.LOW,
          "Answers that differ by origin do not say Vary: Origin",
          "every answer",
          "Vary: " + vary,
          exchange,
          Why.ORIGINS,
          "Send Vary: Origin with every answer, allowed or not.");
    }
  }
}
