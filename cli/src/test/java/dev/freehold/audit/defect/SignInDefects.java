package dev.freehold.audit.defect;

import static dev.freehold.audit.defect.Defect.DefectFamily.SIGN_IN;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.CRITICAL;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.LOW;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.MEDIUM;

import dev.freehold.audit.defect.Defect.FaultContext;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Defects of sign-up and log-in.
final class SignInDefects {
  private static final String PASSWORD_SUFFIX = "-made-long-enough-9f2c";
  private static final String LAST_REFUSAL = "refusal";

  private SignInDefects() {}

  static List<Defect> all() {
    return List.of(
        Defect.inProxy(
            "login-status",
            SIGN_IN,
            MEDIUM,
            "answers 404 for an e-mail without an account",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return isUnknown(request, answer, context)
                  ? AccessDefects.withCode(answer.status(404), "NOT_FOUND")
                  : answer;
            }),
        Defect.inProxy(
            "login-words",
            SIGN_IN,
            MEDIUM,
            "has another message for an unknown e-mail than for a wrong password",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return isUnknown(request, answer, context)
                  ? AccessDefects.withMessage(answer, "No such account.")
                  : answer;
            }),
        Defect.inProxy(
            "login-time",
            SIGN_IN,
            MEDIUM,
            "hashes a password only if the e-mail has an account",
            SignInDefects::skipHashing),
        Defect.inProxy(
                "login-unlimited",
                SIGN_IN,
                MEDIUM,
                "does not limit log-in attempts",
                (request, context) -> context.send(request))
            .setting("RATE_LIMITS", "off"),
        Defect.inProxy(
            "login-any-password",
            SIGN_IN,
            CRITICAL,
            "accepts a wrong password",
            SignInDefects::acceptAnyPassword),
        Defect.inProxy(
            "password-short",
            SIGN_IN,
            MEDIUM,
            "accepts a password of one character",
            SignInDefects::lengthenPassword),
        Defect.inProxy(
            "email-any",
            SIGN_IN,
            LOW,
            "accepts an invalid e-mail address",
            SignInDefects::acceptAnyEmail),
        Defect.inProxy(
            "signup-twice",
            SIGN_IN,
            MEDIUM,
            "creates a second account for the same e-mail",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              Optional<String> email =
                  request.matches("POST", "/auth/signup") && answer.status() == 409
                      ? email(request)
                      : Optional.empty();
              return email.isEmpty()
                  ? answer
                  : withEmail(
                      context.send(
                          request.body(
                              request
                                  .object()
                                  .orElseThrow()
                                  .copy()
                                  .put("email", "again-" + System.nanoTime() + "@example.com"))),
                      email.get());
            }));
  }

  private static Optional<String> email(ProxiedRequest request) {
    return request.object().map(o -> o.getValue("email") instanceof String s ? s : null);
  }

  private static Optional<String> account(FaultContext context, String email) {
    return context.query("select user_id::text from auth.emails where email = lower($1)", email);
  }

  private static boolean isUnknown(
      ProxiedRequest request, ProxiedResponse answer, FaultContext context) {
    return request.matches("POST", "/auth/login")
        && answer.status() == 401
        && email(request).filter(e -> account(context, e).isEmpty()).isPresent();
  }

  /// Answers with the body of the last refusal and the headers of a request that hashes nothing.
  private static ProxiedResponse skipHashing(ProxiedRequest request, FaultContext context)
      throws IOException {
    boolean login = request.matches("POST", "/auth/login");
    String known = context.memory().get(LAST_REFUSAL);
    if (login
        && known != null
        && email(request).filter(e -> account(context, e).isEmpty()).isPresent()) {
      ProxiedResponse cheap =
          context.send(
              request
                  .without("Authorization")
                  .withMethod("GET")
                  .withTarget(ProxiedRequest.BASE + "/auth/me"));
      return cheap.body(new JsonObject(known));
    }
    ProxiedResponse answer = context.send(request);
    if (login && answer.status() == 401) {
      context.memory().put(LAST_REFUSAL, answer.text());
    }
    return answer;
  }

  private static ProxiedResponse acceptAnyPassword(ProxiedRequest request, FaultContext context)
      throws IOException {
    ProxiedResponse answer = context.send(request);
    Optional<String> user =
        request.matches("POST", "/auth/login") && answer.status() == 401
            ? email(request).flatMap(e -> account(context, e))
            : Optional.empty();
    if (user.isEmpty()) {
      return answer;
    }
    ProxiedResponse other =
        context.send(
            request
                .withTarget(ProxiedRequest.BASE + "/auth/signup")
                .body(
                    new JsonObject()
                        .put("email", "other-" + System.nanoTime() + "@example.com")
                        .put("password", "correct horse" + PASSWORD_SUFFIX)));
    return FieldDefects.changed(
        other.status(200).without("Location"),
        data ->
            data.put("access_token", context.forge().of(java.util.UUID.fromString(user.get())))
                .put(
                    "user",
                    data.getJsonObject("user")
                        .copy()
                        .put("id", user.get())
                        .put("email", email(request).orElseThrow())));
  }

  private static ProxiedResponse lengthenPassword(ProxiedRequest request, FaultContext context)
      throws IOException {
    Optional<JsonObject> body =
        request.path().matches(".*/auth/(signup|login)") ? request.object() : Optional.empty();
    return body.isPresent()
            && body.get().getValue("password") instanceof String s
            && !s.isEmpty()
            && s.length() < 8
        ? context.send(request.body(body.get().copy().put("password", s + PASSWORD_SUFFIX)))
        : context.send(request);
  }

  private static ProxiedResponse acceptAnyEmail(ProxiedRequest request, FaultContext context)
      throws IOException {
    ProxiedResponse answer = context.send(request);
    Optional<String> email =
        request.matches("POST", "/auth/signup") && answer.status() == 400
            ? email(request)
            : Optional.empty();
    boolean onlyEmail =
        answer.text().contains("\"field\":\"email\"")
            && answer.text().split("\"field\"", -1).length == 2;
    return email.isEmpty() || !onlyEmail
        ? answer
        : withEmail(
            context.send(
                request.body(
                    request
                        .object()
                        .orElseThrow()
                        .copy()
                        .put("email", "any-" + System.nanoTime() + "@example.com"))),
            email.get());
  }

  private static ProxiedResponse withEmail(ProxiedResponse answer, String email) {
    return FieldDefects.changed(
        answer, data -> data.put("user", data.getJsonObject("user").copy().put("email", email)));
  }
}
