package dev.freehold.cli;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.CompletionException;

/// A Vert.x instance for a `try` block. [#close] waits until it is closed.
record VertxResource(Vertx vertx) implements AutoCloseable {
  static VertxResource open(int eventLoops) {
    return new VertxResource(
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(eventLoops).setWorkerPoolSize(1)));
  }

  @Override
  public void close() {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new IllegalStateException("Vert.x does not close", e);
    }
  }
}
