package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.app.RunningApp.SignedUpUser;
import dev.freehold.plan.ApiPlan;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.TestDatabase;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/// What the servers of one database accept of each other while `JWT_SECRET` is replaced.
final class SecretRotationTest {
  private static final String NEXT = "hT4-w9Bc.k2Xm_z6Qf8Rd1Vs7Jn3Lg5Yp0";
  private static final ApiPlan TASKS = RunningApp.example("tasks");

  private static Answer refresh(RunningApp app, String token) {
    return app.nobody()
        .post("/auth/refresh", new JsonObject().put("refresh_token", token).encode());
  }

  private static String cursor(ScenarioClient client) {
    return client
        .get("/tasks?limit=1")
        .expect(200)
        .data()
        .getJsonObject("pagination")
        .getString("nextCursor");
  }

  private static RunningApp with(TestDatabase database, String secret, String previous) {
    return RunningApp.on(
        database.target(), TASKS, "JWT_SECRET", secret, "JWT_SECRET_PREVIOUS", previous);
  }

  @Test
  void aNewSecretSignsOutNobodyWhileThePreviousOneIsKnown() {
    try (TestDatabase database = TestDatabase.fresh()) {
      SignedUpUser person;
      String cursor;
      try (RunningApp old = with(database, RunningApp.SECRET, "")) {
        person = old.person();
        for (int i = 0; i < 2; i++) {
          person.client().post("/tasks", "{\"title\":\"one\"}").expect(201);
        }
        cursor = cursor(person.client());
      }

      String access;
      String refreshToken;
      try (RunningApp both = with(database, NEXT, RunningApp.SECRET)) {
        ScenarioClient client = both.with(person.accessToken());
        client.get("/auth/me").expect(200);
        client.get("/tasks?limit=1&cursor=" + cursor).expect(200);
        JsonObject session = refresh(both, person.refreshToken()).expect(200).data();
        access = session.getString("access_token");
        refreshToken = session.getString("refresh_token");
        both.with(access).get("/auth/me").expect(200);
      }

      try (RunningApp after = with(database, NEXT, "")) {
        after.with(access).get("/auth/me").expect(200);
        refresh(after, refreshToken).expect(200);
        after.with(access).get("/tasks?limit=1&cursor=" + cursor).expect(400);
        after.with(person.accessToken()).get("/auth/me").expect(401, "INVALID_TOKEN");
        refresh(after, person.refreshToken()).expect(401);
      }
    }
  }

  /// The order for several nodes: first each of them accepts the next secret, then each signs with
  /// it.
  @Test
  void nodesOfBothSecretsAcceptEachOther() {
    try (TestDatabase database = TestDatabase.fresh();
        RunningApp one = with(database, RunningApp.SECRET, NEXT);
        RunningApp two = with(database, NEXT, RunningApp.SECRET)) {
      SignedUpUser person = one.person();
      two.with(person.accessToken()).get("/auth/me").expect(200);
      JsonObject session = refresh(two, person.refreshToken()).expect(200).data();
      one.with(session.getString("access_token")).get("/auth/me").expect(200);
      JsonObject again = refresh(one, session.getString("refresh_token")).expect(200).data();
      assertThat(
              refresh(two, again.getString("refresh_token"))
                  .expect(200)
                  .data()
                  .getJsonObject("user"))
          .isEqualTo(again.getJsonObject("user"));
    }
  }
}
