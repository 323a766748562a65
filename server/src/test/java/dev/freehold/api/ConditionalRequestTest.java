package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `If-Match`, `If-None-Match`, `Prefer` and `dry_run`.
final class ConditionalRequestTest {
  private static ApiScenario scenario;
  private ScenarioClient owner;
  private String path = "";

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("workshop"));
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  @BeforeEach
  void aTask() {
    owner = scenario.as(scenario.person());
    path = "/tasks/" + owner.post("/tasks", "{\"title\":\"one\"}").data().getLong("id");
  }

  private Answer send(String method, @Nullable String body, String... headers) {
    return owner.send(method, path, body, headers);
  }

  @Test
  void ifNoneMatchIs304ForAnUnchangedRow() {
    String seen = owner.get(path).header("ETag");
    assertThat(seen).matches("\"1\\.[\\w-]{8}\"");
    for (String tag : List.of(seen, "W/" + seen, "\"9\", " + seen, "*")) {
      Answer same = send("GET", null, "If-None-Match", tag).expect(304);
      assertThat(same.response().body()).isEmpty();
      assertThat(same.header("ETag")).isEqualTo(seen);
    }
    for (String tag : List.of("\"1\"", "\"1.k3f9a2Qx\"", seen.replace("1.", "2."))) {
      send("GET", null, "If-None-Match", tag).expect(200);
    }
    send("GET", null, "If-Match", "\"2\"", "If-None-Match", seen).expect(412);
    send("GET", null, "If-Match", seen, "If-None-Match", seen).expect(304);
    send("GET", null, "If-Match", "\"2\"").expect(412, "PRECONDITION_FAILED");
    send("GET", null, "If-Match", "\"1\"").expect(200);
    send("GET", null, "If-None-Match", "rubbish").expect(400, "VALIDATION_ERROR");
  }

  /// The tag of a response with some fields says nothing about the other fields.
  @Test
  void aSelectionOfFieldsHasItsOwnTag() {
    String whole = owner.get(path).header("ETag");
    Answer part = owner.get(path + "?fields=id");
    assertThat(part.version()).isEqualTo("1");
    assertThat(part.header("ETag")).isNotEqualTo(whole);
    owner.send("GET", path, null, "If-None-Match", part.header("ETag")).expect(200);
    owner.send("GET", path + "?fields=id", null, "If-None-Match", whole).expect(200);
    owner.send("GET", path + "?fields=id", null, "If-None-Match", part.header("ETag")).expect(304);
    send("PATCH", "{\"done\":true}", "If-Match", part.header("ETag")).expect(200);
  }

  @Test
  void ifMatchRefusesAChangedRow() {
    for (String method : List.of("PUT", "PATCH", "DELETE")) {
      String body = method.equals("DELETE") ? null : "{\"title\":\"two\"}";
      for (String tag : List.of("\"2\"", "W/\"2\"", "\"x\"")) {
        send(method, body, "If-Match", tag).expect(412, "PRECONDITION_FAILED");
      }
      send(method, body, "If-None-Match", "*").expect(412);
      send(method, body, "If-None-Match", "\"1\"").expect(412);
      send(method, body, "If-Match", "1").expect(400, "VALIDATION_ERROR");
    }
    assertThat(owner.get(path).version()).isEqualTo("1");
    assertThat(send("PATCH", "{}", "If-Match", "\"1\"").expect(200).version()).isEqualTo("1");
    send("PATCH", "{}", "If-Match", "\"2\"").expect(412);
    assertThat(
            // nginx and HAProxy weaken the tag when they compress a response.
            send("PATCH", "{\"title\":\"two\"}", "If-Match", "\"7\", W/\"1\"")
                .expect(200)
                .version())
        .isEqualTo("2");
    send("PATCH", "{\"title\":\"three\"}", "If-Match", "*").expect(200);
    send("DELETE", null, "If-Match", "\"3\"").expect(204);
    send("DELETE", null, "If-Match", "\"3\"").expect(404);
  }

  @Test
  void aPreconditionRevealsNoRowOfOtherUsers() {
    ScenarioClient other = scenario.as(scenario.person());
    for (String tag : List.of("\"1\"", "\"2\"", "*")) {
      other.send("GET", path, null, "If-Match", tag).expect(404);
      other.send("GET", path, null, "If-None-Match", tag).expect(404);
      other.send("PATCH", path, "{\"title\":\"x\"}", "If-Match", tag).expect(404);
      other.send("PATCH", path, "{}", "If-None-Match", tag).expect(404);
      other.send("DELETE", path, null, "If-Match", tag).expect(404);
    }
  }

  @Test
  void preferReturnMinimalOmitsTheRow() {
    Answer created =
        owner
            .send("POST", "/tasks", "{\"title\":\"x\"}", "Prefer", "respond-async, return=minimal")
            .expect(201);
    assertThat(created.response().body()).isEmpty();
    assertThat(created.header("Preference-Applied")).isEqualTo("return=minimal");
    owner.get(created.header("Location").substring("/api/v1".length())).expect(200);
    Answer changed = send("PATCH", "{\"title\":\"y\"}", "Prefer", "return=minimal").expect(204);
    assertThat(changed.version()).isEqualTo("2");
    send("PATCH", "{\"title\":\"z\"}", "Prefer", "return=representation").expect(200);
  }

  @Test
  void aDryRunStoresNothing() {
    Answer created = owner.post("/tasks?dry_run=true", "{\"title\":\"no\"}").expect(200);
    assertThat(created.header("Dry-Run")).isEqualTo("true");
    assertThat(created.header("Location")).isEmpty();
    assertThat(created.data().getString("title")).isEqualTo("no");
    owner.get("/tasks/" + created.data().getLong("id")).expect(404);
    assertThat(owner.patch(path + "?dry_run=true", "{\"title\":\"no\"}").expect(200).version())
        .isEqualTo("2");
    assertThat(owner.delete(path + "?dry_run=true").expect(204).header("Dry-Run"))
        .isEqualTo("true");
    owner.post("/tasks?dry_run=true", "[{\"title\":\"no\"},{\"title\":\"no\"}]").expect(200);
    owner.delete("/tasks?title=one&max_affected=5&dry_run=true").expect(200);
    owner.post("/tasks?dry_run=true", "{\"title\":\"\"}").expect(400).details("title too_short");
    assertThat(owner.get("/tasks?limit=50").column("tasks", "title")).containsExactly("one");
    owner.post("/tasks?dry_run=false", "{\"title\":\"yes\"}").expect(201);
    owner.post("/tasks?dry_run=maybe", "{\"title\":\"x\"}").expect(400).details("dry_run type");
    owner
        .post("/tasks?dry_run=true&dry_run=true", "{\"title\":\"x\"}")
        .expect(400)
        .details("dry_run repeated");
    owner.get("/tasks?dry_run=true").expect(400);
  }

  @Test
  void aConflictNamesTheFieldsOfTheUniqueKey() {
    owner.post("/tasks", "{\"title\":\"x\",\"code\":\"A\"}").expect(201);
    for (String query : List.of("", "?dry_run=true")) {
      owner
          .post("/tasks" + query, "{\"title\":\"x\",\"code\":\"A\"}")
          .expect(409, "CONFLICT")
          .details("code taken")
          .bodyHasNo("_key");
    }
    owner.patch(path, "{\"code\":\"A\"}").expect(409).details("code taken");
    scenario.as(scenario.person()).post("/tasks", "{\"title\":\"x\",\"code\":\"A\"}").expect(201);
  }

  @Test
  void aBrokenCheckIsReportedWithTheMessageOfTheSpec() {
    Answer broken = owner.post("/tasks", "{\"title\":\"x\",\"rank\":901}").expect(400);
    broken.details("rank rule").bodyHasNo("_check");
    assertThat(broken.error().getString("message")).isEqualTo("Nothing ranks above 900.");
    owner.patch(path, "{\"rank\":901}").expect(400).details("rank rule");
    owner
        .patch("/tasks?title=one&max_affected=1", "{\"rank\":901}")
        .expect(400)
        .details("rank rule");
    owner
        .post("/tasks", "[{\"title\":\"x\",\"rank\":1},{\"title\":\"y\",\"rank\":901}]")
        .expect(400)
        .details("[1].rank rule");
    owner.patch(path, "{\"rank\":900}").expect(200);
  }
}
