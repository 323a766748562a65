package dev.freehold.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.auth.AuthSettings.AuthRateLimits;
import dev.freehold.auth.SignInNode.Answer;
import dev.freehold.http.RequestMethod;
import dev.freehold.mail.MailKind;
import dev.freehold.mail.Outbox.OutboxEntry;
import dev.freehold.mail.OutgoingMail;
import dev.freehold.type.Secret;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests `POST /auth/password/forgot` and `/reset` on a real database. The test takes the mails from
/// the outbox, as the delivery does.
final class PasswordResetTest extends MailFixture {
  private String token(String email) {
    assertThat(forgot(email).status()).isEqualTo(202);
    return token(next().orElseThrow());
  }

  @Test
  void theLinkSetsANewPasswordAndEndsEverySession() {
    Answer one = node.signUp(ADA);
    Answer two = node.logIn(ADA, OLD);
    Answer bob = node.signUp("bob@example.org");
    for (Answer each : List.of(one, bob)) {
      database.sql(
          "insert into auth.keys (id, user_id, name, hash, scopes) values (gen_random_uuid(), '"
              + each.data().getJsonObject("user").getString("id")
              + "', 'x', sha256(random()::text::bytea), '{*:read}')");
      database.sql(
          "insert into auth.passkeys (id, user_id, credential_id, public_key, sign_count,"
              + " transports, aaguid, backup_eligible, backed_up, name) values (gen_random_uuid(),"
              + " '"
              + each.data().getJsonObject("user").getString("id")
              + "', sha256(random()::text::bytea), '', 0, '{}', gen_random_uuid(), false, false,"
              + " 'of who had the account before')");
    }
    try (SignInNode elsewhere = SignInNode.running(database)) {
      assertThat(elsewhere.me("Bearer " + two.accessToken()).status()).isEqualTo(200);
      Answer done = reset(token(ADA), NEW);
      assertThat(done.status()).isEqualTo(204);
      assertThat(done.body()).isNull();
      for (Answer session : List.of(one, two)) {
        assertThat(node.me("Bearer " + session.accessToken()).code()).isEqualTo("INVALID_TOKEN");
        assertThat(node.refresh(session.refreshToken()).code()).isEqualTo("INVALID_TOKEN");
      }
      SignInNode.awaitUntil(() -> elsewhere.me("Bearer " + two.accessToken()).status() == 401);
    }
    assertThat(database.count("auth.keys")).as("the key of the other account stays").isOne();
    assertThat(database.count("auth.passkeys")).as("and its passkey").isOne();
    assertThat(node.logIn(ADA, OLD).code()).isEqualTo("INVALID_CREDENTIALS");
    assertThat(node.logIn(ADA, NEW).status()).isEqualTo(200);
    assertThat(node.me("Bearer " + bob.accessToken()).status()).isEqualTo(200);
    assertThat(node.logIn("bob@example.org", OLD).status()).isEqualTo(200);
  }

  /// The same statement with the same shape of arguments, and not one more.
  @Test
  void anUnknownAddressIsTheSameWorkAndTheSameAnswer() {
    node.signUp(ADA);
    database.statements.clear();
    Answer known = forgot(ADA);
    List<String> forKnown = List.copyOf(database.statements);
    database.statements.clear();
    Answer unknown = forgot("eve@example.org");
    assertThat(database.statements).isEqualTo(forKnown).hasSize(1);
    assertThat(withoutCount(unknown)).isEqualTo(withoutCount(known));
    assertThat(known.status()).isEqualTo(202);
    assertThat(known.body()).isNull();
    assertThat(next()).isPresent();
    assertThat(next()).isEmpty();
    assertThat(database.count("auth.mail_tokens")).isOne();
  }

  @Test
  void aDisabledAccountGetsNothing() {
    node.signUp(ADA);
    String before = token(ADA);
    database.sql("update auth.users set disabled_at = now()");
    isExpired(reset(before, NEW));
    assertThat(forgot(ADA).status()).isEqualTo(202);
    assertThat(next()).isEmpty();
  }

  @Test
  void aTokenIsUsedOnce() {
    node.signUp(ADA);
    String token = token(ADA);
    assertThat(reset(token, NEW).status()).isEqualTo(204);
    isExpired(reset(token, "another lilac umbrella"));
    assertThat(node.logIn(ADA, NEW).status()).isEqualTo(200);
  }

  @Test
  void ofManyUsesAtOnceOneCounts() {
    node.signUp(ADA);
    String token = token(ADA);
    List<Future<Answer>> uses = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      uses.add(resetAsync(token, NEW + i));
    }
    SignInNode.await(Future.join(uses));
    assertThat(uses).filteredOn(use -> use.result().status() == 204).hasSize(1);
    uses.stream()
        .map(Future::result)
        .filter(a -> a.status() != 204)
        .forEach(MailFixture::isExpired);
    int holds = 0;
    for (int i = 0; i < 10; i++) {
      holds += node.logIn(ADA, NEW + i).status() == 200 ? 1 : 0;
    }
    assertThat(holds).isOne();
  }

  @Test
  void ofManyTokensAtOnceOneCounts() {
    node.signUp(ADA);
    List<String> tokens = List.of(token(ADA), token(ADA), token(ADA), token(ADA));
    List<Future<Answer>> uses =
        tokens.stream().map(token -> resetAsync(token, NEW + token.charAt(0))).toList();
    SignInNode.await(Future.join(uses));
    assertThat(uses).filteredOn(use -> use.result().status() == 204).hasSize(1);
  }

  /// The log-in and the new password run concurrently. Either may be first.
  @Test
  void aConcurrentLogInWithTheOldPasswordKeepsNoSession() {
    node.signUp(ADA);
    String password = OLD;
    for (int round = 0; round < 10; round++) {
      String token = token(ADA);
      database.sql("update auth.mail_tokens set created_at = now() - interval '2 hours'");
      List<Future<Answer>> logIns = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        logIns.add(node.logInAsync(ADA, password));
      }
      Future<Answer> use = resetAsync(token, NEW + round);
      SignInNode.await(Future.join(logIns));
      assertThat(SignInNode.await(use).status()).isEqualTo(204);
      password = NEW + round;
    }
    assertThat(database.count("auth.sessions where revoked_at is null")).isZero();
  }

  /// Django, Keycloak and others had links that survived one of these, or that another purpose
  /// accepted.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "update auth.emails set email = 'eve@example.org'",
        "update auth.users set password_hash = password_hash || 'x'",
        "update auth.users set disabled_at = now()",
        "update auth.mail_tokens set expires_at = now()",
        "update auth.mail_tokens set kind = 'another'",
        "delete from auth.users",
      })
  void aTokenEndsWithWhatItWasMadeFor(String change) {
    node.signUp(ADA);
    String token = token(ADA);
    database.sql(change);
    isExpired(reset(token, NEW));
  }

  @Test
  void aTokenEndsWithAChangeOfThePassword() {
    Answer in = node.signUp(ADA);
    String token = token(ADA);
    assertThat(node.changePassword(in.accessToken(), OLD, NEW).status()).isEqualTo(204);
    isExpired(reset(token, "another lilac umbrella"));
  }

  @Test
  void aLinkOutlivesTheSecret() {
    node.signUp(ADA);
    composer = composer(Secret.of("the secret before it, of at least 32 bytes"));
    assertThat(reset(token(ADA), NEW).status()).isEqualTo(204);
  }

  @Test
  void aUsedTokenEndsTheOlderOnes() {
    node.signUp(ADA);
    String older = token(ADA);
    String newer = token(ADA);
    assertThat(older).isNotEqualTo(newer);
    assertThat(reset(newer, NEW).status()).isEqualTo(204);
    isExpired(reset(older, "another lilac umbrella"));
  }

  /// A crash may send a mail again. If its link was used meanwhile, it stays used.
  @Test
  void aMailThatIsSentAgainHasTheSameTokenAndNoNewOne() {
    node.signUp(ADA);
    forgot(ADA);
    OutboxEntry entry = onLoop(outbox::claim).orElseThrow();
    OutgoingMail first = onLoop(() -> composer.compose(MailKind.RESET, entry)).orElseThrow();
    OutgoingMail again = onLoop(() -> composer.compose(MailKind.RESET, entry)).orElseThrow();
    assertThat(again).isEqualTo(first);
    assertThat(reset(token(first), NEW).status()).isEqualTo(204);
    assertThat(onLoop(() -> composer.compose(MailKind.RESET, entry))).isEmpty();
    isExpired(reset(token(first), "another lilac umbrella"));
  }

  /// The secret was replaced between two attempts to send a mail. The token of the first may never have
  /// arrived, and that of the second is in a mail.
  @Test
  void aMailThatIsSentAgainUnderAnotherSecretHasItsOwnToken() {
    node.signUp(ADA);
    forgot(ADA);
    OutboxEntry entry = onLoop(outbox::claim).orElseThrow();
    OutgoingMail first = onLoop(() -> composer.compose(MailKind.RESET, entry)).orElseThrow();
    AccountMail replaced = composer(Secret.of("another-another-another-another-secret"));
    OutgoingMail again = onLoop(() -> replaced.compose(MailKind.RESET, entry)).orElseThrow();
    assertThat(token(again)).isNotEqualTo(token(first));
    assertThat(database.count("auth.mail_tokens")).isOne();
    isExpired(reset(token(first), NEW));
    assertThat(reset(token(again), NEW).status()).isEqualTo(204);
    assertThat(onLoop(() -> replaced.compose(MailKind.RESET, entry))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          short           | too_short
          password123     | common
          ada@example.org | common
          """)
  void aRefusedPasswordDoesNotUseTheToken(String password, String code) {
    node.signUp(ADA);
    String token = token(ADA);
    Answer refused = reset(token, password);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.error().getJsonArray("details").getJsonObject(0).getString("code"))
        .isEqualTo(code);
    assertThat(reset(token, NEW).status()).isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ",
        "' or true --",
      })
  void anyOtherTextIsNoToken(String text) {
    node.signUp(ADA);
    token(ADA);
    isExpired(reset(text, NEW));
    isExpired(reset(query("select encode(hash, 'base64') from auth.mail_tokens"), NEW));
    isExpired(reset(query("select encode(hash, 'hex') from auth.mail_tokens"), NEW));
    isExpired(reset(query("select id::text from auth.mail_tokens"), NEW));
  }

  private static String query(String sql) {
    return database.query(sql);
  }

  @Test
  void theDatabaseHasNoToken() {
    node.signUp(ADA);
    forgot(ADA);
    OutboxEntry entry = onLoop(outbox::claim).orElseThrow();
    String token = token(onLoop(() -> composer.compose(MailKind.RESET, entry)).orElseThrow());
    assertThat(query("select row_to_json(t)::text from auth.mail_tokens t")).doesNotContain(token);
    assertThat(query("select row_to_json(o)::text from auth.outbox o")).doesNotContain(token);
    assertThat(node.events).isEmpty();
  }

  /// Letters that some programs take for ASCII letters after a change of case (CVE-2019-19844).
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u212aim@example.org",
        "k\u0131m@example.org",
        "k\u0130m@example.org",
        "kim@example.\u00aarg",
        "kim@ex\uff41mple.org",
        "kim@example.org\u0000",
        "kim@example.org\r\nBcc: eve@example.org",
        "kim@example.org,eve@example.org",
      })
  void anAddressOfOtherLettersIsNone(String email) {
    node.signUp("kim@example.org");
    Answer answer = forgot(email);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(database.count("auth.outbox")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                             | email required
          {"email":null}                                 | email not_null
          {"email":["ada@example.org","eve@example.org"]} | email type
          {"email":"ada@example.org","to":"eve@example.org"} | to unknown
          """)
  void aBodyIsOneAddress(String body, String fault) {
    JsonObject detail =
        node.post("password/forgot", body).error().getJsonArray("details").getJsonObject(0);
    assertThat(detail.getString("field") + " " + detail.getString("code")).isEqualTo(fault);
    assertThat(database.count("auth.outbox")).isZero();
  }

  /// One person's inbox is not flooded, from any number of peers; and the same for an address without
  /// an account.
  @Test
  void mailsToAnAddressAreLimited() {
    try (SignInNode strict = node(SignInNode.QUICK, AuthRateLimits.STANDARD, true)) {
      strict.signUp(ADA);
      for (String email : List.of(ADA, "eve@example.org")) {
        int accepted = 0;
        for (int i = 0; i < 8; i++) {
          String spelling = i % 2 == 0 ? email : " " + email.toUpperCase(Locale.ROOT);
          Answer answer =
              SignInNode.await(
                  strict.ask(
                      RequestMethod.POST,
                      "password/forgot",
                      new JsonObject().put("email", spelling).encode(),
                      null,
                      "192.0.2." + i));
          accepted += answer.status() == 202 ? 1 : 0;
          assertThat(answer.status()).isIn(202, 429);
        }
        assertThat(accepted).isEqualTo(5);
      }
      strict.clockOffsetMillis.addAndGet(Duration.ofMinutes(15).toMillis());
      assertThat(
              strict.post("password/forgot", new JsonObject().put("email", ADA).encode()).status())
          .isEqualTo(202);
    }
  }

  @Test
  void requestsOfAPeerAreLimited() {
    try (SignInNode strict = node(SignInNode.QUICK, AuthRateLimits.STANDARD, true)) {
      for (int i = 0; i < 10; i++) {
        String body = new JsonObject().put("email", "p" + i + "@example.org").encode();
        assertThat(strict.post("password/forgot", body).status()).isEqualTo(202);
      }
      Answer limited = strict.post("password/forgot", new JsonObject().put("email", ADA).encode());
      assertThat(limited.status()).isEqualTo(429);
      assertThat(limited.header("Retry-After")).isEqualTo("6");
    }
  }

  /// Nodes do not know each other's counters; the database does.
  @Test
  void validTokensOfAnAccountAreLimitedOnAllNodes() {
    node.signUp(ADA);
    String first = token(ADA);
    for (int i = 0; i < 4; i++) {
      token(ADA);
    }
    assertThat(forgot(ADA).status()).isEqualTo(202);
    assertThat(next()).isEmpty();
    assertThat(reset(first, NEW).status()).isEqualTo(204);
  }

  @Test
  void usedLinksDoNotCount() {
    node.signUp(ADA);
    for (int i = 0; i < 5; i++) {
      token(ADA);
    }
    forgot(ADA);
    assertThat(next()).isEmpty();
    database.sql("update auth.mail_tokens set used_at = now()");
    String token = token(ADA);
    assertThat(reset(token, NEW).status()).isEqualTo(204);
    for (int i = 0; i < 5; i++) {
      token(ADA);
    }
    forgot(ADA);
    assertThat(next()).isEmpty();
  }

  @Test
  void withoutADatabaseNothingChanges() {
    node.signUp(ADA);
    String token = token(ADA);
    database.unavailable = true;
    assertThat(forgot(ADA).status()).isEqualTo(503);
    assertThat(reset(token, NEW).status()).isEqualTo(503);
    database.unavailable = false;
    assertThat(reset(token, NEW).status()).isEqualTo(204);
  }
}
