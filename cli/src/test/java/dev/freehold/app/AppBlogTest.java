package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ScenarioClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests `examples/blog` on the whole server: what everyone may read, what only the author may
/// read, and how a row changes from one to the other.
final class AppBlogTest {
  private static final String SECRET = "unpublished thoughts";
  private static final String PUBLISH =
      """
      {"operations": [
        {"method": "GET", "path": "/drafts/%1$s"},
        {"method": "POST", "path": "/posts",
         "body": {"title": "$1.title", "body": "$1.body", "published_on": "2026-11-22"}},
        {"method": "DELETE", "path": "/drafts/%1$s", "headers": {"If-Match": "%2$s"}}]}
      """;

  @TempDir static Path directory;
  private static AppWithRoles blog;
  private static ScenarioClient writer;
  private static ScenarioClient reader;
  private static ScenarioClient moderator;

  @BeforeAll
  static void start() throws IOException {
    blog = new AppWithRoles("blog", directory);
    writer = blog.person("writer");
    reader = blog.person();
    moderator = blog.person("moderator");
  }

  @AfterAll
  static void stop() {
    blog.close();
  }

  private static String draft(String title) {
    return writer
        .post("/drafts", "{\"title\":\"" + title + "\",\"body\":\"" + SECRET + "\"}")
        .expect(201)
        .data()
        .getString("id");
  }

  private static long post(String title) {
    return writer
        .post(
            "/posts",
            new JsonObject()
                .put("title", title)
                .put("body", "Words.")
                .put("published_on", "2026-11-22")
                .encode())
        .expect(201)
        .data()
        .getLong("id");
  }

  @Test
  void aDraftIsItsWritersAlone() {
    String path = "/drafts/" + draft("Secret");
    writer.get(path).expect(200);
    for (ScenarioClient other : List.of(reader, moderator, blog.person("writer"))) {
      other.get(path).expect(404, "NOT_FOUND").bodyHasNo(SECRET);
      other.get("/drafts").expect(200).bodyHasNo(SECRET);
      other.patch(path, "{\"title\":\"x\"}").expect(404, "NOT_FOUND");
      other.delete(path).expect(404, "NOT_FOUND");
    }
    blog.nobody().get(path).expect(401, "UNAUTHORIZED").bodyHasNo(SECRET);
    blog.nobody().get("/drafts").expect(401, "UNAUTHORIZED");
    reader.post("/drafts", "{\"title\":\"x\"}").expect(403, "FORBIDDEN");
  }

  @Test
  void publishingIsOneBatch() {
    String draft = draft("Published");
    String path = "/drafts/" + draft;
    String old = writer.get(path).header("ETag");
    writer.patch(path, "{\"title\":\"Published at last\"}").expect(200);

    // The row changed after it was read: nothing is published, and nothing is lost.
    writer
        .post("/batch", PUBLISH.formatted(draft, old.replace("\"", "\\\"")))
        .expect(412, "PRECONDITION_FAILED");
    assertThat(blog.nobody().get("/posts?title=Published at last".replace(" ", "%20")))
        .satisfies(answer -> assertThat(answer.column("posts", "id")).isEmpty());

    String tag = writer.get(path).header("ETag").replace("\"", "\\\"");
    JsonArray results =
        writer
            .post("/batch", PUBLISH.formatted(draft, tag))
            .expect(200)
            .data()
            .getJsonArray("results");
    long post = results.getJsonObject(1).getJsonObject("data").getLong("id");
    assertThat(blog.nobody().get("/posts/" + post).expect(200).data().getString("title"))
        .isEqualTo("Published at last");
    writer.get(path).expect(404, "NOT_FOUND");
    reader.post("/batch", PUBLISH.formatted(draft("Not theirs"), "*")).expect(404, "NOT_FOUND");
  }

  @Test
  void everybodyReadsAndWritersWrite() {
    long id = post("Fishing for invoices");
    String path = "/posts/" + id;
    ScenarioClient nobody = blog.nobody();
    assertThat(nobody.get("/posts?q=invoice").expect(200).column("posts", "id")).contains((int) id);
    nobody.get(path).expect(200).bodyHasNo("featured");
    nobody.get("/posts?featured=true").expect(400).details("featured unknown");
    reader.get("/posts?sort=featured").expect(400);
    nobody.post("/posts", "{}").expect(401, "UNAUTHORIZED");
    reader.post("/posts", "{}").expect(403, "FORBIDDEN");
    reader.patch(path, "{\"title\":\"x\"}").expect(404, "NOT_FOUND");
    writer.get("/posts?featured=false&limit=100").expect(200);
    writer.patch(path, "{\"featured\":true}").expect(400).details("featured read_only");
    moderator.patch(path, "{\"featured\":true}").expect(200);
    moderator.delete(path).expect(204);
    nobody.get(path).expect(404, "NOT_FOUND");
  }

  @Test
  void aModeratorDeletesWordsAndChangesNone() {
    long post = post("Talk");
    String body = "{\"post_id\":" + post + ",\"body\":\"<b>First</b>\"}";
    blog.nobody().post("/comments", body).expect(401, "UNAUTHORIZED");
    JsonObject comment = reader.post("/comments", body).expect(201).data();
    assertThat(comment.getString("body")).isEqualTo("First");
    String path = "/comments/" + comment.getString("id");
    JsonObject shown = blog.nobody().get("/posts/" + post + "?include=comments").data();
    assertThat(shown.getJsonObject("comments").getJsonArray("data")).hasSize(1);
    moderator.patch(path, "{\"body\":\"x\"}").expect(404, "NOT_FOUND");
    writer.delete(path).expect(404, "NOT_FOUND");
    reader.patch(path, "{\"body\":\"Second\"}").expect(200);
    moderator.delete(path).expect(204);
    reader.post("/comments", body).expect(201);
    writer.delete("/posts/" + post).expect(204);
    assertThat(blog.nobody().get("/comments?post_id=" + post).column("comments", "id")).isEmpty();
  }
}
