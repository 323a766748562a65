package dev.freehold.audit.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freehold.audit.run.AuditRun.AuditProgressListener;
import dev.freehold.audit.run.AuditRun.AuditStartException;
import dev.freehold.audit.site.AuditProfile;
import dev.freehold.testing.CannedServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Checks that an audit that cannot start fails quickly, with a clear message.
final class AuditStartTest {
  /// The timeout of a test that waits for it.
  private static final Duration SHORT = Duration.ofMillis(700);

  private static final Duration LONG = Duration.ofSeconds(30);

  private static String failure(String answer, boolean closes, Optional<byte[]> description)
      throws IOException {
    try (CannedServer server = CannedServer.of(answer, closes)) {
      return failure(server.uri(), closes ? LONG : SHORT, description);
    }
  }

  private static String failure(URI uri, Duration timeout, Optional<byte[]> description) {
    AuditOptions options =
        new AuditOptions(
            uri,
            null,
            null,
            AuditProfile.NONE,
            false,
            0,
            timeout,
            timeout.multipliedBy(7),
            List.of(),
            description);
    AuditStartException failed =
        catchThrowableOfType(
            AuditStartException.class,
            () -> new AuditRun(options, ProbeCatalog.all(), AuditProgressListener.NONE).run());
    assertThat(failed).isNotNull();
    return String.valueOf(failed.getMessage());
  }

  private static String http(String status, String headers, String body) {
    return "HTTP/1.1 "
        + status
        + "\r\nConnection: close\r\n"
        + headers
        + "Content-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  @Test
  void aServerThatDoesNotRespondIsReported() throws IOException {
    assertThat(failure("", false, Optional.empty()))
        .contains("no complete response within 700" + " ms");
  }

  @Test
  void anUnreachableServerIsReported() {
    assertThat(failure(URI.create("http://127.0.0.1:1"), LONG, Optional.empty()))
        .contains("no server responds");
  }

  @Test
  void aFullDocumentOnAnotherServerIsNotRead() throws IOException {
    String brief =
        "{\"openapi\":\"3.1.0\",\"paths\":{},\"x-full-document\":\"//example.com/full\"}";
    assertThat(
            failure(
                http("200 OK", "Content-Type: application/json\r\n", brief),
                true,
                Optional.empty()))
        .contains("a full one on another server: //example.com/full");
  }

  @Test
  void aRedirectToAnotherServerIsNotFollowed() throws IOException {
    String away = http("302 Found", "Location: https://example.com/\r\n", "");
    assertThat(failure(away, true, Optional.empty()))
        .contains("redirects to https://example.com/", "does not follow redirects");
  }

  @Test
  void aServerWithoutADescriptionIsReported() throws IOException {
    assertThat(failure(http("404 Not Found", "", "no"), true, Optional.empty()))
        .contains("serves no OpenAPI document", "--description");
  }

  @Test
  void anInvalidDescriptionIsReported() throws IOException {
    assertThat(failure(http("200 OK", "", "{\"openapi\": \"3.1.0\", "), true, Optional.empty()))
        .contains("is invalid", "not valid JSON");
  }

  @Test
  void aDescriptionWithoutSignUpIsReported() throws IOException {
    byte[] document =
        "{\"openapi\":\"3.1.0\",\"paths\":{\"/a\":{\"get\":{}}}}".getBytes(StandardCharsets.UTF_8);
    assertThat(failure(http("200 OK", "", "{}"), true, Optional.of(document)))
        .contains("has no sign-up operation", "--token-a", "--profile");
  }

  /// Documents that are valid JSON and nothing that an audit can use.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "7",
        "\"openapi\"",
        "{}",
        "{\"openapi\":3}",
        "{\"openapi\":\"3.1.0\",\"paths\":[]}",
        "{\"openapi\":\"3.1.0\",\"paths\":{\"a b\":{\"get\":{}}}}",
        "{\"openapi\":\"3.1.0\",\"paths\":{\"/{x\":{\"get\":{}}}}",
        "{\"openapi\":\"3.1.0\",\"paths\":{\"/a\":{\"post\":{\"requestBody\":7,\"parameters\":\"x\"}}}}",
        "{\"openapi\":\"3.1.0\",\"paths\":{\"/signup\":{\"post\":{\"requestBody\":{\"$ref\":\"#/a\"}}}},"
            + "\"a\":{\"$ref\":\"#/a\"}}",
      })
  void aDocumentThatCannotBeUsedIsReported(String document) throws IOException {
    assertThat(
            failure(
                http("401 Unauthorized", "", "{}"),
                true,
                Optional.of(document.getBytes(StandardCharsets.UTF_8))))
        .isNotBlank()
        .doesNotContain("Exception", "null");
  }
}
