package dev.freehold.mcp;

import dev.freehold.http.Request;
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

  /// @throws dev.freehold.problem.ProblemException `FORBIDDEN`
  void check(Request request) {
    @Nullable String origin = request.header("Origin");
    @Nullable String host = request.header("Host");
    boolean foreign = origin != null && !origins.contains(origin.toLowerCase(Locale.ROOT));
    boolean rebound = onlyLoopback && host != null && !LOOPBACK.contains(name(host));
    if (foreign || rebound) {
      throw new Problem.Forbidden().toException();
    }
  }

  /// A host without its port.
  private static String name(String host) {
    int colon = host.lastIndexOf(':');
    return (colon > host.lastIndexOf(']') ? host.substring(0, colon) : host)
        .toLowerCase(Locale.ROOT);
  }
}
