package dev.freehold.audit.run;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.freehold.audit.run.AuditRun.AuditStartException;
import dev.freehold.client.ServerTrust;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Waits for a server that is not ready, and not longer than told.
final class ServerWaitTest {
  private static final InetSocketAddress FREE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private static HttpServer server(int refusals) throws Exception {
    AtomicInteger count = new AtomicInteger();
    HttpServer server = HttpServer.create(FREE, 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(count.incrementAndGet() > refusals ? 404 : 503, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static URI url(HttpServer server) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Test
  void theServerIsAwaited() throws Exception {
    HttpServer server = server(2);
    try {
      ServerWait.await(url(server), Duration.ofSeconds(30), ServerTrust.SYSTEM);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aServerThatNeverAnswersEndsTheWait() throws Exception {
    HttpServer server = server(Integer.MAX_VALUE);
    try {
      assertThatThrownBy(
              () -> ServerWait.await(url(server), Duration.ofSeconds(1), ServerTrust.SYSTEM))
          .isInstanceOf(AuditStartException.class)
          .hasMessage("after 1 s: GET / returned 503");
    } finally {
      server.stop(0);
    }
    assertThatThrownBy(
            () -> ServerWait.await(url(server), Duration.ofSeconds(1), ServerTrust.SYSTEM))
        .isInstanceOf(AuditStartException.class)
        .hasMessageContaining("no server responds");
  }
}
