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

/// Sign-up and log-in.
final class SignInDefects {
  private static final String LONG = "-made-long-enough-9f2c";
  private static final String REFUSAL = "refusal";

  private SignInDefects() {}

  static List<Defect> all() {
    return List.of(
        Defect.inProxy(
            "login-status",
            SIGN_IN,
            MEDIUM,
            "answers 404 where an e-mail has no account",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return isUnknown(request, answer, context)
                  ? AccessDefects.renamed(answer.status(404), "NOT_FOUND")
                  : answer;
            }),
        Defect.inProxy(
            "login-words",
            SIGN_IN,
            MEDIUM,
            "has other words for a wrong e-mail than for a wrong password",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return isUnknown(request, answer, context)
                  ? AccessDefects.reworded(answer, "No such account.")
                  : answer;
            }),
        Defect.inProxy(
            "login-time",
            SIGN_IN,
            MEDIUM,
            "hashes a password only where the e-mail has an account",
            SignInDefects::unhashed),
        Defect.inProxy(
                "login-unlimited",
                SIGN_IN,
                MEDIUM,
                "lets passwords be guessed as fast as one can",
                (request, context) -> context.send(request))
            .setting("RATE_LIMITS", "off"),
        Defect.inProxy(
            "login-any-password",
            SIGN_IN,
            CRITICAL,
            "lets in with a wrong password",
            SignInDefects::letIn),
        Defect.inProxy(
            "password-short",
            SIGN_IN,
            MEDIUM,
            "takes a password of one character",
            SignInDefects::longer),
        Defect.inProxy(
            "email-any", SIGN_IN, LOW, "takes for an e-mail what is none", SignInDefects::anyEmail),
        Defect.inProxy(
            "signup-twice",
            SIGN_IN,
            MEDIUM,
            "opens a second account for an e-mail that has one",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              Optional<String> email =
                  request.matches("POST", "/auth/signup") && answer.status() == 409
                      ? email(request)
                      : Optional.empty();
              return email.isEmpty()
                  ? answer
                  : shown(
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

  /// What the last wrong password was answered, with a refusal that costs nothing for its headers.
  private static ProxiedResponse unhashed(ProxiedRequest request, FaultContext context)
      throws IOException {
    boolean login = request.matches("POST", "/auth/login");
    String known = context.memory().get(REFUSAL);
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
      context.memory().put(REFUSAL, answer.text());
    }
    return answer;
  }

  private static ProxiedResponse letIn(ProxiedRequest request, FaultContext context)
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
                        .put("password", "correct horse" + LONG)));
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

  private static ProxiedResponse longer(ProxiedRequest request, FaultContext context)
      throws IOException {
    Optional<JsonObject> body =
        request.path().matches(".*/auth/(signup|login)") ? request.object() : Optional.empty();
    return body.isPresent()
            && body.get().getValue("password") instanceof String s
            && !s.isEmpty()
            && s.length() < 8
        ? context.send(request.body(body.get().copy().put("password", s + LONG)))
        : context.send(request);
  }

  private static ProxiedResponse anyEmail(ProxiedRequest request, FaultContext context)
      throws IOException {
    ProxiedResponse answer = context.send(request);
    Optional<String> email =
        request.matches("POST", "/auth/signup") && answer.status() == 400
            ? email(request)
            : Optional.empty();
    boolean alone =
        answer.text().contains("\"field\":\"email\"")
            && answer.text().split("\"field\"", -1).length == 2;
    return email.isEmpty() || !alone
        ? answer
        : shown(
            context.send(
                request.body(
                    request
                        .object()
                        .orElseThrow()
                        .copy()
                        .put("email", "any-" + System.nanoTime() + "@example.com"))),
            email.get());
  }

  private static ProxiedResponse shown(ProxiedResponse answer, String email) {
    return FieldDefects.changed(
        answer, data -> data.put("user", data.getJsonObject("user").copy().put("email", email)));
  }
}
