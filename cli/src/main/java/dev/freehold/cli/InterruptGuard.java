package dev.freehold.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;

/// Holds back the end of this process on Ctrl-C until work has ended. A child on the same terminal
/// receives the signal too and may go on: `psql` cancels a statement. What the work needs, such as a
/// server, must not end before it.
final class InterruptGuard implements AutoCloseable {
  private final CountDownLatch interrupted = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = Thread.ofPlatform().name("interrupt").unstarted(this::hold);
  private volatile int status = ExitStatus.FAILED;

  private InterruptGuard() {}

  static InterruptGuard open() {
    InterruptGuard guard = new InterruptGuard();
    Runtime.getRuntime().addShutdownHook(guard.hook);
    return guard;
  }

  /// The work has ended.
  ///
  /// @param result the exit status of the process
  void ended(int result) {
    status = result;
  }

  /// Waits for Ctrl-C or the end of `in`.
  void awaitInterruptOrEnd(InputStream in) {
    var _ =
        Thread.ofPlatform()
            .daemon()
            .name("input")
            .start(
                () -> {
                  drain(in);
                  interrupted.countDown();
                });
    await(interrupted);
  }

  private static void drain(InputStream in) {
    try {
      while (in.read() >= 0) {
        // What is typed means nothing.
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void hold() {
    interrupted.countDown();
    await(ended);
    // The signal was for the child: the status is that of the work, and not that of the signal.
    Runtime.getRuntime().halt(status);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The process is ending: the hook runs and waits for this.
    }
    ended.countDown();
  }
}
