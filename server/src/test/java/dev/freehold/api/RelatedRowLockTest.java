package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.AdminConnection;
import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.TableLock;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import dev.freehold.testing.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// A write whose access depends on a related row, while another request changes that row: it is judged
/// by the row that is there when it commits.
final class RelatedRowLockTest {
  private static final String CLOSED = "commit";
  private static final String STAYED = "rollback";

  private static String id(ScenarioClient by, String path, JsonObject body) {
    return by.post(path, body.encode()).expect(201).data().getValue("id").toString();
  }

  /// The answer to a request that waits for a change of a related row.
  ///
  /// @param change of the row, by SQL
  /// @param end of the transaction that makes it
  private static Answer during(
      ApiScenario scenario, String change, String end, Supplier<Answer> request) throws Exception {
    try (ExecutorService client = Executors.newVirtualThreadPerTaskExecutor();
        AdminConnection other = scenario.connection()) {
      other.execute("begin");
      other.execute(change);
      Future<Answer> answer = client.submit(request::get);
      TestDatabase.await(() -> waits(scenario, "transactionid"));
      assertThat(answer.isDone()).isFalse();
      other.execute(end);
      return answer.get();
    }
  }

  /// A write that waits on a shared connection ends there after 20 ms, and waits again in a transaction.
  private static boolean waits(ApiScenario scenario, String kind) {
    return !scenario
        .query(
            "select count(*)::text from pg_stat_activity where datname = current_database()"
                + " and clock_timestamp() - query_start > interval '100 ms'"
                + " and wait_event_type = 'Lock' and wait_event = '"
                + kind
                + "'")
        .equals("0");
  }

  private static int total(ScenarioClient by, String path) {
    return by.get(path).expect(200).data().getJsonObject("pagination").getInteger("total");
  }

  private record OpenThread(
      String board, String id, ScenarioClient author, ScenarioClient moderator) {
    static OpenThread of(ApiScenario forum) {
      ScenarioClient author = forum.as(forum.person());
      ApiScenario.Person moderator = forum.person();
      String board =
          RelatedRowLockTest.id(
              forum.as(forum.person("admin")),
              "/boards",
              JsonObject.of(
                  "name", "Help", "moderators", new JsonArray().add(moderator.id().toString())));
      String thread =
          RelatedRowLockTest.id(
              author, "/threads", JsonObject.of("board_id", board, "title", "Hello"));
      return new OpenThread(board, thread, author, forum.as(moderator));
    }

    String post() {
      return JsonObject.of("thread_id", id, "body", "Hello").encode();
    }

    String posts() {
      return "/threads/" + id + "/posts";
    }
  }

  @Test
  void aNewRowIsJudgedByTheRowThatTheOtherRequestLeaves() throws Exception {
    try (ApiScenario forum = new ApiScenario(SpecFile.example("forum"))) {
      OpenThread thread = OpenThread.of(forum);
      String lock = "update app.threads set locked = true";
      String batch =
          JsonObject.of(
                  "operations",
                  new JsonArray()
                      .add(
                          JsonObject.of(
                              "method",
                              "POST",
                              "path",
                              "/threads",
                              "body",
                              JsonObject.of("board_id", thread.board(), "title", "Other")))
                      .add(
                          JsonObject.of(
                              "method",
                              "POST",
                              "path",
                              "/posts",
                              "body",
                              new JsonObject(thread.post()))))
              .encode();
      during(forum, lock, STAYED, () -> thread.author().post("/posts", thread.post())).expect(201);
      during(forum, lock, STAYED, () -> thread.author().post("/batch", batch)).expect(200);
      assertThat(total(thread.author(), thread.posts())).isEqualTo(2);
      assertThat(total(thread.author(), "/threads")).isEqualTo(2);

      during(forum, lock, CLOSED, () -> thread.author().post("/posts", thread.post()))
          .expect(403, "FORBIDDEN");
      thread.moderator().post("/posts", thread.post()).expect(201);
      forum.sql("update app.threads set locked = false");
      during(
              forum,
              lock,
              CLOSED,
              () -> thread.author().post("/posts", "[" + thread.post() + "," + thread.post() + "]"))
          .expect(403, "FORBIDDEN");
      forum.sql("update app.threads set locked = false");
      during(forum, lock, CLOSED, () -> thread.author().post("/batch", batch))
          .expect(403, "FORBIDDEN");
      during(
              forum,
              "delete from app.threads where id = '" + thread.id() + "'",
              CLOSED,
              () -> thread.moderator().post("/posts", thread.post()))
          .expect(400)
          .details("thread_id unknown_reference");
      assertThat(total(thread.author(), "/threads")).isEqualTo(1);
      assertThat(forum.query("select count(*)::text from app.posts")).isEqualTo("0");
    }
  }

  /// The post is judged and not yet committed, because its foreign key waits for the accounts.
  @Test
  void aRelatedRowChangesAfterTheRowThatDependsOnIt() throws Exception {
    try (ApiScenario forum = new ApiScenario(SpecFile.example("forum"));
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      OpenThread thread = OpenThread.of(forum);
      Future<Answer> post;
      Future<Answer> lock;
      try (TableLock _ = forum.lock("auth.users")) {
        post = clients.submit(() -> thread.author().post("/posts", thread.post()));
        TestDatabase.await(() -> waits(forum, "relation"));
        lock =
            clients.submit(
                () -> thread.moderator().patch("/threads/" + thread.id(), "{\"locked\":true}"));
        TestDatabase.await(() -> waits(forum, "transactionid"));
        assertThat(lock.isDone()).isFalse();
      }
      post.get().expect(201);
      lock.get().expect(200);
      thread.author().post("/posts", thread.post()).expect(403, "FORBIDDEN");
    }
  }

  @Test
  void aStoredRowIsJudgedByTheRowThatTheOtherRequestLeaves() throws Exception {
    try (ApiScenario store = new ApiScenario(SpecFile.example("store"))) {
      ScenarioClient buyer = store.as(store.person());
      ScenarioClient staff = store.as(store.person("staff"));
      String category = id(staff, "/categories", JsonObject.of("name", "Tables"));
      String product =
          id(
              staff,
              "/products",
              JsonObject.of("sku", "TABLE-1", "name", "Table", "price", "90", "listed", true)
                  .put("category_id", category));
      String order = id(buyer, "/orders", JsonObject.of("address", "1 Main Street"));
      JsonObject body = JsonObject.of("order_id", order, "product_id", product, "quantity", 1);
      String line = "/order_lines/" + id(buyer, "/order_lines", body);
      String many = "/order_lines?max_affected=9&order_id=" + order;
      String place = "update app.orders set status = 'placed'";
      String more = "{\"quantity\":2}";

      during(store, place, STAYED, () -> buyer.patch(line, more)).expect(200);
      String tag = buyer.get(line).header("ETag");
      during(store, place, CLOSED, () -> buyer.patch(line, "{\"quantity\":3}"))
          .expect(404, "NOT_FOUND");
      store.sql("update app.orders set status = 'cart'");
      during(store, place, CLOSED, () -> buyer.delete(line)).expect(404, "NOT_FOUND");
      store.sql("update app.orders set status = 'cart'");
      Answer changed =
          during(store, place, CLOSED, () -> buyer.patch(many, "{\"quantity\":3}")).expect(200);
      assertThat(changed.data().getInteger("affected")).isZero();
      store.sql("update app.orders set status = 'cart'");
      Answer deleted = during(store, place, CLOSED, () -> buyer.delete(many)).expect(200);
      assertThat(deleted.data().getInteger("affected")).isZero();
      assertThat(buyer.get(line).expect(200).header("ETag")).isEqualTo(tag);

      store.sql("update app.orders set status = 'cart'");
      during(store, place, STAYED, () -> buyer.delete(line)).expect(204);
    }
  }

  /// The stored row of `write` and of `moves`.
  @Test
  void aFieldIsJudgedByTheRowThatTheOtherRequestLeaves() throws Exception {
    try (ApiScenario bureau = new ApiScenario(SpecFile.read("bureau"))) {
      ScenarioClient owner = bureau.as(bureau.person());
      String project = id(owner, "/projects", JsonObject.of("name", "x"));
      String sheet =
          "/sheets/" + id(owner, "/sheets", JsonObject.of("project_id", Long.valueOf(project)));
      String end = "update app.projects set running = false";
      during(bureau, end, STAYED, () -> owner.patch(sheet, "{\"hours\":5}")).expect(200);
      during(bureau, end, CLOSED, () -> owner.patch(sheet, "{\"hours\":6}"))
          .expect(400)
          .details("hours read_only");
      owner.patch(sheet, "{\"hours\":5}").expect(200);
    }
  }
}
