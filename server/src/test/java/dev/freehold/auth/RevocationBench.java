package dev.freehold.auth;

import dev.freehold.account.SessionRevocationCache;
import dev.freehold.auth.SignInNode.Answer;
import dev.freehold.auth.SignInNode.FakeAuthRequest;
import dev.freehold.auth.SignInNode.Sent;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import dev.freehold.token.AccessTokenIssuer;
import dev.freehold.token.AccessTokenVerifier;
import dev.freehold.token.SigningSecrets;
import dev.freehold.token.TokenSettings;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/// Measures what the check of ended sessions costs a request, and how soon another node knows of one: a
/// program for `bench/revocation`, not a test.
final class RevocationBench {
  private static final String PASSWORD = "a fine password";
  private static final int CALLS = 200_000;
  private static final int RUNS = 9;

  private RevocationBench() {}

  /// @param words the number of ended sessions that the node knows, and of log-outs that are timed
  public static void main(String[] words) {
    int status = 1;
    try {
      measure(Integer.parseInt(words[0]), Integer.parseInt(words[1]));
      status = 0;
    } catch (RuntimeException | AssertionError e) {
      System.err.println("bench/revocation: " + e);
    }
    System.exit(status);
  }

  private static void measure(int ended, int rounds) {
    try (SignInDatabase database = new SignInDatabase()) {
      database.sql(
          "insert into auth.sessions (id, idle_expires_at, expires_at, revoked_at) select"
              + " gen_random_uuid(), now(), now(), now() - interval '5 minutes' from"
              + " generate_series(1, "
              + ended
              + ")");
      cost(database, ended);
      delay(database, rounds);
    }
  }

  private static void cost(SignInDatabase database, int ended) {
    TokenSettings tokens =
        new TokenSettings(
            "https://tasks.test",
            "tasks",
            SigningSecrets.of(SignInNode.SECRET),
            Duration.ofMinutes(15));
    AccessTokenVerifier verifier = new AccessTokenVerifier(tokens, InstantSource.system());
    SessionRevocationCache cache =
        new SessionRevocationCache(
            database.polls(), database.vertx, event -> {}, System::nanoTime, tokens.accessLife());
    SignInNode.await(cache.start());
    String token =
        new AccessTokenIssuer(tokens, InstantSource.system())
            .issue(UUID.randomUUID(), UUID.randomUUID(), List.of());
    Future<Reply> reply = Future.succeededFuture(Reply.noContent());
    Endpoint guarded = new RequestAuthenticator(verifier, cache).requireUser((_, _) -> reply);
    Request request =
        new FakeAuthRequest(
            new Route(RequestMethod.GET, "/", Route.Body.IGNORED, guarded), Sent.with(token));
    UUID session = UUID.randomUUID();
    double verify =
        micros(
            () ->
                verifier.verify(token) instanceof AccessTokenVerifier.VerificationResult.Accepted);
    double whole = micros(() -> guarded.answer(request).succeeded());
    double status =
        micros(() -> cache.status(session) == SessionRevocationCache.SessionStatus.ACTIVE);
    cache.close();
    System.out.printf(
        Locale.ROOT,
        "%-46s %8.3f µs%n%-46s %8.3f µs%n%-46s %8.3f µs  (aim: at most 20)%n",
        "a request up to its endpoint, with the check",
        whole,
        "the token alone",
        verify,
        "the check alone, with " + ended + " ended sessions",
        status);
  }

  /// The median of the runs. One in which the node had no fresh data, because the machine is busy, does
  /// not count.
  private static double micros(BooleanSupplier call) {
    double[] runs = new double[RUNS];
    int run = 0;
    for (int tries = 0; run < RUNS; tries++) {
      if (tries > 10 * RUNS) {
        throw new IllegalStateException("the node has no fresh data");
      }
      SignInNode.awaitUntil(call);
      long begin = System.nanoTime();
      int failed = 0;
      for (int i = 0; i < CALLS; i++) {
        failed += call.getAsBoolean() ? 0 : 1;
      }
      runs[run] = (System.nanoTime() - begin) / 1e3 / CALLS;
      run += failed == 0 ? 1 : 0;
    }
    Arrays.sort(runs);
    return runs[RUNS / 2];
  }

  private static void delay(SignInDatabase database, int rounds) {
    double[] millis = new double[rounds];
    try (SignInNode here = SignInNode.running(database);
        SignInNode there = SignInNode.running(database)) {
      here.signUp("ada@example.org");
      for (int i = 0; i < rounds; i++) {
        Answer in = here.logIn("ada@example.org", PASSWORD);
        String bearer = "Bearer " + in.accessToken();
        if (there.callOptional(bearer).status() != 200) {
          throw new IllegalStateException("the session is not known");
        }
        here.logOut(in.accessToken());
        long begin = System.nanoTime();
        SignInNode.awaitUntil(() -> there.callOptional(bearer).status() == 401);
        millis[i] = (System.nanoTime() - begin) / 1e6;
      }
    }
    Arrays.sort(millis);
    System.out.printf(
        Locale.ROOT,
        "%-46s %8.0f ms, longest %.0f ms  (aim: at most 1000)%n",
        "a log-out, until another node refuses the token",
        millis[rounds / 2],
        millis[rounds - 1]);
  }
}
