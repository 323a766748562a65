package dev.freehold.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.account.AccountNotices;
import dev.freehold.account.EmailChangeRepository;
import dev.freehold.account.MailTokenRepository;
import dev.freehold.account.SignUpRepository;
import dev.freehold.auth.SignInNode.Answer;
import dev.freehold.http.RequestMethod;
import dev.freehold.mail.MailKind;
import dev.freehold.mail.MailTemplates;
import dev.freehold.mail.MailTemplates.MailSite;
import dev.freehold.mail.Outbox;
import dev.freehold.mail.Outbox.OutboxEntry;
import dev.freehold.mail.OutgoingMail;
import dev.freehold.token.MailTokenCodec;
import dev.freehold.type.Secret;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;

/// Takes mails from the outbox, as the delivery does.
abstract class MailFixture extends SignInFixture {
  static final String ADA = "ada@example.org";
  static final String OLD = "a fine password";
  static final String NEW = "nine lilac umbrellas";

  private static final Pattern LINK =
      Pattern.compile("https://api\\.example\\.com/auth/[a-z]+\\?token=([A-Za-z0-9_-]{43})\\s");

  Outbox outbox;
  AccountMail composer;

  @BeforeEach
  void mail() {
    database.sql("delete from auth.outbox");
    database.sql("delete from auth.events");
    database.sql("delete from auth.signups");
    outbox = new Outbox(database.database());
    composer = composer(SignInNode.SECRET);
  }

  static AccountMail composer(Secret secret) {
    return new AccountMail(
        new MailTokenRepository(database.database(), database.changes(), AccountNotices.ON),
        Optional.of(new SignUpRepository(database.database(), database.changes())),
        new EmailChangeRepository(database.database(), database.changes()),
        new MailTokenCodec(secret),
        MailTemplates.builtIn(),
        new MailSite("Tasks", "https://api.example.com", true));
  }

  static <T> T onLoop(Supplier<Future<T>> work) {
    Promise<T> promise = Promise.promise();
    database.vertx.runOnContext(_ -> work.get().onComplete(promise));
    return SignInNode.await(promise.future());
  }

  /// The statements of requests, without those that every node repeats.
  static List<String> statements() {
    return database.statements.stream().filter(sql -> !sql.contains("revoked_at >")).toList();
  }

  /// The next entry of the outbox that is no notice.
  OutboxEntry claim() {
    database.sql("delete from auth.outbox where kind = 'password_set'");
    return onLoop(outbox::claim).orElseThrow();
  }

  Optional<OutgoingMail> compose(OutboxEntry entry) {
    MailKind kind =
        Stream.of(MailKind.values())
            .filter(each -> each.code().equals(entry.kind()))
            .findFirst()
            .orElseThrow();
    return onLoop(() -> composer.compose(kind, entry));
  }

  /// The mail of the next entry of the outbox, which is then removed; empty if none is to be sent.
  Optional<OutgoingMail> next() {
    OutboxEntry entry = claim();
    Optional<OutgoingMail> mail = compose(entry);
    onLoop(() -> outbox.remove(entry));
    return mail;
  }

  /// The token of the link in a mail.
  static String token(OutgoingMail mail) {
    Matcher link = LINK.matcher(mail.text());
    assertThat(link.find()).as(mail.text()).isTrue();
    return link.group(1);
  }

  Answer forgot(String email) {
    return node.post("password/forgot", new JsonObject().put("email", email).encode());
  }

  Answer resend(String email) {
    return node.post("email/resend", new JsonObject().put("email", email).encode());
  }

  static String resetBody(String token, String password) {
    return new JsonObject().put("token", token).put("password", password).encode();
  }

  Answer reset(String token, String password) {
    return node.post("password/reset", resetBody(token, password));
  }

  Future<Answer> resetAsync(String token, String password) {
    return node.ask(
        RequestMethod.POST, "password/reset", resetBody(token, password), null, "192.0.2.1");
  }

  Future<Answer> verifyAsync(String token) {
    return node.ask(
        RequestMethod.POST,
        "email/verify",
        new JsonObject().put("token", token).encode(),
        null,
        "192.0.2.1");
  }

  Answer verify(String token) {
    return SignInNode.await(verifyAsync(token));
  }

  static void isExpired(Answer answer) {
    assertThat(answer.status()).isEqualTo(400);
    JsonObject fault = answer.error().getJsonArray("details").getJsonObject(0);
    assertThat(fault.getString("field") + " " + fault.getString("code")).isEqualTo("token expired");
  }

  /// Without the requests that are left to the address of the client, which each request counts down.
  static Answer withoutCount(Answer answer) {
    return new Answer(
        answer.status(),
        answer.headers().stream().filter(header -> !header.name().equals("RateLimit")).toList(),
        answer.body());
  }
}
