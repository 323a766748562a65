package dev.freehold.audit.site;

import dev.freehold.audit.AuditUser;
import dev.freehold.audit.Site.AuthenticationFlow;
import dev.freehold.client.ClientRequest;
import dev.freehold.client.ClientResponse;
import dev.freehold.description.ApiDescription;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.JsonSchema;
import dev.freehold.description.SchemaSampleGenerator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Signs in as the profile states, otherwise as the description states.
public final class DescribedAuthenticationFlow implements AuthenticationFlow {
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

  private final ApiDescription description;
  private final AuditProfile profile;
  private final Supplier<Optional<AuditUser>> more;

  /// @param more signs up another user
  public DescribedAuthenticationFlow(
      ApiDescription description, AuditProfile profile, Supplier<Optional<AuditUser>> more) {
    this.description = description;
    this.profile = profile;
    this.more = more;
  }

  private Optional<DescribedOperation> described(
      Optional<AuditProfile.RequestTemplate> template,
      Supplier<Optional<DescribedOperation>> found) {
    if (template.isEmpty()) {
      return found.get();
    }
    String target = template.get().target();
    String base = description.base();
    String path = target.startsWith(base) ? target.substring(base.length()) : target;
    return description.operation(template.get().method(), path);
  }

  @Override
  public Optional<DescribedOperation> signup() {
    return described(profile.signup(), () -> AuthenticationOperationFinder.signup(description));
  }

  @Override
  public Optional<DescribedOperation> login() {
    return described(profile.login(), () -> AuthenticationOperationFinder.login(description));
  }

  @Override
  public Optional<DescribedOperation> refresh() {
    return described(profile.refresh(), () -> AuthenticationOperationFinder.refresh(description));
  }

  @Override
  public Optional<DescribedOperation> logout() {
    return described(profile.logout(), () -> AuthenticationOperationFinder.logout(description));
  }

  @Override
  public Optional<DescribedOperation> me() {
    return AuthenticationOperationFinder.me(description);
  }

  @Override
  public Optional<ClientRequest> signupCall(String email, String password) {
    Map<String, String> values = Map.of("email", email, "password", password);
    return profile
        .signup()
        .map(template -> template.call(values))
        .or(() -> signup().map(each -> body(each, email, password, true)));
  }

  @Override
  public Optional<ClientRequest> loginCall(String email, String password) {
    Map<String, String> values = Map.of("email", email, "password", password);
    return profile
        .login()
        .map(template -> template.call(values))
        .or(() -> login().map(each -> body(each, email, password, false)));
  }

  private ClientRequest body(
      DescribedOperation operation, String email, String password, boolean named) {
    JsonObject extra = named ? new JsonObject().put("name", "Audit") : new JsonObject();
    String target = description.base() + operation.path();
    return CredentialsBody.call(operation, target, email, password, extra);
  }

  @Override
  public Optional<ClientRequest> refreshCall(String refreshToken) {
    return profile
        .refresh()
        .map(template -> template.call(Map.of("refreshToken", refreshToken)))
        .or(() -> refresh().map(each -> refreshBody(each, refreshToken)));
  }

  private ClientRequest refreshBody(DescribedOperation operation, String refreshToken) {
    String name =
        operation
            .jsonBodySchema()
            .flatMap(
                schema ->
                    schema.properties().keySet().stream().filter(REFRESH::contains).findFirst())
            .orElse("refresh_token");
    return ClientRequest.of("POST", description.base() + operation.path())
        .json(new JsonObject().put(name, refreshToken));
  }

  @Override
  public Optional<AuditUser> signUpAnother() {
    return more.get();
  }

  @Override
  public Optional<String> accessToken(ClientResponse answer) {
    return found(answer, profile.tokenPath(), ACCESS);
  }

  @Override
  public Optional<String> refreshToken(ClientResponse answer) {
    return found(answer, profile.refreshTokenPath(), REFRESH);
  }

  /// The user's id, if the sign-up response contains it.
  public Optional<String> userId(ClientResponse answer) {
    if (profile.userPath().isPresent()) {
      return answer.json().flatMap(json -> JsonValueFinder.at(json, profile.userPath().get()));
    }
    return answer
        .json()
        .flatMap(
            json ->
                JsonValueFinder.at(json, "data.user.id")
                    .or(() -> JsonValueFinder.at(json, "user.id"))
                    .or(() -> JsonValueFinder.named(json, List.of("user_id", "userId")))
                    .or(() -> JsonValueFinder.at(json, "data.id"))
                    .or(() -> JsonValueFinder.at(json, "id")));
  }

  private static Optional<String> found(
      ClientResponse answer, Optional<String> path, List<String> names) {
    return answer
        .json()
        .flatMap(
            json ->
                path.isPresent()
                    ? JsonValueFinder.at(json, path.get())
                    : JsonValueFinder.named(json, names));
  }

  /// Finds a value in a response: by a path such as `data.access_token`, or by common names.
  static final class JsonValueFinder {
    private static final int DEPTH = 4;

    private JsonValueFinder() {}

    static Optional<String> at(@Nullable Object json, String path) {
      Object at = json;
      for (String step : path.split("\\.", -1)) {
        at =
            switch (at) {
              case JsonObject object -> object.getValue(step);
              case JsonArray array when step.matches("\\d{1,4}") ->
                  Integer.parseInt(step) < array.size()
                      ? array.getValue(Integer.parseInt(step))
                      : null;
              case null, default -> null;
            };
      }
      return at instanceof String || at instanceof Number
          ? Optional.of(at.toString())
          : Optional.empty();
    }

    /// The first text with one of these names, in the order of the names, at any depth.
    static Optional<String> named(@Nullable Object json, List<String> names) {
      return names.stream().flatMap(name -> named(json, name, DEPTH).stream()).findFirst();
    }

    private static Optional<String> named(@Nullable Object json, String name, int depth) {
      if (!(json instanceof JsonObject object)) {
        return Optional.empty();
      }
      Object value = object.getValue(name);
      if (value instanceof String || value instanceof Number) {
        return Optional.of(value.toString()).filter(each -> !each.isEmpty());
      }
      if (depth == 0) {
        return Optional.empty();
      }
      return object.fieldNames().stream()
          .flatMap(each -> named(object.getValue(each), name, depth - 1).stream())
          .findFirst();
    }
  }

  /// Bodies of sign-up and log-in, built from the description.
  static final class CredentialsBody {
    private static final Set<String> EMAILS =
        Set.of("email", "mail", "emailaddress", "identifier", "identity");
    private static final Set<String> NAMES =
        Set.of("username", "login", "handle", "user", "nickname");

    private CredentialsBody() {}

    /// @param extra properties that are sent if the description has no body schema
    static ClientRequest call(
        DescribedOperation operation,
        String target,
        String email,
        String password,
        JsonObject extra) {
      ClientRequest call = ClientRequest.of("POST", target);
      Optional<JsonSchema> form = operation.body().flatMap(each -> each.content().formSchema());
      Optional<JsonSchema> json =
          operation.jsonBodySchema().flatMap(SchemaSampleGenerator::objectAlternative);
      if (json.isEmpty() && form.isPresent()) {
        return call.body("application/x-www-form-urlencoded", form(form.get(), email, password));
      }
      return call.json(
          json.filter(each -> !each.properties().isEmpty())
              .map(each -> object(each, email, password))
              .orElseGet(() -> extra.copy().put("email", email).put("password", password)));
    }

    private static JsonObject object(JsonSchema schema, String email, String password) {
      String marker = email.replaceFirst("@.*", "").replaceAll("[^a-z0-9]", "");
      JsonObject body =
          new SchemaSampleGenerator(marker, false).object(schema).orElseGet(JsonObject::new);
      for (Map.Entry<String, JsonSchema> each : schema.properties().entrySet()) {
        String name = each.getKey().toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
        if (EMAILS.contains(name)) {
          body.put(each.getKey(), email);
        } else if (name.contains("password")) {
          body.put(each.getKey(), password);
        } else if (NAMES.contains(name)) {
          boolean isEmail = schema.properties().keySet().stream().noneMatch(EMAILS::contains);
          body.put(each.getKey(), isEmail ? email : marker);
        }
      }
      return body;
    }

    /// The password grant of OAuth 2 (RFC 6749 section 4.3), which has a user name instead of an
    /// email address.
    private static String form(JsonSchema schema, String email, String password) {
      Map<String, JsonSchema> properties = schema.properties();
      JsonObject fields = new JsonObject();
      if (properties.containsKey("grant_type")) {
        fields.put("grant_type", "password");
      }
      fields.put(properties.containsKey("email") ? "email" : "username", email);
      fields.put("password", password);
      return fields.stream()
          .map(
              each ->
                  ClientRequest.encode(each.getKey())
                      + "="
                      + ClientRequest.encode(each.getValue().toString()))
          .collect(Collectors.joining("&"));
    }
  }
}
