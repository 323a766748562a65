package dev.freehold.http.server;

import dev.freehold.event.Event;
import dev.freehold.http.Match;
import dev.freehold.http.Replies;
import dev.freehold.http.Reply;
import dev.freehold.http.Route;
import dev.freehold.http.load.Holdings;
import dev.freehold.http.load.IdleConnections;
import dev.freehold.http.load.IncomingBody;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Outcome;
import dev.freehold.problem.ProblemException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/// The life of one request, on its event loop: head, body, endpoint, exactly one answer. Whatever
/// comes first answers: the endpoint, a limit or a deadline; the rest finds `answered` set.
final class Exchange extends RequestView {
  /// Smaller answers leave at once, or wait in the socket's own bounded queue.
  private static final int LARGE_BYTES = 8 << 10;

  private final long started = System.nanoTime();
  private final Holdings.Share share;
  private final IdleConnections.Usage usage;
  private IncomingBody body = IncomingBody.NONE;

  private boolean dispatched;
  private boolean answered;
  private boolean bodyPending;
  private boolean close;

  Exchange(ServingLoop loop, HttpServerRequest http) {
    super(loop, http);
    this.usage = Connections.usage(http.connection());
    usage.begins();
    this.share =
        new Holdings.Share(loop.holdings) {
          @Override
          protected void giveUp() {
            noRoom();
          }
        };
  }

  /// The bytes were no request: answers and lets the connection close.
  void refuse(Throwable cause) {
    close = true;
    fail(RoutedHead.problem(cause, loop.settings.limits()));
  }

  void begin() {
    try {
      read();
    } catch (RuntimeException e) {
      unforeseen(e);
    }
  }

  private void read() {
    RoutedHead head = RoutedHead.of(http, loop.router, loop.settings.limits());
    match = head.match();
    parameters = head.parameters();
    close = head.close();
    Problem refusal = head.refusal();
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    if (length == null
        ? !headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        : length.equals("0")) {
      proceed(refusal);
    } else {
      Problem known = refusal == null ? head.refusedBody(http) : refusal;
      readBody(known == null ? unwelcome() : known, length);
    }
  }

  /// What the endpoint has against the request already, before its body is kept.
  private @Nullable Problem unwelcome() {
    return match instanceof Match.Found found
        ? found.route().endpoint().refusal(this).orElse(null)
        : null;
  }

  private void readBody(@Nullable Problem refusal, @Nullable String length) {
    bodyPending = true;
    int limit = loop.settings.limits().bodyBytes();
    body =
        match instanceof Match.Found(Route route, _, _, _)
            ? new IncomingBody(
                route.body().limit(limit), refusal == null && route.body() != Route.Body.IGNORED)
            : new IncomingBody(limit, false);
    if (body.isKept()) {
      share.await();
    }
    http.exceptionHandler(this::broken).handler(this::chunk).endHandler(_ -> bodyEnd(refusal));
    if (length != null && body.isOver(length)) {
      tooLarge();
    } else if (!headers.contains(HttpHeaderNames.EXPECT)
        || http.version() != HttpVersion.HTTP_1_1) {
      loop.bodies().add(this);
    } else if (refusal == null) {
      http.response().writeContinue();
      loop.bodies().add(this);
    } else {
      // The client may or may not send the body now; nothing after it could be told apart from it.
      close = true;
      proceed(refusal);
    }
  }

  private void chunk(Buffer part) {
    if (answered) {
      return;
    }
    if (!body.receives(part.length())) {
      tooLarge();
    } else if (body.isKept()) {
      if (share.take(part.length())) {
        body.append(part);
      } else {
        share.letGo();
        noRoom();
      }
    }
  }

  /// There is no room for the body, or for the answer until the client takes it.
  private void noRoom() {
    if (answered) {
      Connections.cut(http.connection());
    } else {
      close = true;
      fail(new Problem.Unavailable(1, Outcome.NONE));
    }
  }

  private void tooLarge() {
    close = true;
    fail(new Problem.PayloadTooLarge(body.limit()));
  }

  private void bodyEnd(@Nullable Problem refusal) {
    bodyPending = false;
    leave();
    share.work();
    if (answered) {
      if (close) {
        http.connection().close();
      }
    } else {
      proceed(refusal);
    }
  }

  /// The connection broke, or a chunk was no chunk. For the second there is still someone to tell.
  private void broken(Throwable cause) {
    if (!answered && !dispatched) {
      close = true;
      fail(RoutedHead.bodyProblem(cause, loop.settings.limits()));
      Connections.flush(http.connection());
    }
  }

  private void proceed(@Nullable Problem refusal) {
    if (refusal != null) {
      fail(refusal);
      return;
    }
    switch (match) {
      case Match.Found found -> dispatch(found.route());
      case Match.Options options -> answer(Reply.noContent().with("Allow", options.allow()));
      case Match.NotFound _, Match.Malformed _, Match.MethodNotAllowed _ ->
          throw new IllegalStateException("Refused already");
    }
  }

  private void dispatch(Route route) {
    dispatched = true;
    loop.answers().add(this);
    Future<Reply> reply;
    try {
      reply = route.endpoint().answer(this);
    } catch (RuntimeException | Error e) {
      reply = Future.failedFuture(e);
    }
    reply.onComplete(
        done -> {
          if (loop.isHere()) {
            settle(done.succeeded() ? done.result() : null, done.cause());
          } else {
            loop.runHere(() -> settle(done.succeeded() ? done.result() : null, done.cause()));
          }
        });
  }

  private void settle(@Nullable Reply reply, @Nullable Throwable cause) {
    if (reply != null) {
      answer(reply);
    } else if (cause instanceof ProblemException known) {
      fail(known.problem());
    } else {
      unforeseen(cause == null ? new IllegalStateException("An endpoint gave no reply") : cause);
    }
  }

  private void unforeseen(Throwable cause) {
    loop.events.emit(new Event.Unforeseen(id, route(), cause));
    fail(internal());
  }

  private Problem internal() {
    return new Problem.Internal(outcome());
  }

  private Outcome outcome() {
    return unsafe && dispatched ? Outcome.UNKNOWN : Outcome.NONE;
  }

  /// The body did not come, or the endpoint did not answer, in time.
  @Override
  void expired() {
    if (dispatched) {
      fail(new Problem.Unavailable(1, outcome()));
    } else {
      close = true;
      fail(new Problem.RequestTimeout());
    }
  }

  private void fail(Problem problem) {
    if (!answered) {
      answer(Replies.problem(problem, id, unsafe));
    }
  }

  private void answer(Reply reply) {
    if (answered) {
      return;
    }
    answered = true;
    leave();
    share.letGo();
    body = IncomingBody.NONE;
    Buffer content = reply.body();
    boolean fits =
        content == null || content.length() < LARGE_BYTES || share.take(content.length());
    Reply sent = fits ? reply : Replies.problem(new Problem.Unavailable(1, outcome()), id, unsafe);
    close |= loop.stopping.getAsBoolean();
    if (close) {
      Connections.end(http.connection());
    }
    Future<Void> written;
    try {
      written = Answer.write(loop, http, id, sent, preflightAllow(), close);
      if (!share.isEmpty()) {
        share.await();
        written.onComplete(_ -> share.letGo());
      }
    } catch (RuntimeException e) {
      // Such as a header of the reply that cannot be written: a defect, mostly found before a byte
      // went out.
      loop.events.emit(new Event.Unforeseen(id, route(), e));
      if (http.response().headWritten()) {
        http.connection().close();
        usage.ends();
        return;
      }
      sent = Replies.problem(internal(), id, unsafe);
      http.response().headers().clear();
      written = Answer.write(loop, http, id, sent, null, close);
    }
    written.onComplete(_ -> usage.ends());
    long micros = (System.nanoTime() - started) / 1000;
    loop.events.emit(new Event.Answered(id, methodName, route(), sent.status(), micros));
    if (close) {
      Connections.close(loop, http, bodyPending);
    }
  }

  @Override
  public Buffer body() {
    return body.bytes();
  }
}
