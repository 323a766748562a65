package dev.freehold.openapi;

import dev.freehold.openapi.operation.ComponentNames;
import dev.freehold.openapi.operation.ComponentNames.BuiltIn;
import dev.freehold.openapi.operation.Content;
import dev.freehold.openapi.operation.Failure;
import dev.freehold.openapi.operation.Header;
import dev.freehold.openapi.operation.Operation;
import dev.freehold.openapi.operation.Security;
import dev.freehold.openapi.operation.Success;
import dev.freehold.openapi.schema.JsonObject;
import dev.freehold.plan.ApiPlan;
import java.io.IOException;
import java.util.List;

/// The paths of sign-in. Where sign-up is closed its route does not exist, here as there.
final class AuthPaths {
  private final ApiPlan plan;
  private final ComponentNames names;
  private final AuthSchemas schemas;

  AuthPaths(ApiPlan plan, ComponentNames names) {
    this.plan = plan;
    this.names = names;
    this.schemas = new AuthSchemas(plan.auth(), names);
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
        Security.NONE,
        List.of(),
        body(names.of(BuiltIn.SIGN_UP), AuthSchemas::signUpExample),
        session(201, "The account and its tokens.", List.of(Header.LOCATION)),
        List.of(
            Failure.BAD_BODY,
            Failure.EMAIL_TAKEN,
            Failure.UNSUPPORTED_MEDIA_TYPE,
            Failure.RATE_LIMITED));
  }

  private Operation logIn() {
    return new Operation(
        "logIn",
        names.authTag(),
        "Log in",
        "Starts a session. A wrong e-mail and a wrong password are answered alike.",
        Security.NONE,
        List.of(),
        body(names.of(BuiltIn.LOG_IN), AuthSchemas::logInExample),
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
        Security.NONE,
        List.of(),
        body(names.of(BuiltIn.REFRESH), AuthSchemas::refreshExample),
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
        Security.REQUIRED,
        List.of(),
        null,
        List.of(new Success(204, "The session has ended.")),
        List.of(Failure.BAD_REQUEST, Failure.UNAUTHORIZED));
  }

  private Operation me() {
    return new Operation(
        "me",
        names.authTag(),
        "Who am I",
        "The account of the person who asks.",
        Security.REQUIRED,
        List.of(),
        null,
        List.of(
            new Success(
                200,
                "The account.",
                List.of(),
                answer(BuiltIn.AUTH_USER_RESPONSE, schemas::userExample))),
        List.of(Failure.BAD_REQUEST, Failure.UNAUTHORIZED));
  }

  private List<Success> session(int status, String description, List<Header> headers) {
    return List.of(
        new Success(
            status,
            description,
            headers,
            answer(BuiltIn.AUTH_SESSION_RESPONSE, schemas::sessionExample)));
  }

  private static Content body(String schema, JsonObject.Members example) {
    return new Content(
        List.of(schema), List.of(new Content.Example("body", Content.Value.object(example))));
  }

  private Content answer(BuiltIn schema, JsonObject.Members data) {
    return new Content(
        List.of(names.of(schema)),
        List.of(new Content.Example("answer", Content.Value.data(data))));
  }
}
