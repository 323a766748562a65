package dev.freehold.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.auth.AuthSettings.AuthRateLimits;
import dev.freehold.auth.SignInNode.Answer;
import dev.freehold.http.RequestMethod;
import dev.freehold.mail.Outbox.OutboxEntry;
import dev.freehold.mail.OutgoingMail;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests `POST /auth/email/verify` and `/resend` on a real database.
final class EmailVerificationTest extends MailFixture {
  private String token(String email) {
    assertThat(resend(email).status()).isEqualTo(202);
    return token(next().orElseThrow());
  }

  private static boolean isVerified(String email) {
    return database.count("auth.emails where verified_at is not null and email = '" + email + "'")
        == 1;
  }

  @Test
  void theLinkOfAMailVerifiesTheAddressOnce() {
    node.signUp(ADA);
    assertThat(isVerified(ADA)).isFalse();
    String token = token(ADA);
    assertThat(isVerified(ADA)).isFalse();
    Answer done = verify(token);
    assertThat(done.status()).isEqualTo(204);
    assertThat(done.body()).isNull();
    assertThat(isVerified(ADA)).isTrue();
    isExpired(verify(token));
    SignInNode.await(node.accountEvents.write());
    assertThat(database.count("auth.events where kind = 'email_verified'")).isOne();
  }

  @Test
  void ofManyUsesAtOnceOneCounts() {
    node.signUp(ADA);
    String token = token(ADA);
    List<Future<Answer>> uses = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      uses.add(verifyAsync(token));
    }
    SignInNode.await(Future.join(uses));
    assertThat(uses).filteredOn(use -> use.result().status() == 204).hasSize(1);
    uses.stream()
        .map(Future::result)
        .filter(a -> a.status() != 204)
        .forEach(MailFixture::isExpired);
  }

  @Test
  void aUsedTokenEndsTheOlderOnes() {
    node.signUp(ADA);
    String older = token(ADA);
    String newer = token(ADA);
    assertThat(verify(newer).status()).isEqualTo(204);
    isExpired(verify(older));
  }

  /// The same statement, and not one more, for an address that is known, verified or unknown.
  @Test
  void anUnknownAddressIsTheSameWorkAndTheSameAnswer() {
    node.signUp(ADA);
    node.signUp("bob@example.org");
    database.sql("update auth.emails set verified_at = now() where email = 'bob@example.org'");
    database.statements.clear();
    Answer known = resend(ADA);
    List<String> forKnown = statements();
    for (String email : List.of("bob@example.org", "eve@example.org")) {
      database.statements.clear();
      assertThat(withoutCount(resend(email))).isEqualTo(withoutCount(known));
      assertThat(statements()).isEqualTo(forKnown).hasSize(1);
    }
    assertThat(known.status()).isEqualTo(202);
    assertThat(known.body()).isNull();
    assertThat(next()).isPresent();
    assertThat(next()).as("a verified address").isEmpty();
    assertThat(next()).as("an unknown address").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update auth.emails set email = 'eve@example.org'",
        "update auth.users set password_hash = password_hash || 'x'",
        "update auth.users set disabled_at = now()",
        "update auth.mail_tokens set expires_at = now()",
        "delete from auth.users",
      })
  void aTokenEndsWithWhatItWasMadeFor(String change) {
    node.signUp(ADA);
    String token = token(ADA);
    database.sql(change);
    isExpired(verify(token));
    assertThat(database.count("auth.emails where verified_at is not null")).isZero();
  }

  @Test
  void aTokenIsOfOnePurpose() {
    node.signUp(ADA);
    String verification = token(ADA);
    forgot(ADA);
    String reset = token(next().orElseThrow());
    isExpired(reset(verification, NEW));
    isExpired(verify(reset));
    assertThat(verify(verification).status()).isEqualTo(204);
    assertThat(reset(reset, NEW).status()).isEqualTo(204);
  }

  /// Account pre-hijacking: a stranger signs up with the address of another person, who later takes the
  /// account by a mail. What the stranger made before does not survive (Sudhodanan and Paverd, USENIX
  /// Security 2022).
  @Test
  void aResetProvesTheAddressAndEndsWhatAStrangerMadeBefore() {
    Answer stranger = node.signUp(ADA);
    String id = stranger.data().getJsonObject("user").getString("id");
    database.sql(
        "insert into auth.keys (id, user_id, name, hash, scopes) values (gen_random_uuid(), '"
            + id
            + "', 'x', sha256('x'), '{*:read}')");
    Answer other = node.logIn(ADA, OLD);
    String pending = token(ADA);
    forgot(ADA);
    assertThat(reset(token(next().orElseThrow()), NEW).status()).isEqualTo(204);
    assertThat(isVerified(ADA)).isTrue();
    for (Answer session : List.of(stranger, other)) {
      assertThat(node.me("Bearer " + session.accessToken()).code()).isEqualTo("INVALID_TOKEN");
      assertThat(node.refresh(session.refreshToken()).code()).isEqualTo("INVALID_TOKEN");
    }
    assertThat(database.count("auth.keys")).isZero();
    assertThat(node.logIn(ADA, OLD).code()).isEqualTo("INVALID_CREDENTIALS");
    isExpired(verify(pending));
    SignInNode.await(node.accountEvents.write());
    assertThat(
            database.count("auth.events where kind = 'email_verified' and user_id = '" + id + "'"))
        .isOne();
  }

  @Test
  void aMailThatIsSentAgainHasTheSameTokenAndNoNewOne() {
    node.signUp(ADA);
    resend(ADA);
    OutboxEntry entry = claim();
    OutgoingMail first = compose(entry).orElseThrow();
    assertThat(compose(entry)).contains(first);
    assertThat(verify(token(first)).status()).isEqualTo(204);
    assertThat(compose(entry)).isEmpty();
  }

  @Test
  void theDatabaseHasNoToken() {
    node.signUp(ADA);
    resend(ADA);
    OutboxEntry entry = claim();
    String token = token(compose(entry).orElseThrow());
    assertThat(database.query("select row_to_json(t)::text from auth.mail_tokens t"))
        .doesNotContain(token);
    assertThat(database.query("select row_to_json(o)::text from auth.outbox o"))
        .doesNotContain(token);
    isExpired(verify(database.query("select encode(hash, 'base64') from auth.mail_tokens")));
    isExpired(verify(database.query("select id::text from auth.mail_tokens")));
    assertThat(node.events).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"token\":null}",
        "{\"token\":[\"x\"]}",
        "{\"token\":\"x\",\"email\":\"ada@example.org\"}",
        "{\"token\":\"\u0000\"}",
      })
  void aBodyIsOneToken(String body) {
    assertThat(node.post("email/verify", body).status()).isEqualTo(400);
  }

  /// Together with the mails to set a password: they go to one inbox.
  @Test
  void mailsToAnAddressAndRequestsOfAPeerAreLimited() {
    try (SignInNode strict = node(SignInNode.QUICK, AuthRateLimits.STANDARD, true)) {
      String ada = new JsonObject().put("email", ADA).encode();
      List<Integer> statuses =
          Stream.iterate(0, i -> i < 8, i -> i + 1)
              .map(
                  i ->
                      SignInNode.await(
                              strict.ask(
                                  RequestMethod.POST,
                                  i % 2 == 0 ? "email/resend" : "password/forgot",
                                  ada,
                                  null,
                                  "192.0.2.1" + i))
                          .status())
              .toList();
      assertThat(statuses).containsExactly(202, 202, 202, 202, 202, 429, 429, 429);
      for (int i = 0; i < 10; i++) {
        String body = new JsonObject().put("email", "p" + i + "@example.org").encode();
        assertThat(strict.post("email/resend", body).status()).isEqualTo(202);
      }
      assertThat(strict.post("email/resend", ada).status()).isEqualTo(429);
    }
  }

  @Test
  void withoutADatabaseNothingChanges() {
    node.signUp(ADA);
    String token = token(ADA);
    database.unavailable = true;
    assertThat(resend(ADA).status()).isEqualTo(503);
    assertThat(verify(token).status()).isEqualTo(503);
    database.unavailable = false;
    assertThat(verify(token).status()).isEqualTo(204);
  }
}
