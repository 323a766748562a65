package dev.freehold.audit.site;

import dev.freehold.audit.TokenPlacement;
import dev.freehold.client.ClientRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The profile of a server: how to sign in if its description does not state it.
///
/// @param description the path of the OpenAPI document
/// @param tokenPath the location of the access token in a response, such as `data.token`
/// @param userPath the location of the user's id
/// @param header the header that carries a token, with `{token}` in it
/// @param accounts two existing accounts
/// @param deleteAccount sent at the end for each user that was signed up
public record AuditProfile(
    Optional<String> description,
    Optional<RequestTemplate> signup,
    Optional<RequestTemplate> login,
    Optional<RequestTemplate> refresh,
    Optional<RequestTemplate> logout,
    Optional<String> tokenPath,
    Optional<String> refreshTokenPath,
    Optional<String> userPath,
    String header,
    List<ProfileAccount> accounts,
    Optional<RequestTemplate> deleteAccount) {
  public static final AuditProfile NONE =
      new AuditProfile(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          "Authorization: Bearer {token}",
          List.of(),
          Optional.empty());

  /// Where requests carry a token.
  public TokenPlacement placement() {
    int colon = header.indexOf(':');
    return TokenPlacement.header(
        header.substring(0, colon).strip(), header.substring(colon + 1).strip());
  }

  /// An existing account.
  public record ProfileAccount(String email, String password) {
    @Override
    public String toString() {
      return email;
    }
  }

  /// A request with the placeholders `{email}`, `{username}`, `{phone}`, `{password}`, `{refreshToken}` and `{user}`.
  ///
  /// @param target the whole path
  /// @param form whether the body is a form instead of JSON
  public record RequestTemplate(String method, String target, boolean form, JsonObject body) {
    /// @param values the values of the body by name
    public ClientRequest call(Map<String, String> values) {
      ClientRequest call = ClientRequest.of(method, filled(target, encoded(values)));
      if (body.isEmpty()) {
        return call;
      }
      if (form) {
        String fields =
            body.stream()
                .map(
                    each ->
                        ClientRequest.encode(each.getKey())
                            + "="
                            + ClientRequest.encode(filled(String.valueOf(each.getValue()), values)))
                .collect(Collectors.joining("&"));
        return call.body("application/x-www-form-urlencoded", fields);
      }
      return call.json(filled(body, values));
    }

    private static Map<String, String> encoded(Map<String, String> values) {
      return values.entrySet().stream()
          .collect(
              Collectors.toMap(Map.Entry::getKey, each -> ClientRequest.encode(each.getValue())));
    }

    private static JsonObject filled(JsonObject body, Map<String, String> values) {
      JsonObject filled = new JsonObject();
      for (String name : body.fieldNames()) {
        Object value = body.getValue(name);
        filled.put(
            name,
            switch (value) {
              case String text -> filled(text, values);
              case JsonObject inner -> filled(inner, values);
              case null, default -> value;
            });
      }
      return filled;
    }

    private static String filled(String text, Map<String, String> values) {
      String filled = text;
      for (Map.Entry<String, String> each : values.entrySet()) {
        filled = filled.replace("{" + each.getKey() + "}", each.getValue());
      }
      return filled;
    }
  }
}
