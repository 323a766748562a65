package dev.freehold.auth;

import static dev.freehold.http.RequestMethod.DELETE;
import static dev.freehold.http.RequestMethod.GET;
import static dev.freehold.http.RequestMethod.POST;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.PasskeyRepository;
import dev.freehold.auth.AuthRoutes.AuthDependencies;
import dev.freehold.auth.AuthThrottle.AuthLimit;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.Route.Body;
import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The routes of passkeys, where the spec has them.
final class PasskeyRoutes {
  private PasskeyRoutes() {}

  /// @param parts of these routes alone
  /// @param stepUpByCode with the code of another factor; null if there is none
  /// @return the step-up, by a passkey or by that code
  static Endpoint add(
      AuthRouteTable table,
      AuthSettings settings,
      AuthDependencies dependencies,
      PasskeyParts parts,
      PasskeyRepository passkeys,
      AuthThrottle throttle,
      PasswordConfirmation confirmation,
      TokenResponseWriter tokenResponses,
      @Nullable Endpoint stepUpByCode) {
    Consumer<AccountEvent> record = dependencies.record();
    RequestAuthenticator by = dependencies.authenticator();
    PasskeyProof proof = new PasskeyProof(passkeys, confirmation);
    Endpoint options =
        by.requireUser(
            new PasskeyOptionsEndpoint(throttle, passkeys, proof, parts, dependencies.clock()));
    Endpoint create =
        by.requireUser(
            new CreatePasskeyEndpoint(
                throttle, passkeys, parts, dependencies.ids(), dependencies.clock(), record));
    Endpoint list = by.requireUser(new ListPasskeysEndpoint(throttle, passkeys));
    Endpoint delete =
        by.requireUser(
            new DeletePasskeyEndpoint(
                throttle, passkeys, proof, dependencies.revocationCache(), record));
    PasskeySignature signature = new PasskeySignature(passkeys, parts, record);
    Endpoint stepUp =
        orCode(
            by.requireUser(
                new PasskeyStepUpEndpoint(
                    throttle, passkeys, signature, parts, dependencies.clock(), record)),
            stepUpByCode);
    Endpoint loginOptions = new PasskeyLoginOptionsEndpoint(throttle, parts, dependencies.clock());
    Endpoint login =
        new PasskeyLoginEndpoint(
            throttle,
            passkeys,
            signature,
            parts,
            settings.verification(),
            tokenResponses,
            dependencies.ids(),
            dependencies.clock(),
            record);
    String base = AuthRoutes.PASSKEYS;
    table.add(POST, base + "/options", Body.SMALL_JSON, AuthLimit.LOGIN, options);
    table.add(POST, base, Body.SMALL_JSON, AuthLimit.SESSIONS, create);
    table.add(GET, base, Body.IGNORED, AuthLimit.SESSIONS, list);
    table.add(DELETE, base + "/{id}", Body.IGNORED, AuthLimit.SESSIONS, delete);
    table.add(POST, base + "/login/options", Body.SMALL_JSON, AuthLimit.LOGIN, loginOptions);
    table.add(POST, base + "/login", Body.SMALL_JSON, AuthLimit.LOGIN, login);
    return stepUp;
  }

  /// A body without a credential is one with a code, where there are codes.
  private static Endpoint orCode(Endpoint passkey, @Nullable Endpoint code) {
    if (code == null) {
      return passkey;
    }
    return new Endpoint() {
      @Override
      public Future<Reply> answer(Request request) {
        // Who is not signed in is told that, whatever the body is.
        Optional<Problem> refused = checkHead(request);
        if (refused.isPresent()) {
          return Future.failedFuture(refused.get().toException());
        }
        return (PasskeyBody.hasCredential(request.body()) ? passkey : code).answer(request);
      }

      @Override
      public Optional<Problem> checkHead(Request head) {
        return passkey.checkHead(head);
      }
    };
  }
}
