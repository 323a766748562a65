package dev.freehold.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.auth.AuthSettings.AuthRateLimits;
import dev.freehold.auth.SignInNode.Answer;
import dev.freehold.http.RequestMethod;
import dev.freehold.mail.OutgoingMail;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests `POST /auth/email/change` on a real database.
final class EmailChangeTest extends MailFixture {
  private static final String KING = "ada.king@example.org";
  private static final String BOB = "bob@example.org";

  private Answer change(SignInNode at, String credentials, String email, String password) {
    return SignInNode.await(
        at.ask(
            RequestMethod.POST,
            "email/change",
            SignInNode.credentials(email, password),
            "Bearer " + credentials,
            "192.0.2.1"));
  }

  private Answer change(Answer session, String email) {
    return change(node, session.accessToken(), email, OLD);
  }

  /// The tokens of the mails to the old and the new address.
  private List<String> tokens(Answer session, String email) {
    assertThat(change(session, email).status()).isEqualTo(202);
    return List.of(token(next().orElseThrow()), token(next().orElseThrow()));
  }

  private static String address() {
    return database.query(
        "select string_agg(email || ' ' || (verified_at is not null), ',' order by email) from"
            + " auth.emails");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theAddressChangesWhenBothEndsHaveConfirmed(boolean oldFirst) {
    Answer in = node.signUp(ADA);
    Answer other = node.logIn(ADA, OLD);
    Answer asked = change(in, " Ada.King@Example.ORG ");
    assertThat(asked.status()).isEqualTo(202);
    assertThat(asked.body()).isNull();
    OutgoingMail from = next().orElseThrow();
    OutgoingMail to = next().orElseThrow();
    assertThat(from.to()).isEqualTo(ADA);
    assertThat(from.text()).doesNotContain(KING);
    assertThat(to.to()).isEqualTo(KING);
    assertThat(to.text()).doesNotContain(ADA);
    List<String> links =
        oldFirst ? List.of(token(from), token(to)) : List.of(token(to), token(from));

    assertThat(verify(links.get(0)).status()).isEqualTo(204);
    assertThat(address()).isEqualTo(ADA + " false");
    isExpired(verify(links.get(0)));
    assertThat(node.me("Bearer " + other.accessToken()).status()).isEqualTo(200);
    try (SignInNode elsewhere = SignInNode.running(database)) {
      assertThat(elsewhere.me("Bearer " + other.accessToken()).status()).isEqualTo(200);
      Answer done = verify(links.get(1));
      assertThat(done.status()).isEqualTo(204);
      assertThat(done.body()).isNull();
      assertThat(address()).isEqualTo(KING + " true");
      assertThat(node.me("Bearer " + other.accessToken()).code()).isEqualTo("INVALID_TOKEN");
      assertThat(node.refresh(other.refreshToken()).code()).isEqualTo("INVALID_TOKEN");
      SignInNode.awaitUntil(() -> elsewhere.me("Bearer " + other.accessToken()).status() == 401);
      assertThat(elsewhere.me("Bearer " + in.accessToken()).data().getString("email"))
          .isEqualTo(KING);
    }
    isExpired(verify(links.get(1)));
    assertThat(node.refresh(in.refreshToken()).status()).isEqualTo(200);
    assertThat(node.logIn(ADA, OLD).code()).isEqualTo("INVALID_CREDENTIALS");
    assertThat(node.logIn(KING, OLD).status()).isEqualTo(200);

    OutgoingMail told = next().orElseThrow();
    assertThat(told.to()).isEqualTo(ADA);
    assertThat(told.subject()).isEqualTo("The e-mail address of your account of Tasks has changed");
    assertThat(told.text() + told.html()).doesNotContain(KING, "token", "http");
    assertThat(database.count("auth.outbox")).isZero();
    SignInNode.await(node.accountEvents.write());
    assertThat(
            database.count("auth.events where kind in ('email_change_requested', 'email_changed')"))
        .isEqualTo(2);
  }

  @Test
  void ofManyUsesAtOnceEachTokenCountsOnce() {
    Answer in = node.signUp(ADA);
    List<String> tokens = tokens(in, KING);
    List<Future<Answer>> uses = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      uses.add(verifyAsync(tokens.get(i % 2)));
    }
    SignInNode.await(Future.join(uses));
    assertThat(uses).filteredOn(use -> use.result().status() == 204).hasSize(2);
    uses.stream()
        .map(Future::result)
        .filter(a -> a.status() != 204)
        .forEach(MailFixture::isExpired);
    assertThat(address()).isEqualTo(KING + " true");
    assertThat(database.count("auth.outbox")).as("one notice").isOne();
  }

  /// The same statements, and the same mail to the person; nothing to the address of the other account.
  @Test
  void aTakenAddressIsTheSameWorkAndTheSameAnswer() {
    Answer in = node.signUp(ADA);
    node.signUp(BOB);
    database.statements.clear();
    Answer free = change(in, KING);
    List<String> forFree = statements();
    next();
    next();
    database.statements.clear();
    assertThat(change(in, BOB)).isEqualTo(free);
    assertThat(statements()).isEqualTo(forFree);
    OutgoingMail from = next().orElseThrow();
    assertThat(from.to()).isEqualTo(ADA);
    assertThat(next()).isEmpty();
    assertThat(verify(token(from)).status()).isEqualTo(204);
    assertThat(address()).isEqualTo(ADA + " false," + BOB + " false");
  }

  @Test
  void anAddressThatIsTakenMeanwhileStaysWhereItIs() {
    Answer in = node.signUp(ADA);
    List<String> tokens = tokens(in, KING);
    assertThat(verify(tokens.get(0)).status()).isEqualTo(204);
    node.signUp(KING);
    isExpired(verify(tokens.get(1)));
    assertThat(address()).isEqualTo(KING + " false," + ADA + " false");
    assertThat(node.me("Bearer " + in.accessToken()).data().getString("email")).isEqualTo(ADA);
  }

  /// A sign-up, and two changes to one address, at the same time.
  @Test
  void ofManyWhoWantAnAddressOneGetsIt() {
    for (int round = 0; round < 5; round++) {
      database.sql("delete from auth.users");
      List<String> ada = tokens(node.signUp(ADA), KING);
      List<String> bob = tokens(node.signUp(BOB), KING);
      assertThat(verify(ada.get(0)).status()).isEqualTo(204);
      assertThat(verify(bob.get(0)).status()).isEqualTo(204);
      List<Future<Answer>> wishes =
          List.of(
              verifyAsync(ada.get(1)),
              verifyAsync(bob.get(1)),
              node.ask(
                  RequestMethod.POST,
                  "signup",
                  SignInNode.credentials(KING, OLD),
                  null,
                  "192.0.2.1"));
      SignInNode.await(Future.join(wishes));
      assertThat(wishes).filteredOn(wish -> wish.result().status() < 300).hasSize(1);
      assertThat(database.count("auth.emails where email = '" + KING + "'")).isOne();
      assertThat(database.count("auth.emails")).isEqualTo(database.count("auth.users"));
      database.sql("delete from auth.outbox");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update auth.emails set email = 'eve@example.org'",
        "update auth.users set password_hash = password_hash || 'x'",
        "update auth.users set disabled_at = now()",
        "update auth.email_changes set expires_at = now()",
        "delete from auth.users",
      })
  void aChangeEndsWithWhatItWasMadeFor(String event) {
    Answer in = node.signUp(ADA);
    List<String> tokens = tokens(in, KING);
    assertThat(verify(tokens.get(0)).status()).isEqualTo(204);
    database.sql(event);
    isExpired(verify(tokens.get(1)));
    assertThat(database.count("auth.emails where email = '" + KING + "'")).isZero();
  }

  @Test
  void aChangeEndsWithAChangeOfThePassword() {
    Answer in = node.signUp(ADA);
    List<String> tokens = tokens(in, KING);
    assertThat(node.changePassword(in.accessToken(), OLD, NEW).status()).isEqualTo(204);
    tokens.forEach(token -> isExpired(verify(token)));
  }

  @Test
  void aLaterChangeReplacesTheOneBefore() {
    Answer in = node.signUp(ADA);
    List<String> earlier = tokens(in, "eve@example.org");
    List<String> later = tokens(in, KING);
    earlier.forEach(token -> isExpired(verify(token)));
    later.forEach(token -> assertThat(verify(token).status()).isEqualTo(204));
    assertThat(address()).isEqualTo(KING + " true");
  }

  /// The unexpired change of an address (pre-hijacking): a stranger signs up with the address of another
  /// person, asks for a change to the own address, and waits until the person takes the account.
  @Test
  void aChangeThatAStrangerBeganEndsWithTheResetByThePerson() {
    Answer stranger = node.signUp(ADA);
    List<String> tokens = tokens(stranger, "eve@example.org");
    assertThat(verify(tokens.get(1)).status()).isEqualTo(204);
    forgot(ADA);
    assertThat(reset(token(next().orElseThrow()), NEW).status()).isEqualTo(204);
    tokens.forEach(token -> isExpired(verify(token)));
    assertThat(address()).isEqualTo(ADA + " true");
    assertThat(node.logIn(ADA, NEW).status()).isEqualTo(200);
  }

  @Test
  void theLinksOfTheOldAddressEnd() {
    Answer in = node.signUp(ADA);
    forgot(ADA);
    String reset = token(next().orElseThrow());
    resend(ADA);
    String verification = token(next().orElseThrow());
    tokens(in, KING).forEach(token -> assertThat(verify(token).status()).isEqualTo(204));
    isExpired(reset(reset, NEW));
    isExpired(verify(verification));
    assertThat(database.count("auth.mail_tokens where used_at is null")).isZero();
  }

  @Test
  void aLinkConfirmsAChangeAndNothingElse() {
    Answer in = node.signUp(ADA);
    for (String token : tokens(in, KING)) {
      isExpired(reset(token, NEW));
    }
    assertThat(address()).isEqualTo(ADA + " false");
  }

  @Test
  void aWrongPasswordCountsAsAFailedLogIn() {
    try (SignInNode strict = node(SignInNode.QUICK, AuthRateLimits.STANDARD, true)) {
      Answer in = strict.signUp(ADA);
      for (int i = 0; i < 10; i++) {
        Answer wrong = change(strict, in.accessToken(), KING, NEW);
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.error().getJsonArray("details").getJsonObject(0).getString("code"))
            .isEqualTo("wrong");
      }
      assertThat(change(strict, in.accessToken(), KING, OLD).status()).isEqualTo(429);
      assertThat(strict.logIn(ADA, OLD).status()).isEqualTo(429);
      assertThat(database.count("auth.outbox")).isZero();
    }
  }

  @Test
  void mailsToTheNewAddressAreLimited() {
    try (SignInNode strict = node(SignInNode.QUICK, AuthRateLimits.STANDARD, true)) {
      for (int i = 0; i < 6; i++) {
        Answer in = strict.signUp("p" + i + "@example.org");
        assertThat(change(strict, in.accessToken(), KING, OLD).status())
            .isEqualTo(i < 5 ? 202 : 429);
      }
    }
  }

  @Test
  void anApiKeyAndAnEndedSessionMayNot() {
    Answer in = node.signUp(ADA);
    String key =
        SignInNode.await(
                node.ask(
                    RequestMethod.POST,
                    "keys",
                    "{\"name\":\"a key\",\"scopes\":[\"*:read\"]}",
                    "Bearer " + in.accessToken(),
                    "192.0.2.1"))
            .data()
            .getString("key");
    assertThat(change(node, key, KING, OLD).code()).isEqualTo("FORBIDDEN");
    assertThat(node.logOut(in.accessToken()).status()).isEqualTo(204);
    assertThat(change(in, KING).code()).isEqualTo("INVALID_TOKEN");
    assertThat(node.post("email/change", SignInNode.credentials(KING, OLD)).code())
        .isEqualTo("UNAUTHORIZED");
    assertThat(database.count("auth.outbox")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                       | email required
          {"email":"x","password":"a fine password"}               | email format
          {"email":"ADA@example.org","password":"a fine password"} | email taken
          {"email":"k\u0131m@example.org","password":"a fine password"} | email format
          {"email":"a@example.org,b@example.org","password":"a fine password"} | email format
          {"email":"a@example.org","password":"a fine password","to":"b"} | to unknown
          """)
  void aBodyIsOneNewAddressAndThePassword(String body, String fault) {
    Answer in = node.signUp(ADA);
    JsonObject detail =
        SignInNode.await(
                node.ask(
                    RequestMethod.POST,
                    "email/change",
                    body,
                    "Bearer " + in.accessToken(),
                    "192.0.2.1"))
            .error()
            .getJsonArray("details")
            .getJsonObject(0);
    assertThat(detail.getString("field") + " " + detail.getString("code")).isEqualTo(fault);
    assertThat(database.count("auth.outbox")).isZero();
  }

  @Test
  void theDatabaseHasNoToken() {
    List<String> tokens = tokens(node.signUp(ADA), KING);
    assertThat(database.query("select row_to_json(c)::text from auth.email_changes c"))
        .doesNotContain(tokens);
    isExpired(verify(database.query("select encode(new_hash, 'base64') from auth.email_changes")));
    isExpired(verify(database.query("select new_mail::text from auth.email_changes")));
  }
}
