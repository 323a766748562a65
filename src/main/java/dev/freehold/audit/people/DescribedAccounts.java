package dev.freehold.audit.people;

import dev.freehold.audit.Accounts;
import dev.freehold.audit.Person;
import dev.freehold.call.Answer;
import dev.freehold.call.Call;
import dev.freehold.description.Description;
import dev.freehold.description.Operation;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Sign-in as the profile says, and where it is silent as the description does.
public final class DescribedAccounts implements Accounts {
  private static final List<String> ACCESS =
      List.of(
          "access_token",
          "accessToken",
          "token",
          "jwt",
          "id_token",
          "idToken",
          "auth_token",
          "authToken");
  private static final List<String> REFRESH = List.of("refresh_token", "refreshToken");

  private final Description description;
  private final Profile profile;
  private final Supplier<Optional<Person>> more;

  /// @param more signs up one more person
  public DescribedAccounts(
      Description description, Profile profile, Supplier<Optional<Person>> more) {
    this.description = description;
    this.profile = profile;
    this.more = more;
  }

  private Optional<Operation> described(
      Optional<Profile.Template> template, Supplier<Optional<Operation>> found) {
    if (template.isEmpty()) {
      return found.get();
    }
    String target = template.get().target();
    String base = description.base();
    String path = target.startsWith(base) ? target.substring(base.length()) : target;
    return description.operation(template.get().method(), path);
  }

  @Override
  public Optional<Operation> signup() {
    return described(profile.signup(), () -> SignInPaths.signup(description));
  }

  @Override
  public Optional<Operation> login() {
    return described(profile.login(), () -> SignInPaths.login(description));
  }

  @Override
  public Optional<Operation> refresh() {
    return described(profile.refresh(), () -> SignInPaths.refresh(description));
  }

  @Override
  public Optional<Operation> logout() {
    return described(profile.logout(), () -> SignInPaths.logout(description));
  }

  @Override
  public Optional<Operation> me() {
    return SignInPaths.me(description);
  }

  @Override
  public Optional<Call> signupCall(String email, String password) {
    Map<String, String> values = Map.of("email", email, "password", password);
    return profile
        .signup()
        .map(template -> template.call(values))
        .or(() -> signup().map(each -> body(each, email, password, true)));
  }

  @Override
  public Optional<Call> loginCall(String email, String password) {
    Map<String, String> values = Map.of("email", email, "password", password);
    return profile
        .login()
        .map(template -> template.call(values))
        .or(() -> login().map(each -> body(each, email, password, false)));
  }

  private Call body(Operation operation, String email, String password, boolean named) {
    JsonObject extra = named ? new JsonObject().put("name", "Audit") : new JsonObject();
    String target = description.base() + operation.path();
    return SignInBodies.call(operation, target, email, password, extra);
  }

  @Override
  public Optional<Call> refreshCall(String refreshToken) {
    return profile
        .refresh()
        .map(template -> template.call(Map.of("refreshToken", refreshToken)))
        .or(() -> refresh().map(each -> refreshBody(each, refreshToken)));
  }

  private Call refreshBody(Operation operation, String refreshToken) {
    String name =
        operation
            .json()
            .flatMap(
                schema ->
                    schema.properties().keySet().stream().filter(REFRESH::contains).findFirst())
            .orElse("refresh_token");
    return Call.of("POST", description.base() + operation.path())
        .json(new JsonObject().put(name, refreshToken));
  }

  @Override
  public Optional<Person> another() {
    return more.get();
  }

  @Override
  public Optional<String> accessToken(Answer answer) {
    return found(answer, profile.tokenPath(), ACCESS);
  }

  @Override
  public Optional<String> refreshToken(Answer answer) {
    return found(answer, profile.refreshTokenPath(), REFRESH);
  }

  /// The person's id, where the answer of a sign-up shows it.
  public Optional<String> userId(Answer answer) {
    if (profile.userPath().isPresent()) {
      return answer.json().flatMap(json -> JsonWalk.at(json, profile.userPath().get()));
    }
    return answer
        .json()
        .flatMap(
            json ->
                JsonWalk.at(json, "data.user.id")
                    .or(() -> JsonWalk.at(json, "user.id"))
                    .or(() -> JsonWalk.named(json, List.of("user_id", "userId")))
                    .or(() -> JsonWalk.at(json, "data.id"))
                    .or(() -> JsonWalk.at(json, "id")));
  }

  private static Optional<String> found(Answer answer, Optional<String> path, List<String> names) {
    return answer
        .json()
        .flatMap(
            json -> path.isPresent() ? JsonWalk.at(json, path.get()) : JsonWalk.named(json, names));
  }
}
