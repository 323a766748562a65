package dev.freehold.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.auth.AuthSettings.AuthRateLimits;
import dev.freehold.auth.SignInNode.Answer;
import dev.freehold.http.RequestMethod;
import dev.freehold.mail.Outbox.OutboxEntry;
import dev.freehold.mail.OutgoingMail;
import dev.freehold.type.Verification;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests sign-up and log-in where an address must be verified before.
final class SignUpVerificationTest extends MailFixture {
  private static final String EVE = "eve@example.org";

  @BeforeEach
  void verified() {
    node.close();
    node = node(true);
  }

  private static SignInNode node(boolean open) {
    return new SignInNode(
        database, AuthRateLimits.STANDARD.times(1000), open, Verification.SIGN_IN);
  }

  private Answer signUp(String email, String password) {
    return node.post("signup", SignInNode.credentials(email, password));
  }

  /// The account of a person who has confirmed the address.
  private void person(String email) {
    assertThat(signUp(email, OLD).status()).isEqualTo(202);
    assertThat(verify(token(next().orElseThrow())).status()).isEqualTo(204);
  }

  @Test
  void theLinkOfTheMailMakesTheAccount() {
    Answer asked = signUp(" Ada@Example.ORG", OLD);
    assertThat(asked.status()).isEqualTo(202);
    assertThat(asked.body()).isNull();
    assertThat(asked.header("Location")).isNull();
    assertThat(database.count("auth.users")).isZero();
    assertThat(node.logIn(ADA, OLD).code()).isEqualTo("EMAIL_NOT_VERIFIED");
    OutgoingMail mail = next().orElseThrow();
    assertThat(mail.to()).isEqualTo(ADA);
    assertThat(mail.subject()).isEqualTo("Confirm your e-mail address for Tasks");
    assertThat(verify(token(mail)).status()).isEqualTo(204);
    Answer in = node.logIn(ADA, OLD);
    assertThat(in.status()).isEqualTo(200);
    assertThat(in.data().getJsonObject("user").getBoolean("email_verified")).isTrue();
    assertThat(node.refresh(in.refreshToken()).status()).isEqualTo(200);
    isExpired(verify(token(mail)));
    SignInNode.await(node.accountEvents.write());
    assertThat(database.count("auth.events where kind in ('sign_up', 'email_verified')"))
        .isEqualTo(2);
  }

  /// The same statements with the same shape of arguments, the same response, and a mail in each case.
  @Test
  void aKnownAddressIsTheSameWorkAndTheSameAnswer() {
    person(ADA);
    database.sql(
        "insert into auth.users (id, password_hash) select gen_random_uuid(), password_hash from"
            + " auth.users");
    database.sql(
        "insert into auth.emails (email, user_id) select 'bob@example.org', id from auth.users u"
            + " where not exists (select from auth.emails e where e.user_id = u.id)");
    database.changed.clear();
    Answer unknown = signUp(EVE, NEW);
    List<String> forUnknown = List.copyOf(database.changed);
    for (String known : List.of(ADA, "bob@example.org")) {
      database.changed.clear();
      assertThat(withoutCount(signUp(known, NEW))).isEqualTo(withoutCount(unknown));
      assertThat(database.changed).isEqualTo(forUnknown).hasSize(1);
    }
    assertThat(next().orElseThrow().subject()).isEqualTo("Confirm your e-mail address for Tasks");
    for (String known : List.of(ADA, "bob@example.org")) {
      OutgoingMail mail = next().orElseThrow();
      assertThat(mail.to()).isEqualTo(known);
      assertThat(mail.subject()).isEqualTo("You have an account of Tasks");
    }
    assertThat(node.logIn(ADA, OLD).status()).as("the account is as before").isEqualTo(200);
  }

  /// Who signs up and then logs in must not learn from the second response what the first hides.
  @Test
  void aLogInWithThePasswordOfTheSignUpDoesNotTellEither() {
    person(ADA);
    signUp(ADA, NEW);
    signUp(EVE, NEW);
    for (String password : List.of(NEW, "another lilac umbrella")) {
      database.statements.clear();
      Answer known = node.logIn(ADA, password);
      List<String> forKnown = statements();
      database.statements.clear();
      assertThat(node.logIn(EVE, password)).isEqualTo(known);
      assertThat(statements()).isEqualTo(forKnown);
      assertThat(known.code())
          .isEqualTo(password.equals(NEW) ? "EMAIL_NOT_VERIFIED" : "INVALID_CREDENTIALS");
    }
    assertThat(node.logIn("nobody@example.org", NEW).code()).isEqualTo("INVALID_CREDENTIALS");
    assertThat(database.count("auth.sessions")).isZero();
  }

  /// A stranger's sign-up takes nothing from the person whose address it is (pre-hijacking).
  @Test
  void aStrangersSignUpKeepsNobodyOut() {
    signUp(ADA, "the password of a stranger");
    next();
    person(ADA);
    assertThat(node.logIn(ADA, OLD).status()).isEqualTo(200);
    assertThat(node.logIn(ADA, "the password of a stranger").status()).isEqualTo(403);
    assertThat(database.count("auth.sessions")).isOne();
  }

  @Test
  void aDeletionTakesTheSignUpsThatWaitWithIt() {
    signUp(ADA, "the password of a stranger");
    String stranger = token(next().orElseThrow());
    person(ADA);
    Answer in = node.logIn(ADA, OLD);
    assertThat(node.deleteAccount(in.accessToken(), OLD).status()).isEqualTo(204);
    assertThat(database.count("auth.signups")).isZero();
    isExpired(verify(stranger));
    assertThat(node.logIn(ADA, "the password of a stranger").code())
        .isEqualTo("INVALID_CREDENTIALS");
  }

  @Test
  void ofSeveralSignUpsWithOneAddressTheFirstConfirmedCounts() {
    signUp(ADA, "the password of a stranger");
    signUp(ADA, OLD);
    String stranger = token(next().orElseThrow());
    String own = token(next().orElseThrow());
    assertThat(verify(own).status()).isEqualTo(204);
    isExpired(verify(stranger));
    assertThat(database.count("auth.users")).isOne();
    assertThat(node.logIn(ADA, OLD).status()).isEqualTo(200);
  }

  @Test
  void ofManyUsesAtOnceOneCounts() {
    List<String> tokens = new ArrayList<>();
    for (String password : List.of(OLD, NEW, "another lilac umbrella")) {
      signUp(ADA, password);
      tokens.add(token(next().orElseThrow()));
    }
    List<Future<Answer>> uses =
        Stream.iterate(0, i -> i < 18, i -> i + 1)
            .map(i -> verifyAsync(tokens.get(i % 3)))
            .toList();
    SignInNode.await(Future.join(uses));
    assertThat(uses).filteredOn(use -> use.result().status() == 204).hasSize(1);
    uses.stream()
        .map(Future::result)
        .filter(a -> a.status() != 204)
        .forEach(MailFixture::isExpired);
    assertThat(database.count("auth.users")).isOne();
    assertThat(database.count("auth.emails where verified_at is not null")).isOne();
  }

  @Test
  void theMailOfASignUpIsSentAgain() {
    signUp(ADA, OLD);
    String first = token(next().orElseThrow());
    assertThat(resend(ADA).status()).isEqualTo(202);
    String second = token(next().orElseThrow());
    assertThat(second).isNotEqualTo(first);
    assertThat(verify(second).status()).isEqualTo(204);
    assertThat(node.logIn(ADA, OLD).status()).isEqualTo(200);
    isExpired(verify(first));
  }

  /// The person would get the link of the stranger's sign-up.
  @Test
  void noMailIsSentAgainIfThereAreSignUpsWithDifferentPasswords() {
    signUp(ADA, OLD);
    signUp(ADA, "the password of a stranger");
    next();
    next();
    assertThat(resend(ADA).status()).isEqualTo(202);
    assertThat(next()).isEmpty();
  }

  @Test
  void aMailThatIsSentAgainByTheServerHasTheSameToken() {
    signUp(ADA, OLD);
    OutboxEntry entry = claim();
    OutgoingMail first = compose(entry).orElseThrow();
    assertThat(compose(entry)).contains(first);
    assertThat(verify(token(first)).status()).isEqualTo(204);
    assertThat(compose(entry)).isEmpty();
  }

  @Test
  void theLinkForAKnownAddressSetsANewPassword() {
    person(ADA);
    signUp(ADA, NEW);
    assertThat(reset(token(next().orElseThrow()), "another lilac umbrella").status())
        .isEqualTo(204);
    assertThat(node.logIn(ADA, "another lilac umbrella").status()).isEqualTo(200);
    assertThat(node.logIn(ADA, OLD).status()).isEqualTo(401);
  }

  @Test
  void aSignUpExpires() {
    signUp(ADA, OLD);
    String token = token(next().orElseThrow());
    database.sql("update auth.signups set expires_at = now() - interval '1 second'");
    isExpired(verify(token));
    assertThat(node.logIn(ADA, OLD).code()).isEqualTo("INVALID_CREDENTIALS");
    signUp(EVE, OLD);
    assertThat(database.count("auth.signups")).as("the expired one is deleted").isOne();
  }

  /// Accounts that were made before the spec asked for verification.
  @Test
  void anAccountThatIsNotVerifiedCannotSignInOrGoOn() {
    node.close();
    node = new SignInNode(database);
    Answer in = node.signUp(ADA);
    node.close();
    node = node(true);
    assertThat(node.logIn(ADA, OLD).code()).isEqualTo("EMAIL_NOT_VERIFIED");
    assertThat(node.logIn(ADA, NEW).code()).isEqualTo("INVALID_CREDENTIALS");
    assertThat(node.refresh(in.refreshToken()).code()).isEqualTo("EMAIL_NOT_VERIFIED");
    assertThat(resend(ADA).status()).isEqualTo(202);
    assertThat(verify(token(next().orElseThrow())).status()).isEqualTo(204);
    assertThat(node.logIn(ADA, OLD).status()).isEqualTo(200);
    assertThat(node.refresh(in.refreshToken()).status()).isEqualTo(200);
  }

  @Test
  void withClosedSignUpNoLinkMakesAnAccount() {
    signUp(ADA, OLD);
    String token = token(next().orElseThrow());
    node.close();
    node = node(false);
    isExpired(verify(token));
    assertThat(database.count("auth.users")).isZero();
  }

  @Test
  void theDatabaseHasNoTokenAndNoPassword() {
    signUp(ADA, OLD);
    String token = token(compose(claim()).orElseThrow());
    for (String table : List.of("signups", "outbox")) {
      assertThat(database.query("select row_to_json(t)::text from auth." + table + " t"))
          .doesNotContain(token, OLD);
    }
    isExpired(verify(database.query("select encode(hash, 'base64') from auth.signups")));
    isExpired(verify(database.query("select id::text from auth.signups")));
  }

  /// Each sends a mail.
  @ParameterizedTest
  @EnumSource(names = {"SIGN_IN", "WRITES"})
  void signUpsOfAPeerAreLimited(Verification verification) {
    node.close();
    node = new SignInNode(database, AuthRateLimits.STANDARD, true, verification);
    for (int i = 0; i < 12; i++) {
      int status = signUp("p" + i + "@example.org", OLD).status();
      assertThat(status)
          .isEqualTo(i >= 10 ? 429 : verification == Verification.SIGN_IN ? 202 : 201);
    }
    assertThat(database.count("auth.outbox")).isEqualTo(10);
  }

  /// With an account or without.
  @Test
  void signUpsWithAnAddressAreLimited() {
    person(ADA);
    node.close();
    node = new SignInNode(database, AuthRateLimits.STANDARD, true, Verification.SIGN_IN);
    for (String email : List.of(ADA, EVE)) {
      for (int i = 0; i < 7; i++) {
        Answer answer =
            SignInNode.await(
                node.ask(
                    RequestMethod.POST,
                    "signup",
                    SignInNode.credentials(email, OLD),
                    null,
                    "192.0.2." + i));
        assertThat(answer.status()).isEqualTo(i < 5 ? 202 : 429);
      }
    }
    assertThat(database.count("auth.outbox")).isEqualTo(10);
  }

  @Test
  void whileTheOutboxIsFullNothingIsKept() {
    database.sql(
        "insert into auth.outbox (id, kind, recipient, expires_at) select gen_random_uuid(), 'x',"
            + " 'x@example.org', now() from generate_series(1, 10000)");
    assertThat(signUp(ADA, OLD).status()).isEqualTo(503);
    assertThat(database.count("auth.signups")).isZero();
  }
}
