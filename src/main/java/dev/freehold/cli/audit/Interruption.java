package dev.freehold.cli.audit;

import dev.freehold.audit.run.AuditRun;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ctrl-C: asks the audit to end, and holds the program until it has cleaned up.
final class Interruption implements AutoCloseable {
  /// More than an audit gives its clean-up.
  private static final long SECONDS = 75;

  private final CountDownLatch cleaned = new CountDownLatch(1);
  private final Thread hook;

  Interruption(AuditRun run) {
    hook =
        Thread.ofPlatform()
            .name("audit-interrupted")
            .unstarted(
                () -> {
                  run.stop("it was interrupted");
                  awaitCleaned();
                });
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void awaitCleaned() {
    try {
      if (!cleaned.await(SECONDS, TimeUnit.SECONDS)) {
        System.err.println("freehold: the clean-up did not end in time");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    cleaned.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The program is on its way out already: the hook has done its work.
    }
  }
}
