package dev.freehold.testkit.generate;

import dev.freehold.testkit.Expectation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/// Tests sign-up, log-in, refresh, log-out, the list and the end of sessions, a change of the password,
/// the current user, and invalid tokens.
final class SignInTestGenerator {
  private final TestCaseCollector cases;
  private final String password;

  private SignInTestGenerator(TestCaseCollector cases) {
    this.cases = cases;
    String words = "correct horse battery staple";
    int least = cases.api().plan().auth().passwordMinLength();
    this.password = words + "x".repeat(Math.max(0, least - words.length()));
  }

  static void add(TestCaseCollector cases) {
    SignInTestGenerator signIn = new SignInTestGenerator(cases);
    if (cases.api().plan().auth().isInvited()) {
      cases.add(
          "POST /auth/signup › an unknown invitation › 400",
          test ->
              signIn
                  .post(
                      test,
                      "/auth/signup",
                      signIn.account("stranger@example.com").put("invitation", "x".repeat(43)))
                  .expectStatus(400));
    } else if (cases.api().plan().auth().hasSignup()) {
      signIn.signup();
      signIn.sessions();
      signIn.otherSessions();
      signIn.passwords();
      signIn.deletion();
    } else {
      cases.add(
          "POST /auth/signup › sign-up is closed › 404",
          test ->
              signIn
                  .post(test, "/auth/signup", signIn.account("shut@example.com"))
                  .expectStatus(404));
    }
    signIn.invalidTokens();
  }

  private JsonObject account(String email) {
    return new JsonObject().put("email", email).put("password", password);
  }

  private TestStepBuilder post(TestCaseBuilder test, String path, JsonObject body) {
    return test.send(TestActor.ANONYMOUS, "POST", path).body(body);
  }

  private void signup() {
    cases.add(
        "POST /auth/signup › 201, signed in",
        test -> {
          post(test, "/auth/signup", account("new@example.com"))
              .expectStatus(201)
              .expectBodyPart("data.token_type", "bearer")
              .expectBodyPart("data.user.email", "new@example.com")
              .expect(new Expectation.BodyOmits(password))
              .save("token", "data.access_token")
              .save("id", "data.user.id");
          test.send(TestActor.ANONYMOUS, "GET", "/auth/me")
              .header("Authorization", "Bearer {token}")
              .expectStatus(200)
              .expectBodyPart("data.id", "{id}");
        });
    cases.add(
        "POST /auth/signup › an e-mail in use › 409",
        test -> {
          post(test, "/auth/signup", account("twice@example.com")).expectStatus(201);
          post(test, "/auth/signup", account("TWICE@example.com")).expectRefusal(409, "CONFLICT");
        });
    cases.add(
        "POST /auth/signup › a password that is too short › 400",
        test ->
            post(
                    test,
                    "/auth/signup",
                    account("short@example.com")
                        .put(
                            "password",
                            "q7#kZ!w9"
                                .repeat(8)
                                .substring(0, cases.api().plan().auth().passwordMinLength() - 1)))
                .expectValidationError("password", "too_short"));
    cases.add(
        "POST /auth/signup › without e-mail, and with roles › 400",
        test ->
            post(
                    test,
                    "/auth/signup",
                    new JsonObject()
                        .put("email", "nobody")
                        .put("password", password)
                        .put("roles", new JsonArray().add("admin")))
                .expectValidationError("roles", "unknown"));
  }

  private void sessions() {
    cases.add(
        "POST /auth/login › wrong password and unknown e-mail › the same 401",
        test -> {
          post(test, "/auth/signup", account("known@example.com")).expectStatus(201);
          post(test, "/auth/login", account("known@example.com")).expectStatus(200);
          JsonObject wrong = account("known@example.com").put("password", password + "?");
          TestStepBuilder first =
              post(test, "/auth/login", wrong).expectRefusal(401, "INVALID_CREDENTIALS");
          post(test, "/auth/login", account("unknown@example.com"))
              .expectRefusal(401, "INVALID_CREDENTIALS")
              .expectSameResponse(first);
        });
    cases.add(
        "POST /auth/refresh › new tokens; POST /auth/logout › they end",
        test -> {
          post(test, "/auth/signup", account("session@example.com"))
              .expectStatus(201)
              .save("refresh", "data.refresh_token");
          post(test, "/auth/refresh", new JsonObject().put("refresh_token", "{refresh}"))
              .expectStatus(200)
              .save("token", "data.access_token")
              .save("next", "data.refresh_token");
          test.send(TestActor.ANONYMOUS, "POST", "/auth/logout")
              .header("Authorization", "Bearer {token}")
              .expectStatus(204);
          post(test, "/auth/refresh", new JsonObject().put("refresh_token", "{next}"))
              .expectRefusal(401, "INVALID_TOKEN");
        });
  }

  private void otherSessions() {
    cases.add(
        "DELETE /auth/sessions/{id} › as another user › 404, the session goes on",
        test -> {
          post(test, "/auth/signup", account("listed@example.com"))
              .expectStatus(201)
              .save("token", "data.access_token");
          test.send(TestActor.ANONYMOUS, "GET", "/auth/sessions")
              .header("Authorization", "Bearer {token}")
              .expectStatus(200)
              .expectBodyPart("data.pagination.total", 1)
              .expectBodyPart("data.sessions.0.current", true)
              .save("id", "data.sessions.0.id");
          post(test, "/auth/signup", account("stranger@example.com"))
              .expectStatus(201)
              .save("other", "data.access_token");
          test.send(TestActor.ANONYMOUS, "DELETE", "/auth/sessions/{id}")
              .header("Authorization", "Bearer {other}")
              .expectRefusal(404, "NOT_FOUND");
          test.send(TestActor.ANONYMOUS, "GET", "/auth/me")
              .header("Authorization", "Bearer {token}")
              .expectStatus(200);
        });
    cases.add(
        "DELETE /auth/sessions › 204; the other sessions end",
        test -> {
          post(test, "/auth/signup", account("devices@example.com"))
              .expectStatus(201)
              .save("token", "data.access_token");
          post(test, "/auth/login", account("devices@example.com"))
              .expectStatus(200)
              .save("other", "data.access_token");
          test.send(TestActor.ANONYMOUS, "DELETE", "/auth/sessions")
              .header("Authorization", "Bearer {token}")
              .expectStatus(204);
          test.send(TestActor.ANONYMOUS, "GET", "/auth/me")
              .header("Authorization", "Bearer {other}")
              .expectRefusal(401, "INVALID_TOKEN");
          test.send(TestActor.ANONYMOUS, "GET", "/auth/me")
              .header("Authorization", "Bearer {token}")
              .expectStatus(200);
        });
  }

  private void passwords() {
    String changed = password + " renewed";
    cases.add(
        "PUT /auth/password › a wrong current password › 400, the old one holds",
        test -> {
          post(test, "/auth/signup", account("guess@example.com"))
              .expectStatus(201)
              .save("token", "data.access_token");
          put(test, changed, changed).expectValidationError("current_password", "wrong");
          post(test, "/auth/login", account("guess@example.com").put("password", changed))
              .expectRefusal(401, "INVALID_CREDENTIALS");
          post(test, "/auth/login", account("guess@example.com")).expectStatus(200);
        });
    cases.add(
        "PUT /auth/password › 204; the other sessions end",
        test -> {
          post(test, "/auth/signup", account("change@example.com"))
              .expectStatus(201)
              .save("token", "data.access_token")
              .save("refresh", "data.refresh_token");
          post(test, "/auth/login", account("change@example.com"))
              .expectStatus(200)
              .save("other", "data.refresh_token");
          put(test, password, changed).expectStatus(204);
          post(test, "/auth/refresh", new JsonObject().put("refresh_token", "{other}"))
              .expectRefusal(401, "INVALID_TOKEN");
          post(test, "/auth/refresh", new JsonObject().put("refresh_token", "{refresh}"))
              .expectStatus(200);
          post(test, "/auth/login", account("change@example.com"))
              .expectRefusal(401, "INVALID_CREDENTIALS");
          post(test, "/auth/login", account("change@example.com").put("password", changed))
              .expectStatus(200);
        });
  }

  private void deletion() {
    cases.add(
        "DELETE /auth/me › 204 with the password; the account and its tokens are gone",
        test -> {
          post(test, "/auth/signup", account("leaving@example.com"))
              .expectStatus(201)
              .save("token", "data.access_token")
              .save("refresh", "data.refresh_token");
          delete(test, password + "?").expectValidationError("password", "wrong");
          delete(test, password).expectStatus(204);
          test.send(TestActor.ANONYMOUS, "GET", "/auth/me")
              .header("Authorization", "Bearer {token}")
              .expectRefusal(401, "INVALID_TOKEN");
          post(test, "/auth/refresh", new JsonObject().put("refresh_token", "{refresh}"))
              .expectRefusal(401, "INVALID_TOKEN");
          post(test, "/auth/login", account("leaving@example.com"))
              .expectRefusal(401, "INVALID_CREDENTIALS");
        });
  }

  /// Deletes the account of the user whose access token is saved as `token`.
  private static TestStepBuilder delete(TestCaseBuilder test, String password) {
    return test.send(TestActor.ANONYMOUS, "DELETE", "/auth/me")
        .header("Authorization", "Bearer {token}")
        .body(new JsonObject().put("password", password));
  }

  /// Changes the password of the user whose access token is saved as `token`.
  private static TestStepBuilder put(TestCaseBuilder test, String current, String changed) {
    return test.send(TestActor.ANONYMOUS, "PUT", "/auth/password")
        .header("Authorization", "Bearer {token}")
        .body(new JsonObject().put("current_password", current).put("password", changed));
  }

  private void invalidTokens() {
    cases.add(
        "GET /auth/me › without a token, and with an invalid one › 401",
        test -> {
          test.send(TestActor.ANONYMOUS, "GET", "/auth/me")
              .expectRefusal(401, "UNAUTHORIZED")
              .expectHeader("WWW-Authenticate", "*");
          // An unsecured JWT (RFC 7519 section 6): accepting it would admit any client.
          String unsigned =
              "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiIwMThmMDAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDAifQ.";
          test.send(TestActor.ANONYMOUS, "GET", "/auth/me")
              .header("Authorization", "Bearer " + unsigned)
              .expectRefusal(401, "INVALID_TOKEN");
        });
  }
}
