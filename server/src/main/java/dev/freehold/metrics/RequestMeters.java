package dev.freehold.metrics;

import dev.freehold.event.Event;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// The requests by route, method and status, with the names and labels of Micrometer elsewhere, so that
/// dashboards know them. A request costs a look-up of its route and no lock.
final class RequestMeters {
  /// The route of requests that match none, as elsewhere.
  private static final String NO_ROUTE = "UNKNOWN";

  private final MeterRegistry registry;
  private final Map<String, RouteTimers> routes = new ConcurrentHashMap<>();

  RequestMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void record(Event.RequestCompleted event) {
    RouteTimers timers = routes.get(event.route());
    if (timers == null) {
      // As many as the route table has: the event has a pattern or "-".
      timers = routes.computeIfAbsent(event.route(), RouteTimers::new);
    }
    timers.of(event.method(), event.status()).record(event.micros(), TimeUnit.MICROSECONDS);
  }

  private record StatusTimer(String method, int status, Timer timer) {}

  /// The timers of a route: a few, found by comparing statuses.
  private final class RouteTimers {
    private final String uri;
    private volatile StatusTimer[] timers = new StatusTimer[0];

    RouteTimers(String route) {
      this.uri = route.equals("-") ? NO_ROUTE : route;
    }

    Timer of(String method, int status) {
      for (StatusTimer each : timers) {
        if (each.status == status && each.method.equals(method)) {
          return each.timer;
        }
      }
      return added(method, status);
    }

    private synchronized Timer added(String sent, int status) {
      String method = label(sent);
      for (StatusTimer each : timers) {
        if (each.status == status && each.method.equals(method)) {
          return each.timer;
        }
      }
      Timer timer =
          MeterNames.timer("http.server.requests", "Answered requests.")
              .tag("method", method)
              .tag("uri", uri)
              .tag("status", Integer.toString(status))
              .tag("outcome", outcome(status))
              .register(registry);
      StatusTimer[] more = Arrays.copyOf(timers, timers.length + 1);
      more[timers.length] = new StatusTimer(method, status, timer);
      timers = more;
      return timer;
    }
  }

  /// A client may send any word as its method.
  private static String label(String method) {
    return switch (method) {
      case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" -> method;
      default -> "OTHER";
    };
  }

  private static String outcome(int status) {
    return switch (status / 100) {
      case 1 -> "INFORMATIONAL";
      case 2 -> "SUCCESS";
      case 3 -> "REDIRECTION";
      case 4 -> "CLIENT_ERROR";
      default -> "SERVER_ERROR";
    };
  }
}
