package dev.freehold.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freehold.client.ApiClient.RequestFailedException;
import dev.freehold.client.ClientRequest.RequestHeader;
import dev.freehold.client.RawHttpClient.RawResponse;
import dev.freehold.testing.CannedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Tests that every call ends with a response or a reason, whatever the server does.
final class ApiClientTest {
  private static final int CAP = 1_000;

  private static RequestFailedException.Reason reason(String answer, boolean closes)
      throws IOException {
    return reason(answer, closes, Duration.ofSeconds(30));
  }

  private static RequestFailedException.Reason reason(
      String answer, boolean closes, Duration deadline) throws IOException {
    try (CannedServer server = CannedServer.of(answer, closes);
        ApiClient client = new ApiClient(server.uri(), deadline, CAP)) {
      RequestFailedException failed =
          catchThrowableOfType(
              RequestFailedException.class, () -> client.send(ClientRequest.get("/")));
      assertThat(failed).isNotNull();
      return failed.reason();
    }
  }

  @Test
  void aServerThatHangsEndsByTheDeadline() throws IOException {
    Duration deadline = Duration.ofMillis(700);
    assertThat(reason("", false, deadline)).isEqualTo(RequestFailedException.Reason.TIMEOUT);
    assertThat(reason("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf", false, deadline))
        .isEqualTo(RequestFailedException.Reason.TIMEOUT);
  }

  @Test
  void anAnswerOverTheLimitIsRefused() throws IOException {
    String large = "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + "x".repeat(5_000);
    assertThat(reason(large, true)).isEqualTo(RequestFailedException.Reason.TOO_LARGE);
  }

  @Test
  void aNonHttpAnswerAndAClosedConnectionAreReported() throws IOException {
    assertThat(reason("220 mail.example.com ESMTP\r\n\r\n", true))
        .isIn(RequestFailedException.Reason.NOT_HTTP, RequestFailedException.Reason.CLOSED);
    assertThat(reason("", true)).isEqualTo(RequestFailedException.Reason.CLOSED);
  }

  @Test
  void anUnreachableServerIsReported() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (ApiClient client =
        new ApiClient(URI.create("http://127.0.0.1:" + port), Duration.ofSeconds(3))) {
      RequestFailedException failed =
          catchThrowableOfType(
              RequestFailedException.class, () -> client.send(ClientRequest.get("/")));
      assertThat(failed.reason()).isEqualTo(RequestFailedException.Reason.UNREACHABLE);
    }
  }

  @Test
  void redirectsAreNotFollowed() throws IOException {
    String away =
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n";
    try (CannedServer server = CannedServer.of(away, false);
        ApiClient client = new ApiClient(server.uri(), Duration.ofSeconds(3))) {
      assertThat(client.send(ClientRequest.get("/")).status()).isEqualTo(302);
    }
  }

  @Test
  void rawBytesAreSentUnchangedAndEveryAnswerIsRead() throws IOException {
    String two =
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\nno"
            + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nyes\r\n0\r\n\r\n";
    try (CannedServer server = CannedServer.of(two, true)) {
      RawResponse received =
          RawHttpClient.send(server.uri(), "GET / HTTP/1.1\r\n\r\n", Duration.ofSeconds(3), CAP);
      assertThat(received.isClosed()).isTrue();
      assertThat(received.responses()).extracting(ClientResponse::status).containsExactly(400, 200);
      assertThat(received.responses().getLast().text()).isEqualTo("yes");
    }
  }

  @Test
  void curlLinesAreQuoted() {
    ClientRequest call =
        ClientRequest.get("/tasks")
            .query("title[contains]", "it's $(x)")
            .withMethod("POST")
            .header(new RequestHeader("Authorization", "Bearer secret", "Bearer $TOKEN_A"))
            .json("{\"title\":\"it's\u001b[2J `x` $HOME\"}");
    String line = call.curl("http://localhost:8000");
    assertThat(line)
        .contains("\"Authorization: Bearer $TOKEN_A\"")
        .contains("title%5Bcontains%5D=it%27s%20%24%28x%29")
        .contains("$'{\"title\":\"it\\'s\\x1b[2J `x` $HOME\"}'")
        .doesNotContain("secret", "\u001b");
    assertThat(ClientRequest.get("/a'b").curl("http://x")).endsWith("'http://x/a'\\''b'");
    ClientRequest withSecret = ClientRequest.get("/a?b=$HOME").query("key", "s3cret", "$TOKEN_A");
    assertThat(withSecret.target()).isEqualTo("/a?b=$HOME&key=s3cret");
    assertThat(withSecret.curl("http://x")).endsWith("'http://x/a?b=$HOME&key='\"$TOKEN_A\"");
    assertThat(withSecret.header("X", "1").toString()).isEqualTo("GET /a?b=$HOME&key=$TOKEN_A");
  }
}
