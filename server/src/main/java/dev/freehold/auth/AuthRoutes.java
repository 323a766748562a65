package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountNotices;
import dev.freehold.account.AccountTransactions;
import dev.freehold.account.AccountValidator;
import dev.freehold.account.ApiKeyCache;
import dev.freehold.account.ApiKeyRepository;
import dev.freehold.account.EmailChangeRepository;
import dev.freehold.account.ExternalAccountCache;
import dev.freehold.account.ExternalAccountRepository;
import dev.freehold.account.FailedLogins;
import dev.freehold.account.InvitationRepository;
import dev.freehold.account.MailTokenRepository;
import dev.freehold.account.OwnAccountRepository;
import dev.freehold.account.PasskeyRepository;
import dev.freehold.account.SessionRepository;
import dev.freehold.account.SessionRevocationCache;
import dev.freehold.account.SignInCodeRepository;
import dev.freehold.account.SignUpRepository;
import dev.freehold.account.TotpRepository;
import dev.freehold.account.UserRepository;
import dev.freehold.auth.AuthSettings.Signup;
import dev.freehold.auth.AuthThrottle.AuthLimit;
import dev.freehold.db.ConstraintCatalog;
import dev.freehold.db.ConstraintProblems;
import dev.freehold.db.Database;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseProblemMapper;
import dev.freehold.db.SchemaMonitor;
import dev.freehold.event.EventSink;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import dev.freehold.http.Route.Body;
import dev.freehold.mail.MailKind;
import dev.freehold.mail.Outbox;
import dev.freehold.password.PasswordHasher;
import dev.freehold.problem.ProblemException;
import dev.freehold.token.AccessTokenIssuer;
import dev.freehold.token.ChallengeTokenCodec;
import dev.freehold.token.RefreshTokenCodec;
import dev.freehold.token.SignInStateCodec;
import dev.freehold.token.TotpSecretCipher;
import dev.freehold.type.TotpRule;
import dev.freehold.type.UuidV7Generator;
import dev.freehold.type.Verification;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The auth routes.
public final class AuthRoutes {
  public static final String LOGIN = "/api/v1/auth/login";
  public static final String REFRESH = "/api/v1/auth/refresh";
  public static final String LOGOUT = "/api/v1/auth/logout";
  public static final String PASSWORD = "/api/v1/auth/password";
  public static final String FORGOT = PASSWORD + "/forgot";
  public static final String RESET = PASSWORD + "/reset";
  public static final String VERIFY = "/api/v1/auth/email/verify";
  public static final String RESEND = "/api/v1/auth/email/resend";
  static final String CHANGE_EMAIL = "/api/v1/auth/email/change";
  public static final String SESSIONS = "/api/v1/auth/sessions";
  public static final String SESSION = SESSIONS + "/{id}";
  public static final String KEYS = "/api/v1/auth/keys";
  public static final String KEY = KEYS + "/{id}";
  public static final String TOTP = "/api/v1/auth/totp";
  public static final String STEP_UP = "/api/v1/auth/step-up";
  static final String PASSKEYS = "/api/v1/auth/passkeys";
  public static final String ME = "/api/v1/auth/me";
  static final String EXPORT = ME + "/export";
  static final String OIDC = "/api/v1/auth/oidc";

  private AuthRoutes() {}

  /// The dependencies of the routes.
  ///
  /// @param database uses the sign-in role, the only one that may read the schema `auth`; for
  ///     statements that wait for no row
  /// @param changes of the same role, for those that may
  /// @param schema watches the tables of that schema
  /// @param authenticator over the same `revocations`
  /// @param verification of the same database
  /// @param secondFactor of the same database
  /// @param keys of the same database
  /// @param keyCache over the same `keys`
  /// @param keyScopes the scopes that an API key may have
  /// @param profile empty if accounts have no public profile
  /// @param rows the rows of the caller, for an export
  /// @param deletionConflicts the problem by the constraint that keeps an account from
  ///     being deleted
  /// @param constraints of the tables of resources
  /// @param externalAccounts of the same database; empty without external issuers
  /// @param record keeps the events of accounts; must not block or fail
  /// @param mail empty if this server sends no mail
  /// @param oidc empty without providers
  /// @param passkeys null without passkeys
  public record AuthDependencies(
      Database database,
      AccountTransactions changes,
      SchemaMonitor schema,
      PasswordHasher gate,
      SessionRevocationCache revocationCache,
      RequestAuthenticator authenticator,
      VerificationGate verification,
      SecondFactorGate secondFactor,
      ApiKeyRepository keys,
      ApiKeyCache keyCache,
      List<String> keyScopes,
      InstantSource clock,
      UuidV7Generator ids,
      Optional<CallerProfile> profile,
      CallerRows rows,
      ConstraintProblems deletionConflicts,
      ConstraintCatalog constraints,
      Optional<ExternalAccountCache> externalAccounts,
      Consumer<AccountEvent> record,
      Optional<Outbox> mail,
      Optional<OidcDependencies> oidc,
      @Nullable PasskeyParts passkeys,
      EventSink events) {
    public AuthDependencies {
      keyScopes = List.copyOf(keyScopes);
    }
  }

  /// What sign-in by providers needs.
  ///
  /// @param accounts of the same database
  public record OidcDependencies(OidcSettings settings, ExternalAccountRepository accounts) {}

  public static List<Route> of(AuthSettings settings, AuthDependencies dependencies) {
    Consumer<AccountEvent> record = dependencies.record();
    AuthThrottle throttle =
        new AuthThrottle(settings.limits(), settings.signupRate(), dependencies.clock(), record);
    Database database = dependencies.database();
    AccountTransactions changes = dependencies.changes();
    UserRepository people = new UserRepository(database, changes, settings.sessions());
    SignUpRepository signUps = new SignUpRepository(database, changes);
    // Nobody signs up after sign-up was closed, not even who had begun.
    Optional<SignUpRepository> waiting =
        settings.signup() == Signup.OPEN ? Optional.of(signUps) : Optional.empty();
    SessionRepository sessions =
        new SessionRepository(
            database, changes, settings.sessions(), settings.factors(), settings.ways());
    SecondFactorGate secondFactor = dependencies.secondFactor();
    StepUpGate stepUp = new StepUpGate(settings.factors().any(), sessions);
    RefreshTokenCodec refreshTokens = new RefreshTokenCodec(settings.tokens().secrets());
    TokenResponseWriter tokenResponses =
        new TokenResponseWriter(
            new AccessTokenIssuer(settings.tokens(), dependencies.clock()),
            refreshTokens,
            settings.verification() != Verification.NONE,
            settings.roles(),
            settings.cookies(),
            settings.externalIssuers(),
            settings.factors().any() || dependencies.oidc().isPresent());
    SessionRevocationCache revocationCache = dependencies.revocationCache();
    RequestAuthenticator by = dependencies.authenticator();

    AccountNotices notices = AccountNotices.of(dependencies.mail().isPresent());
    OwnAccountRepository accounts = new OwnAccountRepository(database, changes, notices);
    AccountValidator rules = new AccountValidator(settings.passwords());
    PasswordConfirmation confirmation =
        new PasswordConfirmation(throttle, dependencies.gate(), accounts, record);

    LoginChallenges challenges =
        new LoginChallenges(
            new ChallengeTokenCodec(settings.tokens().secrets()), dependencies.clock());
    MailTokenRepository mailTokens = new MailTokenRepository(database, changes, notices);
    Endpoint signup =
        settings.signup() == Signup.INVITED
            ? new InvitedSignupEndpoint(
                throttle,
                rules,
                dependencies.gate(),
                mailTokens,
                new InvitationRepository(changes, settings.sessions()),
                tokenResponses,
                dependencies.ids(),
                record)
            : new SignupEndpoint(
                throttle,
                rules,
                dependencies.gate(),
                people,
                settings.verification(),
                signUps,
                dependencies.mail().isPresent(),
                tokenResponses,
                dependencies.ids(),
                record);
    Endpoint login =
        new LoginEndpoint(
            throttle,
            settings.limits().enabled()
                ? new FailedLogins(
                    database,
                    dependencies.ids().next(),
                    settings.limits().accountFailedLogins().period(),
                    settings.limits().accountFailedLogins().count())
                : null,
            dependencies.gate(),
            people,
            sessions,
            challenges,
            settings.verification(),
            waiting,
            tokenResponses,
            dependencies.ids(),
            record);
    Endpoint refresh =
        new RefreshEndpoint(
            throttle,
            refreshTokens,
            sessions,
            revocationCache,
            tokenResponses,
            settings.verification(),
            dependencies.events(),
            record,
            settings.cookies());
    TokenCookies cookies = settings.cookies();
    Endpoint logoutByToken = by.requireUser(new LogoutEndpoint(sessions, revocationCache, record));
    Endpoint logout =
        cookies == null
            ? logoutByToken
            : new CookieLogoutEndpoint(
                cookies, logoutByToken, refreshTokens, sessions, revocationCache, record);
    Endpoint password =
        by.requireUser(
            stepUp.guard(
                new ChangePasswordEndpoint(
                    throttle,
                    rules,
                    dependencies.gate(),
                    accounts,
                    confirmation,
                    revocationCache,
                    record)));
    Endpoint forgot =
        new RequestMailEndpoint(MailKind.RESET, throttle, dependencies.mail(), dependencies.ids());
    Endpoint resend =
        new RequestMailEndpoint(MailKind.VERIFY, throttle, dependencies.mail(), dependencies.ids());
    EmailChangeRepository emailChanges = new EmailChangeRepository(database, changes);
    Endpoint changeEmail =
        by.requireUser(
            stepUp.guard(
                new ChangeEmailEndpoint(
                    throttle,
                    emailChanges,
                    confirmation,
                    dependencies.mail().isPresent(),
                    dependencies.ids(),
                    record)));
    Endpoint verify =
        new VerifyEmailEndpoint(
            throttle,
            mailTokens,
            waiting,
            emailChanges,
            revocationCache,
            dependencies.ids(),
            record);
    Endpoint reset =
        new ResetPasswordEndpoint(
            throttle, rules, dependencies.gate(), mailTokens, revocationCache, record);
    Endpoint listSessions = by.requireUser(new ListSessionsEndpoint(throttle, sessions));
    Endpoint endSession =
        by.requireUser(new EndSessionEndpoint(throttle, sessions, revocationCache, record));
    Endpoint endOthers =
        by.requireUser(new EndOtherSessionsEndpoint(throttle, accounts, revocationCache, record));
    Endpoint deletion =
        by.requireUser(
            stepUp.guard(
                new DeleteAccountEndpoint(
                    throttle,
                    accounts,
                    confirmation,
                    revocationCache,
                    dependencies.deletionConflicts(),
                    dependencies.constraints(),
                    dependencies.externalAccounts(),
                    record)));
    Endpoint deleteAccount = cookies == null ? deletion : cookies.clearing(deletion);
    CallerProfile profile = dependencies.profile().orElse(null);
    CurrentUserEndpoint account = new CurrentUserEndpoint(people, tokenResponses, profile);
    ApiKeyRepository keys = dependencies.keys();
    TotpRepository factors =
        settings.factors().totp() == TotpRule.NONE
            ? null
            : new TotpRepository(
                database,
                changes,
                sessions,
                new TotpSecretCipher(settings.tokens().secrets(), new SecureRandom()),
                notices);
    PasskeyParts passkeyParts = dependencies.passkeys();
    PasskeyRepository passkeys =
        passkeyParts == null
            ? null
            : new PasskeyRepository(
                database, changes, sessions, settings.factors(), settings.ways(), notices);
    Endpoint createKey =
        by.requireUser(
            secondFactor.guardAccount(
                stepUp.guard(
                    new CreateKeyEndpoint(
                        throttle,
                        keys,
                        dependencies.keyScopes(),
                        dependencies.ids(),
                        new SecureRandom(),
                        dependencies.clock(),
                        record))));
    Endpoint listKeys = by.requireUser(new ListKeysEndpoint(throttle, keys));
    Endpoint deleteKey =
        by.requireUser(new DeleteKeyEndpoint(throttle, keys, dependencies.keyCache(), record));
    Endpoint me = by.requireUser(account);
    UpdateCurrentUserEndpoint update =
        new UpdateCurrentUserEndpoint(throttle, rules, accounts, profile, account);
    Endpoint updateMe =
        by.requireUser(
            profile == null
                ? update
                : secondFactor.guardAccount(dependencies.verification().guard(update)));
    Endpoint export =
        by.requireUser(
            secondFactor.guardAccount(
                stepUp.guard(
                    new ExportEndpoint(
                        throttle,
                        people,
                        sessions,
                        keys,
                        passkeys,
                        factors,
                        revocationCache,
                        tokenResponses,
                        profile,
                        dependencies.rows(),
                        dependencies.externalAccounts(),
                        System::nanoTime,
                        record))));

    SchemaMonitor schema = dependencies.schema();
    Stream<Route> open =
        settings.signup() != Signup.CLOSED
            ? Stream.of(
                route(
                    schema,
                    RequestMethod.POST,
                    "/api/v1/auth/signup",
                    Body.SMALL_JSON,
                    limited(throttle, AuthLimit.SIGNUP, signup)))
            : Stream.empty();
    Stream<Route> always =
        Stream.of(
            route(
                schema,
                RequestMethod.POST,
                LOGIN,
                Body.SMALL_JSON,
                limited(throttle, AuthLimit.LOGIN, login)),
            route(
                schema,
                RequestMethod.POST,
                REFRESH,
                Body.SMALL_JSON,
                limited(throttle, AuthLimit.REFRESH, refresh)),
            route(schema, RequestMethod.POST, LOGOUT, Body.IGNORED, logout),
            route(
                schema,
                RequestMethod.PUT,
                PASSWORD,
                Body.SMALL_JSON,
                limited(throttle, AuthLimit.LOGIN, password)),
            route(
                schema,
                RequestMethod.POST,
                FORGOT,
                Body.SMALL_JSON,
                limited(throttle, AuthLimit.MAIL, forgot)),
            route(
                schema,
                RequestMethod.POST,
                RESET,
                Body.SMALL_JSON,
                limited(throttle, AuthLimit.LOGIN, reset)),
            route(
                schema,
                RequestMethod.POST,
                VERIFY,
                Body.SMALL_JSON,
                limited(throttle, AuthLimit.LOGIN, verify)),
            route(
                schema,
                RequestMethod.POST,
                CHANGE_EMAIL,
                Body.SMALL_JSON,
                limited(throttle, AuthLimit.LOGIN, changeEmail)),
            route(
                schema,
                RequestMethod.POST,
                RESEND,
                Body.SMALL_JSON,
                limited(throttle, AuthLimit.MAIL, resend)),
            route(
                schema,
                RequestMethod.GET,
                SESSIONS,
                Body.IGNORED,
                limited(throttle, AuthLimit.SESSIONS, listSessions)),
            route(
                schema,
                RequestMethod.DELETE,
                SESSIONS,
                Body.IGNORED,
                limited(throttle, AuthLimit.SESSIONS, endOthers)),
            route(
                schema,
                RequestMethod.DELETE,
                SESSION,
                Body.IGNORED,
                limited(throttle, AuthLimit.SESSIONS, endSession)),
            route(
                schema,
                RequestMethod.POST,
                KEYS,
                Body.SMALL_JSON,
                limited(throttle, AuthLimit.SESSIONS, createKey)),
            route(
                schema,
                RequestMethod.GET,
                KEYS,
                Body.IGNORED,
                limited(throttle, AuthLimit.SESSIONS, listKeys)),
            route(
                schema,
                RequestMethod.DELETE,
                KEY,
                Body.IGNORED,
                limited(throttle, AuthLimit.SESSIONS, deleteKey)),
            route(schema, RequestMethod.GET, ME, Body.IGNORED, me),
            route(
                schema,
                RequestMethod.PATCH,
                ME,
                profile == null ? Body.SMALL_JSON : Body.JSON,
                limited(throttle, AuthLimit.SESSIONS, updateMe)),
            route(schema, RequestMethod.GET, EXPORT, Body.IGNORED, export),
            route(
                schema,
                RequestMethod.DELETE,
                ME,
                Body.SMALL_JSON,
                limited(throttle, AuthLimit.LOGIN, deleteAccount)));
    Stream<Route> byProviders =
        dependencies
            .oidc()
            .map(oidc -> oidc(oidc, settings, dependencies, throttle, sessions, tokenResponses))
            .orElseGet(Stream::empty);
    List<TotpRoutes.TotpRoute> ofTotp =
        factors == null
            ? List.of()
            : TotpRoutes.of(
                throttle,
                by,
                stepUp,
                factors,
                challenges,
                confirmation,
                new CodeProblems(dependencies.events(), record),
                tokenResponses,
                revocationCache,
                settings.tokens().audience(),
                settings.factors().totp() == TotpRule.REQUIRED,
                record);
    Endpoint stepUpByCode =
        ofTotp.stream()
            .filter(route -> route.path().equals(STEP_UP))
            .map(TotpRoutes.TotpRoute::endpoint)
            .findFirst()
            .orElse(null);
    Stream<Route> totp =
        ofTotp.stream()
            .filter(route -> passkeys == null || !route.path().equals(STEP_UP))
            .map(
                route ->
                    route(
                        schema,
                        route.method(),
                        route.path(),
                        route.body(),
                        limited(throttle, route.limit(), route.endpoint())));
    Stream<Route> ofPasskeys =
        passkeyParts == null || passkeys == null
            ? Stream.empty()
            : PasskeyRoutes.of(
                settings,
                dependencies,
                passkeyParts,
                passkeys,
                throttle,
                confirmation,
                tokenResponses,
                stepUpByCode);
    return Stream.of(open, always, byProviders, totp, ofPasskeys).flatMap(each -> each).toList();
  }

  private static Stream<Route> oidc(
      OidcDependencies oidc,
      AuthSettings settings,
      AuthDependencies dependencies,
      AuthThrottle throttle,
      SessionRepository sessions,
      TokenResponseWriter tokenResponses) {
    SchemaMonitor schema = dependencies.schema();
    SecureRandom random = new SecureRandom();
    SignInStateCookie states =
        new SignInStateCookie(
            new SignInStateCodec(settings.tokens().secrets()), dependencies.clock());
    SignInCodeRepository codes =
        new SignInCodeRepository(dependencies.database(), dependencies.changes(), sessions);
    return Stream.of(
        route(
                schema,
                RequestMethod.GET,
                OIDC + "/{provider}",
                Body.IGNORED,
                new OidcStartEndpoint(throttle, oidc.settings(), states, random))
            .withoutHead(),
        route(
                schema,
                RequestMethod.GET,
                OIDC + "/{provider}/callback",
                Body.IGNORED,
                new OidcCallbackEndpoint(
                    throttle,
                    oidc.settings(),
                    states,
                    oidc.accounts(),
                    codes,
                    settings.signup(),
                    dependencies.ids(),
                    random,
                    dependencies.record()))
            .withoutHead(),
        route(
            schema,
            RequestMethod.POST,
            OIDC + "/token",
            Body.SMALL_JSON,
            limited(
                throttle,
                AuthLimit.LOGIN,
                new OidcTokenEndpoint(
                    throttle, codes, tokenResponses, dependencies.ids(), dependencies.record()))));
  }

  static Route route(
      SchemaMonitor schema, RequestMethod method, String path, Body body, Endpoint endpoint) {
    return new Route(method, path, body, request -> answer(schema, endpoint, request));
  }

  /// Adds what is left of a limit to the responses, but not to those of a problem other than the limit.
  static Endpoint limited(AuthThrottle throttle, AuthLimit limit, Endpoint endpoint) {
    return request ->
        endpoint.answer(request).map(reply -> throttle.describe(limit, request, reply));
  }

  /// Turns thrown problems of readers and limits, and failures of the database, into a failed
  /// future.
  private static Future<Reply> answer(SchemaMonitor schema, Endpoint endpoint, Request request) {
    try {
      return endpoint
          .answer(request)
          .recover(failure -> explain(schema, failure).compose(Future::failedFuture));
    } catch (ProblemException problem) {
      return Future.failedFuture(problem);
    }
  }

  /// An unexpected error of the database is a defect of this server, or the tables have changed.
  private static Future<Throwable> explain(SchemaMonitor schema, Throwable failure) {
    Throwable known = DatabaseProblemMapper.toRequestFailure(failure);
    return known instanceof DatabaseException unexpected
        ? schema.explain(unexpected)
        : Future.succeededFuture(known);
  }
}
