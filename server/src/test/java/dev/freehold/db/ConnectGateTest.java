package dev.freehold.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.TestDatabase;
import dev.freehold.type.Secret;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ConnectGateTest {
  private Vertx vertx;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private static DatabaseTarget target(int port) {
    return TestDatabase.embedded().withUser("u" + port, Secret.of("p"));
  }

  @Test
  void aFewAttemptsRunAtOnceAndTheRestInTheirTurn() throws Exception {
    ConnectGate gate = ConnectGate.of(vertx);
    List<Promise<Integer>> running = new CopyOnWriteArrayList<>();
    List<Future<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      all.add(
          gate.run(
              vertx,
              target(1),
              () -> {
                Promise<Integer> promise = Promise.promise();
                running.add(promise);
                return promise.future();
              }));
    }
    TestDatabase.await(() -> running.size() == ConnectGate.AT_ONCE);
    for (int i = 0; i < 10; i++) {
      int next = i;
      TestDatabase.await(() -> running.size() > next);
      assertThat(running.size()).isLessThanOrEqualTo(next + ConnectGate.AT_ONCE);
      running.get(next).complete(next);
    }
    Future.all(all).await(10, TimeUnit.SECONDS);
  }

  @Test
  void afterAFailureOthersOfTheSameTargetFailWithoutAnAttempt() throws Exception {
    ConnectGate gate = ConnectGate.of(vertx);
    AtomicInteger attempts = new AtomicInteger();
    for (int i = 0; i < 20; i++) {
      Future<Integer> failed =
          gate.run(
              vertx,
              target(1),
              () -> {
                attempts.incrementAndGet();
                return Future.failedFuture(new IllegalStateException("refused"));
              });
      TestDatabase.await(failed::failed);
    }
    assertThat(attempts.get()).isLessThan(20);
    Future<Integer> other = gate.run(vertx, target(2), () -> Future.succeededFuture(7));
    assertThat(other.await(10, TimeUnit.SECONDS)).isEqualTo(7);
    TestDatabase.await(
        () ->
            gate.run(vertx, target(1), () -> Future.succeededFuture(8))
                .transform(done -> Future.succeededFuture(done.succeeded()))
                .await(10, TimeUnit.SECONDS));
  }

  /// All connections of a node while its database refuses each: the attempts that reach it in two seconds.
  @Test
  void aNodeKnocksAFewTimesASecondWhateverItsConnections() throws Exception {
    AtomicInteger knocks = new AtomicInteger();
    NetServer server =
        vertx
            .createNetServer()
            .connectHandler(
                socket -> {
                  knocks.incrementAndGet();
                  socket.close();
                })
            .listen(0, "127.0.0.1")
            .await(10, TimeUnit.SECONDS);
    DatabaseTarget target =
        new DatabaseTarget(
            "127.0.0.1",
            server.actualPort(),
            "d",
            "u",
            Secret.of("p"),
            DatabaseTarget.TlsMode.DISABLE,
            null,
            DatabaseTarget.APPLICATION,
            DatabaseTarget.CONNECT);
    List<PgDatabase> databases = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      databases.add(PgDatabase.ofOneConnection(vertx, target, _ -> {}));
    }
    Promise<Boolean> later = Promise.promise();
    vertx.setTimer(2_000, _ -> later.complete(true));
    later.future().await(10, TimeUnit.SECONDS);
    // 20 connections that each tried by itself would knock 150 times.
    assertThat(knocks.get()).isBetween(2, 40);
    for (PgDatabase database : databases) {
      database.close().await(10, TimeUnit.SECONDS);
    }
  }
}
