package dev.freehold.auth;

import static dev.freehold.http.RequestMethod.DELETE;
import static dev.freehold.http.RequestMethod.GET;
import static dev.freehold.http.RequestMethod.PATCH;
import static dev.freehold.http.RequestMethod.POST;
import static dev.freehold.http.RequestMethod.PUT;

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
import dev.freehold.db.SchemaMonitor;
import dev.freehold.event.EventSink;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Route;
import dev.freehold.http.Route.Body;
import dev.freehold.mail.MailKind;
import dev.freehold.mail.Outbox;
import dev.freehold.password.PasswordHasher;
import dev.freehold.token.AccessTokenIssuer;
import dev.freehold.token.ChallengeTokenCodec;
import dev.freehold.token.RefreshTokenCodec;
import dev.freehold.token.SignInStateCodec;
import dev.freehold.token.TotpSecretCipher;
import dev.freehold.type.TotpRule;
import dev.freehold.type.UuidV7Generator;
import dev.freehold.type.Verification;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The auth routes.
public final class AuthRoutes {
  static final String SIGNUP = "/api/v1/auth/signup";
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

    AuthRouteTable table = new AuthRouteTable(dependencies.schema(), throttle);
    if (settings.signup() != Signup.CLOSED) {
      table.add(POST, SIGNUP, Body.SMALL_JSON, AuthLimit.SIGNUP, signup);
    }
    table.add(POST, LOGIN, Body.SMALL_JSON, AuthLimit.LOGIN, login);
    table.add(POST, REFRESH, Body.SMALL_JSON, AuthLimit.REFRESH, refresh);
    table.addWithoutLimit(POST, LOGOUT, Body.IGNORED, logout);
    table.add(PUT, PASSWORD, Body.SMALL_JSON, AuthLimit.LOGIN, password);
    table.add(POST, FORGOT, Body.SMALL_JSON, AuthLimit.MAIL, forgot);
    table.add(POST, RESET, Body.SMALL_JSON, AuthLimit.LOGIN, reset);
    table.add(POST, VERIFY, Body.SMALL_JSON, AuthLimit.LOGIN, verify);
    table.add(POST, CHANGE_EMAIL, Body.SMALL_JSON, AuthLimit.LOGIN, changeEmail);
    table.add(POST, RESEND, Body.SMALL_JSON, AuthLimit.MAIL, resend);
    table.add(GET, SESSIONS, Body.IGNORED, AuthLimit.SESSIONS, listSessions);
    table.add(DELETE, SESSIONS, Body.IGNORED, AuthLimit.SESSIONS, endOthers);
    table.add(DELETE, SESSION, Body.IGNORED, AuthLimit.SESSIONS, endSession);
    table.add(POST, KEYS, Body.SMALL_JSON, AuthLimit.SESSIONS, createKey);
    table.add(GET, KEYS, Body.IGNORED, AuthLimit.SESSIONS, listKeys);
    table.add(DELETE, KEY, Body.IGNORED, AuthLimit.SESSIONS, deleteKey);
    table.addWithoutLimit(GET, ME, Body.IGNORED, me);
    table.add(
        PATCH, ME, profile == null ? Body.SMALL_JSON : Body.JSON, AuthLimit.SESSIONS, updateMe);
    table.addWithoutLimit(GET, EXPORT, Body.IGNORED, export);
    table.add(DELETE, ME, Body.SMALL_JSON, AuthLimit.LOGIN, deleteAccount);
    dependencies
        .oidc()
        .ifPresent(
            oidc ->
                addOidc(table, oidc, settings, dependencies, throttle, sessions, tokenResponses));
    Endpoint stepUpByCode = null;
    if (factors != null) {
      CodeProblems problems = new CodeProblems(dependencies.events(), record);
      TotpRoutes.add(
          table,
          throttle,
          by,
          stepUp,
          factors,
          challenges,
          confirmation,
          problems,
          tokenResponses,
          revocationCache,
          settings.tokens().audience(),
          settings.factors().totp() == TotpRule.REQUIRED,
          record);
      stepUpByCode = TotpRoutes.stepUp(throttle, by, factors, problems, record);
    }
    Endpoint proof = stepUpByCode;
    if (passkeyParts != null && passkeys != null) {
      proof =
          PasskeyRoutes.add(
              table,
              settings,
              dependencies,
              passkeyParts,
              passkeys,
              throttle,
              confirmation,
              tokenResponses,
              stepUpByCode);
    }
    if (proof != null) {
      table.add(POST, STEP_UP, Body.SMALL_JSON, AuthLimit.LOGIN, proof);
    }
    return table.routes();
  }

  private static void addOidc(
      AuthRouteTable table,
      OidcDependencies oidc,
      AuthSettings settings,
      AuthDependencies dependencies,
      AuthThrottle throttle,
      SessionRepository sessions,
      TokenResponseWriter tokenResponses) {
    SecureRandom random = new SecureRandom();
    SignInStateCookie states =
        new SignInStateCookie(
            new SignInStateCodec(settings.tokens().secrets()), dependencies.clock());
    SignInCodeRepository codes =
        new SignInCodeRepository(dependencies.database(), dependencies.changes(), sessions);
    table.addGetWithoutHead(
        OIDC + "/{provider}", new OidcStartEndpoint(throttle, oidc.settings(), states, random));
    table.addGetWithoutHead(
        OIDC + "/{provider}/callback",
        new OidcCallbackEndpoint(
            throttle,
            oidc.settings(),
            states,
            oidc.accounts(),
            codes,
            settings.signup(),
            dependencies.ids(),
            random,
            dependencies.record()));
    table.add(
        POST,
        OIDC + "/token",
        Body.SMALL_JSON,
        AuthLimit.LOGIN,
        new OidcTokenEndpoint(
            throttle, codes, tokenResponses, dependencies.ids(), dependencies.record()));
  }
}
