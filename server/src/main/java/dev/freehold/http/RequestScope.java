package dev.freehold.http;

import dev.freehold.http.RequestTracer.RequestSpan;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.spi.context.storage.ContextLocal;
import org.jspecify.annotations.Nullable;

/// The request that the current code works for, for who observes statements. Vert.x gives each request a
/// context of its own, which callbacks of futures keep.
///
/// @param span null if the request is not traced
public record RequestScope(Request request, @Nullable RequestSpan span) {
  private static final ContextLocal<RequestScope> LOCAL =
      ContextLocal.registerLocal(RequestScope.class);

  /// Makes room in the contexts of each [Vertx] that is created after this call. Without it there must
  /// be no call of the others.
  public static void prepare() {
    // The class is initialized now.
  }

  /// The request of the current context; null outside of requests.
  public static @Nullable RequestScope current() {
    Context context = Vertx.currentContext();
    return context == null ? null : context.getLocal(LOCAL);
  }

  /// Sets the request of the current context.
  public void enter() {
    Context context = Vertx.currentContext();
    if (context != null) {
      context.putLocal(LOCAL, this);
    }
  }

  /// The method and route, such as `GET /api/v1/tasks/{id}`.
  public String operation() {
    return request.method() + " " + request.route();
  }
}
