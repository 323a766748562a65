package dev.freehold.cli;

import dev.freehold.plan.ApiPlan;
import java.io.PrintWriter;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// The start of an [EphemeralServer] on a thread of its own, beside which the caller can work. Whatever
/// it makes is removed on close, and on a signal at any time.
final class EphemeralServerStart implements AutoCloseable {
  private final FutureTask<EphemeralServer> start;
  private final Thread hook = Thread.ofPlatform().unstarted(this::stop);

  /// @param err for what the start waits for
  EphemeralServerStart(ApiPlan plan, PrintWriter err) {
    this.start = new FutureTask<>(() -> EphemeralServer.start(plan, err));
    Runtime.getRuntime().addShutdownHook(hook);
    Thread.ofPlatform().daemon().name("server-start").start(start);
  }

  /// Blocks until the server answers.
  ///
  /// @throws RuntimeException as [EphemeralServer#start]
  EphemeralServer server() {
    try {
      return start.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void stop() {
    try {
      start.get().close();
    } catch (ExecutionException _) {
      // A start that fails leaves nothing behind; its caller hears the reason.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits for the end of the start, and removes the server. Idempotent.
  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The JVM is already shutting down, and the hook runs.
    }
  }
}
