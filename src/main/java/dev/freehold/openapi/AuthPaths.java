package dev.freehold.openapi;

import dev.freehold.openapi.ComponentNames.BuiltIn;
import dev.freehold.openapi.Operation.Body;
import dev.freehold.openapi.Operation.Success;
import dev.freehold.openapi.schema.JsonObject;
import dev.freehold.plan.ApiPlan;
import java.io.IOException;
import java.util.List;

/// The paths of sign-in. Where sign-up is closed its route does not exist, here as there.
final class AuthPaths {
  private final ApiPlan plan;
  private final ComponentNames names;

  AuthPaths(ApiPlan plan, ComponentNames names) {
    this.plan = plan;
    this.names = names;
  }

  void write(JsonObject paths) throws IOException {
    String base = plan.base() + "/auth";
    if (plan.auth().signup()) {
      paths.object(base + "/signup", p -> signUp().write(p, "post"));
    }
    paths.object(base + "/login", p -> logIn().write(p, "post"));
    paths.object(base + "/refresh", p -> refresh().write(p, "post"));
    paths.object(base + "/logout", p -> logOut().write(p, "post"));
    paths.object(base + "/me", p -> me().write(p, "get"));
  }

  private Operation signUp() {
    return new Operation(
        "signUp",
        names.authTag(),
        "Sign up",
        "Makes an account and signs it in.",
        false,
        List.of(),
        new Body(names.of(BuiltIn.SIGN_UP), AuthSchemas::signUpExample),
        session(201, "The account and its tokens.", List.of("Location")),
        List.of(
            Failure.BAD_BODY,
            Failure.CONFLICT,
            Failure.UNSUPPORTED_MEDIA_TYPE,
            Failure.RATE_LIMITED));
  }

  private Operation logIn() {
    return new Operation(
        "logIn",
        names.authTag(),
        "Log in",
        "Starts a session. A wrong e-mail and a wrong password are answered alike.",
        false,
        List.of(),
        new Body(names.of(BuiltIn.LOG_IN), AuthSchemas::logInExample),
        session(200, "The account and its tokens.", List.of()),
        List.of(
            Failure.BAD_BODY,
            Failure.INVALID_CREDENTIALS,
            Failure.UNSUPPORTED_MEDIA_TYPE,
            Failure.RATE_LIMITED));
  }

  private Operation refresh() {
    return new Operation(
        "refresh",
        names.authTag(),
        "Refresh",
        "Trades a refresh token for new tokens. Each is good once; one that is used again after a"
            + " short grace ends its session, because then someone else has it.",
        false,
        List.of(),
        new Body(names.of(BuiltIn.REFRESH), AuthSchemas::refreshExample),
        session(200, "The account and its new tokens.", List.of()),
        List.of(
            Failure.BAD_BODY,
            Failure.INVALID_REFRESH_TOKEN,
            Failure.UNSUPPORTED_MEDIA_TYPE,
            Failure.RATE_LIMITED));
  }

  private Operation logOut() {
    return new Operation(
        "logOut",
        names.authTag(),
        "Log out",
        "Ends the session: its access and refresh tokens stop working.",
        true,
        List.of(),
        null,
        new Success(204, "The session has ended.", List.of(), null, null),
        List.of(Failure.BAD_REQUEST, Failure.UNAUTHORIZED));
  }

  private Operation me() {
    return new Operation(
        "me",
        names.authTag(),
        "Who am I",
        "The account of the person who asks.",
        true,
        List.of(),
        null,
        new Success(
            200,
            "The account.",
            List.of(),
            names.of(BuiltIn.AUTH_USER_RESPONSE),
            AuthSchemas::userExample),
        List.of(Failure.BAD_REQUEST, Failure.UNAUTHORIZED));
  }

  private Success session(int status, String description, List<String> headers) {
    return new Success(
        status,
        description,
        headers,
        names.of(BuiltIn.AUTH_SESSION_RESPONSE),
        AuthSchemas::sessionExample);
  }
}
