package dev.freehold.audit.site;

import dev.freehold.audit.AuditUser;
import dev.freehold.audit.SessionCookies;
import dev.freehold.audit.Site.AuthenticationFlow;
import dev.freehold.audit.TokenPlacement;
import dev.freehold.audit.site.CredentialsBody.Credentials;
import dev.freehold.client.ClientRequest;
import dev.freehold.client.ClientResponse;
import dev.freehold.description.ApiDescription;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.JsonSchema;
import dev.freehold.description.SchemaSampleGenerator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Signs in as the profile states, otherwise as the description states.
public final class DescribedAuthenticationFlow implements AuthenticationFlow {
  /// Names of tokens, those that mean nothing else first.
  private static final List<String> ACCESS =
      List.of(
          "access_token",
          "accessToken",
          "token",
          "jwt",
          "id_token",
          "idToken",
          "auth_token",
          "authToken",
          "session_token",
          "sessionToken",
          "api_key",
          "apiKey",
          "access",
          "key");

  private static final List<String> TOKEN_HEADERS =
      List.of(
          "authorization", "x-auth-token", "x-access-token", "access-token", "x-token", "token");
  private static final List<String> REFRESH = List.of("refresh_token", "refreshToken");

  private final ApiDescription description;
  private final AuditProfile profile;
  private final Supplier<Optional<AuditUser>> more;
  private volatile int chosen;
  private volatile @Nullable TokenPlacement placement;
  private volatile SessionCookies visitor = SessionCookies.NONE;

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
    Map<String, String> values = values(email, password);
    return profile
        .signup()
        .map(template -> template.call(values))
        .or(() -> signup().map(each -> request(each, new Credentials(email, password, false))))
        .map(this::asVisitor);
  }

  /// The placeholders of a profile.
  private static Map<String, String> values(String email, String password) {
    Credentials who = new Credentials(email, password, false);
    String username = email.contains("@") ? who.name() : email;
    return Map.of("email", email, "username", username, "phone", who.phone(), "password", password);
  }

  @Override
  public Optional<ClientRequest> loginCall(String email, String password) {
    List<ClientRequest> forms = loginCalls(email, password);
    return forms.isEmpty() ? Optional.empty() : Optional.of(forms.get(chosen % forms.size()));
  }

  /// The forms of a log-in request, at most two, the likelier first: a name that log-in asks for may be
  /// that of sign-up or the email address.
  public List<ClientRequest> loginCalls(String email, String password) {
    return loginForms(email, password).stream().map(this::asVisitor).toList();
  }

  private List<ClientRequest> loginForms(String email, String password) {
    if (profile.login().isPresent()) {
      return List.of(profile.login().get().call(values(email, password)));
    }
    Optional<DescribedOperation> operation = login();
    if (operation.isEmpty()) {
      return List.of();
    }
    boolean named = profile.accounts().isEmpty() && signup().isPresent() && asksForName();
    ClientRequest byEmail = request(operation.get(), new Credentials(email, password, true));
    ClientRequest byName = request(operation.get(), new Credentials(email, password, false));
    if (!named
        || (byName.bodyText().equals(byEmail.bodyText())
            && byName.target().equals(byEmail.target()))) {
      return List.of(byEmail);
    }
    return List.of(byName, byEmail);
  }

  /// Uses this form of [#loginCalls] from now on, because the server accepted it.
  public void choose(int form) {
    chosen = form;
  }

  private boolean asksForName() {
    return signup().filter(CredentialsBody::hasName).isPresent();
  }

  private ClientRequest request(DescribedOperation operation, Credentials who) {
    return described(description, operation, who);
  }

  /// Sends sign-up and log-in with these cookies and CSRF headers from now on, as a page of the server
  /// does.
  public void visit(SessionCookies cookies) {
    visitor = cookies;
  }

  @Override
  public ClientRequest asVisitor(ClientRequest call) {
    return visitor.sign(call, AuditUser.ANONYMOUS.label());
  }

  /// The places in which requests may carry a token, the likeliest first.
  ///
  /// @param challenges the values of `WWW-Authenticate` in refusals
  public List<TokenPlacement> placements(List<String> challenges) {
    TokenPlacement known = placement;
    if (known != null) {
      return List.of(known);
    }
    return profile.header().equals(AuditProfile.NONE.header())
        ? TokenPlacements.of(description, challenges)
        : List.of(profile.placement());
  }

  /// Whether name and password themselves may sign a request in.
  public boolean takesBasic(List<String> challenges) {
    return TokenPlacements.takesBasic(description, challenges);
  }

  /// Later users have their tokens in this place, because the server accepted it.
  public void use(TokenPlacement accepted) {
    placement = accepted;
  }

  /// Name and password as the scheme Basic has them (RFC 7617), at most two forms, the likelier first.
  public List<String> basicTokens(String email, String password) {
    String name = new Credentials(email, password, false).name();
    boolean named = profile.accounts().isEmpty() && asksForName();
    List<String> users = named ? List.of(name, email) : List.of(email, name);
    return users.stream()
        .distinct()
        .map(each -> (each + ":" + password).getBytes(StandardCharsets.UTF_8))
        .map(Base64.getEncoder()::encodeToString)
        .toList();
  }

  @Override
  public AuditUser signedIn(AuditUser user, ClientResponse answer) {
    TokenPlacement known = placement;
    if (known != null && known.isBasic() && user.email() != null && user.password() != null) {
      List<String> forms = basicTokens(user.email(), user.password());
      return user.with(forms.get(chosen % forms.size()), null).with(known);
    }
    Optional<String> token = accessToken(answer);
    if (token.isPresent()) {
      AuditUser signedIn = user.with(token.get(), refreshToken(answer).orElse(null));
      return known == null ? signedIn : signedIn.with(known);
    }
    SessionCookies given = cookies(answer, false);
    return answer.isSuccess() && !given.cookies().isEmpty() ? user.with(visitor.with(given)) : user;
  }

  /// The request of sign-up or log-in that the description suggests.
  static ClientRequest described(
      ApiDescription description, DescribedOperation operation, Credentials who) {
    return CredentialsBody.call(operation, description.base() + operation.path(), who);
  }

  /// The path of the token in a response with this schema, such as `data.token`.
  static Optional<String> tokenPath(JsonSchema schema) {
    return ACCESS.stream().flatMap(name -> path(schema, name, 3).stream()).findFirst();
  }

  private static Optional<String> path(JsonSchema schema, String name, int depth) {
    if (schema.properties().containsKey(name)) {
      return Optional.of(name);
    }
    return depth == 0
        ? Optional.empty()
        : schema.properties().entrySet().stream()
            .flatMap(
                each ->
                    SchemaSampleGenerator.objectAlternative(each.getValue())
                        .flatMap(inner -> path(inner, name, depth - 1))
                        .map(rest -> each.getKey() + "." + rest)
                        .stream())
            .findFirst();
  }

  /// The request that gives a CSRF token before sign-up and log-in, if the description has one.
  public Optional<ClientRequest> csrfCall() {
    return AuthenticationOperationFinder.csrf(description)
        .map(each -> ClientRequest.get(description.base() + each.path()));
  }

  /// The cookies of a response, and the CSRF token that it gives.
  ///
  /// @param asked whether the request asked for a CSRF token
  public SessionCookies cookies(ClientResponse answer, boolean asked) {
    return SessionCookiesReader.read(
        answer, AuthenticationOperationFinder.csrfHeader(description), asked);
  }

  /// The cookies of a request, and the CSRF token that it has.
  public SessionCookies cookies(ClientRequest call) {
    return SessionCookiesReader.read(call);
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
    if (profile.tokenPath().isPresent()) {
      return found(answer, profile.tokenPath(), ACCESS);
    }
    return answer.isSuccess()
        ? found(answer, Optional.empty(), ACCESS).or(() -> inHeader(answer)).or(() -> bare(answer))
        : Optional.empty();
  }

  /// A token in a header of its own, or in `Authorization` as a request would have it.
  private static Optional<String> inHeader(ClientResponse answer) {
    return TOKEN_HEADERS.stream()
        .flatMap(name -> answer.header(name).stream())
        .map(value -> value.replaceFirst("(?i)^(bearer|token|jwt)\\s+", "").strip())
        .filter(value -> value.matches("[\\w.~+/=-]{8,}"))
        .findFirst();
  }

  /// A body that is a JSON Web Token, as text or as a JSON string.
  private static Optional<String> bare(ClientResponse answer) {
    String text = answer.text().strip().replaceAll("^\"|\"$", "");
    return Optional.of(text).filter(each -> each.matches("eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]*"));
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
}
