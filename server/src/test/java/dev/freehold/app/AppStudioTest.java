package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.app.RunningApp.SignedUpUser;
import dev.freehold.openapi.ListQueryExamples;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.testing.SampleSpecs;
import dev.freehold.testing.ScenarioClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Serves a spec with relations, access and rules. Every response is checked against the OpenAPI
/// document, and the examples in the document work unchanged.
final class AppStudioTest {
  private static final ApiPlan PLAN =
      SampleSpecs.golden(Path.of("testdata/golden/document/studio"));
  private static RunningApp running;
  private static SignedUpUser ann;
  private static ScenarioClient manager;

  @BeforeAll
  static void start() {
    running = RunningApp.of(PLAN);
    ann = running.person();
    SignedUpUser boss = running.person();
    running.sql("insert into auth.roles (user_id, role) values ('" + boss.id() + "', 'manager')");
    String login =
        new JsonObject().put("email", boss.email()).put("password", RunningApp.PASSWORD).encode();
    JsonObject session = running.nobody().post("/auth/login", login).expect(200).data();
    manager = running.with(session.getString("access_token"));
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  private static String example(String path, String method) {
    return running.served().body("/api/v1" + path, method);
  }

  @Test
  void bodiesOfTheDocumentWorkWhenPasted() {
    SignedUpUser bob = running.person();
    bob.client().post("/bookings", example("/bookings", "post")).expect(201);
    String id =
        bob.client()
            .post("/bookings/bulk", example("/bookings/bulk", "post"))
            .expect(201)
            .data()
            .getJsonArray("bookings")
            .getJsonObject(0)
            .getString("id");
    String change = example("/bookings", "patch");
    bob.client().patch("/bookings?id=" + id, change).expect(200);
    bob.client().put("/bookings/" + id, change).expect(200);
    JsonArray each = new JsonArray(example("/bookings/bulk", "patch"));
    each.getJsonObject(0).put("id", id);
    bob.client().patch("/bookings/bulk", each.encode()).expect(200);
    bob.client().patch("/bookings", each.encode()).expect(200);
    bob.client().post("/bookings", example("/bookings/bulk", "post")).expect(201);
    bob.client().post("/bookings/bulk", example("/bookings", "post")).expect(400);
    manager.post("/studios", example("/studios", "post")).expect(201);
    ann.client().post("/studios", example("/studios", "post")).expect(403, "FORBIDDEN");
  }

  @Test
  void queriesOfTheDocumentWorkWhenPasted() {
    for (ResourcePlan resource : PLAN.resources()) {
      for (String query : ListQueryExamples.of(PLAN, resource)) {
        ann.client().get("/" + resource.name() + "?" + encoded(query)).expect(200);
      }
    }
    for (String query : ListQueryExamples.of(PLAN, PLAN.resource("studios"))) {
      if (!query.startsWith("include")) {
        running.nobody().get("/studios?" + encoded(query)).expect(200);
      }
    }
  }

  /// Percent-encodes the brackets of a query, as a client does.
  private static String encoded(String query) {
    return Arrays.stream(query.split("&", -1))
        .map(p -> p.split("=", 2))
        .map(
            p ->
                URLEncoder.encode(p[0], StandardCharsets.UTF_8)
                    + "="
                    + URLEncoder.encode(p[1], StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  @Test
  void readsAreAsTheDocumentSays() {
    JsonObject studio =
        manager.post("/studios", "{\"name\":\"North\",\"rent\":\"12.50\"}").expect(201).data();
    long place = studio.getLong("id");
    String booking = example("/bookings", "post");
    String placed = new JsonObject(booking).put("studio_id", place).encode();
    String id = ann.client().post("/bookings", placed).expect(201).data().getString("id");
    ann.client()
        .post("/notes", "{\"body\":\"Bring lamps.\",\"booking_id\":\"" + id + "\"}")
        .expect(201);
    running.nobody().get("/studios/" + place).expect(200).bodyHasNo("rent");
    manager.get("/studios/" + place + "?fields=rent").expect(200);
    ann.client().get("/bookings/" + id + "?include=studio,notes,after").expect(200);
    ann.client().get("/bookings?include=studio,notes&count=estimated").expect(200);
    ann.client().get("/studios/" + place + "/bookings?people%5Bgte%5D=1&fields=id").expect(200);
    running.nobody().get("/studios/" + place + "/bookings").expect(401, "UNAUTHORIZED");
    ann.client().get("/studios/999/bookings").expect(404, "NOT_FOUND");
    String tag = ann.client().get("/bookings/" + id).expect(200).header("ETag");
    ann.client().send("GET", "/bookings/" + id, null, "If-None-Match", tag).expect(304);
    ann.client().send("GET", "/bookings/" + id, null, "If-Match", "\"77\"").expect(412);
    String next =
        ann.client()
            .get("/notes?limit=1&count=none")
            .expect(200)
            .data()
            .getJsonObject("pagination")
            .getString("nextCursor");
    assertThat(next).isNull();
    ann.client().get("/bookings?cursor=x").expect(400, "VALIDATION_ERROR");
  }

  @Test
  void writesAreAsTheDocumentSays() {
    SignedUpUser eve = running.person();
    ScenarioClient client = eve.client();
    String body = example("/bookings", "post");
    String several = example("/bookings/bulk", "post");
    client.post("/bookings?dry_run=true", body).expect(200);
    client.post("/bookings?dry_run=true", several).expect(200);
    client.send("POST", "/bookings?dry_run=true", body, "Prefer", "return=minimal").expect(204);
    client.send("POST", "/bookings", body, "Prefer", "return=minimal").expect(201);
    client.send("POST", "/bookings", several, "Prefer", "return=minimal").expect(201);
    String id =
        client
            .send("POST", "/bookings", body, "Idempotency-Key", "k-1")
            .expect(201)
            .data()
            .getString("id");
    assertThat(
            client
                .send("POST", "/bookings", body, "Idempotency-Key", "k-1")
                .expect(201)
                .header("Idempotency-Replayed"))
        .isEqualTo("true");
    client
        .send("POST", "/bookings", several, "Idempotency-Key", "k-1")
        .expect(422, "IDEMPOTENCY_MISMATCH");
    client.patch("/bookings/" + id, "{\"people\":41}").expect(400, "VALIDATION_ERROR");
    client.patch("/bookings/" + id, "{\"state\":\"over\"}").expect(400, "VALIDATION_ERROR");
    String change = "{\"people\":3}";
    client.send("PATCH", "/bookings/" + id, change, "If-Match", "\"77\"").expect(412);
    client.send("PATCH", "/bookings/" + id, change, "Prefer", "return=minimal").expect(204);
    client.send("PUT", "/bookings/" + id + "?dry_run=true", change).expect(200);
    client.patch("/bookings?people%5Bgte%5D=1&max_affected=1", change).expect(409, "CONFLICT");
    client.patch("/bookings?people%5Bgte%5D=1&max_affected=9", change).expect(200);
    client.send("DELETE", "/bookings?people=3&max_affected=9&dry_run=true", null).expect(200);
    client
        .send("DELETE", "/bookings?people=9&max_affected=9", null, "Prefer", "return=minimal")
        .expect(204);
    client.send("DELETE", "/bookings/" + id + "?dry_run=true", null).expect(204);
    client.delete("/bookings/" + id).expect(204);
    String batch =
        "{\"operations\":[{\"method\":\"POST\",\"path\":\"/bookings\",\"body\":"
            + body
            + "},{\"method\":\"GET\",\"path\":\"/bookings/{$1.id}\"},"
            + "{\"method\":\"DELETE\",\"path\":\"/bookings/{$1.id}\"}]}";
    client.post("/batch", batch).expect(200);
    client.post("/batch?dry_run=true", batch).expect(200);
    client.post("/batch", batch.replace("DELETE", "PUT").replace("$1.id", "$9.id")).expect(400);
  }
}
