package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.PasskeyRepository;
import dev.freehold.auth.AuthRoutes.AuthDependencies;
import dev.freehold.auth.AuthThrottle.AuthLimit;
import dev.freehold.db.SchemaMonitor;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import dev.freehold.http.Route.Body;
import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The routes of passkeys, where the spec has them.
final class PasskeyRoutes {
  private PasskeyRoutes() {}

  /// @param parts of these routes alone
  /// @param stepUpByCode with the code of another factor; null if there is none
  static Stream<Route> of(
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
    SchemaMonitor schema = dependencies.schema();
    String base = AuthRoutes.PASSKEYS;
    return Stream.of(
        AuthRoutes.route(
            schema,
            RequestMethod.POST,
            base + "/options",
            Body.SMALL_JSON,
            AuthRoutes.limited(throttle, AuthLimit.LOGIN, options)),
        AuthRoutes.route(
            schema,
            RequestMethod.POST,
            base,
            Body.SMALL_JSON,
            AuthRoutes.limited(throttle, AuthLimit.SESSIONS, create)),
        AuthRoutes.route(
            schema,
            RequestMethod.GET,
            base,
            Body.IGNORED,
            AuthRoutes.limited(throttle, AuthLimit.SESSIONS, list)),
        AuthRoutes.route(
            schema,
            RequestMethod.DELETE,
            base + "/{id}",
            Body.IGNORED,
            AuthRoutes.limited(throttle, AuthLimit.SESSIONS, delete)),
        AuthRoutes.route(
            schema,
            RequestMethod.POST,
            base + "/login/options",
            Body.SMALL_JSON,
            AuthRoutes.limited(throttle, AuthLimit.LOGIN, loginOptions)),
        AuthRoutes.route(
            schema,
            RequestMethod.POST,
            base + "/login",
            Body.SMALL_JSON,
            AuthRoutes.limited(throttle, AuthLimit.LOGIN, login)),
        AuthRoutes.route(
            schema,
            RequestMethod.POST,
            AuthRoutes.STEP_UP,
            Body.SMALL_JSON,
            AuthRoutes.limited(throttle, AuthLimit.LOGIN, stepUp)));
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
