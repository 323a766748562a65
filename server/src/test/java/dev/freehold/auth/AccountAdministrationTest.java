package dev.freehold.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.account.Account;
import dev.freehold.account.AccountAdminRepository;
import dev.freehold.auth.AuthSettings.AuthRateLimits;
import dev.freehold.auth.SignInNode.Answer;
import dev.freehold.password.PasswordHasher.Argon2Cost;
import dev.freehold.type.StoredYearsSql;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests the effects of account administration on sign-in and on sessions.
class AccountAdministrationTest extends SignInFixture {
  private static final String ADA = "ada@example.org";
  private static final String PASSWORD = "a fine password";

  private static JsonObject claims(Answer answer) {
    String payload = answer.accessToken().split("\\.", -1)[1];
    return new JsonObject(new String(Base64.getUrlDecoder().decode(payload), UTF_8));
  }

  private static List<String> roles(Answer answer) {
    return texts(answer.data().getJsonObject("user"));
  }

  private static List<String> texts(JsonObject object) {
    return object.getJsonArray("roles").stream().map(Object::toString).toList();
  }

  private static Optional<Account> operator(
      Function<AccountAdminRepository, Optional<Account>> work) {
    return database.accounts(work);
  }

  private static void change(List<String> add, List<String> remove) {
    assertThat(operator(a -> a.changeRoles(ADA, add, remove))).isPresent();
  }

  /// Checks that every token of the session is refused: the refresh token at once, the access token
  /// within a second on another node.
  private void ended(Answer in) {
    long since = System.nanoTime();
    try (SignInNode other = SignInNode.running(database)) {
      assertThat(other.refresh(in.refreshToken()).code()).isEqualTo("INVALID_TOKEN");
      SignInNode.awaitUntil(() -> other.me("Bearer " + in.accessToken()).status() == 401);
      assertThat(System.nanoTime() - since).isLessThan(Duration.ofSeconds(10).toNanos());
    }
  }

  @Test
  void aRoleIsInTheTokenAfterTheNextRefreshOrLogIn() {
    Answer in = node.signUp(ADA);
    assertThat(roles(in)).isEmpty();
    assertThat(claims(in).containsKey("roles")).isFalse();
    change(List.of("admin", "editor"), List.of());
    assertThat(texts(node.me("Bearer " + in.accessToken()).data()))
        .isEqualTo(List.of("editor", "admin"));
    assertThat(node.callOptional("Bearer " + in.accessToken()).text()).contains("roles=[]");

    Answer refreshed = node.refresh(in.refreshToken());
    assertThat(roles(refreshed)).isEqualTo(List.of("editor", "admin"));
    assertThat(texts(claims(refreshed))).isEqualTo(List.of("editor", "admin"));
    assertThat(node.callOptional("Bearer " + refreshed.accessToken()).text())
        .contains("User[", "editor", "admin");
    assertThat(roles(node.logIn(ADA, PASSWORD))).isEqualTo(List.of("editor", "admin"));
  }

  @Test
  void aRevokedRoleEndsTheSessions() {
    node.signUp(ADA);
    change(List.of("editor", "admin"), List.of());
    Answer in = node.logIn(ADA, PASSWORD);
    change(List.of("editor"), List.of("admin"));
    ended(in);
    Answer next = node.logIn(ADA, PASSWORD);
    assertThat(roles(next)).isEqualTo(List.of("editor"));
    // Revoking a role that the user does not have ends no session.
    change(List.of(), List.of("admin"));
    assertThat(node.refresh(next.refreshToken()).status()).isEqualTo(200);
  }

  @Test
  void aRoleOutsideTheSpecGrantsNothing() {
    node.signUp(ADA);
    change(List.of("gone", "admin"), List.of());
    Answer in = node.logIn(ADA, PASSWORD);
    assertThat(roles(in)).isEqualTo(List.of("admin"));
    assertThat(texts(claims(in))).isEqualTo(List.of("admin"));
  }

  @Test
  void aDisabledAccountIsAnsweredLikeAnUnknownOne() {
    Answer in = node.signUp(ADA);
    assertThat(operator(a -> a.disable(ADA)).orElseThrow().isDisabled()).isTrue();
    ended(in);
    Answer refused = node.logIn(ADA, PASSWORD);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.body())
        .isEqualTo(node.logIn("nobody@example.org", PASSWORD).body())
        .isEqualTo(node.logIn(ADA, "not the password").body());
    assertThat(node.signUp(ADA).code()).isEqualTo("CONFLICT");

    assertThat(operator(a -> a.enable(ADA)).orElseThrow().isDisabled()).isFalse();
    assertThat(node.refresh(in.refreshToken()).code()).isEqualTo("INVALID_TOKEN");
    assertThat(node.logIn(ADA, PASSWORD).status()).isEqualTo(200);
  }

  /// Rows of a version without the CHECK, which is not validated as long as they are there.
  @ParameterizedTest
  @CsvSource({
    "infinity, 9999-12-31T23:59:59.999999Z",
    "-infinity, 0001-01-01T00:00:00Z",
    "10000-01-01 00:00:00+00, 9999-12-31T23:59:59.999999Z",
    "0001-12-31 00:00:00+00 BC, 0001-01-01T00:00:00Z"
  })
  void anAccountWithATimeThatHasNoTextSignsInAndCanBeChanged(String time, String shown) {
    node.signUp(ADA);
    List<Function<AccountAdminRepository, Optional<Account>>> changes =
        List.of(
            a -> a.disable(ADA),
            a -> a.enable(ADA),
            a -> a.changeRoles(ADA, List.of("editor"), List.of()),
            a -> a.reset(ADA, "$argon2id$x"));
    for (int i = -1; i < changes.size(); i++) {
      database.sql(
          """
          alter table auth.users drop constraint users_years_check;
          update auth.users set created_at = '%1$s', updated_at = '%1$s';
          alter table auth.users add constraint users_years_check check (%2$s) not valid\
          """
              .formatted(time, StoredYearsSql.CONDITION));
      List<Account> all = database.accounts(a -> a.page("", 10));
      assertThat(all).hasSize(1);
      if (i < 0) {
        Answer in = node.logIn(ADA, PASSWORD);
        assertThat(in.status()).isEqualTo(200);
        // A log-in that replaces the hash.
        try (SignInNode dearer = node(new Argon2Cost(128, 1, 1), AuthRateLimits.STANDARD, true)) {
          assertThat(dearer.logIn(ADA, PASSWORD).status()).isEqualTo(200);
        }
        assertThat(node.me("Bearer " + in.accessToken()).status()).isEqualTo(200);
        JsonObject user = node.refresh(in.refreshToken()).data().getJsonObject("user");
        assertThat(user.getString("created_at")).isEqualTo(shown);
        assertThat(user.getString("updated_at")).isEqualTo(shown);
      } else {
        assertThat(operator(changes.get(i))).isPresent();
        database.sql("alter table auth.users validate constraint users_years_check");
      }
    }
  }

  @Test
  void aSessionOfADisabledAccountIsNotRefreshed() {
    Answer in = node.signUp(ADA);
    database.sql("update auth.users set disabled_at = now()");
    assertThat(node.refresh(in.refreshToken()).code()).isEqualTo("INVALID_TOKEN");
  }

  @Test
  void aPasswordResetEndsTheSessions() {
    node.post("signup", SignInNode.credentials("bob@example.org", "another password"));
    String hash = hashOf("bob@example.org");
    Answer in = node.signUp(ADA);
    database.sql(
        "insert into auth.keys (id, user_id, name, hash, scopes) select gen_random_uuid(), id, 'x',"
            + " sha256(id::text::bytea), '{*:read}' from auth.users");
    assertThat(operator(a -> a.reset(ADA, hash))).isPresent();
    ended(in);
    assertThat(database.count("auth.keys")).as("the key of the other account stays").isOne();
    assertThat(node.logIn(ADA, PASSWORD).code()).isEqualTo("INVALID_CREDENTIALS");
    assertThat(node.logIn(ADA, "another password").status()).isEqualTo(200);
  }

  private static String hashOf(String email) {
    return database.query(
        "select u.password_hash from auth.users u join auth.emails e on e.user_id = u.id"
            + " where e.email = '"
            + email
            + "'");
  }

  /// A log-in and an operator run concurrently. Either may be first, but no session with the
  /// revoked role remains.
  @Test
  void aConcurrentLogInKeepsNoRevokedRole() {
    node.signUp(ADA);
    for (int round = 0; round < 20; round++) {
      change(List.of("admin"), List.of());
      List<Future<Answer>> logIns = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        logIns.add(node.logInAsync(ADA, PASSWORD));
      }
      change(List.of(), List.of("admin"));
      SignInNode.await(Future.all(logIns));
      for (Future<Answer> logIn : logIns) {
        assertThat(logIn.result().status()).isEqualTo(200);
        if (!roles(logIn.result()).isEmpty()) {
          assertThat(node.refresh(logIn.result().refreshToken()).code()).isEqualTo("INVALID_TOKEN");
        }
      }
    }
  }

  @Test
  void anOperatorCreatesAnAccountOnce() {
    node.signUp(ADA);
    String hash = hashOf(ADA);
    Optional<Account> bob =
        operator(
            a -> a.create(UUID.randomUUID(), "bob@example.org", "Bob", hash, List.of("editor")));
    assertThat(bob).isPresent();
    assertThat(roles(node.logIn("bob@example.org", PASSWORD))).isEqualTo(List.of("editor"));
    assertThat(operator(a -> a.create(UUID.randomUUID(), "bob@example.org", null, hash, List.of())))
        .isEmpty();
    assertThat(operator(a -> a.changeRoles("x@example.org", List.of(), List.of()))).isEmpty();
    assertThat(database.accounts(a -> a.page("", 1)).getFirst().email()).isEqualTo(ADA);
    assertThat(database.accounts(a -> a.page(ADA, 10)).getFirst().email())
        .isEqualTo("bob@example.org");
    assertThat(database.count("auth.users")).isEqualTo(2);
  }

  @Test
  void anonymousIsAllowedAndAnInvalidTokenIsRefused() {
    assertThat(node.callOptional(null).text()).isEqualTo("Anonymous[]");
    assertThat(node.callOptional("Bearer x").code()).isEqualTo("INVALID_TOKEN");
    assertThat(node.callOptional("Basic YTpi").code()).isEqualTo("UNAUTHORIZED");
    Answer in = node.signUp(ADA);
    assertThat(node.callOptional("Bearer " + in.accessToken()).status()).isEqualTo(200);
    node.logOut(in.accessToken());
    assertThat(node.callOptional("Bearer " + in.accessToken()).code()).isEqualTo("INVALID_TOKEN");
  }

  @Test
  void theSignInRoleCannotGrantRoles() {
    node.signUp(ADA);
    Future<?> insert =
        database
            .database()
            .run(
                "insert into auth.roles select id, 'admin' from auth.users",
                io.vertx.sqlclient.Tuple.tuple(),
                java.util.stream.Collectors.counting());
    SignInNode.awaitUntil(insert::isComplete);
    assertThat(insert.failed()).isTrue();
    assertThat(database.count("auth.roles")).isZero();
  }
}
