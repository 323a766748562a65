package dev.freehold.http.server;

import dev.freehold.event.Event;
import dev.freehold.http.BodyStream;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.Request;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.RequestScope;
import dev.freehold.http.RequestTracer;
import dev.freehold.http.RequestTracer.RequestSpan;
import dev.freehold.http.Route;
import dev.freehold.http.Router.RoutingResult;
import dev.freehold.http.TraceParent;
import dev.freehold.problem.KnownOutcome;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Outcome;
import dev.freehold.problem.ProblemException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One request and its response, confined to its event loop: head, body, endpoint, exactly one
/// response. The endpoint, a limit or a deadline can answer; the first one sets `answered` and the
/// others are ignored.
final class HttpExchange extends DeadlineQueue.Entry implements Request {
  /// Smaller bodies are sent at once or wait in the bounded queue of the socket.
  private static final int LARGE_BYTES = 8 << 10;

  private final HttpServerVerticle verticle;
  private final HttpServerRequest http;
  private final MultiMap headers;
  private final String id;
  private final String methodName;

  /// Whether the method is unsafe, so that an error response has an `outcome`.
  private final boolean unsafe;

  private RoutingResult match = new RoutingResult.NoRoute();
  private List<QueryParameter> parameters = List.of();

  private final long started = System.nanoTime();
  private final @Nullable RequestSpan span;

  /// Of the span, or of the client's; null if there is neither.
  private final @Nullable String traceId;

  private final MemoryBudget.Reservation reservation;
  private final IdleConnections.ConnectionUsage usage;
  private RequestBodyBuffer body = RequestBodyBuffer.NONE;

  private boolean dispatched;
  private boolean answered;
  private boolean bodyPending;
  private boolean close;
  private @Nullable String problemCode;

  HttpExchange(HttpServerVerticle verticle, HttpServerRequest http) {
    this.verticle = verticle;
    this.http = http;
    this.headers = http.headers();
    this.id = verticle.requestIds.acceptOrGenerate(headers.get(ResponseHeaders.REQUEST_ID));
    this.methodName = http.method().name();
    this.unsafe =
        switch (methodName) {
          case "POST", "PUT", "PATCH", "DELETE" -> true;
          default -> false;
        };
    TraceParent parent =
        headers.contains(TraceParent.HEADER)
            ? TraceParent.of(headers.getAll(TraceParent.HEADER))
            : null;
    RequestTracer tracer = verticle.tracer;
    this.span = tracer == null ? null : tracer.begin(parent);
    if (span != null) {
      this.traceId = span.traceId();
    } else {
      this.traceId = parent == null ? null : parent.traceId();
    }
    this.usage = ConnectionLifecycle.usage(http.connection());
    usage.requestStarted();
    verticle.inFlight.increment();
    this.reservation =
        new MemoryBudget.Reservation(verticle.memoryBudget) {
          @Override
          protected void onEvicted() {
            rejectForMemory();
          }
        };
  }

  /// Answers bytes that are not a valid request, then closes the connection.
  void refuse(Throwable cause) {
    close = true;
    fail(RequestRouting.parseProblem(cause, verticle.settings.limits()));
  }

  void begin() {
    if (verticle.tracer != null) {
      new RequestScope(this, span).enter();
    }
    try {
      read();
    } catch (RuntimeException e) {
      failUnexpectedly(e);
    }
  }

  private void read() {
    RequestRouting head = RequestRouting.of(http, verticle.router, verticle.settings.limits());
    match = head.match();
    parameters = head.parameters();
    close = head.close();
    Problem refusal = head.rejection();
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    if (length == null
        ? !headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        : length.equals("0")) {
      answerOrDispatch(refusal);
    } else {
      Problem known = refusal == null ? head.unsupportedBody(http) : refusal;
      readBody(known == null ? rejectedByEndpoint() : known, length);
    }
  }

  /// The problem that the endpoint finds in the head, before the body is kept.
  private @Nullable Problem rejectedByEndpoint() {
    return match instanceof RoutingResult.RouteMatch routeMatch
        ? routeMatch.route().endpoint().checkHead(this).orElse(null)
        : null;
  }

  private void readBody(@Nullable Problem refusal, @Nullable String length) {
    bodyPending = true;
    int limit = verticle.settings.limits().bodyBytes();
    body =
        match instanceof RoutingResult.RouteMatch(Route route, _, _, _)
            ? new RequestBodyBuffer(
                route.body().limit(limit), refusal == null && route.body() != Route.Body.IGNORED)
            : new RequestBodyBuffer(limit, false);
    if (body.isKept()) {
      reservation.awaitClient();
    }
    http.exceptionHandler(this::onBodyError)
        .handler(this::onBodyChunk)
        .endHandler(_ -> onBodyEnd(refusal));
    if (length != null && body.exceedsLimit(length)) {
      tooLarge();
    } else if (!headers.contains(HttpHeaderNames.EXPECT)
        || http.version() != HttpVersion.HTTP_1_1) {
      verticle.bodyDeadlines().add(this);
    } else if (refusal == null) {
      http.response().writeContinue();
      verticle.bodyDeadlines().add(this);
    } else {
      // The client may or may not send the body now, so what follows cannot be parsed.
      close = true;
      answerOrDispatch(refusal);
    }
  }

  private void onBodyChunk(Buffer part) {
    if (answered) {
      return;
    }
    if (!body.count(part.length())) {
      tooLarge();
    } else if (body.isKept()) {
      if (reservation.reserve(part.length())) {
        body.append(part);
      } else {
        reservation.release();
        rejectForMemory();
      }
    }
  }

  /// Called if the memory budget has no room for the body, or for a response that the client does
  /// not read.
  private void rejectForMemory() {
    if (answered) {
      ConnectionLifecycle.closeForcibly(http.connection());
    } else {
      close = true;
      fail(new Problem.Unavailable(1, Outcome.NONE));
    }
  }

  private void tooLarge() {
    close = true;
    fail(new Problem.PayloadTooLarge(body.limit()));
  }

  private void onBodyEnd(@Nullable Problem refusal) {
    bodyPending = false;
    cancel();
    reservation.endWait();
    if (answered) {
      if (close) {
        http.connection().close();
      }
    } else {
      answerOrDispatch(refusal);
    }
  }

  /// Called if the connection broke or a chunk is malformed. In the second case the client can
  /// still read an error response.
  private void onBodyError(Throwable cause) {
    if (!answered && !dispatched) {
      close = true;
      fail(RequestRouting.bodyParseProblem(cause, verticle.settings.limits()));
      ConnectionLifecycle.flush(http.connection());
    }
  }

  private void answerOrDispatch(@Nullable Problem refusal) {
    if (refusal != null) {
      fail(refusal);
      return;
    }
    switch (match) {
      case RoutingResult.RouteMatch routeMatch -> dispatch(routeMatch.route());
      case RoutingResult.OptionsMatch options ->
          answer(Reply.noContent().withHeader("Allow", options.allow()));
      case RoutingResult.NoRoute _, RoutingResult.MalformedPath _, RoutingResult.MethodMismatch _ ->
          throw new IllegalStateException("Refused already");
    }
  }

  private void dispatch(Route route) {
    dispatched = true;
    verticle.responseDeadlines().add(this);
    Future<Reply> reply;
    try {
      reply = route.endpoint().answer(this);
    } catch (RuntimeException | Error e) {
      reply = Future.failedFuture(e);
    }
    reply.onComplete(
        done -> {
          if (verticle.isCurrentThread()) {
            settle(done.succeeded() ? done.result() : null, done.cause());
          } else {
            verticle.runOnLoop(() -> settle(done.succeeded() ? done.result() : null, done.cause()));
          }
        });
  }

  private void settle(@Nullable Reply reply, @Nullable Throwable cause) {
    if (reply != null) {
      answer(reply);
    } else if (cause instanceof ProblemException known) {
      fail(known.problem());
    } else {
      failUnexpectedly(
          cause == null ? new IllegalStateException("An endpoint gave no reply") : cause);
    }
  }

  private void failUnexpectedly(Throwable cause) {
    verticle.events.emit(new Event.RequestFailed(id, route(), cause));
    fail(cause instanceof KnownOutcome known ? new Problem.Internal(known.outcome()) : internal());
  }

  private Problem internal() {
    return new Problem.Internal(outcome());
  }

  private Outcome outcome() {
    return unsafe && dispatched ? Outcome.UNKNOWN : Outcome.NONE;
  }

  /// Called if the body or the response of the endpoint is late.
  @Override
  void onExpired() {
    if (dispatched) {
      fail(new Problem.Unavailable(1, outcome()));
    } else {
      close = true;
      fail(new Problem.RequestTimeout());
    }
  }

  private void fail(Problem problem) {
    if (!answered) {
      answer(problem(problem));
    }
  }

  private Reply problem(Problem problem) {
    problemCode = problem.code();
    return ReplyEnvelope.problem(problem, id, unsafe);
  }

  /// The answer is on its way, or cannot be sent.
  private void completed(int status) {
    verticle.inFlight.decrement();
    long micros = (System.nanoTime() - started) / 1000;
    verticle.events.emit(
        new Event.RequestCompleted(id, methodName, route(), status, micros, problemCode, traceId));
    if (span != null) {
      span.end(id, methodName, route(), status, problemCode);
    }
  }

  private void answer(Reply reply) {
    if (answered) {
      if (reply.stream() != null) {
        reply.stream().close();
      }
      return;
    }
    answered = true;
    cancel();
    reservation.release();
    body = RequestBodyBuffer.NONE;
    if (reply.stream() != null) {
      stream(reply, reply.stream());
      return;
    }
    Buffer content = reply.body();
    boolean fits =
        content == null || content.length() < LARGE_BYTES || reservation.reserve(content.length());
    Reply sent = fits ? reply : problem(new Problem.Unavailable(1, outcome()));
    close |= verticle.stopping.getAsBoolean();
    if (close) {
      ConnectionLifecycle.markClosing(http.connection());
    }
    Future<Void> written;
    try {
      written = ResponseWriter.write(verticle, http, id, sent, preflightAllow(), close);
      if (!reservation.isEmpty()) {
        reservation.awaitClient();
        written.onComplete(_ -> reservation.release());
      }
    } catch (RuntimeException e) {
      // For example, a header of the reply is invalid: a bug, mostly found before a byte is sent.
      verticle.events.emit(new Event.RequestFailed(id, route(), e));
      if (http.response().headWritten()) {
        http.connection().close();
        usage.requestEnded();
        completed(reply.status());
        return;
      }
      sent = problem(internal());
      http.response().headers().clear();
      written = ResponseWriter.write(verticle, http, id, sent, null, close);
    }
    written.onComplete(_ -> usage.requestEnded());
    completed(sent.status());
    if (close) {
      ConnectionLifecycle.closeLingering(verticle, http, bodyPending);
    }
  }

  /// Answers with a body in parts.
  private void stream(Reply reply, BodyStream parts) {
    close |= verticle.stopping.getAsBoolean() || http.version() != HttpVersion.HTTP_1_1;
    if (close) {
      ConnectionLifecycle.markClosing(http.connection());
    }
    try {
      ResponseWriter.writeHead(verticle, http, id, reply, close);
    } catch (RuntimeException e) {
      parts.close();
      verticle.events.emit(new Event.RequestFailed(id, route(), e));
      http.connection().close();
      usage.requestEnded();
      completed(reply.status());
      return;
    }
    Runnable ended =
        () -> {
          usage.requestEnded();
          completed(reply.status());
          if (close) {
            ConnectionLifecycle.closeLingering(verticle, http, bodyPending);
          }
        };
    if (methodName.equals("HEAD")) {
      parts.close();
      http.response().end().onComplete(_ -> ended.run());
    } else {
      new StreamedBody(verticle, http, parts, reservation, id, route(), ended).start();
    }
  }

  /// The `Allow` value of the path for a CORS preflight request (Fetch, section 3.2.2), else null.
  private @Nullable String preflightAllow() {
    return match instanceof RoutingResult.OptionsMatch options
            && headers.contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD)
        ? options.allow()
        : null;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public RequestMethod method() {
    return match instanceof RoutingResult.RouteMatch routeMatch
        ? routeMatch.route().method()
        : RequestMethod.GET;
  }

  @Override
  public String route() {
    return match instanceof RoutingResult.RouteMatch routeMatch ? routeMatch.route().path() : "-";
  }

  @Override
  public String pathParameter(String name) {
    if (match instanceof RoutingResult.RouteMatch routeMatch) {
      int index = routeMatch.names().indexOf(name);
      if (index >= 0) {
        return routeMatch.values().get(index);
      }
    }
    throw new IllegalArgumentException("The route has no parameter '" + name + "'");
  }

  @Override
  public List<QueryParameter> queryParameters() {
    return parameters;
  }

  @Override
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  @Override
  public String clientAddress() {
    String socket = http.connection().remoteAddress().hostAddress();
    return verticle.clientAddresses.resolve(
        socket == null ? "" : socket, headers.getAll((CharSequence) "X-Forwarded-For"));
  }

  @Override
  public Buffer body() {
    return body.bytes();
  }

  /// The body of a request as it arrives: counted, and kept if the endpoint reads it.
  public static final class RequestBodyBuffer {
    public static final RequestBodyBuffer NONE = new RequestBodyBuffer(0, false);

    private final int limit;
    private final boolean keep;
    private Buffer bytes = Buffer.buffer(0);
    private long received;

    /// @param limit in bytes
    public RequestBodyBuffer(int limit, boolean keep) {
      this.limit = limit;
      this.keep = keep;
    }

    public int limit() {
      return limit;
    }

    public boolean isKept() {
      return keep;
    }

    /// Whether a `Content-Length` exceeds the limit. The decoder has checked that it is all digits.
    public boolean exceedsLimit(String length) {
      return length.length() > 10 || Long.parseLong(length) > limit;
    }

    /// Adds `more` bytes. Returns whether the total is within the limit.
    public boolean count(int more) {
      received += more;
      return received <= limit;
    }

    public void append(Buffer part) {
      if (bytes.length() == 0) {
        bytes = part;
      } else {
        bytes.appendBuffer(part);
      }
    }

    public Buffer bytes() {
      return bytes;
    }
  }
}
