package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Tests every grant of `access` and every role of a field, for an anonymous caller, the owner,
/// another user and a user with the role.
final class AccessControlTest {
  private static final String SECRET = "not for everybody";
  private static ApiScenario scenario;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("workshop"));
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  @Test
  void publicRowsAreReadAnonymouslyAndWrittenByGrantedCallers() {
    ScenarioClient owner = scenario.as(scenario.person());
    ScenarioClient other = scenario.as(scenario.person());
    ScenarioClient editor = scenario.as(scenario.person("editor"));
    ScenarioClient nobody = scenario.nobody();
    JsonObject post = owner.post("/posts", "{\"title\":\"Hello\"}").expect(201).data();
    String path = "/posts/" + post.getLong("id");

    assertThat(nobody.get(path).expect(200).data()).isEqualTo(post);
    assertThat(nobody.get("/posts?title=Hello&limit=100").expect(200).column("posts", "id"))
        .contains(post.getValue("id"));
    assertThat(other.get(path).expect(200).data()).isEqualTo(post);

    nobody.post("/posts", "{\"title\":\"x\"}").expect(401, "UNAUTHORIZED");
    nobody.patch(path, "{\"title\":\"x\"}").expect(401, "UNAUTHORIZED");
    nobody.delete(path).expect(401, "UNAUTHORIZED");
    other.patch(path, "{\"title\":\"x\"}").expect(404, "NOT_FOUND");
    other.delete(path).expect(404, "NOT_FOUND");
    editor.delete(path).expect(404, "NOT_FOUND");

    JsonObject edited = editor.patch(path, "{\"title\":\"Edited\"}").expect(200).data();
    assertThat(edited.getString("title")).isEqualTo("Edited");
    assertThat(edited.getString("user_id")).isEqualTo(post.getString("user_id"));
    owner.patch(path, "{\"title\":\"Mine\"}").expect(200);
    owner.delete(path).expect(204);
    nobody.get(path).expect(404, "NOT_FOUND");
  }

  @Test
  void anUnreadableFieldIsUnknownInEveryRequest() {
    ScenarioClient owner = scenario.as(scenario.person());
    ScenarioClient editor = scenario.as(scenario.person("editor"));
    long id = owner.post("/posts", "{\"title\":\"Judged\"}").expect(201).data().getLong("id");
    String path = "/posts/" + id;
    editor.patch(path, "{\"verdict\":\"" + SECRET + "\",\"rating\":5}").expect(200);
    assertThat(editor.get(path).data().getString("verdict")).isEqualTo(SECRET);

    for (ScenarioClient client : List.of(scenario.nobody(), owner)) {
      client.get(path).expect(200).bodyHasNo(SECRET).bodyHasNo("verdict");
      client.get("/posts?limit=100").expect(200).bodyHasNo(SECRET).bodyHasNo("verdict");
      for (String name : List.of("verdict", "nothing")) {
        for (String query :
            List.of(
                "%s=x",
                "%s[contains]=x",
                "%s[null]=true",
                "sort=%s",
                "fields=id,%s",
                "or=(%s.eq.x,title.eq.y)")) {
          String asked = "/posts?" + query.formatted(name);
          client.get(asked).expect(400, "VALIDATION_ERROR").bodyHasNo(SECRET);
        }
        client.get(path + "?fields=" + name).expect(400, "VALIDATION_ERROR");
      }
      assertThat(told(client.get("/posts?verdict=x"), "verdict"))
          .isEqualTo(told(client.get("/posts?nothing=x"), "nothing"));
    }
    assertThat(told(owner.patch(path, "{\"verdict\":\"x\"}"), "verdict"))
        .isEqualTo(told(owner.patch(path, "{\"nothing\":\"x\"}"), "nothing"));
    owner.patch(path, "{\"rating\":1}").expect(400).details("rating read_only");
    owner.post("/posts", "{\"title\":\"x\",\"rating\":1}").expect(400).details("rating read_only");
    assertThat(owner.get(path).data().getInteger("rating")).isEqualTo(5);
    editor.get("/posts?verdict=x&sort=verdict&fields=id,verdict").expect(200);
  }

  private static String told(Answer answer, String name) {
    JsonObject error = answer.error();
    error.remove("requestId");
    return error.encode().replace(name, "*");
  }

  @Test
  void anOperationGrantedToNobodyHasNoRoute() {
    ScenarioClient owner = scenario.as(scenario.person());
    long post = owner.post("/posts", "{\"title\":\"x\"}").data().getLong("id");
    JsonObject comment =
        owner.post("/comments", "{\"text\":\"c\",\"post_id\":" + post + "}").expect(201).data();
    String path = "/comments/" + comment.getString("id");
    assertThat(
            owner.patch(path, "{\"text\":\"x\"}").expect(405, "METHOD_NOT_ALLOWED").header("Allow"))
        .isEqualTo("GET, HEAD, DELETE, OPTIONS");
    owner.put(path, "{\"text\":\"x\"}").expect(405);
    owner.patch("/comments?max_affected=1&text=c", "{\"text\":\"x\"}").expect(405);
    owner
        .post(
            "/batch",
            "{\"operations\":[{\"method\":\"PATCH\",\"path\":\""
                + path
                + "\",\"body\":{\"text\":\"x\"}}]}")
        .expect(405, "METHOD_NOT_ALLOWED");
    assertThat(owner.get(path).data()).isEqualTo(comment);
  }

  @Test
  void userGrantsAccessToEverySignedInCaller() {
    ScenarioClient owner = scenario.as(scenario.person());
    ScenarioClient other = scenario.as(scenario.person());
    ScenarioClient clerk = scenario.as(scenario.person("clerk"));
    long post = owner.post("/posts", "{\"title\":\"x\"}").data().getLong("id");
    String body = "{\"text\":\"" + SECRET + "\",\"post_id\":" + post + "}";
    String path = "/comments/" + owner.post("/comments", body).expect(201).data().getString("id");
    other.get(path).expect(200);
    scenario.nobody().get(path).expect(401, "UNAUTHORIZED").bodyHasNo(SECRET);
    scenario.nobody().get("/comments").expect(401, "UNAUTHORIZED").bodyHasNo(SECRET);
    scenario.nobody().get("/posts/" + post + "/comments").expect(401, "UNAUTHORIZED");
    scenario
        .nobody()
        .get("/posts/" + post + "?include=comments")
        .expect(400, "VALIDATION_ERROR")
        .details("include unknown");
    other.delete(path).expect(404, "NOT_FOUND");
    clerk.delete(path).expect(204);
  }

  @Test
  void aRoleDoesNotReachRowsOfOwnersAlone() {
    ScenarioClient owner = scenario.as(scenario.person());
    ScenarioClient auditor = scenario.as(scenario.person("auditor", "editor", "clerk", "ghost"));
    long id = owner.post("/projects", "{\"title\":\"" + SECRET + "\"}").data().getLong("id");
    auditor.get("/projects/" + id).expect(404).bodyHasNo(SECRET);
    auditor.get("/projects").expect(200).bodyHasNo(SECRET);
    auditor.patch("/projects/" + id, "{\"title\":\"x\"}").expect(404).bodyHasNo(SECRET);
    auditor.delete("/projects?id=" + id).expect(200);
    assertThat(auditor.delete("/projects?id=" + id).data().getInteger("affected")).isZero();
    owner.get("/projects/" + id).expect(200);
  }
}
