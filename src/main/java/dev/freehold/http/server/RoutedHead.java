package dev.freehold.http.server;

import dev.freehold.http.Match;
import dev.freehold.http.Parameter;
import dev.freehold.http.Query;
import dev.freehold.http.Router;
import dev.freehold.http.framing.FramingException;
import dev.freehold.http.framing.RequestHead;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the header section alone decides about a request.
///
/// @param refusal what is wrong so far; told after the body was read, so that the connection lives
/// @param close whether the connection cannot go on after this request
record RoutedHead(
    Match match, List<Parameter> parameters, @Nullable Problem refusal, boolean close) {
  private static final Match NOWHERE = new Match.NotFound();
  private static final Match SERVER =
      new Match.Options("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");

  static RoutedHead of(HttpServerRequest http, Router router, Limits limits) {
    String target = http.uri();
    if (target.length() > limits.uriBytes()) {
      return new RoutedHead(NOWHERE, List.of(), new Problem.UriTooLong(limits.uriBytes()), false);
    }
    String expect = http.getHeader(HttpHeaderNames.EXPECT);
    if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
      Problem unmet = new Problem.BadRequest("The only expectation that is met is 100-continue.");
      return new RoutedHead(NOWHERE, List.of(), unmet, true);
    }
    target = RequestHead.origin(target);
    if (target.equals("*")) {
      return new RoutedHead(SERVER, List.of(), null, false);
    }
    int question = target.indexOf('?');
    String path = question < 0 ? target : target.substring(0, question);
    Match match = router.match(http.method().name(), path);
    return switch (match) {
      case Match.NotFound _ -> new RoutedHead(match, List.of(), new Problem.NotFound(), false);
      case Match.Malformed _ ->
          new RoutedHead(
              match,
              List.of(),
              new Problem.BadRequest("The path must be percent-encoded UTF-8."),
              false);
      case Match.MethodNotAllowed m ->
          new RoutedHead(match, List.of(), new Problem.MethodNotAllowed(m.allow()), false);
      case Match.Options _ -> new RoutedHead(match, List.of(), null, false);
      case Match.Found _ -> found(match, question < 0 ? "" : target.substring(question + 1));
    };
  }

  private static RoutedHead found(Match match, String query) {
    try {
      return new RoutedHead(match, Query.parse(query), null, false);
    } catch (ProblemException e) {
      return new RoutedHead(match, List.of(), e.problem(), false);
    }
  }

  /// What is wrong with the body that is announced, as far as its headers say.
  @Nullable Problem refusedBody(HttpServerRequest http) {
    if (!(match instanceof Match.Found found)) {
      return null;
    }
    return switch (found.route().body()) {
      case IGNORED -> null;
      case JSON, SMALL_JSON ->
          MediaTypes.isJson(http.getHeader(HttpHeaderNames.CONTENT_TYPE))
                  && MediaTypes.isPlain(http.getHeader(HttpHeaderNames.CONTENT_ENCODING))
              ? null
              : new Problem.UnsupportedMediaType();
    };
  }

  /// Why the parser gave up.
  static Problem problem(Throwable cause, Limits limits) {
    return switch (cause) {
      case FramingException e -> e.problem();
      case TooLongHttpLineException _ -> new Problem.UriTooLong(limits.uriBytes());
      case TooLongHttpHeaderException _ -> new Problem.HeadersTooLarge(limits.headerBytes());
      default -> new Problem.BadRequest("The request is not valid HTTP/1.1.");
    };
  }

  /// Why the parser gave up on a body: a line that is too long there is no address.
  static Problem bodyProblem(Throwable cause, Limits limits) {
    return cause instanceof TooLongHttpLineException
        ? new Problem.BadRequest("The request is not valid HTTP/1.1.")
        : problem(cause, limits);
  }
}
