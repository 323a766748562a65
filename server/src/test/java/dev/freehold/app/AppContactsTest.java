package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.app.RunningApp.SignedUpUser;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/// The address book, which has a field of nearly every type, on the whole server.
final class AppContactsTest {
  private static final String ADA =
      """
      {"name": " Ada ", "email": "Ada@Example.com", "phone": "+44 20 7946 0958",
       "website": "https://example.com/ada?x=1", "birthday": "1815-12-10", "call_after": "18:30:00.5",
       "met_at": "2026-03-29T01:30:00+01:00", "kind": "work", "favourite": true, "owes": "12.50",
       "rating": 4.5, "calls": 2147483647, "tags": ["maths", "ENGINES"],
       "details": {"a": [1, 2.50, null, "\\u00e9"], "b": {}}, "source": "letters"}
      """;

  @Test
  void everyTypeIsReturnedAsItWasSent() {
    try (RunningApp running = RunningApp.of(RunningApp.example("contacts"))) {
      SignedUpUser owner = running.person();
      Answer created = owner.client().post("/contacts", ADA).expect(201);
      JsonObject row = created.data();
      String path = "/contacts/" + row.getString("id");
      assertThat(created.header("Location")).isEqualTo("/api/v1" + path);
      assertThat(row.getString("id")).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-.*");
      assertThat(row.getString("name")).isEqualTo("Ada");
      assertThat(row.getString("email")).isEqualTo("ada@example.com");
      assertThat(row.getString("website")).isEqualTo("https://example.com/ada?x=1");
      assertThat(row.getString("birthday")).isEqualTo("1815-12-10");
      assertThat(row.getString("call_after")).startsWith("18:30:00.5");
      assertThat(row.getString("met_at")).isEqualTo("2026-03-29T00:30:00Z");
      assertThat(row.getString("kind")).isEqualTo("work");
      assertThat(row.getBoolean("favourite")).isTrue();
      assertThat(row.getString("owes")).isEqualTo("12.50");
      assertThat(row.getDouble("rating")).isEqualTo(4.5);
      assertThat(row.getInteger("calls")).isEqualTo(Integer.MAX_VALUE);
      assertThat(row.getJsonArray("tags").encode()).isEqualTo("[\"maths\",\"ENGINES\"]");
      assertThat(row.getJsonObject("details").getJsonArray("a").getString(3)).isEqualTo("é");
      assertThat(row.getString("source")).isEqualTo("letters");
      assertThat(owner.client().get(path).expect(200).data()).isEqualTo(row);

      changes(owner.client(), path);
      faults(owner.client());
      others(running.person().client(), owner.client(), path);
      meters(owner.client());
    }
  }

  private static void changes(ScenarioClient owner, String path) {
    JsonObject cleared =
        owner
            .patch(
                path,
                "{\"birthday\":null,\"tags\":null,\"details\":null,\"owes\":\"-0.01\",\"kind\":\"family\"}")
            .expect(200)
            .data();
    assertThat(cleared.getValue("birthday")).isNull();
    assertThat(cleared.getValue("tags")).isNull();
    assertThat(cleared.getValue("details")).isNull();
    assertThat(cleared.getString("owes")).isEqualTo("-0.01");
    assertThat(cleared.getString("name")).isEqualTo("Ada");
    owner.patch(path, "{\"source\":\"x\"}").expect(400).details("source read_only");
    assertThat(owner.get("/contacts?group=family&starred=only").column("contacts", "name"))
        .containsExactly("Ada");
    assertThat(owner.get("/contacts?group=friends").column("contacts", "name")).isEmpty();
    assertThat(owner.get("/contacts").data().getJsonObject("pagination").getInteger("limit"))
        .isEqualTo(25);
  }

  private static void faults(ScenarioClient owner) {
    owner
        .post(
            "/contacts",
            """
            {"name": "", "email": "x", "phone": "call me", "website": "ftp://x", "birthday": "2026-02-30",
             "call_after": "25:00", "met_at": "2026-01-01T00:00:00", "kind": "boss", "favourite": 1,
             "owes": 1000000.01, "rating": 5.1, "calls": -1, "tags": [1], "source": 7}
            """)
        .expect(400, "VALIDATION_ERROR")
        .details(
            "name too_short",
            "email format",
            "phone pattern",
            "website format",
            "birthday format",
            "call_after format",
            "met_at format",
            "kind not_one_of",
            "favourite type",
            "owes too_large",
            "rating too_large",
            "calls too_small",
            "tags[0] type",
            "source type");
  }

  private static void others(ScenarioClient other, ScenarioClient owner, String path) {
    other.get(path).expect(404, "NOT_FOUND").bodyHasNo("Ada");
    other.get("/contacts/not-a-uuid").expect(400, "VALIDATION_ERROR").details("id format");
    other.get("/contacts").expect(200).bodyHasNo("ada@example.com");
    // Unique within the rows of one user, and no oracle for the values of another.
    other.post("/contacts", ADA).expect(201);
    owner
        .post("/contacts", ADA)
        .expect(409, "CONFLICT")
        .details("email taken")
        .bodyHasNo("contacts_");
  }

  private static void meters(ScenarioClient owner) {
    JsonObject meter =
        owner
            .post(
                "/meters",
                "{\"label\":\"power\",\"reading\":\"9223372036854775807\",\"history\":[\"1\",\"2\"],"
                    + "\"device\":\"019AA5C2-1F6B-7C88-8A0E-6D2B9F4C3E15\"}")
            .expect(201)
            .data();
    assertThat(meter.getValue("reading")).isEqualTo("9223372036854775807");
    assertThat(meter.getString("device")).isEqualTo("019aa5c2-1f6b-7c88-8a0e-6d2b9f4c3e15");
    assertThat(meter.getJsonArray("history").getValue(1)).isEqualTo("2");
    owner
        .post("/meters", "{\"label\":\"power\",\"reading\":\"1\"}")
        .expect(409, "CONFLICT")
        .details("label taken");
  }
}
