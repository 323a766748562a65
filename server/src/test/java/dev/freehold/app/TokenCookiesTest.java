package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Sessions in cookies (`auth.cookies`), with a server as `serve` starts it.
final class TokenCookiesTest {
  private static final String FRONTEND = "http://localhost:3000";

  private static RunningApp running;

  @BeforeAll
  static void start() {
    running = RunningApp.of(plan(true));
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  private static ApiPlan plan(boolean cookies) {
    String text =
        """
        freehold: 1
        name: Notes
        auth: { cookies: %s }
        resources:
          notes:
            fields:
              title: { type: string, required: true }
            access: { read: [owner, user], create: user, update: owner, delete: owner }
        """
            .formatted(cookies);
    return switch (SpecChecker.check(text.getBytes(StandardCharsets.UTF_8))) {
      case SpecResult.Valid valid -> ApiPlanner.plan(valid.spec());
      case SpecResult.Invalid invalid -> throw new AssertionError(invalid.issues());
    };
  }

  /// A browser: keeps the cookies of responses and sends them, with the headers of its page.
  private static final class Browser {
    private final HttpClient http = HttpClient.newHttpClient();
    private final RunningApp server;
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private @Nullable String origin = FRONTEND;
    private @Nullable String requestedWith = "fetch";

    Browser(RunningApp server) {
      this.server = server;
    }

    String email = "person-" + UUID.randomUUID() + "@example.com";

    HttpResponse<String> send(String method, String path, String body, String... headers) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
              .method(
                  method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
      if (!body.isEmpty()) {
        request.header("Content-Type", "application/json");
      }
      if (origin != null) {
        request.header("Origin", origin);
      }
      if (requestedWith != null) {
        request.header("X-Requested-With", requestedWith);
      }
      if (!cookies.isEmpty()) {
        request.header(
            "Cookie",
            cookies.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining("; ")));
      }
      if (headers.length > 0) {
        request.headers(headers);
      }
      try {
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        response.headers().allValues("set-cookie").forEach(this::keep);
        return response;
      } catch (IOException | InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    private void keep(String setCookie) {
      String pair = setCookie.substring(0, setCookie.indexOf(';'));
      int equals = pair.indexOf('=');
      if (setCookie.contains("Max-Age=0")) {
        cookies.remove(pair.substring(0, equals));
      } else {
        cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }

    Browser signUp() {
      assertThat(send("POST", "/api/v1/auth/signup", credentials("cookie")).statusCode())
          .isEqualTo(201);
      return this;
    }

    String credentials(String mode) {
      return new JsonObject()
          .put("email", email)
          .put("password", RunningApp.PASSWORD)
          .put("mode", mode)
          .encode();
    }
  }

  private static Browser browser() {
    return new Browser(running);
  }

  private static String code(HttpResponse<String> response) {
    return new JsonObject(response.body()).getJsonObject("error").getString("code");
  }

  @Test
  void theTokensAreCookiesThatNoScriptReads() {
    Browser ada = browser().signUp();
    HttpResponse<String> login = ada.send("POST", "/api/v1/auth/login", ada.credentials("cookie"));
    assertThat(login.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(login.body()).getJsonObject("data").fieldNames())
        .containsExactlyInAnyOrder("user", "expires_in");
    assertThat(login.headers().allValues("set-cookie"))
        .hasSize(2)
        .allSatisfy(
            cookie ->
                assertThat(cookie)
                    .startsWith("__Host-")
                    .contains("; Path=/", "; Secure", "; HTTPOnly", "; SameSite=Strict", "Max-Age=")
                    .doesNotContain("Domain"));
    assertThat(login.headers().firstValue("cache-control")).hasValue("no-store");
    for (String token : ada.cookies.values()) {
      assertThat(login.body()).doesNotContain(token);
    }
    assertThat(ada.send("GET", "/api/v1/auth/me", "").statusCode()).isEqualTo(200);
    assertThat(ada.send("POST", "/api/v1/notes", "{\"title\":\"One\"}").statusCode())
        .isEqualTo(201);
  }

  @Test
  void aRefreshReplacesBothCookies() {
    Browser ada = browser().signUp();
    Map<String, String> before = Map.copyOf(ada.cookies);
    assertThat(ada.send("POST", "/api/v1/auth/refresh", "{}").statusCode()).isEqualTo(200);
    assertThat(ada.cookies.get("__Host-refresh")).isNotEqualTo(before.get("__Host-refresh"));
    assertThat(ada.send("GET", "/api/v1/auth/me", "").statusCode()).isEqualTo(200);
  }

  @Test
  void cookiesThatAreNotValidAreTakenBack() {
    Browser ada = browser().signUp();
    ada.cookies.put("__Host-refresh", "no.token");
    HttpResponse<String> refused = ada.send("POST", "/api/v1/auth/refresh", "{}");
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(code(refused)).isEqualTo("INVALID_TOKEN");
    assertThat(ada.cookies).isEmpty();
  }

  @Test
  void logOutEndsTheSessionWithoutAnAccessTokenToo() {
    for (boolean expired : List.of(false, true)) {
      Browser ada = browser().signUp();
      Map<String, String> stolen = Map.copyOf(ada.cookies);
      if (expired) {
        ada.cookies.put("__Host-access", "an.expired.token");
      }
      assertThat(ada.send("POST", "/api/v1/auth/logout", "").statusCode()).isEqualTo(204);
      assertThat(ada.cookies).isEmpty();
      ada.cookies.putAll(stolen);
      assertThat(code(ada.send("GET", "/api/v1/auth/me", ""))).isEqualTo("INVALID_TOKEN");
      assertThat(code(ada.send("POST", "/api/v1/auth/refresh", "{}"))).isEqualTo("INVALID_TOKEN");
    }
  }

  @Test
  void logOutEndsTheSessionWithoutARefreshTokenToo() {
    Browser ada = browser().signUp();
    String access = ada.cookies.get("__Host-access");
    ada.cookies.remove("__Host-refresh");
    assertThat(ada.send("POST", "/api/v1/auth/logout", "").statusCode()).isEqualTo(204);
    assertThat(ada.cookies).isEmpty();
    ada.cookies.put("__Host-access", access);
    assertThat(code(ada.send("GET", "/api/v1/auth/me", ""))).isEqualTo("INVALID_TOKEN");
  }

  @Test
  void aDeletedAccountLeavesNoCookies() {
    Browser ada = browser().signUp();
    String body = new JsonObject().put("password", RunningApp.PASSWORD).encode();
    assertThat(ada.send("DELETE", "/api/v1/auth/me", body).statusCode()).isEqualTo(204);
    assertThat(ada.cookies).isEmpty();
  }

  /// What a page of another site can make a browser send.
  @ParameterizedTest
  @CsvSource({
    "https://evil.example, fetch",
    "http://localhost:3001, fetch",
    "null, fetch",
    "http://localhost:3000.evil.example, fetch",
    ", fetch",
    "http://localhost:3000,",
    ","
  })
  void aPageOfAnotherOriginChangesNothing(@Nullable String origin, @Nullable String requestedWith) {
    Browser ada = browser().signUp();
    ada.origin = origin;
    ada.requestedWith = requestedWith;
    String password = new JsonObject().put("password", RunningApp.PASSWORD).encode();
    Map<String, String> before = Map.copyOf(ada.cookies);
    assertThat(
            List.of(
                ada.send("POST", "/api/v1/notes", "{\"title\":\"One\"}"),
                ada.send("POST", "/api/v1/auth/refresh", "{}"),
                ada.send("POST", "/api/v1/auth/logout", ""),
                ada.send("DELETE", "/api/v1/auth/me", password),
                ada.send("POST", "/api/v1/auth/login", ada.credentials("cookie")),
                ada.send("POST", "/api/v1/auth/signup", browser().credentials("cookie"))))
        .allSatisfy(
            refused -> {
              assertThat(refused.statusCode()).isEqualTo(403);
              assertThat(code(refused)).isEqualTo("FORBIDDEN");
              assertThat(refused.headers().allValues("set-cookie")).isEmpty();
            });
    assertThat(ada.cookies).isEqualTo(before);
    ada.origin = FRONTEND;
    ada.requestedWith = "fetch";
    assertThat(ada.send("GET", "/api/v1/auth/me", "").statusCode()).isEqualTo(200);
    assertThat(ada.send("GET", "/api/v1/notes", "").body()).doesNotContain("One");
  }

  @Test
  void aPageOfAnotherOriginReadsNothing() {
    Browser ada = browser().signUp();
    ada.origin = "https://evil.example";
    HttpResponse<String> refused = ada.send("GET", "/api/v1/auth/me", "");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.headers().firstValue("access-control-allow-origin")).isEmpty();
    assertThat(refused.body()).doesNotContain(ada.email);
  }

  @Test
  void aTokenInTheHeaderComesFirst() {
    Browser ada = browser().signUp();
    HttpResponse<String> refused =
        ada.send("GET", "/api/v1/auth/me", "", "Authorization", "Bearer no.token");
    assertThat(code(refused)).isEqualTo("INVALID_TOKEN");
    assertThat(
            ada.send("POST", "/api/v1/auth/refresh", "{}", "Authorization", "Bearer x")
                .statusCode())
        .isEqualTo(400);
    // A program needs no headers of a page.
    String token = running.person().accessToken();
    ada.origin = null;
    ada.requestedWith = null;
    assertThat(
            ada.send(
                    "POST",
                    "/api/v1/notes",
                    "{\"title\":\"One\"}",
                    "Authorization",
                    "Bearer " + token)
                .statusCode())
        .isEqualTo(201);
    assertThat(ada.send("POST", "/api/v1/auth/logout", "", "Authorization", "Bearer " + token))
        .satisfies(answer -> assertThat(answer.headers().allValues("set-cookie")).isEmpty());
  }

  @Test
  void aCookieThatStandsTwiceIsNone() {
    Browser ada = browser().signUp();
    Browser eve = browser().signUp();
    String both =
        "__Host-access="
            + ada.cookies.get("__Host-access")
            + "; __Host-access="
            + eve.cookies.get("__Host-access");
    ada.cookies.clear();
    assertThat(code(ada.send("GET", "/api/v1/auth/me", "", "Cookie", both)))
        .isEqualTo("INVALID_TOKEN");
  }

  @Test
  void toolsTakeNoCookies() {
    Browser ada = browser().signUp();
    HttpResponse<String> refused =
        ada.send(
            "POST",
            "/mcp",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}",
            "Accept",
            "application/json, text/event-stream");
    assertThat(code(refused)).isEqualTo("UNAUTHORIZED");
  }

  @Test
  void programsGetTokensAsBefore() {
    Browser ada = browser();
    ada.origin = null;
    ada.requestedWith = null;
    HttpResponse<String> tokens = ada.send("POST", "/api/v1/auth/signup", ada.credentials("token"));
    assertThat(tokens.headers().allValues("set-cookie")).isEmpty();
    assertThat(new JsonObject(tokens.body()).getJsonObject("data").getString("refresh_token"))
        .isNotEmpty();
    HttpResponse<String> unknown =
        ada.send("POST", "/api/v1/auth/login", ada.credentials("storage"));
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(unknown.body()).contains("mode must be token or cookie");
  }

  @Test
  void withoutTheOptionThereAreNoCookies() {
    try (RunningApp plain = RunningApp.of(plan(false))) {
      Browser ada = browser().signUp();
      Browser here = new Browser(plain);
      assertThat(here.send("POST", "/api/v1/auth/signup", here.credentials("cookie")).statusCode())
          .isEqualTo(400);
      here.cookies.putAll(ada.cookies);
      assertThat(code(here.send("GET", "/api/v1/auth/me", ""))).isEqualTo("UNAUTHORIZED");
    }
  }

  /// Anyone who has no credentials reads of both ways to send them.
  @Test
  void aCallerWithoutCredentialsReadsOfCookies() {
    for (String path : new String[] {"/auth/me", "/notes"}) {
      assertThat(running.nobody().get(path).expect(401, "UNAUTHORIZED").response().body())
          .as(path)
          .contains("Bearer", "send the cookies");
    }
  }
}
