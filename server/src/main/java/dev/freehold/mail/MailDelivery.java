package dev.freehold.mail;

import dev.freehold.db.DatabaseException;
import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import dev.freehold.mail.MailTransport.MailRefusedException;
import dev.freehold.mail.Outbox.OutboxEntry;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Sends the mails of the outbox on this node: some at a time, as soon as they are due. A mail that
/// cannot be sent waits longer after each attempt, and is given up after [#MOST_ATTEMPTS] or at the
/// end of its life; the server's refusal of the mail itself ends it at once.
///
/// All state belongs to one event loop.
public final class MailDelivery {
  static final int MOST_ATTEMPTS = 10;

  /// Mails at a time, on each node.
  private static final int LANES = 4;

  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration SWEEP = Duration.ofMinutes(10);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
  private static final int LONGEST_REASON = 200;

  private final Context context;
  private final Vertx vertx;
  private final Outbox outbox;
  private final MailComposer composer;
  private final MailTransport transport;
  private final EventSink events;
  private final Promise<Void> stopped = Promise.promise();
  private int lanes;
  private boolean delayed;
  private boolean failing;
  private boolean closed;
  private @Nullable Long poll;
  private @Nullable Long sweep;

  /// Writes the mail of an entry.
  @FunctionalInterface
  public interface MailComposer {
    /// @return empty if there is nothing to send, such as for an address without an account. Fails if
    ///     that cannot be known now
    Future<Optional<OutgoingMail>> compose(MailKind kind, OutboxEntry entry);
  }

  public MailDelivery(
      Vertx vertx,
      Outbox outbox,
      MailComposer composer,
      MailTransport transport,
      EventSink events) {
    this.context = vertx.getOrCreateContext();
    this.vertx = vertx;
    this.outbox = outbox;
    this.composer = composer;
    this.transport = transport;
    this.events = events;
  }

  public void start() {
    context.runOnContext(
        _ -> {
          if (!closed) {
            poll = vertx.setPeriodic(POLL.toMillis(), _ -> work());
            sweep = vertx.setPeriodic(SWEEP.toMillis(), _ -> sweep());
            work();
          }
        });
  }

  /// Looks for mails now instead of at the next poll.
  void wake() {
    context.runOnContext(_ -> work());
  }

  /// Claims no more mails. Completes when those that are being sent are done.
  public Future<Void> close() {
    context.runOnContext(
        _ -> {
          closed = true;
          Optional.ofNullable(poll).ifPresent(vertx::cancelTimer);
          Optional.ofNullable(sweep).ifPresent(vertx::cancelTimer);
          completeIfIdle();
        });
    return stopped.future();
  }

  private void completeIfIdle() {
    if (closed && lanes == 0) {
      stopped.tryComplete();
    }
  }

  private void work() {
    if (!closed && lanes < LANES) {
      lanes++;
      next();
    }
  }

  /// Sends mails one after the other, until there is none.
  private void next() {
    outbox
        .claim()
        .compose(
            claimed -> {
              failing = false;
              // Another lane for the next one; it ends at once if there is none.
              claimed.ifPresent(_ -> work());
              return claimed
                  .map(entry -> deliver(entry).map(true))
                  .orElse(Future.succeededFuture(false));
            })
        .onComplete(
            done -> {
              if (done.failed()) {
                report(done.cause());
              }
              if (done.succeeded() && done.result() && !closed) {
                next();
              } else {
                lanes--;
                completeIfIdle();
              }
            });
  }

  private Future<Void> deliver(OutboxEntry entry) {
    if (entry.expired()) {
      return giveUp(entry, "was not sent within its time");
    }
    Optional<MailKind> kind = MailKind.of(entry.kind());
    if (kind.isEmpty()) {
      // Of a newer version, whose node will take it.
      return outbox.postpone(entry, "is of a kind that this version does not know", POLL);
    }
    return composer
        .compose(kind.get(), entry)
        .transform(
            composed -> {
              if (composed.failed()) {
                return isBusy(composed.cause())
                    ? outbox.postpone(entry, "waits for another change of its account", FIRST_PAUSE)
                    : Future.failedFuture(composed.cause());
              }
              Optional<OutgoingMail> mail = composed.result();
              return mail.isPresent() ? send(entry, mail.get()) : outbox.remove(entry);
            });
  }

  /// Whether another change of the account held its lock, or the turns of its changes.
  private static boolean isBusy(Throwable failure) {
    return switch (failure) {
      case DatabaseException database -> database.kind() == DatabaseException.FailureKind.LOCKED;
      case ProblemException refused -> refused.problem() instanceof Problem.Unavailable;
      default -> false;
    };
  }

  private Future<Void> send(OutboxEntry entry, OutgoingMail mail) {
    return transport
        .send(mail)
        .transform(
            sent -> {
              if (sent.succeeded()) {
                resumed();
                events.emit(new Event.MailSent(entry.kind()));
                return outbox.remove(entry);
              }
              return notSent(entry, sent.cause());
            });
  }

  private Future<Void> notSent(OutboxEntry entry, Throwable failure) {
    String reason = reason(failure);
    if (failure instanceof MailRefusedException refused && refused.isPermanent()) {
      return giveUp(entry, reason);
    }
    if (!delayed && !closed) {
      delayed = true;
      events.emit(new Event.MailDelayed(reason));
    }
    return entry.attempt() >= MOST_ATTEMPTS
        ? giveUp(entry, reason)
        : outbox.postpone(entry, reason, pause(entry.attempt()));
  }

  private Future<Void> giveUp(OutboxEntry entry, String reason) {
    return outbox
        .giveUp(entry, reason)
        .onSuccess(
            _ ->
                events.emit(
                    new Event.MailUndeliverable(
                        entry.id().toString(), entry.kind(), entry.attempt(), reason)));
  }

  private void resumed() {
    if (delayed) {
      delayed = false;
      events.emit(new Event.MailResumed());
    }
  }

  private void sweep() {
    outbox.sweep().onFailure(this::report);
  }

  /// Reports the first of consecutive failures: an event for each poll would add nothing. One that
  /// the shutdown causes is no failure.
  private void report(Throwable failure) {
    if (!failing && !closed) {
      failing = true;
      events.emit(new Event.UncaughtFailure("mail", failure));
    }
  }

  /// 5, 15, 45 s and so on, at most 10 min.
  static Duration pause(int attempt) {
    long longest = LONGEST_PAUSE.toSeconds();
    long seconds = FIRST_PAUSE.toSeconds();
    for (int i = 1; i < attempt && seconds < longest; i++) {
      seconds *= 3;
    }
    return Duration.ofSeconds(Math.min(seconds, longest));
  }

  /// One line, of bounded length.
  private static String reason(Throwable failure) {
    String text =
        Objects.requireNonNullElse(failure.getMessage(), failure.getClass().getSimpleName());
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON);
  }
}
