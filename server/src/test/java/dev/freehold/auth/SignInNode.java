package dev.freehold.auth;

import dev.freehold.account.AccountEmailHash;
import dev.freehold.account.AccountEventLog;
import dev.freehold.account.AccountNotices;
import dev.freehold.account.AccountTransactions;
import dev.freehold.account.ApiKeyCache;
import dev.freehold.account.ApiKeyRepository;
import dev.freehold.account.ProvenSessions;
import dev.freehold.account.SecondFactors;
import dev.freehold.account.SessionRepository.SessionLifetime;
import dev.freehold.account.SessionRevocationCache;
import dev.freehold.account.SignInWays;
import dev.freehold.account.VerifiedAccounts;
import dev.freehold.auth.AuthSettings.AuthRateLimits;
import dev.freehold.auth.AuthSettings.Signup;
import dev.freehold.auth.AuthSettings.SignupRate;
import dev.freehold.db.ConstraintCatalog;
import dev.freehold.db.ConstraintProblems;
import dev.freehold.db.Database;
import dev.freehold.db.SchemaMonitor;
import dev.freehold.event.Event;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.http.Request;
import dev.freehold.http.Request.QueryParameter;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import dev.freehold.mail.Outbox;
import dev.freehold.passkey.PasskeyOptions;
import dev.freehold.passkey.PasskeyVerifier;
import dev.freehold.passkey.RelyingParty;
import dev.freehold.password.PasswordHasher;
import dev.freehold.password.PasswordHasher.Argon2Cost;
import dev.freehold.password.PasswordPolicy;
import dev.freehold.problem.ProblemException;
import dev.freehold.testing.TestPasswords;
import dev.freehold.token.AccessTokenVerifier;
import dev.freehold.token.PasskeyChallengeCodec;
import dev.freehold.token.SigningSecrets;
import dev.freehold.token.TokenSettings;
import dev.freehold.type.Secret;
import dev.freehold.type.TotpRule;
import dev.freehold.type.UuidV7Generator;
import dev.freehold.type.Verification;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The sign-in routes of one node on a real database, with clocks that only the test moves. The
/// routes are called on an event loop as in the server, without a socket.
final class SignInNode implements AutoCloseable {
  static final Secret SECRET = Secret.of("0123456789abcdef0123456789abcdef");
  static final Argon2Cost QUICK = TestPasswords.COST;

  /// All but those that tell of accounts.
  final Queue<Event> events = new ConcurrentLinkedQueue<>();

  final AtomicLong clockOffsetMillis = new AtomicLong();
  final AtomicLong nanos = new AtomicLong();
  final SessionRevocationCache revocationCache;

  /// Not started: a test writes when it wants to.
  final AccountEventLog accountEvents;

  private static final RelyingParty PARTY =
      new RelyingParty("localhost", "Tasks", Set.of("http://localhost:8000"));

  private final Instant started = Instant.now();
  private final Vertx vertx;
  private final PasswordHasher hasher;
  private final ApiKeyCache keyCache;
  private final RequestAuthenticator authenticator;
  private final List<Route> routes;

  record Answer(int status, List<Reply.Header> headers, @Nullable JsonObject body) {
    JsonObject data() {
      return json().getJsonObject("data");
    }

    JsonObject error() {
      return json().getJsonObject("error");
    }

    String code() {
      return error().getString("code");
    }

    String outcome() {
      return json().getString("outcome");
    }

    String refreshToken() {
      return data().getString("refresh_token");
    }

    String accessToken() {
      return data().getString("access_token");
    }

    String text() {
      return json().getString("data");
    }

    @Nullable String header(String name) {
      return headers.stream()
          .filter(h -> h.name().equalsIgnoreCase(name))
          .map(Reply.Header::value)
          .findFirst()
          .orElse(null);
    }

    private JsonObject json() {
      if (body == null) {
        throw new AssertionError("an answer without a body");
      }
      return body;
    }
  }

  SignInNode(SignInDatabase database) {
    this(database, QUICK, AuthRateLimits.STANDARD.times(1000), true);
  }

  /// A node with a running clock.
  static SignInNode running(SignInDatabase database) {
    return new SignInNode(
        database,
        QUICK,
        AuthRateLimits.STANDARD.times(1000),
        true,
        Verification.NONE,
        System::nanoTime);
  }

  SignInNode(SignInDatabase database, Argon2Cost cost, AuthRateLimits limits, boolean signupOpen) {
    this(database, cost, limits, signupOpen, Verification.NONE, null);
  }

  /// A node of an API in which addresses are verified.
  SignInNode(
      SignInDatabase database,
      AuthRateLimits limits,
      boolean signupOpen,
      Verification verification) {
    this(database, QUICK, limits, signupOpen, verification, null);
  }

  /// A node of an API with another sign-up.
  SignInNode(SignInDatabase database, AuthRateLimits limits, Signup signup, SignupRate rate) {
    this(database, QUICK, limits, signup, rate, Verification.NONE, null);
  }

  private SignInNode(
      SignInDatabase shared,
      Argon2Cost cost,
      AuthRateLimits limits,
      boolean signupOpen,
      Verification verification,
      @Nullable LongSupplier nanoTime) {
    this(
        shared,
        cost,
        limits,
        signupOpen ? Signup.OPEN : Signup.CLOSED,
        SignupRate.NONE,
        verification,
        nanoTime);
  }

  private SignInNode(
      SignInDatabase shared,
      Argon2Cost cost,
      AuthRateLimits limits,
      Signup signup,
      SignupRate signupRate,
      Verification verification,
      @Nullable LongSupplier nanoTime) {
    this.vertx = shared.vertx;
    Database database = shared.database();
    Database polls = shared.polls();
    SecureRandom random = new SecureRandom();
    TokenSettings tokens =
        new TokenSettings(
            "https://tasks.test", "tasks", SigningSecrets.of(SECRET), Duration.ofMinutes(15));
    this.hasher = new PasswordHasher(cost, random);
    this.accountEvents =
        new AccountEventLog(
            database,
            vertx,
            new AccountEmailHash(SECRET),
            event -> {
              if (!(event instanceof Event.AccountChanged)) {
                events.add(event);
              }
            },
            nanos::get);
    this.revocationCache =
        new SessionRevocationCache(
            polls,
            vertx,
            events::add,
            nanoTime == null ? nanos::get : nanoTime,
            tokens.accessLife());
    AccountTransactions changes = shared.changes();
    ApiKeyRepository keys =
        new ApiKeyRepository(database, polls, changes, AccountNotices.OFF, SignInWays.OWN);
    this.keyCache =
        new ApiKeyCache(keys, vertx, events::add, nanoTime == null ? nanos::get : nanoTime);
    this.authenticator =
        new RequestAuthenticator(
            new AccessTokenVerifier(tokens, this::now),
            revocationCache,
            new ApiKeyAuthenticator(keyCache, limits.enabled(), this::now, accountEvents),
            null,
            null,
            null);
    this.routes =
        AuthRoutes.of(
            new AuthSettings(
                tokens,
                new PasswordPolicy(8, 256, "Tasks"),
                SessionLifetime.STANDARD,
                limits,
                signup,
                signupRate,
                verification,
                List.of("editor", "admin"),
                null,
                false,
                new SecondFactors(TotpRule.OPTIONAL, true),
                SignInWays.OWN),
            new AuthRoutes.AuthDependencies(
                database,
                changes,
                new SchemaMonitor(vertx, database, "auth", List.of(), _ -> {}),
                hasher,
                revocationCache,
                authenticator,
                new VerificationGate(verification, new VerifiedAccounts(database)),
                new SecondFactorGate(false, new ProvenSessions(database)),
                keys,
                keyCache,
                List.of("notes:read", "notes:write", "*:read"),
                this::now,
                new UuidV7Generator(this::now, random),
                Optional.empty(),
                _ -> () -> Future.succeededFuture(Optional.empty()),
                new ConstraintProblems(),
                new ConstraintCatalog(database, "app"),
                Optional.empty(),
                accountEvents,
                Optional.of(new Outbox(database)),
                Optional.empty(),
                new PasskeyParts(
                    new PasskeyOptions(PARTY),
                    new PasskeyVerifier(vertx, PARTY),
                    new PasskeyChallengeCodec(tokens.secrets(), random)),
                events::add));
    await(onLoop(revocationCache::start));
    keyCache.start();
  }

  /// Calls an endpoint that also allows anonymous callers; the response is the caller that it sees.
  Answer callOptional(@Nullable String authorization) {
    Endpoint endpoint =
        authenticator.allowAnonymous(
            (_, caller) ->
                Future.succeededFuture(
                    ReplyEnvelope.data(200, out -> out.writeString(caller.toString()))));
    Request request =
        new FakeAuthRequest(
            routes.getFirst(), new Sent("", authorization, "192.0.2.1", "", null, List.of()));
    boolean before = endpoint.checkHead(request).isPresent();
    Answer answer = await(answered(endpoint.answer(request)));
    boolean after = endpoint.checkHead(request).isPresent();
    // A poll may end the session in between.
    if (before == after && after != (answer.status() >= 400)) {
      throw new AssertionError("the check of the head and the answer differ");
    }
    return answer;
  }

  private Instant now() {
    return started.plusMillis(clockOffsetMillis.get());
  }

  List<String> paths() {
    return routes.stream().map(Route::path).toList();
  }

  /// Each as its method, a space, and the path below `/api/v1/auth/`.
  List<String> operations() {
    return routes.stream()
        .map(r -> r.method() + " " + r.path().substring("/api/v1/auth/".length()))
        .toList();
  }

  Answer post(String path, String body) {
    return await(ask(RequestMethod.POST, path, body, null, "192.0.2.1"));
  }

  Answer signUp(String email) {
    return post("signup", credentials(email, "a fine password"));
  }

  Answer logIn(String email, String password) {
    return post("login", credentials(email, password));
  }

  Future<Answer> logInAsync(String email, String password) {
    return ask(RequestMethod.POST, "login", credentials(email, password), null, "192.0.2.1");
  }

  Answer refresh(String token) {
    return post("refresh", new JsonObject().put("refresh_token", token).encode());
  }

  Answer me(@Nullable String authorization) {
    return await(ask(RequestMethod.GET, "me", "", authorization, "192.0.2.1"));
  }

  Answer changePassword(String accessToken, String current, String changed) {
    return await(changePasswordAsync(accessToken, current, changed));
  }

  Future<Answer> changePasswordAsync(String accessToken, String current, String changed) {
    return ask(
        RequestMethod.PUT,
        "password",
        new JsonObject().put("current_password", current).put("password", changed).encode(),
        "Bearer " + accessToken,
        "192.0.2.1");
  }

  Answer deleteAccount(String accessToken, String password) {
    return await(deleteAccountAsync(accessToken, password));
  }

  Future<Answer> deleteAccountAsync(String accessToken, String password) {
    return ask(
        RequestMethod.DELETE,
        "me",
        new JsonObject().put("password", password).encode(),
        "Bearer " + accessToken,
        "192.0.2.1");
  }

  Answer logOut(String accessToken) {
    return await(ask(RequestMethod.POST, "logout", "", "Bearer " + accessToken, "192.0.2.1"));
  }

  static String credentials(String email, String password) {
    return new JsonObject().put("email", email).put("password", password).encode();
  }

  /// Calls a route on an event loop, as the server does; a failure becomes the response of the
  /// server.
  Future<Answer> ask(
      RequestMethod method, String path, String body, @Nullable String authorization, String peer) {
    return ask(method, path, new Sent(body, authorization, peer, "", null, List.of()));
  }

  /// What a request has beside its method and path.
  ///
  /// @param id the `{id}` of the path; empty if it has none
  /// @param agent the header `User-Agent`
  record Sent(
      String body,
      @Nullable String authorization,
      String peer,
      String id,
      @Nullable String agent,
      List<QueryParameter> query) {
    static Sent of(String body) {
      return new Sent(body, null, "192.0.2.1", "", null, List.of());
    }

    static Sent with(String accessToken) {
      return new Sent("", "Bearer " + accessToken, "192.0.2.1", "", null, List.of());
    }

    Sent id(String text) {
      return new Sent(body, authorization, peer, text, agent, query);
    }

    Sent agent(@Nullable String text) {
      return new Sent(body, authorization, peer, id, text, query);
    }

    /// @param pairs alternating names and values
    Sent query(String... pairs) {
      List<QueryParameter> parameters = new ArrayList<>();
      for (int i = 0; i < pairs.length; i += 2) {
        parameters.add(new QueryParameter(pairs[i], pairs[i + 1]));
      }
      return new Sent(body, authorization, peer, id, agent, List.copyOf(parameters));
    }
  }

  Future<Answer> ask(RequestMethod method, String path, Sent sent) {
    Route route =
        routes.stream()
            .filter(r -> r.method() == method && r.path().equals("/api/v1/auth/" + path))
            .findFirst()
            .orElseThrow();
    Request request = new FakeAuthRequest(route, sent);
    return answered(onLoop(() -> route.endpoint().answer(request)));
  }

  private static Future<Answer> answered(Future<Reply> answer) {
    return answer
        .recover(
            failure ->
                failure instanceof ProblemException e
                    ? Future.succeededFuture(ReplyEnvelope.problem(e.problem(), "r", true))
                    : Future.failedFuture(failure))
        .map(
            reply -> {
              if (reply.stream() != null) {
                // Nobody takes the body.
                reply.stream().close();
              }
              return new Answer(
                  reply.status(),
                  reply.headers(),
                  reply.body() == null ? null : new JsonObject(reply.body()));
            });
  }

  private <T> Future<T> onLoop(Supplier<Future<T>> work) {
    Promise<T> promise = Promise.promise();
    vertx.runOnContext(_ -> work.get().onComplete(promise));
    return promise.future();
  }

  /// Waits until the condition is true.
  static void awaitUntil(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("the condition did not become true");
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    revocationCache.close();
    keyCache.close();
    hasher.close();
  }

  /// A request as an endpoint sees it.
  record FakeAuthRequest(Route at, Sent sent) implements Request {
    @Override
    public String id() {
      return "r";
    }

    @Override
    public RequestMethod method() {
      return at.method();
    }

    @Override
    public String route() {
      return at.path();
    }

    @Override
    public String pathParameter(String name) {
      if (!at.path().contains("{" + name + "}")) {
        throw new IllegalArgumentException(name);
      }
      return sent.id();
    }

    @Override
    public List<QueryParameter> queryParameters() {
      return sent.query();
    }

    @Override
    public @Nullable String header(String name) {
      return switch (name) {
        case "Authorization" -> sent.authorization();
        case "User-Agent" -> sent.agent();
        default -> null;
      };
    }

    @Override
    public Buffer body() {
      return Buffer.buffer(sent.body());
    }

    @Override
    public String clientAddress() {
      return sent.peer();
    }
  }
}
