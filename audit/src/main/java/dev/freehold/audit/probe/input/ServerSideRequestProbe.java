package dev.freehold.audit.probe.input;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.InjectionPoint;
import dev.freehold.audit.probe.JsonLeaf;
import dev.freehold.audit.probe.NonexistentValue;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// Server-side request forgery: sends the address of a listener of the audit wherever an address
/// fits. Only a call at the listener is a finding, and only if a second one follows a second
/// request.
public final class ServerSideRequestProbe extends AbstractProbe {
  private static final Weakness SERVER_SIDE_REQUEST = new Weakness("API7:2023", "1.3.6", null);
  private static final Pattern ADDRESS_NAME =
      Pattern.compile(
          ".*(url|uri|link|href|webhook|callback|endpoint|website|homepage|feed|domain|hostname)"
              + "|host|target|src|source|image|img|avatar|picture|photo|logo|icon|redirect|next|dest"
              + "|destination|proxy|remote|server|site|page|fetch|import|file|path|mechanicapi");
  private static final Pattern LOOPBACK =
      Pattern.compile("https?://(localhost|127\\.[\\d.]+|\\[::1\\])(:\\d+)?");
  private static final int MAX_POINTS = 30;
  private static final Duration WAIT = Duration.ofMillis(250);
  private static final Duration LAST_WAIT = Duration.ofMillis(1_500);

  private final Optional<InetSocketAddress> given;

  /// @param listener where to listen; empty for any port of `127.0.0.1`, if the server is there too
  public ServerSideRequestProbe(Optional<InetSocketAddress> listener) {
    super(
        "input.server-side-request",
        "the server calls no address of a request within its own network",
        false,
        ChecklistItem.VALIDATION);
    this.given = listener;
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    Optional<InetSocketAddress> address = given.or(() -> nextTo(site));
    if (address.isEmpty()) {
      return findings.verdict("no listener that the server can reach; give --listener HOST:PORT");
    }
    List<InjectionPoint> points =
        InjectionPoint.all(site).stream()
            .filter(ServerSideRequestProbe::takesAddress)
            .limit(MAX_POINTS)
            .toList();
    try (CallListener listener = new CallListener(address.get())) {
      points.forEach(point -> ask(point, listener, findings));
    } catch (UncheckedIOException e) {
      return new ProbeVerdict.Unfinished(String.valueOf(e.getMessage()));
    }
    return findings.verdict("no operation takes an address");
  }

  private static Optional<InetSocketAddress> nextTo(Site site) {
    return LOOPBACK.matcher(site.base()).matches()
        ? Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        : Optional.empty();
  }

  private static boolean takesAddress(InjectionPoint point) {
    String name = JsonLeaf.plain(point.name().substring(point.name().lastIndexOf('.') + 1));
    boolean isAddress = point.schema().text("format").orElse("").matches("ur[il](-reference)?|iri");
    return point.place() != InjectionPoint.Place.PATH
        && (isAddress || (point.isFreeText() && ADDRESS_NAME.matcher(name).matches()));
  }

  private static void ask(InjectionPoint point, CallListener listener, FindingCollector findings) {
    findings.countCheck();
    for (UnaryOperator<String> url :
        List.<UnaryOperator<String>>of(listener::url, listener::urlByName)) {
      Optional<AuditExchange> called = called(point, listener, url, WAIT);
      if (called.isPresent() && called(point, listener, url, LAST_WAIT).isPresent()) {
        findings.addFinding(
            Severity.HIGH,
            "Server-side request forgery: the server calls an address of a request",
            point.operation(),
            point + ": the listener of the audit at " + url.apply("…") + " was called twice",
            called.get(),
            SERVER_SIDE_REQUEST,
            "Call only hosts of a list. Resolve the name first, and refuse loopback, private and"
                + " link-local addresses, also after a redirect.");
        return;
      }
    }
  }

  private static Optional<AuditExchange> called(
      InjectionPoint point, CallListener listener, UnaryOperator<String> url, Duration wait) {
    String word = NonexistentValue.randomWord();
    AuditExchange exchange = point.send(url.apply(word));
    Duration patience = exchange.isSuccess() ? wait : Duration.ZERO;
    return listener.isCalled(word, patience) ? Optional.of(exchange) : Optional.empty();
  }
}
