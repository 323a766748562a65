package dev.freehold.issuer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.freehold.event.Event;
import dev.freehold.issuer.ExternalIssuer.IssuerVerification;
import dev.freehold.issuer.ExternalIssuer.JwkSetAddress;
import dev.freehold.issuer.ExternalTokenVerifier.ExternalVerification;
import dev.freehold.issuer.ExternalTokenVerifier.TrustedIssuer;
import dev.freehold.issuer.IssuerTokens.IssuingKey;
import dev.freehold.testing.TestCertificate;
import dev.freehold.type.SignatureAlgorithm;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests how keys are fetched, with a server of keys on a loopback address.
final class RemoteKeysTest {
  private static final IssuingKey ONE = IssuingKey.of("1", SignatureAlgorithm.ES256);
  private static final IssuingKey TWO = IssuingKey.of("2", SignatureAlgorithm.ES256);

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong nanos = new AtomicLong(1);
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicReference<Response> response = new AtomicReference<>();
  private final Queue<Event> events = new ConcurrentLinkedQueue<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private HttpServer server;

  /// What the server of keys does with a request.
  private interface Response {
    void to(HttpExchange exchange) throws IOException;
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    serve(server);
  }

  private void serve(HttpServer started) {
    started.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          try (exchange) {
            response.get().to(exchange);
          }
        });
    started.start();
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    server.stop(0);
    await(vertx.close());
  }

  private static Response keys(IssuingKey... keys) {
    List<String> jwks = new ArrayList<>();
    for (IssuingKey key : keys) {
      jwks.add(key.jwk());
    }
    return bytes(200, IssuerTokens.set(jwks.toArray(String[]::new)).getBytes(UTF_8));
  }

  private static Response bytes(int status, byte[] body) {
    return exchange -> {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    };
  }

  private RemoteKeys remote() {
    return remote(
        "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks", new HttpClientOptions());
  }

  private RemoteKeys remote(String url, HttpClientOptions trust) {
    IssuerHttpClient client = new IssuerHttpClient(vertx, trust);
    RemoteKeys keys =
        new RemoteKeys(
            "a",
            new JwkSetAddress(url, SignatureAlgorithm.ES256),
            client,
            vertx,
            events::add,
            nanos::get);
    open.add(keys);
    open.add(client);
    return keys;
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static boolean has(RemoteKeys keys, String id) {
    KeySource.@Nullable KeySet current = keys.current();
    return current != null && current.key(id) != null;
  }

  private void pass(java.time.Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void keysAreFetchedOnceInAWhile() throws Exception {
    response.set(keys(ONE));
    RemoteKeys keys = remote();
    assertThat(keys.current()).isNull();
    await(keys.refresh());
    assertThat(has(keys, "1")).isTrue();
    KeySource.KeySet first = keys.current();
    response.set(keys(ONE, TWO));
    for (int i = 0; i < 100; i++) {
      assertThat(keys.mayRefresh()).isFalse();
      await(keys.refresh());
    }
    assertThat(requests).hasValue(1);
    pass(RemoteKeys.PAUSE);
    assertThat(keys.mayRefresh()).isTrue();
    await(keys.refresh());
    assertThat(requests).hasValue(2);
    assertThat(has(keys, "2")).isTrue();
    assertThat(keys.current()).isNotSameAs(first);
    KeySource.KeySet second = keys.current();
    pass(RemoteKeys.PAUSE);
    await(keys.refresh());
    assertThat(keys.current()).isSameAs(second);
    response.set(keys(TWO));
    pass(RemoteKeys.PAUSE);
    await(keys.refresh());
    assertThat(has(keys, "1")).isFalse();
  }

  @Test
  void aTokenOfANewKeyIsAcceptedAfterOneFetch() throws Exception {
    response.set(keys(ONE));
    RemoteKeys keys = remote();
    await(keys.refresh());
    ExternalTokenVerifier verifier =
        new ExternalTokenVerifier(
            List.of(
                new TrustedIssuer(
                    new ExternalIssuer(
                        "a",
                        "https://a.example.com",
                        List.of("api"),
                        new IssuerVerification.ByJwkSet(
                            new JwkSetAddress("unused", SignatureAlgorithm.ES256)),
                        "sub",
                        List.of(),
                        List.of()),
                    keys)),
            () -> Instant.ofEpochSecond(1_000),
            _ -> {});
    String token =
        TWO.sign(
            TWO.header().encode(),
            "{\"iss\":\"https://a.example.com\",\"aud\":\"api\",\"sub\":\"x\",\"exp\":2000}");
    assertThat(verifier.verify(token)).isInstanceOf(ExternalVerification.Refused.class);
    response.set(keys(ONE, TWO));
    pass(RemoteKeys.PAUSE);
    ExternalVerification unknown = verifier.verify(token);
    assertThat(unknown).isInstanceOf(ExternalVerification.KeyUnknown.class);
    if (unknown instanceof ExternalVerification.KeyUnknown(var pending)) {
      assertThat(pending.areMissing()).isFalse();
      await(pending.refresh());
    }
    assertThat(verifier.verify(token)).isInstanceOf(ExternalVerification.Accepted.class);
    assertThat(requests).hasValue(2);
  }

  @Test
  void requestsAtOnceShareOneFetch() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    response.set(
        exchange -> {
          asked.countDown();
          try {
            answer.await(20, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          keys(ONE).to(exchange);
        });
    RemoteKeys keys = remote();
    List<Future<Void>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(keys.refresh());
    }
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(keys.mayRefresh()).isTrue();
    all.add(keys.refresh());
    answer.countDown();
    for (Future<Void> each : all) {
      await(each);
    }
    assertThat(requests).hasValue(1);
    assertThat(has(keys, "1")).isTrue();
  }

  @Test
  void aSetThatCannotBeFetchedLeavesTheKeysForADay() throws Exception {
    response.set(keys(ONE));
    RemoteKeys keys = remote();
    await(keys.refresh());
    for (Response bad :
        List.of(
            bytes(500, new byte[0]),
            bytes(404, "{\"keys\":[]}".getBytes(UTF_8)),
            bytes(200, "{\"keys\":[]}".getBytes(UTF_8)),
            bytes(200, "<html>".getBytes(UTF_8)),
            exchange -> exchange.close())) {
      response.set(bad);
      pass(RemoteKeys.PAUSE);
      await(keys.refresh());
      assertThat(has(keys, "1")).isTrue();
    }
    // Said once, not for each attempt.
    assertThat(events).hasSize(1).allMatch(Event.IssuerKeysUnavailable.class::isInstance);
    pass(RemoteKeys.KEPT);
    assertThat(keys.current()).isNull();
    response.set(keys(TWO));
    await(keys.refresh());
    assertThat(has(keys, "2")).isTrue();
  }

  @Test
  void noRedirectIsFollowed() throws Exception {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    AtomicInteger followed = new AtomicInteger();
    other.createContext(
        "/",
        exchange -> {
          followed.incrementAndGet();
          keys(ONE).to(exchange);
          exchange.close();
        });
    other.start();
    try {
      for (int status : List.of(301, 302, 303, 307, 308)) {
        response.set(
            exchange -> {
              exchange
                  .getResponseHeaders()
                  .add("Location", "http://127.0.0.1:" + other.getAddress().getPort() + "/");
              exchange.sendResponseHeaders(status, -1);
            });
        RemoteKeys keys = remote();
        await(keys.refresh());
        assertThat(keys.current()).isNull();
      }
      assertThat(followed).hasValue(0);
    } finally {
      other.stop(0);
    }
  }

  @Test
  void aSetIsBoundedInSizeAndTime() throws Exception {
    response.set(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          OutputStream body = exchange.getResponseBody();
          for (int i = 0; i < 10_000; i++) {
            body.write(new byte[64 * 1024]);
          }
        });
    RemoteKeys large = remote();
    await(large.refresh());
    assertThat(events.remove())
        .isInstanceOfSatisfying(
            Event.IssuerKeysUnavailable.class,
            event -> assertThat(event.reason()).isEqualTo("more than 256 KiB"));
    CountDownLatch end = new CountDownLatch(1);
    response.set(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          try {
            end.await(20, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        });
    RemoteKeys slow = remote();
    await(slow.refresh());
    end.countDown();
    assertThat(events.remove())
        .isInstanceOfSatisfying(
            Event.IssuerKeysUnavailable.class,
            event -> assertThat(event.reason()).isEqualTo("no answer within 3 s"));
  }

  @Test
  void aServerMustHaveATrustedCertificateOfItsName(@TempDir Path directory) throws Exception {
    TestCertificate certificate = TestCertificate.in(directory);
    HttpsServer secure =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    secure.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
    serve(secure);
    try {
      response.set(keys(ONE));
      int port = secure.getAddress().getPort();
      PemTrustOptions trust = new PemTrustOptions().addCertPath(certificate.pem().toString());
      RemoteKeys trusted =
          remote(
              "https://localhost:" + port + "/jwks",
              new HttpClientOptions().setTrustOptions(trust));
      await(trusted.refresh());
      assertThat(has(trusted, "1")).isTrue();
      RemoteKeys stranger = remote("https://localhost:" + port + "/jwks", new HttpClientOptions());
      await(stranger.refresh());
      assertThat(stranger.current()).isNull();
      RemoteKeys otherName =
          remote(
              "https://127.0.0.1:" + port + "/jwks",
              new HttpClientOptions().setTrustOptions(trust));
      await(otherName.refresh());
      assertThat(otherName.current()).isNull();
      assertThat(requests).hasValue(1);
    } finally {
      secure.stop(0);
    }
  }
}
