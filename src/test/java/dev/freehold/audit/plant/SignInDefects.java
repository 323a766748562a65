package dev.freehold.audit.plant;

import static dev.freehold.audit.plant.Defect.Due.CRITICAL;
import static dev.freehold.audit.plant.Defect.Due.LOW;
import static dev.freehold.audit.plant.Defect.Due.MEDIUM;
import static dev.freehold.audit.plant.Defect.Family.SIGN_IN;

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
        Defect.before(
            "login-status",
            SIGN_IN,
            MEDIUM,
            "answers 404 where an e-mail has no account",
            (ask, house) -> {
              Answer answer = house.send(ask);
              return isUnknown(ask, answer, house)
                  ? AccessDefects.renamed(answer.status(404), "NOT_FOUND")
                  : answer;
            }),
        Defect.before(
            "login-words",
            SIGN_IN,
            MEDIUM,
            "has other words for a wrong e-mail than for a wrong password",
            (ask, house) -> {
              Answer answer = house.send(ask);
              return isUnknown(ask, answer, house)
                  ? AccessDefects.reworded(answer, "No such account.")
                  : answer;
            }),
        Defect.before(
            "login-time",
            SIGN_IN,
            MEDIUM,
            "hashes a password only where the e-mail has an account",
            SignInDefects::unhashed),
        Defect.before(
                "login-unlimited",
                SIGN_IN,
                MEDIUM,
                "lets passwords be guessed as fast as one can",
                (ask, house) -> house.send(ask))
            .setting("RATE_LIMITS", "off"),
        Defect.before(
            "login-any-password",
            SIGN_IN,
            CRITICAL,
            "lets in with a wrong password",
            SignInDefects::letIn),
        Defect.before(
            "password-short",
            SIGN_IN,
            MEDIUM,
            "takes a password of one character",
            SignInDefects::longer),
        Defect.before(
            "email-any", SIGN_IN, LOW, "takes for an e-mail what is none", SignInDefects::anyEmail),
        Defect.before(
            "signup-twice",
            SIGN_IN,
            MEDIUM,
            "opens a second account for an e-mail that has one",
            (ask, house) -> {
              Answer answer = house.send(ask);
              Optional<String> email =
                  ask.is("POST", "/auth/signup") && answer.status() == 409
                      ? email(ask)
                      : Optional.empty();
              return email.isEmpty()
                  ? answer
                  : shown(
                      house.send(
                          ask.body(
                              ask.object()
                                  .orElseThrow()
                                  .copy()
                                  .put("email", "again-" + System.nanoTime() + "@example.com"))),
                      email.get());
            }));
  }

  private static Optional<String> email(Ask ask) {
    return ask.object().map(o -> o.getValue("email") instanceof String s ? s : null);
  }

  private static Optional<String> account(House house, String email) {
    return house.query("select user_id::text from auth.emails where email = lower($1)", email);
  }

  private static boolean isUnknown(Ask ask, Answer answer, House house) {
    return ask.is("POST", "/auth/login")
        && answer.status() == 401
        && email(ask).filter(e -> account(house, e).isEmpty()).isPresent();
  }

  /// What the last wrong password was answered, with a refusal that costs nothing for its headers.
  private static Answer unhashed(Ask ask, House house) throws IOException {
    boolean login = ask.is("POST", "/auth/login");
    String known = house.memory().get(REFUSAL);
    if (login && known != null && email(ask).filter(e -> account(house, e).isEmpty()).isPresent()) {
      Answer cheap = house.send(ask.without("Authorization").by("GET").to(Ask.BASE + "/auth/me"));
      return cheap.body(new JsonObject(known));
    }
    Answer answer = house.send(ask);
    if (login && answer.status() == 401) {
      house.memory().put(REFUSAL, answer.text());
    }
    return answer;
  }

  private static Answer letIn(Ask ask, House house) throws IOException {
    Answer answer = house.send(ask);
    Optional<String> user =
        ask.is("POST", "/auth/login") && answer.status() == 401
            ? email(ask).flatMap(e -> account(house, e))
            : Optional.empty();
    if (user.isEmpty()) {
      return answer;
    }
    Answer other =
        house.send(
            ask.to(Ask.BASE + "/auth/signup")
                .body(
                    new JsonObject()
                        .put("email", "other-" + System.nanoTime() + "@example.com")
                        .put("password", "correct horse" + LONG)));
    return FieldDefects.changed(
        other.status(200).without("Location"),
        data ->
            data.put("access_token", house.forge().of(java.util.UUID.fromString(user.get())))
                .put(
                    "user",
                    data.getJsonObject("user")
                        .copy()
                        .put("id", user.get())
                        .put("email", email(ask).orElseThrow())));
  }

  private static Answer longer(Ask ask, House house) throws IOException {
    Optional<JsonObject> body =
        ask.path().matches(".*/auth/(signup|login)") ? ask.object() : Optional.empty();
    return body.isPresent()
            && body.get().getValue("password") instanceof String s
            && !s.isEmpty()
            && s.length() < 8
        ? house.send(ask.body(body.get().copy().put("password", s + LONG)))
        : house.send(ask);
  }

  private static Answer anyEmail(Ask ask, House house) throws IOException {
    Answer answer = house.send(ask);
    Optional<String> email =
        ask.is("POST", "/auth/signup") && answer.status() == 400 ? email(ask) : Optional.empty();
    boolean alone =
        answer.text().contains("\"field\":\"email\"")
            && answer.text().split("\"field\"", -1).length == 2;
    return email.isEmpty() || !alone
        ? answer
        : shown(
            house.send(
                ask.body(
                    ask.object()
                        .orElseThrow()
                        .copy()
                        .put("email", "any-" + System.nanoTime() + "@example.com"))),
            email.get());
  }

  private static Answer shown(Answer answer, String email) {
    return FieldDefects.changed(
        answer, data -> data.put("user", data.getJsonObject("user").copy().put("email", email)));
  }
}
