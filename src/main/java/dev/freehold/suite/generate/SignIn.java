package dev.freehold.suite.generate;

import dev.freehold.suite.Expect;
import dev.freehold.suite.story.Cases;
import dev.freehold.suite.story.Line;
import dev.freehold.suite.story.Story;
import dev.freehold.suite.story.Who;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/// Sign-up, log-in, refresh, log-out, me, and tokens that are none.
final class SignIn {
  private final Cases cases;
  private final String password;

  private SignIn(Cases cases) {
    this.cases = cases;
    String words = "correct horse battery staple";
    int least = cases.world().plan().auth().passwordMinLength();
    this.password = words + "x".repeat(Math.max(0, least - words.length()));
  }

  static void add(Cases cases) {
    SignIn signIn = new SignIn(cases);
    if (cases.world().plan().auth().signup()) {
      signIn.signup();
      signIn.sessions();
    } else {
      cases.add(
          "POST /auth/signup › sign-up is closed › 404",
          story ->
              signIn.post(story, "/auth/signup", signIn.account("shut@example.com")).status(404));
    }
    signIn.strangers();
  }

  private JsonObject account(String email) {
    return new JsonObject().put("email", email).put("password", password);
  }

  private Line post(Story story, String path, JsonObject body) {
    return story.send(Who.NOBODY, "POST", path).body(body);
  }

  private void signup() {
    cases.add(
        "POST /auth/signup › 201, signed in",
        story -> {
          post(story, "/auth/signup", account("new@example.com"))
              .status(201)
              .part("data.token_type", "bearer")
              .part("data.user.email", "new@example.com")
              .expect(new Expect.HasNo(password))
              .save("token", "data.access_token")
              .save("id", "data.user.id");
          story
              .send(Who.NOBODY, "GET", "/auth/me")
              .header("Authorization", "Bearer {token}")
              .status(200)
              .part("data.id", "{id}");
        });
    cases.add(
        "POST /auth/signup › an e-mail that has an account › 409",
        story -> {
          post(story, "/auth/signup", account("twice@example.com")).status(201);
          post(story, "/auth/signup", account("TWICE@example.com")).refused(409, "CONFLICT");
        });
    cases.add(
        "POST /auth/signup › a password that is too short › 400",
        story ->
            post(
                    story,
                    "/auth/signup",
                    account("short@example.com")
                        .put(
                            "password",
                            "q7#kZ!w9"
                                .repeat(8)
                                .substring(0, cases.world().plan().auth().passwordMinLength() - 1)))
                .invalid("password", "too_short"));
    cases.add(
        "POST /auth/signup › no e-mail, and roles of one's own choice › 400",
        story ->
            post(
                    story,
                    "/auth/signup",
                    new JsonObject()
                        .put("email", "nobody")
                        .put("password", password)
                        .put("roles", new JsonArray().add("admin")))
                .invalid("roles", "unknown"));
  }

  private void sessions() {
    cases.add(
        "POST /auth/login › wrong password and unknown e-mail › the same 401",
        story -> {
          post(story, "/auth/signup", account("known@example.com")).status(201);
          post(story, "/auth/login", account("known@example.com")).status(200);
          JsonObject wrong = account("known@example.com").put("password", password + "?");
          Line first = post(story, "/auth/login", wrong).refused(401, "INVALID_CREDENTIALS");
          post(story, "/auth/login", account("unknown@example.com"))
              .refused(401, "INVALID_CREDENTIALS")
              .sameAs(first);
        });
    cases.add(
        "POST /auth/refresh › new tokens; POST /auth/logout › they end",
        story -> {
          post(story, "/auth/signup", account("session@example.com"))
              .status(201)
              .save("refresh", "data.refresh_token");
          post(story, "/auth/refresh", new JsonObject().put("refresh_token", "{refresh}"))
              .status(200)
              .save("token", "data.access_token")
              .save("next", "data.refresh_token");
          story
              .send(Who.NOBODY, "POST", "/auth/logout")
              .header("Authorization", "Bearer {token}")
              .status(204);
          post(story, "/auth/refresh", new JsonObject().put("refresh_token", "{next}"))
              .refused(401, "INVALID_TOKEN");
        });
  }

  private void strangers() {
    cases.add(
        "GET /auth/me › without a token, and with one that is none › 401",
        story -> {
          story
              .send(Who.NOBODY, "GET", "/auth/me")
              .refused(401, "UNAUTHORIZED")
              .head("WWW-Authenticate", "*");
          // Unsigned, by RFC 7519 section 6: whoever takes it lets everybody in.
          String unsigned =
              "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiIwMThmMDAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDAifQ.";
          story
              .send(Who.NOBODY, "GET", "/auth/me")
              .header("Authorization", "Bearer " + unsigned)
              .refused(401, "INVALID_TOKEN");
        });
  }
}
