package dev.freehold.limit;

import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Lets nobody have more than a few things under way at once where there are not many places: whoever asks for more waits for
/// his own, and nobody else does. For each event loop by itself, as each has places of its own.
public final class Turns {
  /// Of one person; more than that and the last would wait too long anyway.
  static final int WAITING = 100;

  private static final long PATIENCE_NANOS = 1_000_000_000L;
  private static final int RETRY_AFTER_SECONDS = 1;

  private final int atOnce;
  private final Map<Place, Line> lines = new HashMap<>();

  /// @param atOnce of one person on one event loop
  public Turns(int atOnce) {
    this.atOnce = atOnce;
  }

  private record Place(Thread loop, Object person) {}

  /// What one person has under way and waiting. Its event loop alone touches it.
  private static final class Line {
    int underWay;
    final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  }

  private record Waiting(long sinceNanos, Promise<Boolean> turn) {}

  /// Runs `work` when it is the person's turn. Called on an event loop, where the work then ends too.
  ///
  /// @param person compared with `equals`
  /// @return fails with `UNAVAILABLE`, outcome none, where the turn did not come in a second
  public <R> Future<R> run(Object person, Supplier<Future<R>> work) {
    Place place = new Place(Thread.currentThread(), person);
    Line line;
    synchronized (lines) {
      line = lines.computeIfAbsent(place, _ -> new Line());
    }
    Future<Boolean> turn;
    if (line.underWay < atOnce) {
      line.underWay++;
      turn = Future.succeededFuture(true);
    } else if (line.waiting.size() < WAITING) {
      Promise<Boolean> promise = Promise.promise();
      line.waiting.add(new Waiting(System.nanoTime(), promise));
      turn = promise.future();
    } else {
      return Future.failedFuture(unavailable());
    }
    // Where the turn did not come there is nothing to end.
    return turn.compose(
        _ -> Future.succeededFuture(work).compose(Supplier::get).eventually(() -> ended(place)));
  }

  private Future<Boolean> ended(Place place) {
    Line line;
    synchronized (lines) {
      line = lines.get(place);
      if (line != null && line.underWay == 1 && line.waiting.isEmpty()) {
        lines.remove(place);
      }
    }
    if (line != null) {
      next(line);
    }
    return Future.succeededFuture(true);
  }

  /// A turn that ends is the next one's. Whoever has waited too long is told so: the rest of the line then moves on at once.
  private static void next(Line line) {
    for (Waiting one = line.waiting.poll(); one != null; one = line.waiting.poll()) {
      if (System.nanoTime() - one.sinceNanos() <= PATIENCE_NANOS) {
        one.turn().complete(true);
        return;
      }
      one.turn().fail(unavailable());
    }
    line.underWay--;
  }

  private static RuntimeException unavailable() {
    return new Problem.Unavailable(RETRY_AFTER_SECONDS, Problem.Outcome.NONE).failure();
  }

  /// People who have something under way.
  int size() {
    synchronized (lines) {
      return lines.size();
    }
  }
}
