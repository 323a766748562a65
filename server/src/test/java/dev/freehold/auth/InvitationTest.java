package dev.freehold.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.account.AccountAdminRepository.InvitedAccount;
import dev.freehold.auth.AuthSettings.AuthRateLimits;
import dev.freehold.auth.AuthSettings.Signup;
import dev.freehold.auth.AuthSettings.SignupRate;
import dev.freehold.auth.SignInNode.Answer;
import dev.freehold.http.RequestMethod;
import dev.freehold.mail.MailKind;
import dev.freehold.mail.Outbox;
import dev.freehold.mail.Outbox.OutboxEntry;
import dev.freehold.mail.OutgoingMail;
import dev.freehold.password.PasswordHasher;
import dev.freehold.token.MailTokenCodec;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `signup: invited`: an operator invites an address, and its person signs up.
final class InvitationTest extends SignInFixture {
  private static final String ADA = "ada@example.org";
  private static final String PASSWORD = "nine lilac umbrellas";

  private final MailTokenCodec codec = new MailTokenCodec(SignInNode.SECRET);
  private SignInNode invited;

  @BeforeEach
  void openNode() {
    database.sql("delete from auth.outbox");
    invited =
        new SignInNode(
            database, AuthRateLimits.STANDARD.times(1000), Signup.INVITED, SignupRate.NONE);
  }

  @AfterEach
  void closeNode() {
    invited.close();
  }

  private static InvitedAccount account(String email, String... roles) {
    return new InvitedAccount(
        UUID.randomUUID(),
        email,
        null,
        PasswordHasher.unknownPassword(SignInNode.QUICK, new SecureRandom()),
        List.of(roles));
  }

  /// @return the token of the link
  private String invite(String email, String... roles) {
    UUID id = UUID.randomUUID();
    String token = codec.token(id);
    boolean made =
        database.accounts(a -> a.invite(account(email, roles), id, MailTokenCodec.hash(token)));
    assertThat(made).isTrue();
    return token;
  }

  private static String body(String email, String token, String password) {
    return new JsonObject(SignInNode.credentials(email, password))
        .put("invitation", token)
        .encode();
  }

  private Answer signUp(String email, String token) {
    return invited.post("signup", body(email, token, PASSWORD));
  }

  private static void isExpired(Answer answer) {
    assertThat(answer.status()).isEqualTo(400);
    JsonObject fault = answer.error().getJsonArray("details").getJsonObject(0);
    assertThat(fault.getString("field") + " " + fault.getString("code"))
        .isEqualTo("invitation expired");
  }

  @Test
  void anInvitationMakesOneAccountOfItsAddressWithItsRoles() {
    String token = invite(ADA, "editor");
    Answer up =
        invited.post(
            "signup",
            new JsonObject(body(" ADA@example.org", token, PASSWORD)).put("name", "Ada").encode());
    assertThat(up.status()).isEqualTo(201);
    assertThat(up.header("Location")).isEqualTo("/api/v1/auth/me");
    JsonObject user = up.data().getJsonObject("user");
    assertThat(user.getString("email")).isEqualTo(ADA);
    assertThat(user.getString("name")).isEqualTo("Ada");
    assertThat(user.getJsonArray("roles")).containsExactly("editor");
    assertThat(invited.me("Bearer " + up.accessToken()).status()).isEqualTo(200);
    assertThat(invited.refresh(up.refreshToken()).status()).isEqualTo(200);
    assertThat(invited.logIn(ADA, PASSWORD).status()).isEqualTo(200);
    isExpired(signUp(ADA, token));
    assertThat(database.query("select encode(hash, 'hex') from auth.mail_tokens"))
        .doesNotContain(token);
  }

  @Test
  void withoutAValidInvitationThereIsNoAccount() {
    String token = invite(ADA);
    String bob = invite("bob@example.org");
    isExpired(signUp("eve@example.org", token));
    isExpired(signUp(ADA, bob));
    isExpired(signUp(ADA, ""));
    isExpired(signUp(ADA, token.substring(1)));
    isExpired(signUp(ADA, "x".repeat(43)));
    assertThat(invited.signUp(ADA).error().getJsonArray("details").toString())
        .contains("invitation", "required");
    assertThat(invited.post("password/reset", resetBody(token)).status()).isEqualTo(400);
    database.sql("update auth.mail_tokens set expires_at = now()");
    isExpired(signUp(ADA, token));
    assertThat(database.count("auth.sessions")).isZero();
    // Where sign-up is open, an invitation is an unknown field.
    assertThat(node.post("signup", body(ADA, token, PASSWORD)).status()).isEqualTo(400);
  }

  private static String resetBody(String token) {
    return new JsonObject().put("token", token).put("password", PASSWORD).encode();
  }

  /// A second factor of the time before the operator took the password away.
  @Test
  void anInvitationPassesByNoSecondFactor() {
    String token = invite(ADA, "editor");
    String id = database.query("select user_id::text from auth.emails where email = '" + ADA + "'");
    database.sql(
        "insert into auth.totp (user_id, secret, confirmed_at) values ('" + id + "', 'x', now())");
    String before = database.query("select password_hash from auth.users where id = '" + id + "'");
    isExpired(signUp(ADA, token));
    assertThat(database.query("select password_hash from auth.users where id = '" + id + "'"))
        .isEqualTo(before);
    assertThat(database.count("auth.sessions where user_id = '" + id + "'")).isZero();
    // One that is not confirmed yet opens and closes nothing.
    database.sql(
        "update auth.totp set secret = null, confirmed_at = null, pending = 'x', pending_at = now()"
            + " where user_id = '"
            + id
            + "'");
    assertThat(signUp(ADA, token).status()).isEqualTo(201);
  }

  @Test
  void aPasswordThatIsRefusedDoesNotUseTheInvitation() {
    String token = invite(ADA);
    Answer refused = invited.post("signup", body(ADA, token, "password1"));
    assertThat(refused.error().getJsonArray("details").toString()).contains("common");
    assertThat(signUp(ADA, token).status()).isEqualTo(201);
  }

  @Test
  void ofTwoAtTheSameTimeOneCounts() {
    String token = invite(ADA);
    List<Future<Answer>> both =
        Stream.of(PASSWORD, "another fine password")
            .map(
                p ->
                    invited.ask(
                        RequestMethod.POST, "signup", body(ADA, token, p), null, "192.0.2.1"))
            .toList();
    SignInNode.await(Future.join(both));
    assertThat(both.stream().map(f -> f.result().status())).containsExactlyInAnyOrder(201, 400);
    assertThat(database.count("auth.sessions")).isOne();
  }

  @Test
  void anotherInvitationEndsTheEarlierAndAddsRoles() {
    String first = invite(ADA, "editor");
    String second = invite(ADA, "admin");
    isExpired(signUp(ADA, first));
    Answer up = signUp(ADA, second);
    assertThat(up.status()).isEqualTo(201);
    assertThat(up.data().getJsonObject("user").getJsonArray("roles"))
        .containsExactlyInAnyOrder("editor", "admin");
    // The account has a password: nobody can invite it again.
    boolean again =
        database.accounts(
            a -> a.invite(account(ADA, "admin"), UUID.randomUUID(), MailTokenCodec.hash(first)));
    assertThat(again).isFalse();
    assertThat(invited.logIn(ADA, PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void anInvitedAccountHasNoPasswordAndIsAnsweredLikeAnUnknownOne() {
    String token = invite(ADA);
    Answer known = invited.logIn(ADA, PASSWORD);
    Answer unknown = invited.logIn("nobody@example.org", PASSWORD);
    assertThat(known.status()).isEqualTo(401);
    assertThat(known.body()).isEqualTo(unknown.body());
    database.accounts(a -> a.disable(ADA));
    isExpired(signUp(ADA, token));
    assertThat(database.<Boolean>accounts(a -> a.invite(account(ADA), UUID.randomUUID(), null)))
        .as("of a disabled account")
        .isFalse();
  }

  @Test
  void theMailOfAnInvitationHasTheLink() {
    UUID id = UUID.randomUUID();
    assertThat(database.<Boolean>accounts(a -> a.invite(account(ADA), id, null))).isTrue();
    OutgoingMail mail = mail();
    assertThat(mail.to()).isEqualTo(ADA);
    assertThat(mail.subject()).isEqualTo("You are invited to Tasks");
    String link = "https://api.example.com/auth/invite?token=" + codec.token(id);
    assertThat(mail.text()).contains(link, "7 days");
    assertThat(signUp(ADA, codec.token(id)).status()).isEqualTo(201);
  }

  private static OutgoingMail mail() {
    Outbox outbox = new Outbox(database.database());
    AccountMail composer = MailFixture.composer(SignInNode.SECRET);
    OutboxEntry entry = MailFixture.onLoop(outbox::claim).orElseThrow();
    assertThat(entry.kind()).isEqualTo("invite");
    return MailFixture.onLoop(() -> composer.compose(MailKind.INVITE, entry)).orElseThrow();
  }
}
