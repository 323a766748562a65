package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.RawHttpTestClient;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.TestSpecs;
import java.util.Collections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests attacks on a resource, by clients with and without an account.
final class HostileClientTest {
  private static final String PATH = "/things";
  private static ApiScenario scenario;
  private static ScenarioClient client;
  private static String token;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(TestSpecs.everyType());
    ApiScenario.Person person = scenario.person();
    client = scenario.as(person);
    token = person.token();
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  /// K1: `secret` is hidden. A name that the API does not have cannot be used in a query.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "secret=a",
        "secret[startsWith]=a",
        "_version=1",
        "sort=secret",
        "fields=secret",
        "q=a",
        "include=user",
        "or=(secret.eq.a)",
        "user.password_hash=a",
      })
  void noQueryParameterNamesAnUnreadableField(String query) {
    String encoded = query.replace("[", "%5B").replace("]", "%5D");
    client
        .get(PATH + "?" + encoded)
        .expect(400, "VALIDATION_ERROR")
        .details(query.substring(0, query.indexOf('=')) + " unknown");
  }

  /// K3: a body cannot set a field that the server sets.
  @ParameterizedTest
  @ValueSource(strings = {"id", "user_id", "created_at", "updated_at", "_version"})
  void noBodySetsAFieldOfTheServer(String field) {
    String body = "{\"code\":\"mass\",\"" + field + "\":\"00000000-0000-0000-0000-000000000000\"}";
    String code = field.startsWith("_") ? " unknown" : " read_only";
    client.post(PATH, body).expect(400, "VALIDATION_ERROR").details(field + code);
  }

  /// K10: URLs in responses are never built from the request.
  @Test
  void noResponseContainsTheHostHeader() throws Exception {
    try (RawHttpTestClient raw = scenario.server().connect()) {
      RawHttpTestClient.Response created =
          raw.send(
                  head("POST", "evil.example", "X-Forwarded-Host: evil.example\r\n")
                      + "Content-Length: 16\r\n\r\n{\"code\":\"hosts\"}")
              .read();
      assertThat(created.status()).as(created.body()).isEqualTo(201);
      assertThat(created.header("Location")).startsWith("/api/v1/things/");
      assertThat(created.headers().toString() + created.body()).doesNotContain("evil");
    }
  }

  /// K18: the server does not ask for the body of an unauthenticated client.
  @Test
  void aCallerWithoutATokenIsRefusedBeforeTheBodyIsRead() throws Exception {
    try (RawHttpTestClient raw = scenario.server().connect()) {
      String stranger = head("POST", "x", "").replace(token, "nobody");
      RawHttpTestClient.Response answer =
          raw.send(stranger + "Expect: 100-continue\r\nContent-Length: 1000000\r\n\r\n").read();
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.errorCode()).isEqualTo("INVALID_TOKEN");
    }
  }

  /// K18: the server builds pages in memory.
  @Test
  void aPageThatIsTooLargeIsRefusedAndASmallerOneIsNot() {
    ScenarioClient hoarder = scenario.as(scenario.person());
    for (int i = 0; i < 6; i++) {
      String body =
          "{\"code\":\"" + "a".repeat(i + 2) + "\",\"f_json\":\"" + "x".repeat(1_000_000) + "\"}";
      hoarder.post(PATH, body).expect(201);
    }
    hoarder.get(PATH + "?limit=6").expect(400, "VALIDATION_ERROR").details("limit too_large");
    assertThat(hoarder.get(PATH + "?limit=2").expect(200).column("things", "code")).hasSize(2);
  }

  /// K18: PostgreSQL writes `1e308` with 309 digits, so 1 MiB would come back as 50 MiB.
  @Test
  void theWrittenSizeOfExponentsIsLimited() {
    String many = String.join(",", Collections.nCopies(400, "1e308"));
    client
        .post(PATH, "{\"code\":\"many\",\"f_json\":[" + many + "]}")
        .expect(400, "VALIDATION_ERROR")
        .details("f_json out_of_range");
    String few = String.join(",", Collections.nCopies(300, "1e308"));
    client.post(PATH, "{\"code\":\"few\",\"f_json\":[" + few + "]}").expect(201);
  }

  private static String head(String method, String host, String more) {
    return method
        + " /api/v1/things HTTP/1.1\r\nHost: "
        + host
        + "\r\nContent-Type: application/json\r\nAuthorization: Bearer "
        + token
        + "\r\n"
        + more;
  }
}
