package dev.freehold.http;

import dev.freehold.problem.Problem;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Refuses requests from pages of other origins, also those whose host name was pointed at this machine
/// (DNS rebinding). A client that is no browser sends no `Origin`.
public final class BrowserGuard {
  /// The names of this machine in a URL.
  public static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Set<String> origins;
  private final boolean onlyLoopback;

  /// @param origins the allowed ones, serialized as in the Fetch standard
  /// @param onlyLoopback whether clients reach this server only by a name of this machine: it listens
  ///   on a loopback address, and no proxy is configured
  public BrowserGuard(Set<String> origins, boolean onlyLoopback) {
    this.origins = Set.copyOf(origins);
    this.onlyLoopback = onlyLoopback;
  }

  /// Accepts a request without an `Origin`.
  ///
  /// @throws dev.freehold.problem.ProblemException `FORBIDDEN`
  public void check(Request request) {
    if (isFromForeignPage(request)) {
      throw new Problem.Forbidden().toException();
    }
  }

  /// Whether a page of an allowed origin sent the request. Browsers send an `Origin` with each request
  /// of an unsafe method.
  public boolean isFromAllowedPage(Request request) {
    @Nullable String origin = request.header("Origin");
    return origin != null && !isForeign(origin) && !isRebound(request);
  }

  /// Whether a page of another origin sent the request.
  public boolean isFromForeignPage(Request request) {
    return isForeign(request.header("Origin")) || isRebound(request);
  }

  private boolean isForeign(@Nullable String origin) {
    return origin != null && !origins.contains(origin.toLowerCase(Locale.ROOT));
  }

  private boolean isRebound(Request request) {
    @Nullable String host = request.header("Host");
    return onlyLoopback && host != null && !LOOPBACK.contains(name(host));
  }

  /// A host without its port.
  private static String name(String host) {
    int colon = host.lastIndexOf(':');
    return (colon > host.lastIndexOf(']') ? host.substring(0, colon) : host)
        .toLowerCase(Locale.ROOT);
  }
}
