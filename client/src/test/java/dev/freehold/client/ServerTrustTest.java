package dev.freehold.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import dev.freehold.client.ApiClient.RequestFailedException;
import dev.freehold.client.ServerTrust.InvalidCertificateException;
import dev.freehold.testing.TlsServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which certificates the two clients take of a server that signed its own.
final class ServerTrustTest {
  private static final Duration TIME = Duration.ofSeconds(10);

  @TempDir private Path folder;

  private static void answer(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
  }

  private static int status(URI url, ServerTrust trust) {
    try (ApiClient client = new ApiClient(url, TIME, 100, trust)) {
      return client.send(ClientRequest.get("/")).status();
    }
  }

  private static int rawStatus(URI url, ServerTrust trust) {
    String request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    return RawHttpClient.send(url, request, TIME, 10_000, trust)
        .firstResponse()
        .orElseThrow()
        .status();
  }

  private static void assertUntrusted(URI url, ServerTrust trust) {
    RequestFailedException refused =
        catchThrowableOfType(RequestFailedException.class, () -> status(url, trust));
    assertThat(refused.reason()).isEqualTo(RequestFailedException.Reason.TLS);
    RequestFailedException refusedRaw =
        catchThrowableOfType(RequestFailedException.class, () -> rawStatus(url, trust));
    assertThat(refusedRaw.reason()).isEqualTo(RequestFailedException.Reason.TLS);
  }

  @Test
  void aCertificateIsTakenIfItIsGivenAndForTheName() throws Exception {
    try (TlsServer server = new TlsServer(folder, ServerTrustTest::answer)) {
      ServerTrust given = ServerTrust.of(Files.readAllBytes(server.certificate()));
      assertThat(status(server.url("localhost"), given)).isEqualTo(204);
      assertThat(rawStatus(server.url("localhost"), given)).isEqualTo(204);
      assertUntrusted(server.url("127.0.0.1"), given);
      assertUntrusted(server.url("localhost"), ServerTrust.SYSTEM);
    }
  }

  @Test
  void everyCertificateIsTakenIfThatIsAskedFor() throws Exception {
    try (TlsServer server = new TlsServer(folder, ServerTrustTest::answer)) {
      for (String host : new String[] {"localhost", "127.0.0.1"}) {
        assertThat(status(server.url(host), ServerTrust.anything())).isEqualTo(204);
        assertThat(rawStatus(server.url(host), ServerTrust.anything())).isEqualTo(204);
      }
    }
  }

  @Test
  void whatIsNoCertificateIsSaid() {
    assertThatThrownBy(() -> ServerTrust.of("nothing".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(InvalidCertificateException.class)
        .hasMessageContaining("certificate");
    assertThatThrownBy(() -> ServerTrust.of(new byte[0]))
        .isInstanceOf(InvalidCertificateException.class)
        .hasMessageContaining("no certificate");
  }
}
