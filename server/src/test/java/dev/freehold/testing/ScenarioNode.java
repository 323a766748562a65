package dev.freehold.testing;

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
import dev.freehold.api.AccountDeletionConflicts;
import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.api.Authorizer;
import dev.freehold.api.OwnProfile;
import dev.freehold.api.OwnRowsExport;
import dev.freehold.api.RequestDatabases;
import dev.freehold.api.ResourceEndpoint;
import dev.freehold.api.ResourceEndpoints;
import dev.freehold.api.SingleWrites;
import dev.freehold.auth.ApiKeyAuthenticator;
import dev.freehold.auth.AuthRoutes;
import dev.freehold.auth.AuthRoutes.AuthDependencies;
import dev.freehold.auth.AuthSettings;
import dev.freehold.auth.AuthSettings.AuthRateLimits;
import dev.freehold.auth.AuthSettings.Signup;
import dev.freehold.auth.AuthSettings.SignupRate;
import dev.freehold.auth.RequestAuthenticator;
import dev.freehold.auth.SecondFactorGate;
import dev.freehold.auth.VerificationGate;
import dev.freehold.db.ConstraintCatalog;
import dev.freehold.db.Database;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.PgDatabase;
import dev.freehold.db.PgTransactionRunner;
import dev.freehold.db.SchemaMonitor;
import dev.freehold.http.BrowserGuard;
import dev.freehold.http.RequestBodyExecutor;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import dev.freehold.input.KeysetCursorCodec;
import dev.freehold.mcp.McpEndpoint;
import dev.freehold.password.PasswordHasher;
import dev.freehold.password.PasswordPolicy;
import dev.freehold.plan.ApiPlan;
import dev.freehold.ratelimit.FairQueue;
import dev.freehold.spec.Teams;
import dev.freehold.sql.StatementTextCache;
import dev.freehold.sql.TextCollation;
import dev.freehold.token.AccessTokenVerifier;
import dev.freehold.token.InvitationTokenCodec;
import dev.freehold.token.TokenSettings;
import dev.freehold.type.UuidV7Generator;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// A server of an API on a socket, with its own connections and caches. Nodes of one scenario share the
/// database and the secret, and nothing else.
final class ScenarioNode implements AutoCloseable {
  private final SessionRevocationCache revocationCache;
  private final ApiKeyCache keyCache;
  private final PgDatabase api;
  private final PgDatabase singleWrites;
  private final PgDatabase auth;
  private final PgDatabase wide;
  private final PgTransactionRunner transactions;
  private final PgTransactionRunner accountRunner;
  private final RequestBodyExecutor bodies;
  private final PasswordHasher passwords =
      new PasswordHasher(TestPasswords.COST, new SecureRandom());
  private final HttpTestServer server;

  /// @param runtime the target as the role that serves resources
  /// @param signIn the target as the role of sign-in
  /// @param wideQueryTime after which an expensive query is stopped
  /// @param wideQueryPatience the longest wait of one for its turn
  ScenarioNode(
      ApiPlan plan,
      TokenSettings tokens,
      DatabaseTarget runtime,
      DatabaseTarget signIn,
      Duration wideQueryTime,
      Duration wideQueryPatience) {
    Vertx vertx = Vertx.vertx();
    api = new PgDatabase(vertx, runtime, 2, _ -> {});
    singleWrites = PgDatabase.forWrites(vertx, runtime, 2, SingleWrites.LOCK_TIMEOUT, _ -> {});
    wide =
        PgDatabase.forSlowStatements(
            vertx, runtime, ApiScenario.WIDE_QUERIES, wideQueryTime, _ -> {});
    FairQueue turns = new FairQueue(ApiScenario.WIDE_QUERIES, wideQueryPatience, System::nanoTime);
    vertx.setPeriodic(100, _ -> turns.expire());
    auth = new PgDatabase(vertx, signIn, 1, _ -> {});
    accountRunner = new PgTransactionRunner(vertx, signIn, 4, auth::isDown, _ -> {});
    AccountTransactions accountChanges =
        new AccountTransactions(accountRunner, AccountTransactions.LOCK_TIMEOUT);
    revocationCache =
        new SessionRevocationCache(auth, vertx, _ -> {}, System::nanoTime, tokens.accessLife());
    HttpTestServer.await(onLoop(vertx, revocationCache::start));
    ApiKeyRepository keys =
        new ApiKeyRepository(auth, auth, accountChanges, AccountNotices.OFF, SignInWays.OWN);
    keyCache = new ApiKeyCache(keys, vertx, _ -> {}, System::nanoTime);
    keyCache.start();
    RequestAuthenticator authenticator =
        new RequestAuthenticator(
            new AccessTokenVerifier(tokens, InstantSource.system()),
            revocationCache,
            new ApiKeyAuthenticator(keyCache, false, InstantSource.system(), _ -> {}),
            null,
            plan.teams() == null ? null : Teams.HEADER,
            null);
    UuidV7Generator ids = new UuidV7Generator(InstantSource.system(), new SecureRandom());
    transactions = new PgTransactionRunner(vertx, runtime, 4, api::isDown, _ -> {});
    SingleWrites writes = new SingleWrites(singleWrites, transactions);
    bodies = new RequestBodyExecutor(vertx);
    OperationDependencies dependencies =
        new OperationDependencies(
            plan,
            new Authorizer(plan),
            new StatementTextCache(TextCollation.STANDARD, true),
            bodies,
            new KeysetCursorCodec(tokens.secrets()),
            new InvitationTokenCodec(tokens.secrets()),
            ids::next,
            new SchemaMonitor(vertx, api, "app", List.of(), _ -> {}));
    List<ResourceEndpoint> endpoints =
        ResourceEndpoints.of(
            dependencies,
            new RequestDatabases(api, writes, wide, transactions, turns, _ -> false),
            _ -> Future.succeededFuture(false));
    List<Route> routes = new ArrayList<>();
    endpoints.forEach(endpoint -> routes.add(endpoint.route(authenticator::allowAnonymous)));
    McpEndpoint mcp =
        new McpEndpoint(
            plan,
            dependencies.authorizer(),
            bodies,
            new BrowserGuard(Set.of("https://app.example.com"), true),
            endpoints);
    routes.add(
        new Route(
            RequestMethod.POST,
            McpEndpoint.PATH,
            Route.Body.JSON,
            authenticator.allowAnonymous(mcp)));
    routes.addAll(
        AuthRoutes.of(
            new AuthSettings(
                tokens,
                new PasswordPolicy(8, 256, plan.name()),
                SessionLifetime.STANDARD,
                AuthRateLimits.STANDARD.disabled(),
                plan.auth().hasSignup() ? Signup.OPEN : Signup.CLOSED,
                SignupRate.NONE,
                plan.auth().verification(),
                plan.auth().roles(),
                null,
                false,
                new SecondFactors(plan.auth().totp(), false),
                SignInWays.OWN),
            new AuthDependencies(
                auth,
                accountChanges,
                new SchemaMonitor(vertx, auth, "auth", List.of(), _ -> {}),
                passwords,
                revocationCache,
                authenticator,
                new VerificationGate(plan.auth().verification(), new VerifiedAccounts(auth)),
                new SecondFactorGate(false, new ProvenSessions(auth)),
                keys,
                keyCache,
                plan.keyScopes(),
                InstantSource.system(),
                ids,
                OwnProfile.of(dependencies, api, writes),
                new OwnRowsExport(dependencies, api),
                AccountDeletionConflicts.of(plan),
                new ConstraintCatalog(api, "app"),
                Optional.empty(),
                _ -> {},
                Optional.empty(),
                Optional.empty(),
                null,
                _ -> {})));
    server = HttpTestServer.on(vertx, routes);
  }

  Database database() {
    return api;
  }

  HttpTestServer server() {
    return server;
  }

  private static <T> Future<T> onLoop(Vertx vertx, Supplier<Future<T>> work) {
    Promise<T> promise = Promise.promise();
    vertx.runOnContext(_ -> work.get().onComplete(promise));
    return promise.future();
  }

  @Override
  public void close() {
    revocationCache.close();
    keyCache.close();
    bodies.close();
    passwords.close();
    HttpTestServer.await(transactions.close());
    HttpTestServer.await(accountRunner.close());
    HttpTestServer.await(singleWrites.close());
    HttpTestServer.await(wide.close());
    HttpTestServer.await(api.close());
    HttpTestServer.await(auth.close());
    server.close();
  }
}
