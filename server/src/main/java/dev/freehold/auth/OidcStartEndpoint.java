package dev.freehold.auth;

import dev.freehold.auth.OidcSettings.SignInError;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.Request.QueryParameter;
import dev.freehold.issuer.OidcClient;
import dev.freehold.issuer.OidcClient.AuthorizationRequest;
import dev.freehold.issuer.OidcException;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import dev.freehold.token.Base64Url;
import dev.freehold.token.SignInStateCodec;
import dev.freehold.token.SignInStateCodec.SignInState;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// `GET /auth/oidc/{provider}`: leads the browser to the provider, with a state that this browser alone has.
/// Keeps nothing: a stranger who calls it fills no table.
final class OidcStartEndpoint implements Endpoint {
  private static final String REDIRECT = "redirect";
  private static final String CHALLENGE = "code_challenge";
  private static final String METHOD = "code_challenge_method";
  private static final List<String> PARAMETERS = List.of(REDIRECT, CHALLENGE, METHOD);
  private static final String S256 = "S256";
  private static final int CHALLENGE_BYTES = 32;

  private final AuthThrottle throttle;
  private final OidcSettings settings;
  private final SignInStateCookie states;
  private final SecureRandom random;

  OidcStartEndpoint(
      AuthThrottle throttle, OidcSettings settings, SignInStateCookie states, SecureRandom random) {
    this.throttle = throttle;
    this.settings = settings;
    this.states = states;
    this.random = random;
  }

  @Override
  public Future<Reply> answer(Request request) {
    throttle.provider(request);
    OidcClient provider =
        settings
            .provider(request.pathParameter("provider"))
            .orElseThrow(() -> new Problem.NotFound().toException());
    List<Violation> faults = new ArrayList<>();
    Map<String, String> values = values(request.queryParameters(), faults);
    String redirect = values.getOrDefault(REDIRECT, settings.defaultRedirect());
    if (!settings.redirects().contains(redirect)) {
      faults.add(
          new Violation(
              REDIRECT,
              ViolationCode.NOT_ONE_OF,
              "redirect must be exactly one of auth.redirects of the spec."));
    }
    String challenge = values.getOrDefault(CHALLENGE, "");
    if (challenge.isEmpty()) {
      faults.add(
          new Violation(
              CHALLENGE,
              ViolationCode.REQUIRED,
              "code_challenge must be given: with its code_verifier the front end shows that it"
                  + " began the sign-in (RFC 7636)."));
    } else if (Base64Url.decode(challenge).filter(b -> b.length == CHALLENGE_BYTES).isEmpty()) {
      faults.add(
          new Violation(
              CHALLENGE,
              ViolationCode.FORMAT,
              "code_challenge must be the SHA-256 of the code_verifier in base64url."));
    }
    if (!S256.equals(values.get(METHOD))) {
      faults.add(
          new Violation(METHOD, ViolationCode.NOT_ONE_OF, "code_challenge_method must be S256."));
    }
    if (!faults.isEmpty()) {
      return Future.failedFuture(new Problem.Invalid(faults).toException());
    }
    SignInState state =
        SignInState.create(random, states.expiry(), provider.name(), redirect, challenge);
    return provider
        .authorizationAddress(
            new AuthorizationRequest(
                settings.callback(provider),
                state.state(),
                state.nonce(),
                SignInStateCodec.challenge(state.verifier())))
        .map(address -> states.set(OidcSettings.leadToAddress(address), state))
        .recover(
            failure ->
                failure instanceof OidcException
                    ? Future.succeededFuture(
                        OidcSettings.leadTo(redirect, SignInError.TEMPORARILY_UNAVAILABLE))
                    : Future.failedFuture(failure));
  }

  private static Map<String, String> values(
      List<QueryParameter> parameters, List<Violation> faults) {
    Map<String, String> values = new HashMap<>();
    for (QueryParameter each : parameters) {
      if (!PARAMETERS.contains(each.name())) {
        faults.add(
            new Violation(
                each.shortName(), ViolationCode.UNKNOWN, each.shortName() + " is not known here."));
      } else if (values.put(each.name(), each.value()) != null) {
        faults.add(
            new Violation(
                each.name(), ViolationCode.REPEATED, each.name() + " may be given once."));
      }
    }
    return values;
  }
}
