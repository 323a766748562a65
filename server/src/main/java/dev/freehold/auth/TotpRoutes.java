package dev.freehold.auth;

import static dev.freehold.auth.AuthRoutes.TOTP;
import static dev.freehold.http.RequestMethod.DELETE;
import static dev.freehold.http.RequestMethod.GET;
import static dev.freehold.http.RequestMethod.POST;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.SessionRevocationCache;
import dev.freehold.account.TotpRepository;
import dev.freehold.auth.AuthThrottle.AuthLimit;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Route.Body;
import java.security.SecureRandom;
import java.util.function.Consumer;

/// The routes of second factors by TOTP.
final class TotpRoutes {
  private TotpRoutes() {}

  /// All but the step-up, which passkeys share.
  ///
  /// @param stepUp before a change of a factor that is there
  /// @param api the name of the API
  /// @param required whether the API requires a second factor
  static void add(
      AuthRouteTable table,
      AuthThrottle throttle,
      RequestAuthenticator by,
      StepUpGate stepUp,
      TotpRepository factors,
      LoginChallenges challenges,
      PasswordConfirmation confirmation,
      CodeProblems problems,
      TokenResponseWriter tokenResponses,
      SessionRevocationCache revocationCache,
      String api,
      boolean required,
      Consumer<AccountEvent> record) {
    SecureRandom random = new SecureRandom();
    Endpoint begin =
        by.requireUser(
            stepUp.guard(new BeginTotpEndpoint(throttle, factors, confirmation, api, random)));
    Endpoint confirm =
        by.requireUser(
            stepUp.guard(
                new TotpCodeEndpoint<>(
                    throttle,
                    problems,
                    new TotpConfirmation(factors, revocationCache, random, record))));
    Endpoint remove =
        by.requireUser(
            new TotpCodeEndpoint<>(throttle, problems, new TotpRemoval(required, factors, record)));
    Endpoint replaceCodes =
        by.requireUser(
            new TotpCodeEndpoint<>(
                throttle, problems, new RecoveryCodeReplacement(factors, random, record)));
    table.add(POST, TOTP, Body.SMALL_JSON, AuthLimit.LOGIN, begin);
    table.add(
        GET,
        TOTP,
        Body.IGNORED,
        AuthLimit.SESSIONS,
        by.requireUser(new TotpStateEndpoint(throttle, factors)));
    table.add(DELETE, TOTP, Body.SMALL_JSON, AuthLimit.LOGIN, remove);
    table.add(POST, TOTP + "/confirm", Body.SMALL_JSON, AuthLimit.LOGIN, confirm);
    table.add(
        POST,
        TOTP + "/login",
        Body.SMALL_JSON,
        AuthLimit.LOGIN,
        new TotpLoginEndpoint(throttle, challenges, factors, problems, tokenResponses, record));
    table.add(POST, TOTP + "/recovery-codes", Body.SMALL_JSON, AuthLimit.LOGIN, replaceCodes);
  }

  /// Proves the second factor of a session that was opened before.
  static Endpoint stepUp(
      AuthThrottle throttle,
      RequestAuthenticator by,
      TotpRepository factors,
      CodeProblems problems,
      Consumer<AccountEvent> record) {
    return by.requireUser(
        new TotpCodeEndpoint<>(throttle, problems, new SecondFactorProof(factors, record)));
  }
}
