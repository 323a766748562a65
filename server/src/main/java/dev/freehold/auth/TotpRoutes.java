package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.SessionRevocationCache;
import dev.freehold.account.TotpRepository;
import dev.freehold.auth.AuthThrottle.AuthLimit;
import dev.freehold.http.Endpoint;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route.Body;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Consumer;

/// The routes of second factors by TOTP.
final class TotpRoutes {
  private TotpRoutes() {}

  /// @param limit whose remaining requests the responses tell
  record TotpRoute(
      RequestMethod method, String path, Body body, AuthLimit limit, Endpoint endpoint) {}

  /// @param stepUp before a change of a factor that is there
  /// @param api the name of the API
  /// @param required whether the API requires a second factor
  static List<TotpRoute> of(
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
    return List.of(
        route(
            RequestMethod.POST,
            AuthRoutes.TOTP,
            by.requireUser(
                stepUp.guard(new BeginTotpEndpoint(throttle, factors, confirmation, api, random)))),
        new TotpRoute(
            RequestMethod.GET,
            AuthRoutes.TOTP,
            Body.IGNORED,
            AuthLimit.SESSIONS,
            by.requireUser(new TotpStateEndpoint(throttle, factors))),
        route(
            RequestMethod.DELETE,
            AuthRoutes.TOTP,
            by.requireUser(
                new TotpCodeEndpoint<>(
                    throttle, problems, new TotpRemoval(required, factors, record)))),
        route(
            RequestMethod.POST,
            AuthRoutes.TOTP + "/confirm",
            by.requireUser(
                stepUp.guard(
                    new TotpCodeEndpoint<>(
                        throttle,
                        problems,
                        new TotpConfirmation(factors, revocationCache, random, record))))),
        route(
            RequestMethod.POST,
            AuthRoutes.TOTP + "/login",
            new TotpLoginEndpoint(throttle, challenges, factors, problems, tokenResponses, record)),
        route(
            RequestMethod.POST,
            AuthRoutes.TOTP + "/recovery-codes",
            by.requireUser(
                new TotpCodeEndpoint<>(
                    throttle, problems, new RecoveryCodeReplacement(factors, random, record)))),
        route(
            RequestMethod.POST,
            AuthRoutes.STEP_UP,
            by.requireUser(
                new TotpCodeEndpoint<>(
                    throttle, problems, new SecondFactorProof(factors, record)))));
  }

  private static TotpRoute route(RequestMethod method, String path, Endpoint endpoint) {
    return new TotpRoute(method, path, Body.SMALL_JSON, AuthLimit.LOGIN, endpoint);
  }
}
