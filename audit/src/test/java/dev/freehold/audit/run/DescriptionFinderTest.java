package dev.freehold.audit.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.freehold.audit.run.AuditRun.AuditStartException;
import dev.freehold.audit.site.AuditProfile;
import dev.freehold.client.ApiClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Finds documents on servers that have them in one place, and a page for every other path.
final class DescriptionFinderTest {
  private static final String JSON =
      "{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"Found\", \"version\": \"1\"}, \"paths\":"
          + " {}}";
  private static final String YAML =
      "openapi: 3.1.0\ninfo: { title: Found, version: 1 }\npaths: {}\n";
  private static final String SWAGGER =
      "{\"swagger\": \"2.0\", \"info\": {\"title\": \"Found\", \"version\": \"1\"}, \"paths\": {}}";
  private static final String HTML = "text/html; charset=utf-8";

  record Answer(int status, String type, Map<String, String> headers, String body) {}

  private static final Answer PAGE =
      new Answer(200, HTML, Map.of(), "<html><script>app({\"openapi\": 1})</script></html>");

  private static Answer document(String text) {
    String type = text.startsWith("{") ? "application/json" : "application/yaml";
    return new Answer(200, type, Map.of(), text);
  }

  private static String title(String given, Map<String, Answer> answers) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange ->
            send(exchange, answers.getOrDefault(exchange.getRequestURI().toString(), PAGE)));
    server.start();
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + given);
    try (ApiClient client = new ApiClient(url, Duration.ofSeconds(10))) {
      return DescriptionFinder.find(client, url, AuditProfile.NONE).title();
    } finally {
      server.stop(0);
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", answer.type());
    answer.headers().forEach(exchange.getResponseHeaders()::add);
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @ParameterizedTest
  @CsvSource({
    "'', /openapi.json",
    "'', /openapi.yaml",
    "/, /api/openapi.json",
    "'', /api/v3/openapi.json",
    "'', /api/v3/api-docs",
    "'', /v3/api-docs",
    "'', /v2/api-docs",
    "'', /swagger/v1/swagger.json",
    "'', /openapi/v1.json",
    "'', /docs-json",
    "'', /api-json",
    "'', /api/docs-json",
    "'', /api/schema/",
    "'', /v1/swagger.json",
    "'', /documentation/json",
    "/shop, /shop/openapi.json",
    "/shop/, /shop/v3/api-docs",
    "/shop/eu, /shop/eu/swagger/v1/swagger.json",
    "/shop/eu, /shop/eu/docs-json",
    "/shop, /shop/openapi.yaml",
    "/shop, /openapi.json",
    "/hidden/description, /hidden/description"
  })
  void aDocumentIsFoundAtUsualPlacesBelowTheGivenPath(String given, String place)
      throws IOException {
    String text = place.endsWith("yaml") ? YAML : place.contains("swagger") ? SWAGGER : JSON;
    assertThat(title(given, Map.of(place, document(text)))).isEqualTo("Found");
  }

  @Test
  void aGivenPathThatAnswersSomethingElseIsABasePath() throws IOException {
    Map<String, Answer> answers = new HashMap<>();
    answers.put("/shop", new Answer(200, "application/json", Map.of(), "{\"status\": \"up\"}"));
    assertThatThrownBy(() -> title("/shop", answers))
        .isInstanceOf(AuditStartException.class)
        .hasMessageContaining("serves no OpenAPI document, also not at /shop. Give the URL");
    answers.put("/shop/openapi.yaml", document(YAML.replace("openapi:", "'openapi' :")));
    assertThat(title("/shop", answers)).isEqualTo("Found");
  }

  private static Answer page(String html) {
    return new Answer(200, HTML, Map.of(), html);
  }

  static Stream<Arguments> told() {
    String there = "/hidden/it?as=json";
    return Stream.of(
        arguments(
            "",
            "/",
            new Answer(200, HTML, Map.of("Link", "<" + there + ">; rel=\"service-desc\""), "")),
        arguments(
            "/docs", "/docs", page("SwaggerUIBundle({ url: '" + there + "', dom_id: '#ui' })")),
        arguments("", "/redoc", page("<redoc spec-url=\"" + there + "\"></redoc>")),
        arguments(
            "", "/docs", page("<script id=\"api-reference\" data-url=\"" + there + "\"></script>")),
        arguments("", "/swagger", page("SwaggerUIBundle({ url: \"hidden/it?as=json\" })")),
        arguments(
            "",
            "/v3/api-docs/swagger-config",
            new Answer(200, "application/json", Map.of(), "{\"url\":\"" + there + "\"}")),
        arguments(
            "",
            "/.well-known/api-catalog",
            new Answer(
                200,
                "application/linkset+json",
                Map.of(),
                "{\"linkset\":[{\"anchor\":\"/a\",\"service-desc\":[{\"type\":\"a/b\",\"href\":\""
                    + there
                    + "\"}]}]}")));
  }

  @ParameterizedTest
  @MethodSource("told")
  void aDocumentIsFoundWhereTheServerSaysThatItIs(String given, String page, Answer answer)
      throws IOException {
    Map<String, Answer> answers = new HashMap<>(Map.of(page, answer));
    answers.put("/hidden/it?as=json", document(JSON));
    assertThat(title(given, answers)).isEqualTo("Found");
  }

  @ParameterizedTest
  @CsvSource({"/v1/, /v1/__api__", "/shop/start?from=root, /shop/start/openapi.json"})
  void aRedirectOfTheSameServerLeadsToItsBasePath(String location, String place)
      throws IOException {
    Answer redirect = new Answer(307, HTML, Map.of("Location", location), "");
    assertThat(title("", Map.of("/", redirect, place, document(JSON)))).isEqualTo("Found");
  }
}
