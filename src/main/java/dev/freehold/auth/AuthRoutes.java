package dev.freehold.auth;

import dev.freehold.db.Database;
import dev.freehold.db.DbProblems;
import dev.freehold.event.EventSink;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Method;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.http.Route;
import dev.freehold.http.Route.Body;
import dev.freehold.password.PasswordGate;
import dev.freehold.people.AccountRules;
import dev.freehold.people.People;
import dev.freehold.people.Revocations;
import dev.freehold.people.Sessions;
import dev.freehold.problem.ProblemException;
import dev.freehold.token.AccessTokenIssuer;
import dev.freehold.token.RefreshTokens;
import dev.freehold.type.UuidV7;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/// The routes of sign-in.
public final class AuthRoutes {
  static final String ME = "/api/v1/auth/me";

  private AuthRoutes() {}

  /// What the routes are made of.
  ///
  /// @param database that of the role for sign-in, which alone may read schema `auth`
  /// @param authenticate over the same `revocations`
  public record Parts(
      Database database,
      PasswordGate gate,
      Revocations revocations,
      Authenticate authenticate,
      InstantSource clock,
      UuidV7 ids,
      EventSink events) {}

  public static List<Route> of(AuthSettings settings, Parts parts) {
    Throttle throttle = new Throttle(settings.limits(), parts.clock());
    People people = new People(parts.database(), settings.sessions());
    Sessions sessions = new Sessions(parts.database(), settings.sessions());
    RefreshTokens refreshTokens = new RefreshTokens(settings.tokens().secret());
    Tokens tokens =
        new Tokens(
            new AccessTokenIssuer(settings.tokens(), parts.clock()),
            refreshTokens,
            settings.roles());
    Revocations revocations = parts.revocations();
    Authenticate by = parts.authenticate();

    Endpoint signup =
        new Signup(
            throttle,
            new AccountRules(settings.passwords()),
            parts.gate(),
            people,
            tokens,
            parts.ids());
    Endpoint login = new Login(throttle, parts.gate(), people, sessions, tokens, parts.ids());
    Endpoint refresh =
        new Refresh(throttle, refreshTokens, sessions, revocations, tokens, parts.events());
    Endpoint logout = by.signedIn(new Logout(sessions, revocations));
    Endpoint me = by.signedIn(new Me(people, tokens));

    Stream<Route> open =
        settings.signupOpen()
            ? Stream.of(route(Method.POST, "/api/v1/auth/signup", Body.SMALL_JSON, signup))
            : Stream.empty();
    Stream<Route> always =
        Stream.of(
            route(Method.POST, "/api/v1/auth/login", Body.SMALL_JSON, login),
            route(Method.POST, "/api/v1/auth/refresh", Body.SMALL_JSON, refresh),
            route(Method.POST, "/api/v1/auth/logout", Body.IGNORED, logout),
            route(Method.GET, ME, Body.IGNORED, me));
    return Stream.concat(open, always).toList();
  }

  private static Route route(Method method, String path, Body body, Endpoint endpoint) {
    return new Route(method, path, body, request -> answer(endpoint, request));
  }

  /// Readers and limits throw their problem, statements fail with that of the database; both leave as a failed future.
  private static Future<Reply> answer(Endpoint endpoint, Request request) {
    try {
      return endpoint
          .answer(request)
          .recover(failure -> Future.failedFuture(DbProblems.failure(failure)));
    } catch (ProblemException problem) {
      return Future.failedFuture(problem);
    }
  }
}
