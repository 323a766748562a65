package dev.freehold.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freehold.http.BrowserGuard;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import dev.freehold.problem.Problem;
import dev.freehold.type.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `GET /metrics`: all meters, in the text format of Prometheus 0.0.4, or that of OpenMetrics 1.0.0 if
/// the reader names it. Readers at the same time share one reading.
public final class MetricsEndpoint implements Endpoint {
  public static final String PATH = "/metrics";

  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";
  private static final String SCHEME = "bearer ";

  private final Vertx vertx;
  private final ServerMeters meters;
  private final @Nullable Secret token;
  private final BrowserGuard browsers;

  // Guarded by this.
  private final Map<String, Future<Reply>> running = new HashMap<>();

  /// @param token that the reader must send; null for none
  public MetricsEndpoint(
      Vertx vertx, ServerMeters meters, @Nullable Secret token, BrowserGuard browsers) {
    this.vertx = vertx;
    this.meters = meters;
    this.token = token;
    this.browsers = browsers;
  }

  /// The one route of the port for metrics.
  public List<Route> routes() {
    return List.of(new Route(RequestMethod.GET, PATH, Route.Body.IGNORED, this));
  }

  @Override
  public Future<Reply> answer(Request request) {
    browsers.check(request);
    if (!isAdmitted(request.header("Authorization"))) {
      return Future.failedFuture(new Problem.Unauthorized(false).toException());
    }
    String accept = request.header("Accept");
    return reading(
        accept != null && accept.toLowerCase(Locale.ROOT).contains("application/openmetrics-text")
            ? OPEN_METRICS
            : TEXT);
  }

  private boolean isAdmitted(@Nullable String authorization) {
    if (token == null) {
      return true;
    }
    return authorization != null
        && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && MessageDigest.isEqual(
            authorization.substring(SCHEME.length()).getBytes(UTF_8),
            token.reveal().getBytes(UTF_8));
  }

  private synchronized Future<Reply> reading(String type) {
    Future<Reply> current = running.get(type);
    if (current != null) {
      return current;
    }
    Future<Reply> reading =
        meters
            .sample()
            // Thousands of series take milliseconds, which the requests on the event loop would
            // wait for.
            .compose(_ -> vertx.executeBlocking(() -> meters.scrape(type)))
            .map(text -> new Reply(200, List.of(), type, Buffer.buffer(text)));
    running.put(type, reading);
    reading.onComplete(_ -> ended(type));
    return reading;
  }

  private synchronized void ended(String type) {
    running.remove(type);
  }
}
