package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.PasskeyRepository;
import dev.freehold.auth.AuthRoutes.AuthDependencies;
import dev.freehold.auth.AuthThrottle.AuthLimit;
import dev.freehold.db.SchemaMonitor;
import dev.freehold.http.Endpoint;
import dev.freehold.http.RequestMethod;
import dev.freehold.http.Route;
import dev.freehold.http.Route.Body;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The routes of passkeys, where the spec has them.
final class PasskeyRoutes {
  private PasskeyRoutes() {}

  /// @param parts of these routes alone
  static Stream<Route> of(
      AuthSettings settings,
      AuthDependencies dependencies,
      PasskeyParts parts,
      PasskeyRepository passkeys,
      AuthThrottle throttle,
      PasswordConfirmation confirmation,
      TokenResponseWriter tokenResponses) {
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
    Endpoint loginOptions = new PasskeyLoginOptionsEndpoint(throttle, parts, dependencies.clock());
    Endpoint login =
        new PasskeyLoginEndpoint(
            throttle,
            passkeys,
            new PasskeySignature(passkeys, parts, record),
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
            AuthRoutes.limited(throttle, AuthLimit.LOGIN, login)));
  }
}
