package dev.freehold.password;

import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ViolationCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Hashes and verifies passwords on its own thread pool, one thread per core but one, behind a bounded
/// queue. More threads would only make every call slower (64 at once on two cores: 5-7 s each), and one
/// core is left for the other requests: of 1,000 log-ins at once on two busy cores, more were answered with
/// 200, all sooner, and the p99 of readers meanwhile was half. A full queue fails with `RATE_LIMITED` at once.
///
/// Futures complete on the event loop of the caller.
public final class PasswordHasher implements AutoCloseable {
  /// Of a full queue about half is hashed on two cores at the standard cost before [#MAX_WAIT].
  private static final int QUEUE = 64;

  /// The longest wait in the queue: on a machine whose cores are busy with something else too, anyone who
  /// is told to come back later knows it within two seconds.
  private static final Duration MAX_WAIT = Duration.ofMillis(1500);

  private static final int RETRY_AFTER_SECONDS = 2;
  private static final int LIST_RETRY_AFTER_SECONDS = 60;

  /// `like` this is what [#unknownPassword] makes.
  public static final String UNKNOWN = "$argon2id$%$AAAAAAAAAAAAAAAAAAAAAA$%";

  /// The result of comparing a password with a stored hash.
  public enum PasswordMatch {
    MATCH,
    /// Matches, but the hash was made at another cost, or by another system: store a new one.
    MATCH_OUTDATED,
    MISMATCH
  }

  private final Argon2id argon2;
  private final @Nullable LeakedPasswords leaked;
  private final EventSink events;
  private final long maxWaitNanos;
  private final ThreadPoolExecutor threads;
  private final int places;
  private final AtomicInteger taken = new AtomicInteger();

  public PasswordHasher(Argon2Cost cost, SecureRandom random) {
    this(cost, random, null, _ -> {});
  }

  /// @param leaked refuses new passwords; null if there is no such list
  /// @param events hears why the list cannot be read
  public PasswordHasher(
      Argon2Cost cost, SecureRandom random, @Nullable LeakedPasswords leaked, EventSink events) {
    this(cost, random, leaked, events, width(), QUEUE, MAX_WAIT);
  }

  private static int width() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
  }

  PasswordHasher(Argon2Cost cost, SecureRandom random, int width, int queue, Duration maxWait) {
    this(cost, random, null, _ -> {}, width, queue, maxWait);
  }

  private PasswordHasher(
      Argon2Cost cost,
      SecureRandom random,
      @Nullable LeakedPasswords leaked,
      EventSink events,
      int width,
      int queue,
      Duration maxWait) {
    this.leaked = leaked;
    this.events = events;
    this.maxWaitNanos = maxWait.toNanos();
    this.argon2 = new Argon2id(cost, random);
    this.places = width + queue;
    this.threads =
        new ThreadPoolExecutor(
            width,
            width,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queue),
            Thread.ofPlatform().daemon().name("password-", 0).factory(),
            new ThreadPoolExecutor.AbortPolicy());
  }

  /// Makes the hash of a password that a user or an operator chose. Fails with `VALIDATION_ERROR` if it
  /// is on the list of leaked passwords, and with `UNAVAILABLE` if the list cannot be read: a password that
  /// nobody has looked for is not accepted.
  public Future<String> hashNew(String password) {
    return submit(
        () -> {
          if (leaked != null && isLeaked(leaked, password)) {
            throw Problem.Invalid.of(
                    "password",
                    ViolationCode.LEAKED,
                    "This password is in a list of leaked passwords; choose another.")
                .toException();
          }
          return argon2.hash(password);
        });
  }

  private boolean isLeaked(LeakedPasswords list, String password) {
    try {
      return list.contains(password);
    } catch (UncheckedIOException e) {
      events.emit(new Event.LeakedPasswordsUnreadable(String.valueOf(e.getMessage())));
      throw new Problem.Unavailable(
              LIST_RETRY_AFTER_SECONDS,
              Problem.Outcome.NONE,
              "New passwords cannot be checked now, and nothing was changed; try again later.")
          .toException();
    }
  }

  /// Makes a new hash of a password that was accepted before.
  public Future<String> hash(String password) {
    return submit(() -> argon2.hash(password));
  }

  /// The hash of an account whose password nobody knows. Costs as much to compare as any other, and its
  /// salt is zero: [#UNKNOWN] finds it.
  public static String unknownPassword(Argon2Cost cost, SecureRandom random) {
    return Argon2id.unknown(cost, random);
  }

  /// Runs work that looks for an account and then compares its password, unless as much of it is under way
  /// as the queue and the threads hold: of 1,000 log-ins at once, those that would be refused after their
  /// look-up are refused before it, and readers meanwhile wait less.
  ///
  /// @return fails with `RATE_LIMITED` if there is no place
  public <T> Future<T> admit(Supplier<Future<T>> work) {
    if (taken.incrementAndGet() > places) {
      taken.decrementAndGet();
      return Future.failedFuture(new Problem.RateLimited(RETRY_AFTER_SECONDS).toException());
    }
    return Future.succeededFuture(work)
        .compose(Supplier::get)
        .onComplete(_ -> taken.decrementAndGet());
  }

  /// Compares `password` with a stored hash, of this server or [imported][ImportedHashReader]. Without one (no such account) it does the same work
  /// against a dummy hash and returns [PasswordMatch#MISMATCH].
  public Future<PasswordMatch> verify(String password, @Nullable String stored) {
    return submit(
        () -> stored == null ? argon2.verifyNothing(password) : verifyStored(password, stored));
  }

  private PasswordMatch verifyStored(String password, String stored) {
    if (stored.startsWith(Argon2id.PREFIX)) {
      return argon2.verify(password, stored);
    }
    boolean matches =
        stored.startsWith(Argon2id.IMPORTED)
            ? argon2.verify(password, stored.substring(Argon2id.IMPORTED.length()))
                != PasswordMatch.MISMATCH
            : ImportedHash.parse(stored).matches(password);
    return matches ? PasswordMatch.MATCH_OUTDATED : PasswordMatch.MISMATCH;
  }

  /// Stops the threads. Queued calls are dropped.
  @Override
  public void close() {
    threads.shutdownNow();
  }

  private <T> Future<T> submit(Supplier<T> work) {
    Promise<T> promise = Promise.promise();
    @Nullable Context caller = Vertx.currentContext();
    try {
      long since = System.nanoTime();
      threads.execute(() -> run(withinMaxWait(work, since), promise, caller));
    } catch (RejectedExecutionException full) {
      return Future.failedFuture(new Problem.RateLimited(RETRY_AFTER_SECONDS).toException());
    }
    return promise.future();
  }

  private <T> Supplier<T> withinMaxWait(Supplier<T> work, long since) {
    return () -> {
      if (System.nanoTime() - since > maxWaitNanos) {
        throw new Problem.RateLimited(RETRY_AFTER_SECONDS).toException();
      }
      return work.get();
    };
  }

  private static <T> void run(Supplier<T> work, Promise<T> promise, @Nullable Context caller) {
    Runnable outcome;
    try {
      T result = work.get();
      outcome = () -> promise.complete(result);
    } catch (RuntimeException | OutOfMemoryError failure) {
      outcome = () -> promise.fail(failure);
    }
    if (caller == null) {
      outcome.run();
    } else {
      Runnable onLoop = outcome;
      caller.runOnContext(_ -> onLoop.run());
    }
  }

  /// The cost parameters of Argon2id (RFC 9106 section 3.1).
  ///
  /// @param memoryKib memory in KiB, 8·`parallelism` to 131,072
  /// @param iterations passes over the memory, 1 to 10, and at most 262,144 KiB of them in total
  /// @param parallelism lanes, 1 to 16
  public record Argon2Cost(int memoryKib, int iterations, int parallelism) {
    /// 19 MiB, two passes, one lane: OWASP's floor for Argon2id, about 50 ms of one core.
    public static final Argon2Cost STANDARD = new Argon2Cost(19 * 1024, 2, 1);

    // Django uses 100 MiB, two passes and eight lanes.
    private static final int MOST_LANES = 16;
    private static final int MOST_MEMORY_KIB = 128 * 1024;
    private static final int MOST_WORK_KIB = 2 * MOST_MEMORY_KIB;

    /// The bounds apply to stored hashes too, so that a row cannot demand gigabytes or minutes.
    ///
    /// @throws IllegalArgumentException if a parameter is out of bounds
    public Argon2Cost {
      boolean sound =
          parallelism >= 1
              && parallelism <= MOST_LANES
              && iterations >= 1
              && iterations <= 10
              && memoryKib >= 8 * parallelism
              && memoryKib <= MOST_MEMORY_KIB
              && memoryKib * iterations <= MOST_WORK_KIB;
      if (!sound) {
        throw new IllegalArgumentException("Argon2 cost out of bounds");
      }
    }
  }
}
