package dev.freehold.http.server;

import dev.freehold.http.Match;
import dev.freehold.http.Method;
import dev.freehold.http.Parameter;
import dev.freehold.http.Request;
import dev.freehold.http.answer.ResponseHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a request says of itself before its body, and what became of its address.
abstract class RequestView extends Deadlines.Entry implements Request {
  final ServingLoop loop;
  final HttpServerRequest http;
  final MultiMap headers;
  final String id;
  final String methodName;

  /// Whether it asks for a change, so that a failure must tell its outcome.
  final boolean unsafe;

  Match match = new Match.NotFound();
  List<Parameter> parameters = List.of();

  RequestView(ServingLoop loop, HttpServerRequest http) {
    this.loop = loop;
    this.http = http;
    this.headers = http.headers();
    this.id = loop.ids.of(headers.get(ResponseHeaders.REQUEST_ID));
    this.methodName = http.method().name();
    this.unsafe =
        switch (methodName) {
          case "POST", "PUT", "PATCH", "DELETE" -> true;
          default -> false;
        };
  }

  /// The methods of the path where this is a preflight request (the Fetch standard, section 3.2.2), else null.
  final @Nullable String preflightAllow() {
    return match instanceof Match.Options options
            && headers.contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD)
        ? options.allow()
        : null;
  }

  @Override
  public final String id() {
    return id;
  }

  @Override
  public final Method method() {
    return match instanceof Match.Found found ? found.route().method() : Method.GET;
  }

  @Override
  public final String route() {
    return match instanceof Match.Found found ? found.route().path() : "-";
  }

  @Override
  public final String pathParameter(String name) {
    if (match instanceof Match.Found found) {
      int index = found.names().indexOf(name);
      if (index >= 0) {
        return found.values().get(index);
      }
    }
    throw new IllegalArgumentException("The route has no parameter '" + name + "'");
  }

  @Override
  public final List<Parameter> parameters() {
    return parameters;
  }

  @Override
  public final @Nullable String header(String name) {
    return headers.get(name);
  }

  @Override
  public final String peer() {
    String socket = http.connection().remoteAddress().hostAddress();
    return loop.peers.peer(
        socket == null ? "" : socket, headers.getAll((CharSequence) "X-Forwarded-For"));
  }
}
