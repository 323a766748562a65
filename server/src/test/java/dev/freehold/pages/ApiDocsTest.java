package dev.freehold.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.HttpTestServer;
import dev.freehold.testing.RawHttpTestClient;
import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiDocsTest {
  private static final String DOCUMENT = "{\"openapi\":\"3.1.1\"}";

  private static HttpTestServer server;

  @BeforeAll
  static void start() {
    server = HttpTestServer.of(ApiDocs.routes(DOCUMENT));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RawHttpTestClient.Response get(String path, String... headers) throws IOException {
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return server.send(request.append("\r\n").toString());
  }

  @ParameterizedTest
  @CsvSource({
    "/openapi.json, application/json",
    "/docs, text/html; charset=utf-8",
    "/docs/init.js, text/javascript; charset=utf-8",
    "/docs/swagger-ui.css, text/css; charset=utf-8",
    "/docs/swagger-ui-bundle.js, text/javascript; charset=utf-8",
    "/redoc, text/html; charset=utf-8",
    "/redoc/init.js, text/javascript; charset=utf-8",
    "/redoc/redoc.css, text/css; charset=utf-8",
    "/redoc/redoc.standalone.js, text/javascript; charset=utf-8",
  })
  void servesEachFile(String path, String type) throws IOException {
    RawHttpTestClient.Response answer = get(path);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo(type);
    String tag = answer.header("ETag");
    assertThat(tag).isNotNull();
    assertThat(get(path, "If-None-Match: " + tag).status()).isEqualTo(304);
  }

  @Test
  void servesTheDocumentAsItIs() throws IOException {
    assertThat(get("/openapi.json").body()).isEqualTo(DOCUMENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/docs/", "/docs/index.html", "/docs/../docs", "/redoc/x.js", "/docs/%2e%2e/docs"})
  void servesNothingElse(String path) throws IOException {
    assertThat(get(path).status()).isIn(400, 404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/docs", "/redoc"})
  void letsAPageLoadOnlyFromHereAndRunNoInlineScript(String path) throws IOException {
    RawHttpTestClient.Response answer = get(path);
    assertThat(answer.header("Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self'", "connect-src 'self'")
        .doesNotContain("http", "*", "'unsafe-eval'");
    assertThat(answer.body())
        .doesNotContainPattern(Pattern.compile("<script(?! src=\"/)|\\son\\w+=\"|<style"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/docs", "/docs/init.js", "/redoc", "/redoc/init.js", "/redoc/redoc.css"})
  void namesNoOtherAddressInItsOwnFiles(String path) throws IOException {
    assertThat(get(path).body()).doesNotContain("://").doesNotContain("\"//");
  }

  @Test
  void takesTheOutsideLogoOutOfRedoc() throws IOException {
    assertThat(get("/redoc/redoc.standalone.js").body()).doesNotContain("cdn.redoc.ly");
  }
}
