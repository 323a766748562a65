package dev.freehold.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.ExternalAccountRepository;
import dev.freehold.account.ExternalAccountRepository.Standing;
import dev.freehold.account.SignInCodeRepository;
import dev.freehold.auth.AuthSettings.Signup;
import dev.freehold.auth.OidcSettings.SignInError;
import dev.freehold.db.DatabaseProblemMapper;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.Request.QueryParameter;
import dev.freehold.issuer.ExternalIdentity;
import dev.freehold.issuer.OidcClient;
import dev.freehold.issuer.OidcClient.OidcPerson;
import dev.freehold.issuer.OidcException;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.token.SignInCode;
import dev.freehold.token.SignInStateCodec.SignInState;
import dev.freehold.type.UuidV7Generator;
import io.vertx.core.Future;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// `GET /auth/oidc/{provider}/callback`: where a provider leads the browser back to. Checks that the
/// sign-in began in this browser and with this provider, asks the provider who the person is, and leads the
/// browser to the front end with a one-time code, or with an error.
///
/// A person is (provider, subject), and has an account at the first sign-in. No address joins two (K9).
final class OidcCallbackEndpoint implements Endpoint {
  private static final int LONGEST_CODE = 4096;

  /// Of a provider (RFC 6749 section 4.1.2.1; the second is Apple's).
  private static final Set<String> DENIALS = Set.of("access_denied", "user_cancelled_authorize");

  private final AuthThrottle throttle;
  private final OidcSettings settings;
  private final SignInStateCookie states;
  private final ExternalAccountRepository accounts;
  private final SignInCodeRepository codes;
  private final Signup signup;
  private final UuidV7Generator ids;
  private final SecureRandom random;
  private final Consumer<AccountEvent> record;

  /// @param signup who may create an account
  OidcCallbackEndpoint(
      AuthThrottle throttle,
      OidcSettings settings,
      SignInStateCookie states,
      ExternalAccountRepository accounts,
      SignInCodeRepository codes,
      Signup signup,
      UuidV7Generator ids,
      SecureRandom random,
      Consumer<AccountEvent> record) {
    this.throttle = throttle;
    this.settings = settings;
    this.states = states;
    this.accounts = accounts;
    this.codes = codes;
    this.signup = signup;
    this.ids = ids;
    this.random = random;
    this.record = record;
  }

  /// The end of a sign-in.
  private sealed interface Outcome {
    record Code(String code) implements Outcome {}

    record Failed(SignInError error) implements Outcome {}
  }

  /// Of a person: an account, or why there is none.
  private sealed interface Admission {
    record Admitted(UUID user) implements Admission {}

    record Refused(SignInError error) implements Admission {}
  }

  @Override
  public Future<Reply> answer(Request request) {
    throttle.provider(request);
    OidcClient provider =
        settings
            .provider(request.pathParameter("provider"))
            .orElseThrow(() -> new Problem.NotFound().toException());
    List<QueryParameter> parameters = request.queryParameters();
    SignInState state =
        states.read(request).filter(found -> found.isOf(provider.name())).orElse(null);
    String redirect =
        state == null
            ? null
            : settings.redirects().stream().filter(state::leadsTo).findFirst().orElse(null);
    if (state == null
        || redirect == null
        || hasRepeated(parameters)
        || !isEqual(value(parameters, "state"), state.state())) {
      // The cookie stays: a page that leads the browser here must not end the sign-in of its
      // person.
      return Future.succeededFuture(
          OidcSettings.leadTo(settings.defaultRedirect(), SignInError.INVALID_STATE));
    }
    return finish(provider, state, parameters, request)
        .recover(OidcCallbackEndpoint::explain)
        .map(
            outcome ->
                SignInStateCookie.clear(
                    switch (outcome) {
                      case Outcome.Code(var code) -> OidcSettings.leadTo(redirect, code);
                      case Outcome.Failed(var error) -> OidcSettings.leadTo(redirect, error);
                    }));
  }

  private Future<Outcome> finish(
      OidcClient provider, SignInState state, List<QueryParameter> parameters, Request request) {
    if (!provider.isOwnResponse(value(parameters, "iss"))) {
      return failed(SignInError.INVALID_STATE);
    }
    String error = value(parameters, "error");
    if (error != null) {
      return failed(
          DENIALS.contains(error)
              ? SignInError.ACCESS_DENIED
              : error.equals(SignInError.TEMPORARILY_UNAVAILABLE.text())
                  ? SignInError.TEMPORARILY_UNAVAILABLE
                  : SignInError.SERVER_ERROR);
    }
    String code = value(parameters, "code");
    if (code == null || code.isEmpty() || code.length() > LONGEST_CODE) {
      return failed(SignInError.SERVER_ERROR);
    }
    return provider
        .redeem(code, settings.callback(provider), state.verifier(), state.nonce())
        .compose(person -> admit(person, request))
        .compose(
            admission ->
                switch (admission) {
                  case Admission.Admitted(var user) -> issue(user, state);
                  case Admission.Refused(var why) -> failed(why);
                });
  }

  private Future<Outcome> issue(UUID user, SignInState state) {
    String code = SignInCode.generate(random);
    return codes
        .issue(SignInCode.hash(code), SignInCode.hash(state.state()), user, state.challenge())
        .map(
            issued ->
                issued ? new Outcome.Code(code) : new Outcome.Failed(SignInError.INVALID_STATE));
  }

  private Future<Admission> admit(OidcPerson person, Request request) {
    return accounts
        .standing(person.identity())
        .compose(
            found ->
                found.isPresent()
                    ? admitKnown(person.identity(), found.get())
                    : admitNew(person, request));
  }

  private Future<Admission> admitKnown(ExternalIdentity identity, Standing account) {
    return account.disabled()
        ? refused(identity, SignInError.ACCOUNT_DISABLED)
        : Future.succeededFuture(new Admission.Admitted(account.user()));
  }

  private Future<Admission> admitNew(OidcPerson person, Request request) {
    ExternalIdentity identity = person.identity();
    if (signup != Signup.OPEN) {
      return refused(identity, SignInError.SIGNUP_CLOSED);
    }
    throttle.newAccount(request);
    UUID user = ids.next();
    UUID id = ids.next();
    return accounts
        .provision(user, id, identity, person.name())
        .onComplete(
            made -> {
              if (made.failed() || !made.result()) {
                throttle.refundAccount(request);
              } else {
                record.accept(
                    new AccountEvent(Kind.ACCOUNT_PROVISIONED, user, identity.handle(), id));
              }
            })
        .compose(
            made -> made ? Future.succeededFuture(new Admission.Admitted(user)) : other(identity));
  }

  /// The account that the other of two first sign-ins at once has made.
  private Future<Admission> other(ExternalIdentity identity) {
    return accounts
        .standing(identity)
        .compose(
            found ->
                found.isPresent()
                    ? admitKnown(identity, found.get())
                    // It was deleted since.
                    : Future.succeededFuture(
                        new Admission.Refused(SignInError.TEMPORARILY_UNAVAILABLE)));
  }

  private Future<Admission> refused(ExternalIdentity identity, SignInError why) {
    record.accept(
        AccountEvent.ofEmail(Kind.LOG_IN_FAILED, identity.handle())
            .by(AccountEvent.provider(identity.issuer())));
    return Future.succeededFuture(new Admission.Refused(why));
  }

  private static Future<Outcome> failed(SignInError error) {
    return Future.succeededFuture(new Outcome.Failed(error));
  }

  /// What the front end can tell a person of a failure. A defect of this server stays one.
  private static Future<Outcome> explain(Throwable failure) {
    if (failure instanceof OidcException e) {
      return failed(
          switch (e.reason()) {
            case UNAVAILABLE -> SignInError.TEMPORARILY_UNAVAILABLE;
            case REFUSED -> SignInError.SERVER_ERROR;
          });
    }
    return DatabaseProblemMapper.toRequestFailure(failure) instanceof ProblemException e
            && (e.problem() instanceof Problem.RateLimited
                || e.problem() instanceof Problem.Unavailable)
        ? failed(SignInError.TEMPORARILY_UNAVAILABLE)
        : Future.failedFuture(failure);
  }

  private static boolean hasRepeated(List<QueryParameter> parameters) {
    Set<String> names = new HashSet<>();
    return !parameters.stream().map(QueryParameter::name).allMatch(names::add);
  }

  /// The value of a parameter; null if there is none. Parameters that are not known are ignored (RFC 6749
  /// section 4.1.2).
  private static @Nullable String value(List<QueryParameter> parameters, String name) {
    for (QueryParameter each : parameters) {
      if (each.name().equals(name)) {
        return each.value();
      }
    }
    return null;
  }

  private static boolean isEqual(@Nullable String text, String expected) {
    return text != null && MessageDigest.isEqual(text.getBytes(UTF_8), expected.getBytes(UTF_8));
  }
}
