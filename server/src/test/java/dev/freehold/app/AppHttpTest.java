package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.app.RunningApp.SignedUpUser;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import dev.freehold.testing.RawHttpTestClient;
import dev.freehold.testing.RawHttpTestClient.Response;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests HTTP itself on the whole server: methods, origins, pages, headers, and the responses that
/// come from no endpoint.
final class AppHttpTest {
  private static RunningApp running;
  private static SignedUpUser person;

  @BeforeAll
  static void start() {
    running = RunningApp.of(RunningApp.example("tasks"));
    person = running.person();
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  @Test
  void everyRouteRefusesParametersThatItDoesNotKnow() {
    ScenarioClient signedIn = running.client("", "Bearer " + person.accessToken());
    assertThat(running.app().routes()).hasSizeGreaterThan(20);
    for (Route route : running.app().routes()) {
      // A page that a link in a mail opens; mail services add parameters of their own.
      if (route.path().equals("/auth/reset") || route.path().equals("/auth/verify")) {
        continue;
      }
      String path = route.path().replace("{id}", "1") + "?colour=red&colour=blue";
      String body = route.body() == Route.Body.JSON ? "{}" : null;
      Answer answer =
          signedIn.send(route.method().name(), path, body).expect(400, "VALIDATION_ERROR");
      answer.details("colour unknown", "colour unknown");
      if (!route.path().contains("/auth/") && route.path().startsWith("/api")) {
        running.nobody("").send(route.method().name(), path, body).expect(401, "UNAUTHORIZED");
      }
    }
    person.client().get("/auth/me").expect(200);
  }

  @Test
  void everyPathAnswersHeadAndOptionsAndRefusesOtherMethods() {
    ScenarioClient client = running.client("", "Bearer " + person.accessToken());
    TreeMap<String, String> allowed = new TreeMap<>();
    for (Route route : running.app().routes()) {
      String name = route.method() == RequestMethod.GET ? "GET, HEAD" : route.method().name();
      allowed.merge(route.path().replace("{id}", "1"), name, (a, b) -> a + ", " + b);
    }
    allowed.forEach(
        (path, methods) -> {
          String allow = methods + ", OPTIONS";
          Answer options = running.nobody("").send("OPTIONS", path, null).expect(204);
          assertThat(options.header("Allow").split(", "))
              .as(path)
              .containsExactlyInAnyOrder(allow.split(", "));
          Answer refused = client.send("TRACK", path, null).expect(405, "METHOD_NOT_ALLOWED");
          assertThat(refused.header("Allow")).isEqualTo(options.header("Allow"));
          Answer head = client.send("HEAD", path, null);
          if (methods.contains("GET")) {
            assertThat(head.response().statusCode())
                .isEqualTo(client.get(path).response().statusCode());
          } else {
            head.expect(405);
          }
          assertThat(head.response().body()).isEmpty();
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/v1/nothing", "/tasks", "/api/v1/tasks/", "/api/v1//tasks", "/x%2Fy"})
  void anUnknownPathHasTheErrorFormat(String path) {
    running.nobody("").get(path).expect(404, "NOT_FOUND").details();
    Answer write = running.nobody("").post(path, "{}").expect(404, "NOT_FOUND");
    assertThat(write.json().getString("outcome")).isEqualTo("none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /%zz HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n|400|BAD_REQUEST",
        "GET / HTTP/1.1\\r\\n\\r\\n|400|BAD_REQUEST",
        "POST /api/v1/tasks HTTP/1.1\\r"
            + "\\n"
            + "Host: x\\r"
            + "\\n"
            + "Content-Length: 2\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "{}|415|UNSUPPORTED_MEDIA_TYPE",
        "POST /api/v1/tasks HTTP/1.1\\r"
            + "\\n"
            + "Host: x\\r"
            + "\\n"
            + "Content-Type: text/plain\\r"
            + "\\n"
            + "Content-Length: 2\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "{}|415|UNSUPPORTED_MEDIA_TYPE",
        "POST /api/v1/tasks HTTP/1.1\\r"
            + "\\n"
            + "Host: x\\r"
            + "\\n"
            + "Content-Type: application/json\\r"
            + "\\n"
            + "Content-Length: 1048577\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "|413|PAYLOAD_TOO_LARGE",
        "PUT /api/v1/tasks HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n|405|METHOD_NOT_ALLOWED",
      })
  void whatTheServerItselfRefusesIsTheOneFormat(String request, int status, String code)
      throws IOException {
    try (RawHttpTestClient client = new RawHttpTestClient(running.port())) {
      Response answer = client.send(request.replace("\\r\\n", "\r\n")).read();
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.errorCode()).isEqualTo(code);
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("X-Request-Id")).isNotNull();
      assertThat(answer.header("Server")).isNull();
    }
  }

  @Test
  void aBodyWithoutATokenIsNotRead() throws IOException {
    for (String path : List.of("/api/v1/tasks", "/api/v1/batch", "/mcp")) {
      try (RawHttpTestClient client = new RawHttpTestClient(running.port())) {
        client.send(
            "POST "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Expect: 100-continue\r\nContent-Length: 1000\r\n\r\n");
        assertThat(client.read().errorCode()).as(path).isEqualTo("UNAUTHORIZED");
      }
    }
  }

  @Test
  void longTargetsAndHeadersAreRefusedInTheErrorFormat() throws IOException {
    try (RawHttpTestClient client = new RawHttpTestClient(running.port())) {
      String address = "/" + "a".repeat(9_000);
      client.send("GET " + address + " HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.read().errorCode()).isEqualTo("URI_TOO_LONG");
    }
    try (RawHttpTestClient client = new RawHttpTestClient(running.port())) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(17_000) + "\r\n\r\n");
      assertThat(client.read().errorCode()).isEqualTo("HEADERS_TOO_LARGE");
    }
  }

  @Test
  void anUnexpectedErrorIs500WithoutDatabaseText() {
    running.sql(
        "create function app.secret_name() returns trigger language plpgsql as $$ begin"
            + " if new.title = 'boom' then raise exception 'constraint secret_name'; end if;"
            + " return new; end $$;"
            + " create trigger secret_name before insert on app.tasks"
            + " for each row execute function app.secret_name()");
    Answer create = person.client().post("/tasks", "{\"title\":\"boom\"}");
    create.expect(500, "INTERNAL_ERROR");
    create
        .bodyHasNo("secret_name")
        .bodyHasNo("app.")
        .bodyHasNo("constraint")
        .bodyHasNo("Exception");
    assertThat(create.json().getString("outcome")).isEqualTo("none");
    String id = create.error().getString("requestId");
    assertThat(create.header("X-Request-Id")).isEqualTo(id);
    assertThat(running.events())
        .anyMatch(e -> e.toString().startsWith("RequestFailed") && e.toString().contains(id));
    running.sql("drop trigger secret_name on app.tasks; drop function app.secret_name()");
    person.client().post("/tasks", "{\"title\":\"boom\"}").expect(201);
  }

  @Test
  void onlyAllowedOriginsMayCallFromABrowser() {
    String allowed = "http://localhost:3000";
    Answer preflight =
        running
            .nobody()
            .send(
                "OPTIONS",
                "/tasks/1",
                null,
                "Origin",
                allowed,
                "Access-Control-Request-Method",
                "PATCH",
                "Access-Control-Request-Headers",
                "authorization,content-type")
            .expect(204);
    assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo(allowed);
    assertThat(preflight.header("Access-Control-Allow-Methods"))
        .contains("GET", "PUT", "PATCH", "DELETE");
    assertThat(preflight.header("Access-Control-Allow-Headers"))
        .contains("Authorization", "Content-Type");
    for (ScenarioClient who : List.of(running.nobody(), person.client())) {
      Answer simple = who.send("GET", "/tasks", null, "Origin", allowed);
      assertThat(simple.header("Access-Control-Allow-Origin")).isEqualTo(allowed);
      assertThat(simple.header("Access-Control-Expose-Headers")).contains("ETag", "Retry-After");
      assertThat(simple.header("Vary")).contains("Origin");
    }
    for (String other : List.of("http://localhost:3001", "https://localhost:3000", "null")) {
      Answer answer = person.client().send("GET", "/tasks", null, "Origin", other).expect(200);
      assertThat(answer.response().headers().map().keySet())
          .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html",
    "/docs, text/html",
    "/redoc, text/html",
    "/openapi.json, application/json",
    "/docs/main.js, text/javascript",
  })
  void thePagesLoadNothingFromOtherHosts(String path, String type) {
    Answer page = running.nobody("").get(path).expect(200);
    assertThat(page.header("Content-Type")).startsWith(type);
    assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
    String policy = page.header("Content-Security-Policy");
    assertThat(policy)
        .contains("default-src 'none'", "frame-ancestors 'none'")
        .doesNotContain("unsafe", "http", "*");
    if (type.equals("text/html")) {
      assertThat(policy).contains("script-src 'self'");
      assertThat(page.response().body()).doesNotContainPattern("(?:src|href)=\"(?:https?:)?//");
    }
  }

  @Test
  void everyResponseHasSecurityHeadersAndARequestId() {
    Answer answer = person.client().send("GET", "/tasks", null, "X-Request-Id", "my.id-1_2");
    assertThat(answer.header("X-Request-Id")).isEqualTo("my.id-1_2");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
    Answer other = person.client().send("GET", "/tasks", null, "X-Request-Id", "<script>");
    assertThat(other.header("X-Request-Id")).matches("[A-Za-z0-9._-]{1,64}");
  }
}
