package dev.freehold.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.HttpTestServer;
import dev.freehold.testing.RawHttpTestClient;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiDocsTest {
  private static final String DOCUMENT = "{\"openapi\":\"3.1.1\"}";
  private static final String FULL_DOCUMENT = "{\"openapi\":\"3.1.1\",\"paths\":{}}".repeat(100);

  private static HttpTestServer server;

  @BeforeAll
  static void start() {
    server =
        HttpTestServer.of(
            ApiDocs.routes("Tasks <script>", "1.0.0", () -> DOCUMENT, () -> FULL_DOCUMENT));
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
    "/openapi.json?detail=full, application/json",
    "/docs, text/html; charset=utf-8",
    "/redoc, text/html; charset=utf-8",
    "/docs/docs.css, text/css; charset=utf-8",
    "/docs/main.js, text/javascript; charset=utf-8",
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
    assertThat(get("/openapi.json?detail=full").body()).isEqualTo(FULL_DOCUMENT);
  }

  @Test
  void writesADocumentAtItsFirstRequestAndAgainAfterAFailure() throws Exception {
    AtomicInteger written = new AtomicInteger();
    Supplier<String> brief =
        () -> {
          if (written.incrementAndGet() == 1) {
            throw new IllegalStateException("the first time");
          }
          return DOCUMENT;
        };
    try (HttpTestServer own =
        HttpTestServer.of(ApiDocs.routes("Tasks", "1.0.0", brief, () -> FULL_DOCUMENT))) {
      String request = "GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n";
      assertThat(written).hasValue(0);
      assertThat(own.send(request).status()).isEqualTo(500);
      try (ExecutorService clients = Executors.newFixedThreadPool(8)) {
        Callable<String> client = () -> own.send(request).body();
        for (var answer : clients.invokeAll(Collections.nCopies(40, client))) {
          assertThat(answer.get()).isEqualTo(DOCUMENT);
        }
      }
      assertThat(written).hasValue(2);
    }
  }

  @Test
  void hasATagOfItsOwnForEachDocument() throws IOException {
    String brief = get("/openapi.json").header("ETag");
    String full = get("/openapi.json?detail=full").header("ETag");
    assertThat(brief).isNotEqualTo(full);
    assertThat(get("/openapi.json?detail=full", "If-None-Match: " + brief).status()).isEqualTo(200);
    RawHttpTestClient.Response small = get("/openapi.json?detail=full", "Accept-Encoding: gzip");
    assertThat(small.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(small.header("ETag")).isNotEqualTo(full);
  }

  @ParameterizedTest
  @CsvSource({
    "detail=brief, not_one_of",
    "detail=, not_one_of",
    "detail=full&detail=full, repeated",
    "details=full, unknown",
  })
  void refusesOtherDetails(String query, String code) throws IOException {
    RawHttpTestClient.Response answer = get("/openapi.json?" + query);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("VALIDATION_ERROR", '"' + code + '"');
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/docs/",
        "/docs/index.html",
        "/docs/../docs",
        "/redoc/main.js",
        "/docs/%2e%2e/docs"
      })
  void servesNothingElse(String path) throws IOException {
    assertThat(get(path).status()).isIn(400, 404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/docs", "/redoc"})
  void letsAPageLoadOnlyFromHereAndRunNoInlineScript(String path) throws IOException {
    RawHttpTestClient.Response answer = get(path);
    assertThat(answer.header("Content-Security-Policy"))
        .contains(
            "default-src 'none'",
            "script-src 'self';",
            "style-src 'self';",
            "connect-src 'self';",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'")
        .doesNotContain("http", "*", "unsafe", "sha256", "data:");
    assertThat(answer.body())
        .doesNotContainPattern(
            Pattern.compile("<script(?! type=\"module\" src=\"/)|\\son\\w+=\"|<style|style="))
        .contains("Tasks &lt;script&gt;", "1.0.0");
  }

  /// An address that is missing here is a script that the page waits for.
  @Test
  void servesWhateverThePagesAndScriptsName() throws IOException {
    Set<String> named = new TreeSet<>();
    Set<String> scripts = new TreeSet<>();
    for (String page : List.of("/docs", "/redoc")) {
      Matcher file = Pattern.compile("(?:src|href)=\"(/docs/[^\"]+)\"").matcher(get(page).body());
      while (file.find()) {
        named.add(file.group(1));
      }
    }
    for (String path : named) {
      RawHttpTestClient.Response answer = get(path);
      assertThat(answer.status()).as(path).isEqualTo(200);
      Matcher module = Pattern.compile("from \"\\./([^\"]+)\"").matcher(answer.body());
      while (module.find()) {
        scripts.add("/docs/" + module.group(1));
      }
    }
    scripts.add("/docs/main.js");
    assertThat(named).contains("/docs/docs.css").containsAll(scripts);
    assertThat(named).hasSize(scripts.size() + 1);
  }

  @Test
  void theScriptsKeepNothingAndWriteNoMarkup() throws IOException {
    Matcher script =
        Pattern.compile("<link rel=\"modulepreload\" href=\"([^\"]+)\"")
            .matcher(get("/docs").body());
    int seen = 0;
    while (script.find()) {
      seen++;
      assertThat(get(script.group(1)).body())
          .as(script.group(1))
          .doesNotContain("://", "\"//")
          .doesNotContain("localStorage", "sessionStorage", "indexedDB", "document.cookie")
          .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write")
          .doesNotContain("eval(", "new Function", "postMessage", "style=");
    }
    assertThat(seen).isPositive();
  }

  @Test
  void theSignInMasksThePasswordAndHasASignOut() throws IOException {
    assertThat(get("/docs/sign-in.js").body())
        .contains("type: \"password\", autocomplete: \"current-password\"")
        .contains("autocomplete: \"username\"")
        .contains("onclick: signOut }, \"Sign out\")")
        .contains("close.hidden = !session.user", "place.append(note, open, close, dialog)")
        .doesNotContain("paste", "autocomplete: \"off\"", "maxlength", "readonly");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/docs", "/redoc", "/docs/docs.css"})
  void namesNoOtherAddressInItsOwnFiles(String path) throws IOException {
    assertThat(get(path).body()).doesNotContain("://").doesNotContain("\"//");
  }
}
