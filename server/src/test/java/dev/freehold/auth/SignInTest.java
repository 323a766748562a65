package dev.freehold.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.auth.AuthSettings.AuthRateLimits;
import dev.freehold.auth.SignInNode.Answer;
import dev.freehold.http.RequestMethod;
import dev.freehold.password.PasswordHasher.Argon2Cost;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignInTest extends SignInFixture {
  @Test
  void signUpReturnsTheUserAndTokens() {
    Answer up =
        node.post(
            "signup",
            """
            {"email": " Ada@Example.ORG ", "password": "a fine password", "name": "Ada \\ud83d\\ude00"}\
            """);
    assertThat(up.status()).isEqualTo(201);
    assertThat(up.header("Location")).isEqualTo("/api/v1/auth/me");
    assertThat(up.header("Cache-Control")).isEqualTo("no-store");
    assertThat(up.data().fieldNames())
        .containsExactly("user", "access_token", "token_type", "expires_in", "refresh_token");
    assertThat(up.data().getString("token_type")).isEqualTo("bearer");
    assertThat(up.data().getInteger("expires_in")).isEqualTo(900);
    JsonObject user = up.data().getJsonObject("user");
    assertThat(user.fieldNames())
        .containsExactly("id", "email", "name", "roles", "created_at", "updated_at");
    assertThat(UUID.fromString(user.getString("id")).version()).isEqualTo(7);
    assertThat(user.getString("email")).isEqualTo("ada@example.org");
    assertThat(user.getString("name")).isEqualTo("Ada 😀");
    assertThat(Instant.parse(user.getString("created_at")))
        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));

    Answer me = node.me("Bearer " + up.accessToken());
    assertThat(me.status()).isEqualTo(200);
    assertThat(me.data()).isEqualTo(user);
    Answer in = node.logIn("ADA@example.org", "a fine password");
    assertThat(in.status()).isEqualTo(200);
    assertThat(in.data().getJsonObject("user")).isEqualTo(user);
    assertThat(in.data().fieldNames()).isEqualTo(up.data().fieldNames());
  }

  @Test
  void emailsAreUniqueWithoutRegardToCase() {
    node.signUp("ada@example.org");
    Answer again = node.signUp("ADA@example.org");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.code()).isEqualTo("CONFLICT");
    JsonObject detail = again.error().getJsonArray("details").getJsonObject(0);
    assertThat(detail.getString("field")).isEqualTo("email");
    assertThat(detail.getString("code")).isEqualTo("taken");
    assertThat(database.count("auth.users")).isOne();
    assertThat(database.count("auth.sessions")).isOne();
  }

  /// The rules for new addresses were wider once.
  @ParameterizedTest
  @ValueSource(
      strings = {".ada@example.org", "ada.@example.org", "a..da@example.org", "ada@localhost"})
  void anAccountWithAnAddressOfOlderRulesLogsIn(String email) {
    node.signUp("ada@example.org");
    database.sql("update auth.emails set email = '" + email + "'");
    Answer in = node.logIn(email, "a fine password");
    assertThat(in.status()).isEqualTo(200);
    assertThat(in.data().getJsonObject("user").getString("email")).isEqualTo(email);
  }

  @Test
  void manyAtOnceWithOneAddressMakeOneAccount() {
    String body = SignInNode.credentials("ada@example.org", "a fine password");
    List<Future<Answer>> all =
        IntStream.range(0, 20)
            .mapToObj(_ -> node.ask(RequestMethod.POST, "signup", body, null, "192.0.2.1"))
            .toList();
    SignInNode.await(Future.all(all));
    assertThat(all).filteredOn(a -> a.result().status() == 201).hasSize(1);
    assertThat(all).filteredOn(a -> a.result().status() == 409).hasSize(19);
    assertThat(database.count("auth.users")).isOne();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | email:required password:required",
        "[] | :type",
        "\"x\" | :type",
        "null | :type",
        "{\"email\":null,\"password\":null,\"name\":null} | email:not_null password:not_null",
        "{\"email\":1,\"password\":true,\"name\":{}} | email:type password:type name:type",
        "{\"email\":[[[]]],\"password\":[\"a fine password\"]} | email:type password:type",
        "{\"email\":\"x\",\"password\":\"y\",\"is_admin\":true} | is_admin:unknown email:format"
            + " password:too_short",
        "{\"email\":\"a@b.c\",\"password\":\"a fine password\",\"id\":\"1\",\"user\":{\"id\":1}} |"
            + " id:unknown user:unknown",
        "{\"email\":\"a@b.c\",\"password\":\"a fine\\u0000password\"} | password:character",
        "{\"email\":\"a@b.c\",\"password\":\"a fine \\ud800 password\"} | password:character",
        "{\"email\":\"a@b.c\",\"password\":\"Password123!\"} | password:common",
        "{\"email\":\"a@-b.c\",\"password\":\"a fine password\"} | email:format",
        "{\"email\":\"a@b..c\",\"password\":\"a fine password\"} | email:format",
        "{\"email\":\"a b@b.c\",\"password\":\"a fine password\"} | email:format",
        "{\"email\":\"a@b@c\",\"password\":\"a fine password\"} | email:format",
        "{\"email\":\"@b.c\",\"password\":\"a fine password\"} | email:format",
        "{\"email\":\"a@b\",\"password\":\"a fine password\"} | email:format",
        "{\"email\":\".a@b.co\",\"password\":\"a fine password\"} | email:format",
        "{\"email\":\"a..a@b.co\",\"password\":\"a fine password\"} | email:format",
        "{\"email\":\"\\u212Aelvin@b.c\",\"password\":\"a fine password\"} | email:format",
        "{\"email\":\"ä@b.c\",\"password\":\"a fine password\"} | email:format",
      })
  void allFaultsOfABodyAreReported(String body, String faults) {
    Answer answer = node.post("signup", body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("VALIDATION_ERROR");
    List<String> details =
        answer.error().getJsonArray("details").stream()
            .map(
                d -> ((JsonObject) d).getString("field") + ":" + ((JsonObject) d).getString("code"))
            .toList();
    assertThat(details).containsExactlyInAnyOrder(faults.split(" ", -1));
    assertThat(database.count("auth.users")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"email\":\"a@b.c\"",
        "{\"email\":\"a@b.c\"}}",
        "{} {}",
        "{} x",
        "{'a':1}",
        "{a:1}",
        "{\"email\":\"a@b.c\",}",
        "{\"email\":NaN}",
        "{\"email\":01}",
        "{\"email\":\"\n\"}",
        "{\"email\":\"\\x\"}",
        "\ufeff{}",
        "// c\n{}",
        "[{}] []",
        "nul",
        "{\"email\":\"a@b.c\",\"password\":\"a fine password\",\"email\":\"d@e.f\"}",
        "{\"email\":{\"a\":1,\"a\":2}}"
      })
  void malformedJsonIsRefused(String body) {
    for (String path : List.of("signup", "login", "refresh")) {
      Answer answer = node.post(path, body);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.code()).as(body).isEqualTo("MALFORMED_JSON");
    }
  }

  @Test
  void bodiesAreLimited() {
    Answer deep = node.post("signup", "{\"email\":" + "[".repeat(5000) + "]".repeat(5000) + "}");
    assertThat(deep.status()).isEqualTo(400);
    assertThat(deep.error().encode()).contains("too_deep");
    StringBuilder wide = new StringBuilder("{");
    for (int i = 0; i < 50_000; i++) {
      wide.append("\"k").append(i).append("\":1,");
    }
    Answer many = node.post("signup", wide.append("\"z\":1}").toString());
    assertThat(many.status()).isEqualTo(400);
    assertThat(many.error().getJsonArray("details").size()).isEqualTo(100);
    String longName = "n".repeat(201);
    assertThat(
            node.post(
                    "signup",
                    "{\"email\":\"a@b.c\",\"password\":\"a fine password\",\"name\":\""
                        + longName
                        + "\"}")
                .error()
                .encode())
        .contains("too_long");
    String longAddress = "a".repeat(64) + "@" + "b.".repeat(94) + "c";
    assertThat(node.signUp(longAddress).status()).isEqualTo(201);
    assertThat(node.signUp(longAddress + "c").error().encode()).contains("format");
  }

  @Test
  void anUnknownEmailAndAWrongPasswordAreIndistinguishable() {
    // The production cost, so that the time of the hash exceeds the noise.
    try (SignInNode costly =
        node(new Argon2Cost(19 * 1024, 2, 1), AuthRateLimits.STANDARD.times(1000), true)) {
      costly.signUp("ada@example.org");
      long known = 0;
      long unknown = 0;
      Answer wrong = costly.logIn("ada@example.org", "not the password");
      Answer unknownEmail = costly.logIn("bob@example.org", "not the password");
      assertThat(unknownEmail).isEqualTo(wrong);
      assertThat(wrong.status()).isEqualTo(401);
      assertThat(wrong.code()).isEqualTo("INVALID_CREDENTIALS");
      for (int i = 0; i < 4; i++) {
        long start = System.nanoTime();
        costly.logIn("ada@example.org", "not the password");
        long middle = System.nanoTime();
        costly.logIn("bob@example.org", "not the password");
        known += middle - start;
        unknown += System.nanoTime() - middle;
      }
      // Without the dummy hash the ratio is above ten.
      assertThat((double) known / unknown).isBetween(0.3, 3.0);
    }
  }

  /// Keycloak (issue 51887) hashed nothing for an empty password if the account existed, and so told
  /// which do.
  @Test
  void aPasswordThatNobodyHasIsTheSameForEveryAddress() {
    node.signUp("ada@example.org");
    for (String password : List.of("", " ", "\u00e9", "x".repeat(256), "x".repeat(257))) {
      database.statements.clear();
      Answer known = node.logIn("ada@example.org", password);
      List<String> forKnown = List.copyOf(database.statements);
      database.statements.clear();
      assertThat(node.logIn("bob@example.org", password)).as(password).isEqualTo(known);
      assertThat(database.statements).as(password).isEqualTo(forKnown);
      assertThat(known.status()).isEqualTo(password.length() > 256 ? 400 : 401);
    }
    // The stored hash is read for an empty password too.
    database.sql("update auth.users set password_hash = '$argon2id$x'");
    assertThatThrownBy(() -> node.logIn("ada@example.org", ""))
        .hasStackTraceContaining("not an Argon2id hash");
  }

  /// Keycloak 26.4.2 (CVE-2025-12390) gave a session of one user to the next on the same device.
  @Test
  void aLogInIsOfItsCredentialsAlone() {
    Answer ada = node.signUp("ada@example.org");
    JsonObject bob = node.signUp("bob@example.org").data().getJsonObject("user");
    Answer in =
        SignInNode.await(
            node.ask(
                RequestMethod.POST,
                "login",
                SignInNode.credentials("bob@example.org", "a fine password"),
                "Bearer " + ada.accessToken(),
                "192.0.2.1"));
    assertThat(in.data().getJsonObject("user")).isEqualTo(bob);
    assertThat(node.me("Bearer " + in.accessToken()).data()).isEqualTo(bob);
    assertThat(node.refresh(in.refreshToken()).data().getJsonObject("user")).isEqualTo(bob);
    assertThat(node.refresh(ada.refreshToken()).data().getJsonObject("user"))
        .isEqualTo(ada.data().getJsonObject("user"));
    assertThat(database.count("auth.sessions")).isEqualTo(3);
    for (String member : List.of("id", "sid", "session", "session_id", "refresh_token")) {
      JsonObject body =
          new JsonObject(SignInNode.credentials("bob@example.org", "a fine password"))
              .put(member, UUID.randomUUID().toString());
      assertThat(node.post("login", body.encode()).code()).as(member).isEqualTo("VALIDATION_ERROR");
    }
  }

  @Test
  void closedSignUpHasNoRoute() {
    try (SignInNode closed = node(SignInNode.QUICK, AuthRateLimits.STANDARD, false)) {
      assertThat(closed.paths())
          .containsExactly(
              "/api/v1/auth/login",
              "/api/v1/auth/refresh",
              "/api/v1/auth/logout",
              "/api/v1/auth/password",
              "/api/v1/auth/password/forgot",
              "/api/v1/auth/password/reset",
              "/api/v1/auth/email/verify",
              "/api/v1/auth/email/change",
              "/api/v1/auth/email/resend",
              "/api/v1/auth/sessions",
              "/api/v1/auth/sessions",
              "/api/v1/auth/sessions/{id}",
              "/api/v1/auth/keys",
              "/api/v1/auth/keys",
              "/api/v1/auth/keys/{id}",
              "/api/v1/auth/me",
              "/api/v1/auth/me",
              "/api/v1/auth/me/export",
              "/api/v1/auth/me",
              "/api/v1/auth/totp",
              "/api/v1/auth/totp",
              "/api/v1/auth/totp",
              "/api/v1/auth/totp/confirm",
              "/api/v1/auth/totp/login",
              "/api/v1/auth/totp/recovery-codes",
              "/api/v1/auth/passkeys/options",
              "/api/v1/auth/passkeys",
              "/api/v1/auth/passkeys",
              "/api/v1/auth/passkeys/{id}",
              "/api/v1/auth/passkeys/login/options",
              "/api/v1/auth/passkeys/login",
              "/api/v1/auth/step-up");
    }
    assertThat(node.paths()).contains("/api/v1/auth/signup");
  }

  @Test
  void anOutdatedHashIsReplacedAtLogIn() {
    node.signUp("ada@example.org");
    try (SignInNode dearer = node(new Argon2Cost(128, 1, 1), AuthRateLimits.STANDARD, true)) {
      assertThat(dearer.logIn("ada@example.org", "not the password").status()).isEqualTo(401);
      assertThat(database.count("auth.users where password_hash like '%m=64,%'")).isOne();
      assertThat(dearer.logIn("ada@example.org", "a fine password").status()).isEqualTo(200);
      assertThat(database.count("auth.users where password_hash like '%m=128,%'")).isOne();
      assertThat(dearer.logIn("ada@example.org", "a fine password").status()).isEqualTo(200);
    }
  }

  /// Nobody has to replace a password because it is old.
  @Test
  void anOldPasswordIsValid() {
    node.signUp("ada@example.org");
    database.sql(
        "update auth.users set created_at = now() - interval '20 years',"
            + " updated_at = now() - interval '20 years'");
    Answer in = node.logIn("ada@example.org", "a fine password");
    assertThat(in.status()).isEqualTo(200);
    assertThat(node.refresh(in.refreshToken()).status()).isEqualTo(200);
  }

  @Test
  void meNeedsAValidBearerToken() {
    String token = node.signUp("ada@example.org").accessToken();
    assertThat(node.me(null).code()).isEqualTo("UNAUTHORIZED");
    for (String other : List.of("", "Basic YTpi", token, "Token " + token, "Bearerx " + token)) {
      assertThat(node.me(other).code()).as(other).isEqualTo("UNAUTHORIZED");
    }
    for (String bad :
        List.of("Bearer", "Bearer ", "Bearer  " + token, "Bearer " + token + " x", "Bearer null")) {
      assertThat(node.me(bad).code()).as(bad).isEqualTo("INVALID_TOKEN");
    }
    assertThat(node.me("bEARER " + token).status()).isEqualTo(200);
    node.clockOffsetMillis.addAndGet(Duration.ofMinutes(16).toMillis());
    Answer late = node.me("Bearer " + token);
    assertThat(late.status()).isEqualTo(401);
    assertThat(late.code()).isEqualTo("TOKEN_EXPIRED");
  }

  @Test
  void aTokenOfADeletedUserIsRefused() {
    String token = node.signUp("ada@example.org").accessToken();
    database.sql("delete from auth.users");
    assertThat(node.me("Bearer " + token).code()).isEqualTo("INVALID_TOKEN");
    assertThat(database.count("auth.emails")).isZero();
    assertThat(database.count("auth.sessions")).isZero();
  }

  @Test
  void withoutADatabaseSignInIs503AndChangesNothing() {
    database.unavailable = true;
    for (Answer answer :
        List.of(node.signUp("ada@example.org"), node.logIn("ada@example.org", "a fine password"))) {
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.code()).isEqualTo("UNAVAILABLE");
      assertThat(answer.header("Retry-After")).isEqualTo("1");
    }
  }

  @Test
  void aPasswordIsComparedByteForByte() {
    for (String password :
        List.of(
            "  spaces around  ",
            "密码密码密码长一点",
            "\u0001\u0002\u001f\u007f\u0085\u200b\ufeffx",
            "x".repeat(250) + "😀")) {
      String email = "p" + password.hashCode() + "@example.org";
      assertThat(node.post("signup", SignInNode.credentials(email, password)).status())
          .isEqualTo(201);
      assertThat(node.logIn(email, password).status()).isEqualTo(200);
      assertThat(node.logIn(email, password.strip() + " ").status()).isEqualTo(401);
      assertThat(node.logIn(email, password.substring(0, password.length() - 2)).status())
          .isEqualTo(401);
    }
  }
}
