package dev.freehold.cli.project;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Work on what others made, a document or a server, which may take as long as it likes: so it is not waited for.
final class Deadline {
  private static final Duration MOST = Duration.ofSeconds(30);

  private Deadline() {}

  /// What can fail as unusable.
  @FunctionalInterface
  interface Work<T> {
    T run() throws Unusable;
  }

  /// @param what for the message: `reading the database shop`
  static <T> T within(String what, Work<T> work) throws Unusable {
    return within(MOST, what, work);
  }

  static <T> T within(Duration most, String what, Work<T> work) throws Unusable {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name("draft")
            .start(
                () -> {
                  try {
                    result.complete(work.run());
                  } catch (Unusable | RuntimeException | StackOverflowError e) {
                    result.completeExceptionally(e);
                  }
                });
    try {
      return result.get(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      thread.interrupt();
      throw new Unusable(what + " takes longer than " + most.toSeconds() + " s");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      thread.interrupt();
      throw new Unusable(what + " was interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Unusable unusable) {
        throw unusable;
      }
      throw new IllegalStateException(what + " failed", e.getCause());
    }
  }
}
