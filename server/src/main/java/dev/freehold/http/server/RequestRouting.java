package dev.freehold.http.server;

import dev.freehold.http.QueryStringParser;
import dev.freehold.http.Request.QueryParameter;
import dev.freehold.http.Router;
import dev.freehold.http.Router.RoutingResult;
import dev.freehold.http.server.RequestHeadValidator.JsonMediaType;
import dev.freehold.http.server.StrictHttpRequestDecoder.FramingException;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The routing decision, made by the head of a request alone.
///
/// @param rejection the problem found so far; sent after the body was read, so that the connection
///   can be reused
/// @param close whether the connection must be closed after this request
record RequestRouting(
    RoutingResult match,
    List<QueryParameter> parameters,
    @Nullable Problem rejection,
    boolean close) {
  private static final RoutingResult NOWHERE = new RoutingResult.NoRoute();
  private static final RoutingResult SERVER =
      new RoutingResult.OptionsMatch("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");

  static RequestRouting of(HttpServerRequest http, Router router, RequestLimits limits) {
    String target = http.uri();
    if (target.length() > limits.uriBytes()) {
      return new RequestRouting(
          NOWHERE, List.of(), new Problem.UriTooLong(limits.uriBytes()), false);
    }
    String expect = http.getHeader(HttpHeaderNames.EXPECT);
    if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
      Problem unmet = new Problem.BadRequest("The only expectation that is met is 100-continue.");
      return new RequestRouting(NOWHERE, List.of(), unmet, true);
    }
    target = RequestHeadValidator.originForm(target);
    if (target.equals("*")) {
      return new RequestRouting(SERVER, List.of(), null, false);
    }
    int question = target.indexOf('?');
    String path = question < 0 ? target : target.substring(0, question);
    RoutingResult match = router.match(http.method().name(), path);
    return switch (match) {
      case RoutingResult.NoRoute _ ->
          new RequestRouting(match, List.of(), new Problem.NotFound(), false);
      case RoutingResult.MalformedPath _ ->
          new RequestRouting(
              match,
              List.of(),
              new Problem.BadRequest("The path must be percent-encoded UTF-8."),
              false);
      case RoutingResult.MethodMismatch m ->
          new RequestRouting(match, List.of(), new Problem.MethodNotAllowed(m.allow()), false);
      case RoutingResult.OptionsMatch _ -> new RequestRouting(match, List.of(), null, false);
      case RoutingResult.RouteMatch _ ->
          found(match, question < 0 ? "" : target.substring(question + 1));
    };
  }

  private static RequestRouting found(RoutingResult match, String query) {
    try {
      return new RequestRouting(match, QueryStringParser.parse(query), null, false);
    } catch (ProblemException e) {
      return new RequestRouting(match, List.of(), e.problem(), false);
    }
  }

  /// The problem of the announced body, by its headers.
  @Nullable Problem unsupportedBody(HttpServerRequest http) {
    if (!(match instanceof RoutingResult.RouteMatch routeMatch)) {
      return null;
    }
    return switch (routeMatch.route().body()) {
      case IGNORED -> null;
      case JSON, SMALL_JSON ->
          JsonMediaType.isJson(http.getHeader(HttpHeaderNames.CONTENT_TYPE))
                  && JsonMediaType.isPlain(http.getHeader(HttpHeaderNames.CONTENT_ENCODING))
              ? null
              : new Problem.UnsupportedMediaType();
    };
  }

  /// The problem of a request that the parser rejected.
  static Problem parseProblem(Throwable cause, RequestLimits limits) {
    return switch (cause) {
      case FramingException e -> e.problem();
      case TooLongHttpLineException _ -> new Problem.UriTooLong(limits.uriBytes());
      case TooLongHttpHeaderException _ -> new Problem.HeadersTooLarge(limits.headerBytes());
      default -> new Problem.BadRequest("The request is not valid HTTP/1.1.");
    };
  }

  /// The problem of a body that the parser rejected. A line that is too long is not the URI here.
  static Problem bodyParseProblem(Throwable cause, RequestLimits limits) {
    return cause instanceof TooLongHttpLineException
        ? new Problem.BadRequest("The request is not valid HTTP/1.1.")
        : parseProblem(cause, limits);
  }
}
