package dev.freehold.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.account.AccountEmailHash;
import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEventLog.RecordedEvent;
import dev.freehold.auth.AuthSettings.AuthRateLimits;
import dev.freehold.auth.SignInNode.Answer;
import dev.freehold.auth.SignInNode.Sent;
import dev.freehold.event.Event;
import dev.freehold.http.RequestMethod;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests the record of what happens to accounts, on a real database.
class AccountEventsTest extends SignInFixture {
  private static final String ADA = "ada@example.org";
  private static final String PASSWORD = "a fine password";

  @BeforeEach
  void noEvents() {
    database.sql("delete from auth.events");
  }

  private static void write(SignInNode node) {
    SignInNode.await(node.accountEvents.write());
  }

  /// The next minute of a node.
  private static void minute(SignInNode node) {
    node.nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    write(node);
  }

  private static String kinds() {
    return database.query(
        "select coalesce(string_agg(kind || ' ' || count, ', ' order by id), '') from auth.events");
  }

  /// As an operator lists them.
  private static List<String> recorded(String email, String hash, int limit) {
    return database.accounts(
        accounts -> accounts.events(email, hash, limit).stream().map(RecordedEvent::kind).toList());
  }

  private static Answer ask(SignInNode node, RequestMethod method, String path, Sent sent) {
    return SignInNode.await(node.ask(method, path, sent));
  }

  @Test
  void everyStepOfAnAccountIsRecorded() {
    Answer in = node.signUp(ADA);
    UUID id = UUID.fromString(in.data().getJsonObject("user").getString("id"));
    write(node);
    node.logIn(ADA, "not the password");
    write(node);
    Answer other = node.logIn(ADA, PASSWORD);
    write(node);
    node.changePassword(in.accessToken(), "not the password", PASSWORD + "!");
    write(node);
    node.changePassword(in.accessToken(), PASSWORD, PASSWORD + "!");
    write(node);
    Answer again = node.logIn(ADA, PASSWORD + "!");
    write(node);
    ask(node, RequestMethod.GET, "me/export", Sent.with(in.accessToken()));
    write(node);
    ask(node, RequestMethod.DELETE, "sessions", Sent.with(in.accessToken()));
    write(node);
    Answer third = node.logIn(ADA, PASSWORD + "!");
    node.logOut(third.accessToken());
    write(node);
    node.deleteAccount(in.accessToken(), PASSWORD + "!");
    write(node);
    node.logIn(ADA, PASSWORD + "!");
    minute(node);
    assertThat(other.status() + again.status()).isEqualTo(400);
    String recorded = kinds();
    assertThat(recorded)
        .startsWith(
            "sign_up 1, log_in_failed 1, log_in 1, password_wrong 1, password_changed 1, log_in 1,"
                + " exported 1, other_sessions_ended 1, ")
        .contains("session_ended 1", "account_deleted 1");
    // The second failure is equal to the first, of the same minute.
    assertThat(recorded).endsWith("log_in_failed 1");
    assertThat(database.count("auth.events where user_id = '" + id + "'")).isEqualTo(10);
    String hash = new AccountEmailHash(SignInNode.SECRET).of(ADA);
    assertThat(
            database.query(
                "select string_agg(kind, ', ' order by id) from auth.events"
                    + " where email_hash = decode('"
                    + hash
                    + "', 'hex')"))
        .isEqualTo("sign_up, log_in_failed, account_deleted, log_in_failed");
    assertThat(recorded(ADA, hash, 100)).hasSize(12);
    assertThat(recorded(ADA, hash, 3)).hasSize(3).first().isEqualTo("log_in_failed");
    assertThat(recorded("eve@example.org", "00".repeat(32), 9)).isEmpty();
  }

  @Test
  void keysAreRecorded() {
    String token = node.signUp("grace@example.org").accessToken();
    Sent body =
        new Sent(
            "{\"name\":\"nightly\",\"scopes\":[\"*:read\"]}",
            "Bearer " + token,
            "192.0.2.1",
            "",
            null,
            List.of());
    Answer made = ask(node, RequestMethod.POST, "keys", body);
    assertThat(made.status()).isEqualTo(201);
    write(node);
    String id = made.data().getString("id");
    ask(node, RequestMethod.DELETE, "keys/{id}", Sent.with(token).id(id));
    ask(node, RequestMethod.DELETE, "keys/{id}", Sent.with(token).id(id));
    write(node);
    assertThat(kinds()).isEqualTo("sign_up 1, key_created 1, key_deleted 1");
  }

  @Test
  void aReusedRefreshTokenAndItsAccountAreRecorded() {
    Answer in = node.signUp(ADA);
    Answer next = node.refresh(in.refreshToken());
    node.refresh(next.refreshToken());
    database.sql("update auth.sessions set rotated_at = array[now() - interval '1 hour']");
    node.refresh(in.refreshToken());
    write(node);
    assertThat(
            database.query(
                "select user_id || ' ' || (session_id is not null) from auth.events"
                    + " where kind = 'refresh_reused'"))
        .isEqualTo(in.data().getJsonObject("user").getString("id") + " true");
  }

  @Test
  void theRecordHasNoSecretAndNoAddress() {
    Answer in = node.signUp(ADA);
    node.logIn(ADA, "a wrong guess");
    node.deleteAccount(in.accessToken(), PASSWORD);
    write(node);
    String all = database.query("select string_agg(e::text, ' ') from auth.events e");
    assertThat(all.toLowerCase(Locale.ROOT))
        .doesNotContain("ada", "@", "guess", "fine", "argon2", "192.0.2", "eyj");
    String plain = database.query("select encode(sha256('" + ADA + "'), 'hex')");
    assertThat(all).doesNotContain(plain);
  }

  /// A flood of failures is a few rows with their number.
  @Test
  void aFloodIsCounted() {
    for (int i = 0; i < 30; i++) {
      node.logIn(ADA, "not the password");
    }
    write(node);
    write(node);
    assertThat(kinds()).isEqualTo("log_in_failed 30");
    for (int i = 0; i < 30; i++) {
      node.logIn(ADA, "not the password");
    }
    write(node);
    assertThat(kinds()).isEqualTo("log_in_failed 30");
    minute(node);
    assertThat(kinds()).isEqualTo("log_in_failed 30, log_in_failed 30");
    minute(node);
    assertThat(kinds()).isEqualTo("log_in_failed 30, log_in_failed 30");
  }

  @Test
  void manyAddressesAreNotManyRows() {
    for (int i = 0; i < 1_500; i++) {
      node.accountEvents.accept(
          AccountEvent.ofEmail(AccountEvent.Kind.LOG_IN_FAILED, i + "@example.org"));
    }
    write(node);
    assertThat(database.count("auth.events")).isEqualTo(1_001);
    assertThat(database.query("select sum(count)::text from auth.events")).isEqualTo("1500");
    assertThat(database.query("select max(count)::text from auth.events where email_hash is null"))
        .isEqualTo("500");
    UUID somebody = UUID.randomUUID();
    node.accountEvents.accept(AccountEvent.of(AccountEvent.Kind.PASSWORD_CHANGED, somebody, null));
    write(node);
    assertThat(database.count("auth.events where user_id = '" + somebody + "'"))
        .as("strangers take no room from accounts")
        .isOne();
  }

  @Test
  void refusedRequestsAreRecorded() {
    try (SignInNode strict = node(SignInNode.QUICK, AuthRateLimits.STANDARD, true)) {
      for (int i = 0; i < 12; i++) {
        strict.logIn(ADA, "not the password");
      }
      write(strict);
      assertThat(kinds().split(", ")).containsExactlyInAnyOrder("log_in_failed 10", "limited 2");
    }
  }

  /// Neither a log-in nor its answer depends on the record, which is written when that works again.
  @Test
  void aLogInDoesNotFailWithTheRecord() {
    node.signUp(ADA);
    write(node);
    database.sql("alter table auth.events rename to elsewhere");
    try {
      assertThat(node.logIn(ADA, PASSWORD).status()).isEqualTo(200);
      write(node);
      minute(node);
      assertThat(node.logIn(ADA, PASSWORD).status()).isEqualTo(200);
      write(node);
    } finally {
      database.sql("alter table auth.elsewhere rename to events");
    }
    assertThat(node.events).hasSize(1).allMatch(Event.UncaughtFailure.class::isInstance);
    write(node);
    assertThat(kinds()).isEqualTo("sign_up 1, log_in 1, log_in 1");
  }

  @Test
  void oldRowsAndThoseOfStrangersAreDeleted() {
    database.sql(
        """
        insert into auth.events (kind, count, at)
          select kind, 1, now() - days * interval '1 day'
            from unnest(array['log_in', 'log_in_failed', 'limited']) kind, generate_series(89, 91) days;
        insert into auth.events (kind, count) select 'log_in_failed', 1 from generate_series(1, 20)\
        """);
    SignInNode.await(node.accountEvents.sweep(10));
    assertThat(database.count("auth.events where at < now() - interval '90 days'")).isZero();
    assertThat(database.count("auth.events where kind = 'log_in'")).isOne();
    assertThat(database.count("auth.events where kind <> 'log_in'")).isEqualTo(10);
    assertThat(node.events).isEmpty();
  }

  @Test
  void theChangesOfAnOperatorAreRecorded() {
    database.accounts(
        accounts -> accounts.create(UUID.randomUUID(), ADA, null, "$argon2id$x", List.of()));
    database.accounts(accounts -> accounts.changeRoles(ADA, List.of("editor"), List.of()));
    database.accounts(accounts -> accounts.disable(ADA));
    database.accounts(accounts -> accounts.enable(ADA));
    database.accounts(accounts -> accounts.reset(ADA, "$argon2id$y"));
    assertThat(kinds())
        .isEqualTo("created 1, roles_changed 1, disabled 1, enabled 1, password_reset 1");
  }
}
