package dev.freehold.app;

import dev.freehold.account.AccountEmailHash;
import dev.freehold.account.AccountEventLog;
import dev.freehold.account.AccountNotices;
import dev.freehold.account.AccountTables;
import dev.freehold.account.AccountTransactions;
import dev.freehold.account.ApiKeyCache;
import dev.freehold.account.ApiKeyRepository;
import dev.freehold.account.EmailChangeRepository;
import dev.freehold.account.ExpiredLinkSweeper;
import dev.freehold.account.ExternalAccountCache;
import dev.freehold.account.ExternalAccountRepository;
import dev.freehold.account.MailTokenRepository;
import dev.freehold.account.ProvenSessions;
import dev.freehold.account.SecondFactors;
import dev.freehold.account.SessionRepository;
import dev.freehold.account.SessionRepository.SessionLifetime;
import dev.freehold.account.SessionRevocationCache;
import dev.freehold.account.SignInWays;
import dev.freehold.account.SignUpRepository;
import dev.freehold.account.TotpRepository;
import dev.freehold.account.VerifiedAccounts;
import dev.freehold.api.AccountDeletionConflicts;
import dev.freehold.api.ApiOperation.OperationDependencies;
import dev.freehold.api.Authorizer;
import dev.freehold.api.IdempotencyKeySweeper;
import dev.freehold.api.OwnProfile;
import dev.freehold.api.OwnRowsExport;
import dev.freehold.api.RequestDatabases;
import dev.freehold.api.ResourceEndpoint;
import dev.freehold.api.ResourceEndpoints;
import dev.freehold.api.SingleWrites;
import dev.freehold.app.ConfigException.ConfigFault;
import dev.freehold.auth.AccountMail;
import dev.freehold.auth.ApiKeyAuthenticator;
import dev.freehold.auth.AuthRoutes;
import dev.freehold.auth.AuthRoutes.OidcDependencies;
import dev.freehold.auth.AuthSettings;
import dev.freehold.auth.AuthSettings.AuthRateLimits;
import dev.freehold.auth.AuthSettings.Signup;
import dev.freehold.auth.AuthSettings.SignupRate;
import dev.freehold.auth.ExternalTokenAuthenticator;
import dev.freehold.auth.KeyDiscovery;
import dev.freehold.auth.OidcSettings;
import dev.freehold.auth.PasskeyParts;
import dev.freehold.auth.RequestAuthenticator;
import dev.freehold.auth.SecondFactorGate;
import dev.freehold.auth.TokenCookies;
import dev.freehold.auth.VerificationGate;
import dev.freehold.db.AdminConnection;
import dev.freehold.db.Database;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.SchemaMonitor;
import dev.freehold.db.SchemaMonitor.ExpectedColumn;
import dev.freehold.db.SlowStatements;
import dev.freehold.db.StatementObserver;
import dev.freehold.db.TableSizeMonitor;
import dev.freehold.db.TransactionRunner;
import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import dev.freehold.http.BrowserGuard;
import dev.freehold.http.RequestBodyExecutor;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.RequestScope;
import dev.freehold.http.RequestTracer;
import dev.freehold.http.Route;
import dev.freehold.http.Router;
import dev.freehold.http.server.HttpServer;
import dev.freehold.http.server.HttpServer.ServerSettings;
import dev.freehold.http.server.RequestLimits;
import dev.freehold.input.KeysetCursorCodec;
import dev.freehold.issuer.ExternalIssuer;
import dev.freehold.issuer.ExternalIssuers;
import dev.freehold.issuer.OidcClients;
import dev.freehold.issuer.OidcProvider;
import dev.freehold.mail.MailDelivery;
import dev.freehold.mail.MailSettings.MailRoute;
import dev.freehold.mail.MailTemplates.MailSite;
import dev.freehold.mail.MailTransport;
import dev.freehold.mail.Outbox;
import dev.freehold.mail.SmtpTransport;
import dev.freehold.mail.TerminalTransport;
import dev.freehold.mcp.McpEndpoint;
import dev.freehold.metrics.MetricsEndpoint;
import dev.freehold.metrics.MetricsSettings;
import dev.freehold.metrics.ServerMeters;
import dev.freehold.migrate.IdentityCounterRepair;
import dev.freehold.migrate.StartupMigrator;
import dev.freehold.migrate.StartupMigrator.AutoMigration;
import dev.freehold.migrate.StartupMigrator.PreparedDatabase;
import dev.freehold.openapi.Detail;
import dev.freehold.openapi.OpenApiDocument;
import dev.freehold.ops.HealthEndpoints;
import dev.freehold.ops.UncaughtExceptionReporter;
import dev.freehold.pages.AccountPages;
import dev.freehold.pages.AccountPages.AccountPagesSettings;
import dev.freehold.pages.ApiDocs;
import dev.freehold.pages.FrontPage;
import dev.freehold.pages.MailLinkPages;
import dev.freehold.passkey.PasskeyOptions;
import dev.freehold.passkey.PasskeyVerifier;
import dev.freehold.passkey.RelyingParty;
import dev.freehold.password.LeakedPasswords;
import dev.freehold.password.PasswordHasher;
import dev.freehold.password.PasswordHasher.Argon2Cost;
import dev.freehold.password.PasswordPolicy;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.postgres.DiskSpaceMonitor;
import dev.freehold.postgres.EmbeddedPostgres;
import dev.freehold.problem.Problem;
import dev.freehold.ratelimit.FairQueue;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Teams;
import dev.freehold.sql.StatementTextCache;
import dev.freehold.token.AccessTokenVerifier;
import dev.freehold.token.InvitationTokenCodec;
import dev.freehold.token.MailTokenCodec;
import dev.freehold.token.PasskeyChallengeCodec;
import dev.freehold.token.SigningSecrets;
import dev.freehold.token.TokenSettings;
import dev.freehold.token.TotpSecretCipher;
import dev.freehold.tracing.OtlpTracing;
import dev.freehold.type.PageTheme;
import dev.freehold.type.PostgresType;
import dev.freehold.type.TotpRule;
import dev.freehold.type.UuidV7Generator;
import dev.freehold.type.Verification;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A running backend. [#start] builds all components in order. They are closed in reverse order,
/// also if a later step of the start fails.
public final class App implements AutoCloseable {
  /// The `iss` of the access tokens of this server (RFC 7519).
  private static final String ISSUER = "freehold";

  private static final Duration ACCESS_LIFE = Duration.ofMinutes(15);
  private static final Duration LOCK_PATIENCE = Duration.ofMinutes(5);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
  private static final long START_SECONDS = 30;

  /// The longest wait of an expensive query for its turn. It leaves some seconds for the query until
  /// the deadline of the request.
  private static final Duration WIDE_QUERY_PATIENCE = Duration.ofSeconds(7);

  private static final long EXPIRY_MILLIS = 100;

  /// What sets the addresses to listen on, for the message of one that is not free.
  private static final String API_ADDRESS = "--port or --host";

  private static final String METRICS_ADDRESS = "METRICS_PORT or METRICS_HOST";

  private final Deque<Runnable> closers = new ArrayDeque<>();
  private final EventSink events;

  /// Null while metrics are off: nothing of their library is loaded then.
  private final @Nullable ServerMeters meters;

  private String url = "";
  private String metricsUrl = "";
  private final List<StatementObserver> statementObservers = new ArrayList<>();
  private List<Route> routes = List.of();
  private volatile boolean closed;

  private App(EventSink events, @Nullable ServerMeters meters) {
    this.events =
        meters == null
            ? events
            : event -> {
              events.emit(event);
              meters.emit(event);
            };
    this.meters = meters;
    if (meters != null) {
      closing(meters::close);
    }
  }

  /// Starts a backend. Blocks until it accepts requests.
  ///
  /// @param version the program version, for the ledger
  /// @throws RuntimeException if the start fails; everything is closed again
  public static App start(ApiPlan plan, Config config, String version, EventSink events) {
    return start(plan, config, version, Argon2Cost.STANDARD, events);
  }

  /// Starts a backend whose accounts are worth nothing, such as those of a test run. No setting leads
  /// here: what `freehold serve` starts hashes at the standard cost.
  ///
  /// @param passwordCost of each hash that is made or compared
  /// @throws RuntimeException if the start fails; everything is closed again
  public static App start(
      ApiPlan plan, Config config, String version, Argon2Cost passwordCost, EventSink events) {
    App app =
        new App(
            events, config.metrics().isPresent() ? new ServerMeters(plan.name(), version) : null);
    try {
      app.assemble(plan, config, version, passwordCost);
      return app;
    } catch (RuntimeException | Error e) {
      app.close();
      throw e;
    }
  }

  private void assemble(ApiPlan plan, Config config, String version, Argon2Cost passwordCost) {
    long begin = System.nanoTime();
    requireMail(plan, config);
    RelyingPartyReader.read(plan, config, config.port());
    List<ExternalIssuer> issuers = ExternalIssuerReader.read(plan, config);
    List<OidcProvider> providers = OidcProviderReader.read(plan, config);
    if (config.port() != 0) {
      FreePort.require(config.host(), config.port(), API_ADDRESS);
    }
    config
        .metrics()
        .filter(settings -> settings.port() != 0)
        .ifPresent(settings -> FreePort.require(settings.host(), settings.port(), METRICS_ADDRESS));
    StartupPatience patience = new StartupPatience(events);
    InstantSource clock = InstantSource.system();
    SecureRandom random = new SecureRandom();
    DatabaseTarget owner =
        switch (config.database()) {
          case Config.DatabaseChoice.External external -> external.owner();
          case Config.DatabaseChoice.Embedded() -> embedded(config);
        };
    BooleanSupplier storageLow = storageLow(config);
    String place = "the database at " + owner.displayName();
    SigningSecrets secrets =
        config.signingSecrets(
            () -> JwtSecretFile.openOrCreate(config.dataDirectory(), random, events));

    RequestTracer tracer = tracer(plan, config, version);
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(config.eventLoops()));
    closing(() -> await(vertx.close()));
    UncaughtExceptionReporter.install(events, vertx);

    PreparedDatabase prepared =
        new StartupMigrator(
                vertx,
                owner,
                () -> patience.await(place, () -> AdminConnection.connect(vertx, owner)),
                config.database().logins(secrets),
                version,
                LOCK_PATIENCE,
                automatic(config),
                events)
            .prepare(plan);
    IdentityCounterRepair idCounters = new IdentityCounterRepair(vertx, owner, events);
    idCounters.advanceAll();
    ServingDatabases databases =
        new ServingDatabases(
            vertx,
            config,
            prepared,
            owner,
            patience,
            new PoolObservers(meters, statementObservers),
            events);
    closing(databases::close);
    Database resources = databases.resources();
    Database singleWrites = databases.singleWrites();
    Database wide = databases.wide();
    TransactionRunner transactions = databases.transactions();
    SingleWrites writes = new SingleWrites(singleWrites, transactions);
    Database signIn = databases.signIn();
    Database polls = databases.polls();
    AccountTransactions accountChanges =
        new AccountTransactions(databases.accountTransactions(), AccountTransactions.LOCK_TIMEOUT);

    FairQueue turns = new FairQueue(config.wideQueries(), WIDE_QUERY_PATIENCE, System::nanoTime);
    long expiry = vertx.setPeriodic(EXPIRY_MILLIS, _ -> turns.expire());
    closing(() -> vertx.cancelTimer(expiry));
    TableSizeMonitor sizes = new TableSizeMonitor(vertx, resources, TablePlan.SCHEMA);
    closing(sizes::close);
    SchemaMonitor schema =
        new SchemaMonitor(vertx, resources, TablePlan.SCHEMA, columns(plan), events);
    closing(schema::close);
    SchemaMonitor accounts =
        new SchemaMonitor(vertx, signIn, AccountTables.SCHEMA, AccountTables.columns(), events);
    closing(accounts::close);
    IdempotencyKeySweeper sweeper = new IdempotencyKeySweeper(singleWrites, vertx, events);
    closing(sweeper::close);

    ExpiredLinkSweeper links = new ExpiredLinkSweeper(polls, vertx, events);
    closing(links::close);

    RequestBodyExecutor bodies = new RequestBodyExecutor(vertx);
    closing(bodies::close);
    TokenSettings tokens =
        new TokenSettings(ISSUER, plan.name(), secrets, ACCESS_LIFE, config.jwtKeys().orElse(null));
    Optional<LeakedPasswords> leaked = config.leakedPasswords().map(App::leakedPasswords);
    leaked.ifPresent(list -> closing(list::close));
    PasswordHasher passwords =
        new PasswordHasher(passwordCost, random, leaked.orElse(null), events);
    closing(passwords::close);
    SessionRevocationCache revocationCache =
        new SessionRevocationCache(polls, vertx, events, System::nanoTime, ACCESS_LIFE);
    closing(revocationCache::close);
    AccountEventLog accountEvents =
        new AccountEventLog(
            signIn, vertx, new AccountEmailHash(secrets.current()), events, System::nanoTime);
    closing(() -> await(accountEvents.stop()));
    AccountNotices notices = AccountNotices.of(!(config.mail().route() instanceof MailRoute.None));
    SignInWays ways =
        new SignInWays(plan.auth().identityIssuers().keySet(), plan.auth().passkeys());
    ApiKeyRepository keys = new ApiKeyRepository(signIn, polls, accountChanges, notices, ways);
    ApiKeyCache keyCache = new ApiKeyCache(keys, vertx, events, System::nanoTime);
    closing(keyCache::close);
    int port = config.port() == 0 ? FreePort.find(config.host()) : config.port();
    BrowserGuard browsers = browsers(config, port);
    TokenCookies cookies =
        plan.auth().cookies() ? new TokenCookies(browsers, SessionLifetime.STANDARD.idle()) : null;
    UuidV7Generator ids = new UuidV7Generator(clock, random);
    ExternalIssuers external = new ExternalIssuers(issuers, vertx, events, clock, System::nanoTime);
    closing(external::close);
    OidcClients oidc = new OidcClients(providers, vertx, events, clock, System::nanoTime);
    closing(oidc::close);
    ExternalAccountRepository externalAccounts =
        new ExternalAccountRepository(signIn, polls, accountChanges);
    ExternalAccountCache people =
        new ExternalAccountCache(externalAccounts, vertx, events, System::nanoTime);
    closing(people::close);
    RequestAuthenticator authenticator =
        new RequestAuthenticator(
            new AccessTokenVerifier(tokens, clock),
            revocationCache,
            new ApiKeyAuthenticator(keyCache, config.rateLimits(), clock, accountEvents),
            issuers.isEmpty()
                ? null
                : new ExternalTokenAuthenticator(
                    external.verifier(),
                    people,
                    externalAccounts,
                    ids,
                    vertx,
                    config.rateLimits(),
                    clock,
                    accountEvents),
            plan.teams() == null ? null : Teams.HEADER,
            cookies);

    url =
        config
            .publicUrl()
            .orElse("http://" + NetworkAddressParser.displayHost(config.host()) + ":" + port);
    Outbox outbox = new Outbox(signIn);
    AccountMail accountMail =
        new AccountMail(
            new MailTokenRepository(signIn, accountChanges, notices),
            signup(plan) == Signup.OPEN
                ? Optional.of(new SignUpRepository(signIn, accountChanges))
                : Optional.empty(),
            new EmailChangeRepository(signIn, accountChanges),
            new MailTokenCodec(secrets.current()),
            config.mail().templates(),
            new MailSite(plan.name(), url, plan.auth().pages() != null));
    Optional<MailDelivery> mail =
        transport(vertx, config.mail().route())
            .map(to -> new MailDelivery(vertx, outbox, accountMail, to, events));
    mail.ifPresent(delivery -> closing(() -> stop(delivery)));
    OperationDependencies operations =
        new OperationDependencies(
            plan,
            new Authorizer(plan),
            new StatementTextCache(prepared.locale().collation(), !prepared.singleRole()),
            bodies,
            new KeysetCursorCodec(secrets),
            new InvitationTokenCodec(secrets),
            ids::next,
            schema);
    Optional<PasskeyParts> passkeys =
        RelyingPartyReader.read(plan, config, port)
            .map(party -> passkeys(party, vertx, secrets, random));
    WriteGate gate = new WriteGate(storageLow);
    VerificationGate verification =
        new VerificationGate(plan.auth().verification(), new VerifiedAccounts(signIn));
    SecondFactorGate secondFactor =
        new SecondFactorGate(plan.auth().totp() == TotpRule.REQUIRED, new ProvenSessions(signIn));
    routes = new ArrayList<>();
    config.jwtKeys().map(KeyDiscovery::routes).ifPresent(routes::addAll);
    routes.addAll(
        AuthRoutes.of(
                new AuthSettings(
                    tokens,
                    new PasswordPolicy(
                        plan.auth().passwordMinLength(),
                        plan.auth().passwordMaxLength(),
                        plan.name()),
                    SessionLifetime.STANDARD,
                    config.rateLimits()
                        ? AuthRateLimits.STANDARD
                        : AuthRateLimits.STANDARD.disabled(),
                    signup(plan),
                    new SignupRate(
                        plan.auth().signupRate().network(), plan.auth().signupRate().total()),
                    plan.auth().verification(),
                    plan.auth().roles(),
                    cookies,
                    !issuers.isEmpty() || !providers.isEmpty(),
                    new SecondFactors(plan.auth().totp(), plan.auth().passkeys()),
                    ways),
                new AuthRoutes.AuthDependencies(
                    signIn,
                    accountChanges,
                    accounts,
                    passwords,
                    revocationCache,
                    authenticator,
                    verification,
                    secondFactor,
                    keys,
                    keyCache,
                    plan.keyScopes(),
                    clock,
                    ids,
                    OwnProfile.of(operations, resources, writes),
                    new OwnRowsExport(operations, resources),
                    AccountDeletionConflicts.of(plan),
                    schema.constraints(),
                    issuers.isEmpty() ? Optional.empty() : Optional.of(people),
                    accountEvents,
                    mail.map(_ -> outbox),
                    providers.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                            new OidcDependencies(
                                new OidcSettings(
                                    oidc.all(), plan.auth().providers().redirects(), url),
                                externalAccounts)),
                    passkeys.orElse(null),
                    events))
            .stream()
            .map(gate::guard)
            .toList());
    List<ResourceEndpoint> resourceEndpoints =
        ResourceEndpoints.of(
                operations,
                new RequestDatabases(resources, writes, wide, transactions, turns, sizes::isSmall),
                idCounters::advance)
            .stream()
            .map(gate::guard)
            .map(
                operation ->
                    new ResourceEndpoint(
                        operation.method(),
                        operation.path(),
                        operation.body(),
                        secondFactor.guard(
                            verification.guard(operation.method(), operation.endpoint()))))
            .toList();
    resourceEndpoints.stream()
        .map(endpoint -> endpoint.route(authenticator::allowAnonymous))
        .forEach(routes::add);
    if (config.mcp()) {
      McpEndpoint mcp =
          new McpEndpoint(plan, operations.authorizer(), bodies, browsers, resourceEndpoints);
      routes.add(
          new Route(
              RequestMethod.POST,
              McpEndpoint.PATH,
              Route.Body.JSON,
              authenticator.withoutCookies().allowAnonymous(mcp)));
    }
    String documented = config.publicUrl().orElse(OpenApiDocument.SAME_ADDRESS);
    routes.addAll(
        ApiDocs.routes(
            plan.name(),
            plan.version(),
            () -> OpenApiDocument.compact(plan, documented, Detail.BRIEF),
            () -> OpenApiDocument.compact(plan, documented, Detail.FULL)));
    routes.addAll(
        FrontPage.routes(
            plan.name(),
            plan.version(),
            plan.description(),
            url,
            plan.base(),
            plan.resources().stream().map(r -> plan.base() + "/" + r.name()).toList(),
            signup(plan) == Signup.OPEN,
            plan.auth().pages() != null));
    routes.addAll(accountPages(plan));
    BooleanSupplier databaseUp = () -> databases.unreadiness().isEmpty();
    BooleanSupplier schemaCurrent = () -> schema.isCurrent() && accounts.isCurrent();
    Supplier<Optional<Problem>> unreadiness =
        () -> {
          if (closed) {
            return Optional.of(new Problem.Unavailable(1, Problem.Outcome.NONE));
          }
          Optional<Problem> unready = databases.unreadiness();
          if (unready.isPresent()) {
            return unready;
          }
          return schemaCurrent.getAsBoolean()
              ? Optional.empty()
              : Optional.of(SchemaMonitor.problem());
        };
    routes.addAll(HealthEndpoints.routes(unreadiness));

    HttpServer server =
        new HttpServer(vertx, settings(config, port), new Router(routes), events, tracer);
    patience.await(place, databases::whenUp);
    patience.await("the revoked sessions", revocationCache::start);
    keyCache.start();
    people.start();
    external.start();
    oidc.start();
    sweeper.start();
    links.start();
    mail.ifPresent(MailDelivery::start);
    if (plan.auth().totp() != TotpRule.NONE && secrets.previous() != null) {
      var _ =
          new TotpRepository(
                  signIn,
                  accountChanges,
                  new SessionRepository(signIn, accountChanges, SessionLifetime.STANDARD),
                  new TotpSecretCipher(secrets, random),
                  notices)
              .reencrypt()
              .onFailure(
                  failure -> events.emit(new Event.UncaughtFailure("second factors", failure)));
    }
    accountEvents.start();
    if (meters != null) {
      meters.http(server);
      meters.wideQueries(turns);
      meters.state(() -> unreadiness.get().isEmpty(), databaseUp, schemaCurrent);
      if (mail.isPresent()) {
        meters.outbox(new Outbox(polls));
      }
      serveMetrics(vertx, meters, config.metrics().orElseThrow());
    }
    closing(() -> await(server.stop(STOP_PATIENCE)));
    listen(server, config.host(), port, API_ADDRESS);
    events.emit(new Event.ServerReady(url, (System.nanoTime() - begin) / 1_000_000));
  }

  /// Begins to trace requests and statements, and to report slow ones, as far as the configuration says.
  ///
  /// @return null if nothing asks for the request of a statement
  private @Nullable RequestTracer tracer(ApiPlan plan, Config config, String version) {
    RequestTracer tracer = null;
    if (config.slowStatement().isPresent()) {
      statementObservers.add(new SlowStatements(config.slowStatement().get(), events));
      tracer = RequestTracer.NONE;
    }
    if (config.traces().isPresent()) {
      OtlpTracing tracing = new OtlpTracing(config.traces().get(), plan.name(), version, events);
      closing(tracing::close);
      statementObservers.add(tracing);
      tracer = tracing;
    }
    if (tracer != null) {
      RequestScope.prepare();
    }
    return tracer;
  }

  /// On a port of its own, which no client of the API need reach.
  private void serveMetrics(Vertx vertx, ServerMeters served, MetricsSettings settings) {
    int port = settings.port() == 0 ? FreePort.find(settings.host()) : settings.port();
    BrowserGuard browsers =
        new BrowserGuard(Set.of(), NetworkAddressParser.isLoopback(settings.host()));
    HttpServer server =
        new HttpServer(
            vertx,
            new ServerSettings(
                settings.host(), port, 1, RequestLimits.DEFAULT, Set.of(), List.of(), false),
            new Router(new MetricsEndpoint(vertx, served, settings.token(), browsers).routes()),
            events);
    closing(() -> await(server.stop(STOP_PATIENCE)));
    listen(server, settings.host(), port, METRICS_ADDRESS);
    metricsUrl =
        "http://"
            + NetworkAddressParser.displayHost(settings.host())
            + ":"
            + port
            + MetricsEndpoint.PATH;
    events.emit(new Event.MetricsReady(metricsUrl));
  }

  private PasskeyParts passkeys(
      RelyingParty party, Vertx vertx, SigningSecrets secrets, SecureRandom random) {
    PasskeyVerifier verifier = new PasskeyVerifier(vertx, party);
    closing(verifier::close);
    verifier.start();
    return new PasskeyParts(
        new PasskeyOptions(party), verifier, new PasskeyChallengeCodec(secrets, random));
  }

  /// Those of links in mails alone, if the spec asks for no others.
  private static List<Route> accountPages(ApiPlan plan) {
    PageTheme theme = plan.auth().pages();
    return theme == null
        ? MailLinkPages.routes(plan.name(), plan.base(), plan.auth().isInvited(), null)
        : AccountPages.routes(
            new AccountPagesSettings(
                plan.name(),
                plan.base(),
                switch (plan.auth().signup()) {
                  case OPEN -> AccountPages.SignUp.OPEN;
                  case INVITED -> AccountPages.SignUp.INVITED;
                  case CLOSED -> AccountPages.SignUp.CLOSED;
                },
                plan.auth().verification(),
                plan.auth().passwordMinLength(),
                plan.keyScopes(),
                plan.auth().providers().list().stream().map(Spec.Provider::name).toList(),
                plan.auth().providers().redirects(),
                plan.auth().totp(),
                plan.auth().passkeys(),
                theme));
  }

  private static Signup signup(ApiPlan plan) {
    return switch (plan.auth().signup()) {
      case OPEN -> Signup.OPEN;
      case INVITED -> Signup.INVITED;
      case CLOSED -> Signup.CLOSED;
    };
  }

  private static LeakedPasswords leakedPasswords(Path path) {
    try {
      return LeakedPasswords.open(path);
    } catch (IOException e) {
      throw new UncheckedIOException("LEAKED_PASSWORDS: " + path, e);
    }
  }

  /// Without mail nobody could confirm an address: in production the start is refused.
  private static void requireMail(ApiPlan plan, Config config) {
    Verification verification = plan.auth().verification();
    if (verification != Verification.NONE && config.mail().route() instanceof MailRoute.None) {
      throw new ConfigException(
          List.of(
              new ConfigFault(
                  EnvironmentVariable.SMTP_URL.name(),
                  "is not set, and the spec has verification: "
                      + verification.text()
                      + ", which needs mail.",
                  "Set SMTP_URL, MAIL_FROM and PUBLIC_URL (docs/mail.md).")));
    }
  }

  private static Optional<MailTransport> transport(Vertx vertx, MailRoute route) {
    return switch (route) {
      case MailRoute.Smtp(var server, var from) ->
          Optional.of(new SmtpTransport(vertx, server, from));
      case MailRoute.Terminal() -> Optional.of(new TerminalTransport(System.err::print));
      case MailRoute.None() -> Optional.empty();
    };
  }

  /// A mail that is still being sent then is due again after its lease.
  private static void stop(MailDelivery delivery) {
    try {
      delivery.close().await(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException _) {
      // The connections close with the rest.
    }
  }

  /// The pages that may call tools: those of the configured origins, and those of this server.
  private static BrowserGuard browsers(Config config, int port) {
    Set<String> origins = new HashSet<>(config.frontendOrigins());
    Optional<String> publicUrl = config.publicUrl();
    boolean loopback = NetworkAddressParser.isLoopback(config.host());
    if (publicUrl.isPresent()) {
      origins.add(NetworkAddressParser.originOf(publicUrl.get()));
    } else if (loopback) {
      BrowserGuard.LOOPBACK.forEach(
          name -> origins.add(NetworkAddressParser.originOf("http://" + name + ":" + port)));
    }
    return new BrowserGuard(origins, loopback && publicUrl.isEmpty());
  }

  private static List<ExpectedColumn> columns(ApiPlan plan) {
    return plan.resourcesAndPeople().stream()
        .map(ResourcePlan::table)
        .flatMap(
            table ->
                table.columns().stream()
                    .map(
                        c -> new ExpectedColumn(table.name(), c.name(), PostgresType.of(c.type()))))
        .toList();
  }

  /// An embedded database is used by this server only, and its user is the author of the spec.
  private static AutoMigration automatic(Config config) {
    boolean embedded = config.database() instanceof Config.DatabaseChoice.Embedded;
    return switch (config.migrate()) {
      case AUTO -> embedded ? AutoMigration.SINGLE_SERVER : AutoMigration.FIRST;
      case SAFE -> embedded ? AutoMigration.SINGLE_SERVER : AutoMigration.SAFE;
      case NEVER -> AutoMigration.NEVER;
    };
  }

  private static void listen(HttpServer server, String host, int port, String options) {
    try {
      await(server.start());
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof BindException cause) {
        throw new ListenException(
            NetworkAddressParser.displayHost(host) + ":" + port, options, cause);
      }
      throw e;
    }
  }

  private DatabaseTarget embedded(Config config) {
    EmbeddedPostgres postgres = EmbeddedPostgres.start(config.dataDirectory(), events);
    closing(postgres::close);
    return postgres.target();
  }

  /// Whether the disk of the embedded database is nearly full. That of another database is not known.
  private BooleanSupplier storageLow(Config config) {
    return switch (config.database()) {
      case Config.DatabaseChoice.External _ -> () -> false;
      case Config.DatabaseChoice.Embedded() -> {
        DiskSpaceMonitor monitor =
            new DiskSpaceMonitor(config.dataDirectory(), DiskSpaceMonitor.LOW_BYTES, events);
        closing(monitor::close);
        yield monitor::isLow;
      }
    };
  }

  private static ServerSettings settings(Config config, int port) {
    RequestLimits limits = RequestLimits.DEFAULT;
    return new ServerSettings(
        config.host(),
        port,
        config.eventLoops(),
        new RequestLimits(
            limits.deadline(),
            limits.headRead(),
            limits.bodyRead(),
            limits.idle(),
            config.maxBodyBytes(),
            limits.headerBytes(),
            limits.uriBytes()),
        new HashSet<>(config.frontendOrigins()),
        config.trustedProxies(),
        config.publicUrl().filter(u -> u.startsWith("https:")).isPresent());
  }

  /// The URL for clients, without a trailing slash.
  public String url() {
    return url;
  }

  /// Where the metrics are; empty for nowhere.
  String metricsUrl() {
    return metricsUrl;
  }

  /// All routes.
  List<Route> routes() {
    return List.copyOf(routes);
  }

  private void closing(Runnable closer) {
    closers.push(closer);
  }

  /// Shuts down within about 10 s: reports not ready, completes the requests in progress, then
  /// closes everything, the database last. A second call does nothing.
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    while (!closers.isEmpty()) {
      try {
        closers.pop().run();
      } catch (RuntimeException e) {
        // The remaining components must still be closed, above all the database.
        events.emit(new Event.UncaughtFailure("stop", e));
      }
    }
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(START_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("No answer within " + START_SECONDS + " s", e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      // The future rethrows its failure, even a checked exception.
      throw new IllegalStateException(e);
    }
  }

  /// Chooses a free port for `PORT=0`. The documentation pages show the port, so it is chosen
  /// before they are built and bound afterwards. If another program takes it in between, the start
  /// fails as for any port in use.
  static final class FreePort {
    private FreePort() {}

    static int find(String host) {
      return bind(host, 0, host, "HOST");
    }

    /// Fails before the database is started or created if `port` is not free.
    ///
    /// @param options that set the address, for the message
    /// @throws ListenException if another program listens on it
    static void require(String host, int port, String options) {
      bind(host, port, NetworkAddressParser.displayHost(host) + ":" + port, options);
    }

    private static int bind(String host, int port, String address, String options) {
      try (ServerSocket socket = new ServerSocket()) {
        // As the server binds: connections of an earlier server in TIME_WAIT do not count.
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getByName(host), port), 1);
        return socket.getLocalPort();
      } catch (BindException | UnknownHostException e) {
        throw new ListenException(address, options, e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// The address to listen on is in use or not of this machine. The message names it and the
  /// remedy.
  public static final class ListenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ListenException(String address, String options, IOException cause) {
      super(
          address
              + " is in use or not this machine's: choose another with "
              + options
              + ", or stop"
              + " the program that has it",
          cause);
    }
  }
}
