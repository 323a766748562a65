package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.app.RunningApp.SignedUpUser;
import dev.freehold.http.Route;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests the HTTP contract of the Tasks API on the whole server against the served OpenAPI
/// document, for an anonymous caller, the owner and another user.
final class AppTest {
  private static final String TITLE = "The owner's own title";
  private static RunningApp running;

  @BeforeAll
  static void start() {
    running = RunningApp.of(RunningApp.example("tasks"));
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  /// A request, and its status for an anonymous caller, the other user and the owner, in this
  /// order.
  private record Row(String call, String body, int nobody, int other, int owner) {
    String method() {
      return call.substring(0, call.indexOf(' '));
    }

    String path() {
      return call.substring(call.indexOf(' ') + 1);
    }
  }

  @Test
  void everyOperationAnswersAnonymousOtherAndOwner() {
    SignedUpUser owner = running.person();
    SignedUpUser other = running.person();
    String row = "/tasks/" + create(owner.client(), TITLE);
    String each = "[{\"id\":%s,\"completed\":false}]".formatted(row.substring("/tasks/".length()));
    String login =
        new JsonObject().put("email", owner.email()).put("password", RunningApp.PASSWORD).encode();
    String refresh = new JsonObject().put("refresh_token", owner.refreshToken()).encode();
    String password =
        new JsonObject()
            .put("current_password", RunningApp.PASSWORD)
            .put("password", RunningApp.PASSWORD)
            .encode();
    List<Row> rows =
        List.of(
            new Row("GET /tasks", "", 401, 200, 200),
            new Row("POST /tasks", "{\"title\":\"one more\"}", 401, 201, 201),
            new Row("POST /tasks/bulk", "[{\"title\":\"several\"}]", 401, 201, 201),
            new Row("PATCH /tasks/bulk", each, 401, 404, 200),
            new Row("GET /tasks/summary?group=title", "", 401, 200, 200),
            new Row("GET " + row, "", 401, 404, 200),
            new Row("PUT " + row, "{\"completed\":true}", 401, 404, 200),
            new Row("PATCH " + row, "{\"completed\":false}", 401, 404, 200),
            new Row("PATCH /tasks?id=1&completed=true", "{\"completed\":true}", 401, 200, 200),
            new Row("DELETE /tasks?id=999999", "", 401, 200, 200),
            new Row(
                "POST /batch",
                "{\"operations\":[{\"method\":\"GET\",\"path\":\"/tasks?title=none\"}]}",
                401,
                200,
                200),
            new Row("DELETE " + row, "", 401, 404, 204),
            new Row("GET /auth/me", "", 401, 200, 200),
            new Row("PUT /auth/password", password, 401, 204, 204),
            new Row("GET /auth/me/export", "", 401, 200, 200),
            new Row("PATCH /auth/me", "{\"name\":\"Ada\"}", 401, 200, 200),
            new Row("DELETE /auth/me", "{\"password\":\"not it\"}", 401, 400, 400),
            new Row("GET /auth/sessions", "", 401, 200, 200),
            new Row("DELETE /auth/sessions/" + UUID.randomUUID(), "", 401, 404, 404),
            new Row("DELETE /auth/sessions", "", 401, 204, 204),
            new Row("GET /auth/keys", "", 401, 200, 200),
            new Row("POST /auth/keys", "{\"name\":\"x\",\"scopes\":[\"*:read\"]}", 401, 201, 201),
            new Row("DELETE /auth/keys/" + UUID.randomUUID(), "", 401, 404, 404),
            // Open to everyone: only the body decides.
            new Row("POST /auth/signup", login, 409, 409, 409),
            new Row(
                "POST /auth/password/forgot",
                "{\"email\":\"" + owner.email() + "\"}",
                503,
                503,
                503),
            new Row(
                "POST /auth/password/reset", "{\"token\":\"x\",\"password\":\"x\"}", 400, 400, 400),
            new Row("POST /auth/email/change", "{}", 401, 400, 400),
            new Row("POST /auth/email/verify", "{\"token\":\"x\"}", 400, 400, 400),
            new Row(
                "POST /auth/email/resend", "{\"email\":\"" + owner.email() + "\"}", 503, 503, 503),
            new Row("POST /auth/login", login, 200, 200, 200),
            new Row("POST /auth/refresh", refresh, 200, 200, 200),
            new Row("POST /auth/logout", "", 401, 204, 204));
    for (Row line : rows) {
      for (Map.Entry<ScenarioClient, Integer> who :
          List.of(
              Map.entry(running.nobody(), line.nobody()),
              Map.entry(other.client(), line.other()),
              Map.entry(owner.client(), line.owner()))) {
        String body = line.body().isEmpty() ? null : line.body();
        Answer answer = who.getKey().send(line.method(), line.path(), body).expect(who.getValue());
        if (!who.getKey().equals(owner.client()) && !line.path().startsWith("/auth/")) {
          answer.bodyHasNo(TITLE).bodyHasNo(owner.id()).bodyHasNo(owner.email());
        }
        if (who.getValue() == 401) {
          answer.expect(401, "UNAUTHORIZED");
          assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        }
        if (who.getValue() >= 400 && !line.method().equals("GET")) {
          assertThat(answer.json().getString("outcome")).isEqualTo("none");
        }
      }
    }
    for (String path : List.of("/healthz", "/readyz")) {
      assertThat(running.nobody("").get(path).expect(200).data().encode())
          .isEqualTo("{\"status\":\"ok\"}");
    }
    assertThat(running.served().called()).containsExactlyElementsOf(running.served().operations());
  }

  @Test
  void theDocumentHasEveryRouteAndNoOther() {
    Set<String> pages =
        Set.of(
            "/",
            "/front.css",
            "/look.css",
            "/favicon.svg",
            "/openapi.json",
            "/auth/reset",
            "/auth/verify",
            "/auth/form.css",
            "/auth/form.js",
            "/auth/mail-link.js",
            "/auth/theme.css",
            "/mcp",
            "/docs",
            "/docs/docs.css",
            "/docs/api.js",
            "/docs/dom.js",
            "/docs/main.js",
            "/docs/reference.js",
            "/docs/request.js",
            "/docs/schema.js",
            "/docs/session.js",
            "/docs/sign-in.js",
            "/docs/try.js",
            "/redoc");
    List<Route> routes = running.app().routes();
    Set<String> api =
        routes.stream()
            .filter(r -> !pages.contains(r.path()))
            .map(r -> r.method() + " " + r.path())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(api).hasSize(34).isEqualTo(running.served().operations());
    assertThat(routes.stream().map(Route::path).filter(pages::contains))
        .containsExactlyInAnyOrderElementsOf(pages);
  }

  @Test
  void aRowOfAnotherUserHasTheResponseOfAMissingOne() {
    SignedUpUser owner = running.person();
    ScenarioClient other = running.person().client();
    String foreign = "/tasks/" + create(owner.client(), TITLE);
    for (String method : List.of("GET", "PUT", "PATCH", "DELETE")) {
      String body = method.startsWith("P") ? "{\"title\":\"taken over\"}" : null;
      Answer one = other.send(method, foreign, body, "X-Request-Id", "same");
      Answer two = other.send(method, "/tasks/9007199254740991", body, "X-Request-Id", "same");
      one.expect(404, "NOT_FOUND");
      assertThat(one.response().body()).isEqualTo(two.response().body());
      assertThat(headers(one)).isEqualTo(headers(two));
    }
    assertThat(owner.client().get(foreign).data().getString("title")).isEqualTo(TITLE);
  }

  @Test
  void aListHasPageLimitTotalAndPages() {
    ScenarioClient owner = running.person().client();
    assertThat(pagination(owner.get("/tasks"))).isEqualTo("1 20 0 0");
    for (int i = 1; i <= 5; i++) {
      String body = "{\"title\":\"t" + i + "\",\"completed\":" + (i % 2 == 0) + "}";
      owner.post("/tasks", body).expect(201);
    }
    for (String line :
        List.of(
            "?|1 20 5 1|t5 t4 t3 t2 t1",
            "?limit=5|1 5 5 1|t5 t4 t3 t2 t1",
            "?limit=4|1 4 5 2|t5 t4 t3 t2",
            "?limit=4&page=2|2 4 5 2|t1",
            "?limit=4&page=3|3 4 5 2|",
            "?page=1000000&limit=100|1000000 100 5 1|",
            "?status=all|1 20 5 1|t5 t4 t3 t2 t1",
            "?status=pending|1 20 3 1|t5 t3 t1",
            "?status=completed&limit=1|1 1 2 2|t4",
            "?status=completed&limit=1&page=2|2 1 2 2|t2")) {
      String[] parts = line.split("\\|", -1);
      Answer answer = owner.get("/tasks" + parts[0]).expect(200);
      assertThat(pagination(answer)).as(line).isEqualTo(parts[1]);
      assertThat(String.join(" ", titles(answer))).as(line).isEqualTo(parts[2]);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "page=0|page out_of_range",
        "page=-1|page type",
        "page=1.5|page type",
        "page=1000001|page out_of_range",
        "page=99999999999999999999|page out_of_range",
        "page=|page type",
        "limit=0|limit out_of_range",
        "limit=101|limit out_of_range",
        "status=done|status not_one_of",
        "status=|status not_one_of",
        "status=Pending|status not_one_of",
        "page=1&page=1|page repeated",
        "complete=true|complete unknown",
        "user_id=x|user_id format",
        "sort=titel&fields=ids|sort unknown,fields unknown",
        "page=0&limit=x&status=y|page out_of_range,limit type,status not_one_of",
      })
  void aListRefusesEveryFaultOfItsQuery(String query, String details) {
    running
        .person()
        .client()
        .get("/tasks?" + query)
        .expect(400, "VALIDATION_ERROR")
        .details(details.split(",", -1));
  }

  @Test
  void patchChangesOnlyTheGivenFields() {
    ScenarioClient owner = running.person().client();
    String text = "{\"title\":\" a \",\"description\":\"<i>b</i>\",\"completed\":true}";
    Answer created = owner.post("/tasks", text).expect(201);
    JsonObject row = created.data();
    String path = "/tasks/" + row.getLong("id");
    assertThat(created.header("Location")).isEqualTo("/api/v1" + path);
    assertThat(row.getString("title") + row.getString("description")).isEqualTo("ab");
    for (String method : List.of("PUT", "PATCH")) {
      JsonObject cleared = owner.send(method, path, "{\"description\":null}").expect(200).data();
      assertThat(cleared.getValue("description")).isNull();
      assertThat(cleared.getString("title")).isEqualTo("a");
      assertThat(cleared.getBoolean("completed")).isTrue();
      JsonObject set = owner.send(method, path, "{\"description\":\"c\"}").expect(200).data();
      assertThat(set.getString("description")).isEqualTo("c");
      assertThat(set.getString("updated_at")).isGreaterThan(row.getString("updated_at"));
      assertThat(set.getString("created_at")).isEqualTo(row.getString("created_at"));
      owner.send(method, path, "{\"title\":null}").expect(400).details("title not_null");
      owner.send(method, path, "{\"title\":\"  \"}").expect(400).details("title too_short");
      owner.send(method, path, "{\"completed\":null}").expect(200);
      owner.send(method, path, "{\"completed\":true}").expect(200);
      owner
          .send(
              method,
              path,
              "{\"id\":0,\"user_id\":\"x\",\"created_at\":null,\"updated_at\":1,\"_version\":2}")
          .expect(400, "VALIDATION_ERROR")
          .details(
              "_version unknown",
              "id read_only",
              "user_id read_only",
              "created_at read_only",
              "updated_at read_only");
    }
  }

  @Test
  void everyViolationOfABodyIsReportedAndNothingIsStored() {
    ScenarioClient owner = running.person().client();
    owner
        .post("/tasks", "{\"title\":\"\",\"description\":7,\"completed\":\"yes\",\"colour\":1}")
        .expect(400, "VALIDATION_ERROR")
        .details("title too_short", "description type", "completed type", "colour unknown");
    for (String malformed :
        List.of(
            "", "{", "{\"title\":\"a\"}{}", "{\"title\":\"a\",\"title\":\"b\"}", "nul", "{a:1}")) {
      Answer answer = owner.post("/tasks", malformed).expect(400, "MALFORMED_JSON");
      assertThat(answer.json().getString("outcome")).isEqualTo("none");
    }
    owner.post("/tasks", "[]").expect(400, "VALIDATION_ERROR");
    owner.post("/tasks", "null").expect(400, "VALIDATION_ERROR");
    owner.post("/tasks", "[".repeat(5_000)).expect(400, "VALIDATION_ERROR");
    assertThat(pagination(owner.get("/tasks"))).isEqualTo("1 20 0 0");
  }

  private static long create(ScenarioClient client, String title) {
    String body = new JsonObject().put("title", title).encode();
    return client.post("/tasks", body).expect(201).data().getLong("id");
  }

  private static List<String> titles(Answer answer) {
    return answer.column("tasks", "title").stream().map(String::valueOf).toList();
  }

  private static String pagination(Answer answer) {
    JsonObject page = answer.expect(200).data().getJsonObject("pagination");
    assertThat(page.fieldNames())
        .containsExactly("page", "limit", "total", "totalPages", "nextCursor");
    return page.stream()
        .limit(4)
        .map(e -> String.valueOf(e.getValue()))
        .collect(Collectors.joining(" "));
  }

  private static Map<String, List<String>> headers(Answer answer) {
    return answer.response().headers().map().entrySet().stream()
        .filter(e -> !e.getKey().equalsIgnoreCase("date"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
