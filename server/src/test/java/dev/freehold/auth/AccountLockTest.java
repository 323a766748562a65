package dev.freehold.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.account.AuthMethod;
import dev.freehold.account.SessionRepository;
import dev.freehold.account.SessionRepository.OpenResult;
import dev.freehold.account.SessionRepository.SessionLifetime;
import dev.freehold.account.UserRepository;
import dev.freehold.account.UserRepository.UserCredentials;
import dev.freehold.account.UserRepository.UserProfile;
import dev.freehold.auth.SignInDatabase.HeldLock;
import dev.freehold.auth.SignInNode.Answer;
import dev.freehold.auth.SignInNode.Sent;
import dev.freehold.http.RequestMethod;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What waits while an account is locked by another transaction, such as a deletion on another node: one
/// statement of this account, and nothing else. One event loop, so that all requests share it.
final class AccountLockTest {
  private static final String ADA = "ada@example.org";
  private static final String BOB = "bob@example.org";
  private static final String PASSWORD = "a fine password";
  private static final String LOCK_ADA =
      "select from auth.users u join auth.emails e on e.user_id = u.id left join auth.sessions s on"
          + " s.user_id = u.id where e.email = '"
          + ADA
          + "' for update of u, e; select from auth.sessions s join auth.emails e on e.user_id ="
          + " s.user_id where e.email = '"
          + ADA
          + "' for update of s; select from auth.keys k join auth.emails e on e.user_id ="
          + " k.user_id where e.email = '"
          + ADA
          + "' for update of k";

  private static SignInDatabase database;
  private SignInNode node;
  private Answer ada;
  private Answer bob;
  private Answer key;

  @BeforeAll
  static void start() {
    database = new SignInDatabase(1);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @BeforeEach
  void fresh() {
    // Longer than what the tests do meanwhile, and shorter than the statement timeout.
    database.lockTimeout = Duration.ofSeconds(4);
    database.sql("delete from auth.users");
    database.sql("delete from auth.sessions");
    node = new SignInNode(database);
    ada = node.signUp(ADA);
    bob = node.signUp(BOB);
    key =
        SignInNode.await(
            node.ask(
                RequestMethod.POST,
                "keys",
                "{\"name\":\"x\",\"scopes\":[\"*:read\"]}",
                bearer(ada),
                "192.0.2.1"));
    assertThat(key.status()).isEqualTo(201);
  }

  @AfterEach
  void close() {
    node.close();
  }

  private static String bearer(Answer in) {
    return "Bearer " + in.accessToken();
  }

  private Future<Answer> ask(String action) {
    return switch (action) {
      case "log in" -> node.logInAsync(ADA, PASSWORD);
      case "refresh" ->
          node.ask(
              RequestMethod.POST,
              "refresh",
              new JsonObject().put("refresh_token", ada.refreshToken()).encode(),
              null,
              "192.0.2.1");
      case "log out" -> node.ask(RequestMethod.POST, "logout", Sent.with(ada.accessToken()));
      case "end the others" ->
          node.ask(RequestMethod.DELETE, "sessions", Sent.with(ada.accessToken()));
      case "rename" ->
          node.ask(RequestMethod.PATCH, "me", "{\"name\":\"Ada\"}", bearer(ada), "192.0.2.1");
      case "new password" -> node.changePasswordAsync(ada.accessToken(), PASSWORD, PASSWORD + "!");
      case "new key" ->
          node.ask(
              RequestMethod.POST,
              "keys",
              "{\"name\":\"y\",\"scopes\":[\"*:read\"]}",
              bearer(ada),
              "192.0.2.1");
      case "delete a key" ->
          node.ask(
              RequestMethod.DELETE,
              "keys/{id}",
              Sent.with(ada.accessToken()).id(key.data().getString("id")));
      case "delete the account" -> node.deleteAccountAsync(ada.accessToken(), PASSWORD);
      default -> throw new AssertionError(action);
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "log in",
        "refresh",
        "log out",
        "end the others",
        "rename",
        "new password",
        "new key",
        "delete a key",
        "delete the account"
      })
  void aLockedAccountKeepsNoOtherWaiting(String action) {
    Future<Answer> waiting;
    try (HeldLock _ = database.hold(LOCK_ADA)) {
      waiting = ask(action);
      database.awaitWaiting(1);
      Answer other = node.logIn(BOB, PASSWORD);
      assertThat(other.status()).isEqualTo(200);
      assertThat(node.refresh(other.refreshToken()).status()).isEqualTo(200);
      assertThat(node.me(bearer(bob)).status()).isEqualTo(200);
      assertThat(waiting.isComplete()).as("what others ask is answered before").isFalse();
    }
    assertThat(SignInNode.await(waiting).status()).isBetween(200, 204);
  }

  /// While the address of an account that is being deleted is not free yet.
  @Test
  void aSignUpKeepsNoOtherWaiting() {
    Future<Answer> waiting;
    try (HeldLock _ = database.hold("delete from auth.emails where email = '" + ADA + "'")) {
      waiting =
          node.ask(
              RequestMethod.POST, "signup", Sent.of(SignInNode.credentials(ADA, "another word")));
      database.awaitWaiting(1);
      assertThat(node.logIn(BOB, PASSWORD).status()).isEqualTo(200);
      assertThat(waiting.isComplete()).isFalse();
    }
    assertThat(SignInNode.await(waiting).status()).isEqualTo(201);
  }

  /// The key would outlive what should have ended it.
  @Test
  void noKeyIsMadeUnderASessionThatEndsMeanwhile() {
    Future<Answer> waiting;
    try (HeldLock held = database.hold(LOCK_ADA)) {
      waiting = ask("new key");
      database.awaitWaiting(1);
      held.connection().execute("update auth.sessions set revoked_at = now() - interval '1 hour'");
    }
    assertThat(SignInNode.await(waiting).code()).isEqualTo("INVALID_TOKEN");
    assertThat(SignInNode.await(ask("new key")).code())
        .as("a session of which this node does not know that it has ended")
        .isEqualTo("INVALID_TOKEN");
    assertThat(database.count("auth.keys where name = 'y'")).isZero();
  }

  /// There are two connections for changes.
  @Test
  void manyRequestsOfALockedAccountTakeOneConnection() {
    List<Future<Answer>> waiting = new ArrayList<>();
    try (HeldLock _ = database.hold(LOCK_ADA)) {
      for (int i = 0; i < 5; i++) {
        waiting.add(ask("log in"));
        waiting.add(ask("refresh"));
        waiting.add(ask("rename"));
      }
      database.awaitWaiting(1);
      for (int i = 0; i < 5; i++) {
        assertThat(node.logIn(BOB, PASSWORD).status()).isEqualTo(200);
      }
      assertThat(database.waiting()).isOne();
      assertThat(waiting).noneMatch(Future::isComplete);
    }
    assertThat(SignInNode.await(Future.join(waiting)).succeeded()).isTrue();
    assertThat(waiting).allMatch(each -> each.result().status() == 200);
  }

  @Test
  void theCheckOfRevocationsDoesNotWait() {
    try (HeldLock _ = database.hold(LOCK_ADA)) {
      Future<Answer> waiting = ask("log in");
      database.awaitWaiting(1);
      node.nanos.addAndGet(Duration.ofSeconds(2).toNanos());
      assertThat(node.callOptional(bearer(bob)).status()).isEqualTo(200);
      String token = "Bearer " + key.data().getString("key");
      assertThat(node.callOptional(token).status()).isEqualTo(200);
      assertThat(waiting.isComplete()).isFalse();
    }
  }

  /// The last use of a key that is locked is written later.
  @Test
  void theConfirmationOfKeysDoesNotWait() {
    String token = "Bearer " + key.data().getString("key");
    try (HeldLock _ = database.hold(LOCK_ADA)) {
      try (SignInNode other = SignInNode.running(database)) {
        assertThat(other.callOptional(token).status()).isEqualTo(200);
        long polled = calls("auth.keys k join auth.users");
        // The second one begins when the last use was written, or was not.
        SignInNode.awaitUntil(() -> calls("auth.keys k join auth.users") > polled + 1);
        assertThat(database.waiting()).isZero();
      }
      assertThat(database.count("auth.keys where last_used_at is not null")).isZero();
    }
    try (SignInNode other = SignInNode.running(database)) {
      assertThat(other.callOptional(token).status()).isEqualTo(200);
      SignInNode.awaitUntil(() -> database.count("auth.keys where last_used_at is not null") == 1);
    }
  }

  private static long calls(String part) {
    return database.polled.stream().filter(sql -> sql.contains(part)).count();
  }

  @Test
  void aStatementThatWaitsTooLongChangesNothing() {
    database.lockTimeout = Duration.ofMillis(20);
    try (SignInNode impatient = new SignInNode(database)) {
      try (HeldLock _ = database.hold(LOCK_ADA)) {
        for (Answer refused :
            List.of(
                impatient.logIn(ADA, PASSWORD),
                impatient.refresh(ada.refreshToken()),
                impatient.deleteAccount(ada.accessToken(), PASSWORD))) {
          assertThat(refused.status()).isEqualTo(503);
          assertThat(refused.code()).isEqualTo("UNAVAILABLE");
          assertThat(refused.outcome()).isEqualTo("none");
          assertThat(refused.header("Retry-After")).isEqualTo("1");
        }
        assertThat(impatient.logIn(BOB, PASSWORD).status()).isEqualTo(200);
      }
      assertThat(impatient.logIn(ADA, PASSWORD).status()).isEqualTo(200);
      assertThat(impatient.refresh(ada.refreshToken()).status()).isEqualTo(200);
    }
  }

  /// Reads see the rows as they were, so they wait for no lock; rows of mails belong to no account.
  @Test
  void theSharedConnectionHasNoStatementThatMayWait() {
    database.statements.clear();
    Answer in = node.logIn(ADA, PASSWORD);
    for (String action : List.of("refresh", "rename", "new key", "delete a key", "log out")) {
      assertThat(SignInNode.await(ask(action)).status()).as(action).isBetween(200, 204);
    }
    for (String path : List.of("sessions", "keys", "me", "me/export")) {
      assertThat(
              SignInNode.await(node.ask(RequestMethod.GET, path, Sent.with(in.accessToken())))
                  .status())
          .as(path)
          .isEqualTo(200);
    }
    assertThat(node.post("password/forgot", "{\"email\":\"" + ADA + "\"}").status()).isEqualTo(202);
    assertThat(node.changePassword(in.accessToken(), PASSWORD, PASSWORD + "!").status())
        .isEqualTo(204);
    assertThat(node.deleteAccount(in.accessToken(), PASSWORD + "!").status()).isEqualTo(204);
    SignInNode.await(node.accountEvents.write());
    assertThat(database.statements)
        .hasSizeGreaterThan(10)
        .allMatch(
            sql ->
                (sql.startsWith("select ") && !sql.contains(" for "))
                    || sql.startsWith("insert into auth.outbox ")
                    || sql.startsWith("insert into auth.events "));
  }

  /// A log-in reads the account, compares the password, and opens a session. What happens in between.
  @Test
  void aLogInDependsOnThePasswordAlone() {
    UserRepository people =
        new UserRepository(database.database(), database.changes(), SessionLifetime.STANDARD);
    SessionRepository sessions =
        new SessionRepository(database.database(), database.changes(), SessionLifetime.STANDARD);
    database.accounts(accounts -> accounts.changeRoles(ADA, List.of("admin", "editor"), List.of()));
    UserCredentials read = SignInNode.await(people.byEmail(ADA)).found().orElseThrow();
    assertThat(read.person().roles()).containsExactly("admin", "editor");
    assertThat(SignInNode.await(ask("rename")).status()).isEqualTo(200);
    database.accounts(accounts -> accounts.changeRoles(ADA, List.of(), List.of("admin")));
    UserProfile opened = open(sessions, read).orElseThrow();
    assertThat(opened.roles()).as("the roles that are left").containsExactly("editor");
    assertThat(opened.name()).isEqualTo("Ada");
    database.accounts(accounts -> accounts.disable(ADA));
    assertThat(open(sessions, read)).isEmpty();
    database.accounts(accounts -> accounts.enable(ADA));
    assertThat(open(sessions, read)).isPresent();
    database.accounts(accounts -> accounts.reset(ADA, "$argon2id$another"));
    assertThat(open(sessions, read)).isEmpty();
  }

  private static Optional<UserProfile> open(SessionRepository sessions, UserCredentials account) {
    return SignInNode.await(
                sessions.open(UUID.randomUUID(), account, null, null, Set.of(AuthMethod.PWD)))
            instanceof OpenResult.Opened(var person, var _)
        ? Optional.of(person)
        : Optional.empty();
  }
}
