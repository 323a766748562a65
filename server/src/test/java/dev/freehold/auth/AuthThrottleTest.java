package dev.freehold.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.auth.AuthSettings.AuthRateLimits;
import dev.freehold.auth.SignInNode.Answer;
import dev.freehold.http.RequestMethod;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Tests the rate limits of sign-in.
class AuthThrottleTest extends SignInFixture {
  @Test
  void anExistingAndAnUnknownAccountAllowTenGuesses() {
    try (SignInNode strict = node(SignInNode.QUICK, AuthRateLimits.STANDARD, true)) {
      strict.signUp("ada@example.org");
      for (String email : List.of("ada@example.org", "nobody@example.org")) {
        for (int i = 0; i < 10; i++) {
          assertThat(strict.logIn(email, "not the password").status()).isEqualTo(401);
        }
        Answer limited = strict.logIn(email.toUpperCase(Locale.ROOT), "a fine password");
        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.code()).isEqualTo("RATE_LIMITED");
        assertThat(limited.header("Retry-After")).isEqualTo("30");
      }
      strict.clockOffsetMillis.addAndGet(Duration.ofSeconds(31).toMillis());
      assertThat(strict.logIn("ada@example.org", "a fine password").status()).isEqualTo(200);
      // A successful log-in does not count as a failed one.
      assertThat(strict.logIn("ada@example.org", "a fine password").status()).isEqualTo(200);
      assertThat(strict.logIn("ada@example.org", "not the password").status()).isEqualTo(401);
      assertThat(strict.logIn("ada@example.org", "not the password").status()).isEqualTo(429);
    }
  }

  @Test
  void wrongGuessesOfAnotherClientDoNotLockTheAccount() {
    try (SignInNode strict = node(SignInNode.QUICK, AuthRateLimits.STANDARD, true)) {
      strict.signUp("ada@example.org");
      for (int i = 0; i < 20; i++) {
        guess(strict, "198.51.100.1");
      }
      assertThat(guess(strict, "198.51.100.1").status()).isEqualTo(429);
      assertThat(strict.logIn("ada@example.org", "a fine password").status()).isEqualTo(200);
    }
  }

  @Test
  void guessesFromManyAddressesAreLimitedInTotal() {
    try (SignInNode strict = node(SignInNode.QUICK, AuthRateLimits.STANDARD, true)) {
      for (int i = 0; i < 100; i++) {
        assertThat(guess(strict, "198.51.100." + i / 10).status()).isEqualTo(401);
      }
      Answer limited = guess(strict, "203.0.113.1");
      assertThat(limited.status()).isEqualTo(429);
      assertThat(limited.header("Retry-After")).isEqualTo("3");
    }
  }

  @Test
  void guessesAtOneAccountCountOnAllNodes() {
    try (SignInNode one = node(SignInNode.QUICK, AuthRateLimits.STANDARD, true);
        SignInNode two = node(SignInNode.QUICK, AuthRateLimits.STANDARD, true)) {
      one.signUp("eve@example.org");
      assertThat(logIn(two, "203.0.113.9", "eve@example.org", "a fine password").status())
          .isEqualTo(200);
      int guesses = 0;
      for (int i = 0; i < 120; i++) {
        SignInNode node = i % 2 == 0 ? one : two;
        Answer answer = logIn(node, "198.51.100." + i / 10, "eve@example.org", "a guess " + i);
        guesses += answer.status() == 401 ? 1 : 0;
      }
      // The buckets fill again by one in three seconds, on each node.
      assertThat(guesses).isBetween(100, 110);
      // The owner gets in from where they were, and others do not.
      assertThat(logIn(two, "203.0.113.9", "eve@example.org", "a fine password").status())
          .isEqualTo(200);
      assertThat(logIn(one, "203.0.113.8", "eve@example.org", "a fine password").status())
          .isEqualTo(429);
      // Another account, and one that does not exist, are others.
      assertThat(logIn(one, "203.0.113.8", "nobody@example.org", "x").status()).isEqualTo(401);
      database.sql("update auth.failed_logins set expires_at = now()");
      assertThat(
              database.query(
                  "select count(*)::text from auth.failed_logins where email_hash <>"
                      + " sha256('eve@example.org') and email_hash <>"
                      + " sha256('nobody@example.org')"))
          .isEqualTo("0");
    }
  }

  @Test
  void guessesFromManyAddressesDoNotLockOutAClientThatHasSignedIn() {
    try (SignInNode strict = node(SignInNode.QUICK, AuthRateLimits.STANDARD, true)) {
      strict.signUp("ada@example.org");
      assertThat(logIn(strict, "203.0.113.1", "a fine password").status()).isEqualTo(200);
      lock(strict, "ada@example.org");
      // The one from which the account was made, and the one that has logged in.
      assertThat(strict.logIn("ada@example.org", "a fine password").status()).isEqualTo(200);
      for (int i = 0; i < 10; i++) {
        assertThat(guess(strict, "203.0.113.1").status()).isEqualTo(401);
      }
      assertThat(logIn(strict, "203.0.113.1", "a fine password").status()).isEqualTo(429);
      assertThat(strict.logIn("ada@example.org", "a fine password").status()).isEqualTo(200);
      // The account stays locked for all others: neither success nor failure gave tries back.
      assertThat(guess(strict, "203.0.113.2").status()).isEqualTo(429);
      assertThat(logIn(strict, "203.0.113.2", "a fine password").status()).isEqualTo(429);
      // Another account is not trusted from there.
      lock(strict, "bob@example.org");
      assertThat(logIn(strict, "203.0.113.1", "bob@example.org", "a password").status())
          .isEqualTo(429);
      // After 30 days an address is one of a stranger.
      strict.clockOffsetMillis.addAndGet(RecentSignIns.KEPT.toMillis());
      lock(strict, "ada@example.org");
      assertThat(logIn(strict, "203.0.113.1", "a fine password").status()).isEqualTo(429);
    }
  }

  /// A client that has signed in does not lock out the others.
  @Test
  void guessesOfATrustedClientCountForItselfAlone() {
    try (SignInNode strict = node(SignInNode.QUICK, AuthRateLimits.STANDARD, true)) {
      strict.signUp("ada@example.org");
      assertThat(logIn(strict, "203.0.113.1", "a fine password").status()).isEqualTo(200);
      for (int i = 0; i < 10; i++) {
        assertThat(guess(strict, "203.0.113.1").status()).isEqualTo(401);
      }
      lock(strict, "ada@example.org");
    }
  }

  /// A stranger does not lock the owner out, whatever the number of attempts.
  @Test
  void aThousandGuessesOfAnotherClientDoNotLockTheOwnerOut() {
    try (SignInNode strict = node(SignInNode.QUICK, AuthRateLimits.STANDARD, true)) {
      strict.signUp("ada@example.org");
      // Forget the address of the sign-up: the owner comes from one that the account does not know.
      strict.clockOffsetMillis.addAndGet(RecentSignIns.KEPT.toMillis());
      int wrong = 0;
      for (int i = 0; i < 1_000; i++) {
        Answer guess = guess(strict, "198.51.100.1");
        assertThat(guess.status()).isIn(401, 429);
        wrong += guess.status() == 401 ? 1 : 0;
      }
      assertThat(wrong).isEqualTo(10);
      assertThat(logIn(strict, "203.0.113.1", "a fine password").status()).isEqualTo(200);
      assertThat(logIn(strict, "198.51.100.1", "a fine password").status()).isEqualTo(429);
    }
  }

  @Test
  void responsesSayWhatIsLeftOfTheirLimit() {
    try (SignInNode strict = node(SignInNode.QUICK, AuthRateLimits.STANDARD, true)) {
      Answer up = strict.signUp("ada@example.org");
      assertThat(up.header("RateLimit-Policy")).isEqualTo("\"signup\";q=60;w=60");
      assertThat(up.header("RateLimit")).isEqualTo("\"signup\";r=59;t=1");
      Answer in = strict.logIn("ada@example.org", "a fine password");
      assertThat(in.header("RateLimit")).isEqualTo("\"login\";r=59;t=1");
      strict.logIn("ada@example.org", "a fine password");
      // The next token is there in one second, all of them in three.
      assertThat(strict.logIn("ada@example.org", "a fine password").header("RateLimit"))
          .isEqualTo("\"login\";r=57;t=3");
      assertThat(strict.refresh(up.refreshToken()).header("RateLimit-Policy"))
          .isEqualTo("\"refresh\";q=120;w=60");
      // Not how many attempts of an account failed.
      assertThat(guess(strict, "198.51.100.1").header("RateLimit")).isNull();
      for (int i = 0; i < 10; i++) {
        guess(strict, "198.51.100.1");
      }
      Answer limited = guess(strict, "198.51.100.1");
      assertThat(limited.status()).isEqualTo(429);
      assertThat(limited.header("Retry-After")).isEqualTo("30");
      assertThat(limited.header("RateLimit-Policy")).isEqualTo("\"failed-login\";q=10;w=300");
      assertThat(limited.header("RateLimit")).isEqualTo("\"failed-login\";r=0;t=30");
    }
    try (SignInNode open = node(SignInNode.QUICK, AuthRateLimits.STANDARD.disabled(), true)) {
      assertThat(open.logIn("ada@example.org", "a fine password").header("RateLimit")).isNull();
    }
  }

  @Test
  void recentSignInsAreBounded() {
    RecentSignIns signIns = new RecentSignIns(2, InstantSource.fixed(Instant.EPOCH));
    IntStream.rangeClosed(0, RecentSignIns.MAX_ADDRESSES)
        .forEach(address -> signIns.add("ada", "a" + address));
    assertThat(signIns.contains("ada", "a0")).isFalse();
    assertThat(signIns.contains("ada", "a1")).isTrue();
    // The latest sign-in counts, not the first.
    signIns.add("ada", "a1");
    signIns.add("ada", "new");
    assertThat(signIns.contains("ada", "a1")).isTrue();
    assertThat(signIns.contains("ada", "a2")).isFalse();
    signIns.add("bob", "b");
    assertThat(signIns.contains("ada", "new")).isTrue();
    signIns.add("eve", "e");
    assertThat(signIns.size()).isEqualTo(2);
    assertThat(signIns.contains("bob", "b")).isFalse();
    assertThat(signIns.contains("ada", "new")).isTrue();
    assertThat(signIns.contains("ada", "b")).isFalse();
  }

  /// Guesses wrong from ten addresses until the account has no tries left for strangers.
  private static void lock(SignInNode node, String email) {
    for (int i = 0; i < 100; i++) {
      assertThat(logIn(node, "198.51.100." + i / 10, email, "not the password").status())
          .isEqualTo(401);
    }
    assertThat(logIn(node, "198.51.100.99", email, "not the password").status()).isEqualTo(429);
  }

  private static Answer guess(SignInNode node, String peer) {
    return logIn(node, peer, "not the password");
  }

  private static Answer logIn(SignInNode node, String peer, String password) {
    return logIn(node, peer, "ada@example.org", password);
  }

  private static Answer logIn(SignInNode node, String peer, String email, String password) {
    String body = SignInNode.credentials(email, password);
    return SignInNode.await(node.ask(RequestMethod.POST, "login", body, null, peer));
  }

  @Test
  void concurrentGuessesDoNotPassTheLimit() {
    try (SignInNode strict = node(SignInNode.QUICK, AuthRateLimits.STANDARD, true)) {
      String body = SignInNode.credentials("ada@example.org", "not the password");
      List<Future<Answer>> all =
          IntStream.range(0, 40)
              .mapToObj(_ -> strict.ask(RequestMethod.POST, "login", body, null, "192.0.2.1"))
              .toList();
      SignInNode.await(Future.all(all));
      assertThat(all).filteredOn(a -> a.result().status() == 401).hasSize(10);
      assertThat(all).filteredOn(a -> a.result().status() == 429).hasSize(30);
    }
  }

  /// Keycloak 26.6.0 (issue 48272) answers concurrent log-ins with the right password as if the account
  /// were locked.
  @Test
  void correctLogInsAtOnceUseUpNoTries() {
    try (SignInNode strict = node(SignInNode.QUICK, AuthRateLimits.STANDARD, true)) {
      strict.signUp("ada@example.org");
      List<Future<Answer>> all =
          IntStream.range(0, 40)
              .mapToObj(_ -> strict.logInAsync("ada@example.org", "a fine password"))
              .toList();
      SignInNode.await(Future.all(all));
      assertThat(all).allMatch(a -> a.result().status() == 200 || a.result().status() == 429);
      assertThat(all).filteredOn(a -> a.result().status() == 200).hasSizeGreaterThanOrEqualTo(10);
      for (int i = 0; i < 10; i++) {
        assertThat(strict.logIn("ada@example.org", "not the password").status()).isEqualTo(401);
      }
      assertThat(strict.logIn("ada@example.org", "not the password").status()).isEqualTo(429);
    }
  }

  @Test
  void clientsAreLimitedByAddress() {
    try (SignInNode strict = node(SignInNode.QUICK, AuthRateLimits.STANDARD, true)) {
      for (int i = 0; i < 60; i++) {
        assertThat(post(strict, "login", "2001:db8::" + i).status()).isEqualTo(400);
        assertThat(post(strict, "signup", "192.0.2.7").status()).isEqualTo(400);
      }
      assertThat(post(strict, "login", "2001:db8::ffff").status()).isEqualTo(429);
      assertThat(post(strict, "signup", "192.0.2.7").status()).isEqualTo(429);
      assertThat(post(strict, "login", "2001:db8:0:1::1").status()).isEqualTo(400);
      assertThat(post(strict, "signup", "192.0.2.8").status()).isEqualTo(400);
      for (int i = 0; i < 120; i++) {
        assertThat(post(strict, "refresh", "192.0.2.7").status()).isEqualTo(400);
      }
      assertThat(post(strict, "refresh", "192.0.2.7").status()).isEqualTo(429);
    }
  }

  private static Answer post(SignInNode node, String path, String peer) {
    return SignInNode.await(node.ask(RequestMethod.POST, path, "{}", null, peer));
  }

  @Test
  void limitsCanBeSwitchedOff() {
    try (SignInNode free = node(SignInNode.QUICK, AuthRateLimits.STANDARD.disabled(), true)) {
      for (int i = 0; i < 100; i++) {
        assertThat(free.logIn("ada@example.org", "not the password").status()).isEqualTo(401);
      }
    }
  }
}
