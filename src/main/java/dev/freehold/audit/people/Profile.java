package dev.freehold.audit.people;

import dev.freehold.call.Call;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a server's description does not tell of signing in.
///
/// @param description path of the OpenAPI document
/// @param tokenPath where the access token is in an answer, such as `data.token`
/// @param userPath where the person's id is
/// @param header the header that carries a token, with `{token}` in it
/// @param accounts of two people that exist already
/// @param deleteAccount sent at the end as each person that was signed up
public record Profile(
    Optional<String> description,
    Optional<Template> signup,
    Optional<Template> login,
    Optional<Template> refresh,
    Optional<Template> logout,
    Optional<String> tokenPath,
    Optional<String> refreshTokenPath,
    Optional<String> userPath,
    String header,
    List<Account> accounts,
    Optional<Template> deleteAccount) {
  public static final Profile NONE =
      new Profile(
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

  /// Somebody who can log in.
  public record Account(String email, String password) {
    @Override
    public String toString() {
      return email;
    }
  }

  /// A request with places for `{email}`, `{password}`, `{refreshToken}` and `{user}`.
  ///
  /// @param target of the whole path
  /// @param form whether the body is a form rather than JSON
  public record Template(String method, String target, boolean form, JsonObject body) {
    /// @param values by name
    public Call call(Map<String, String> values) {
      Call call = Call.of(method, filled(target, encoded(values)));
      if (body.isEmpty()) {
        return call;
      }
      if (form) {
        String fields =
            body.stream()
                .map(
                    each ->
                        Call.encode(each.getKey())
                            + "="
                            + Call.encode(filled(String.valueOf(each.getValue()), values)))
                .collect(Collectors.joining("&"));
        return call.body("application/x-www-form-urlencoded", fields);
      }
      return call.json(filled(body, values));
    }

    private static Map<String, String> encoded(Map<String, String> values) {
      return values.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, each -> Call.encode(each.getValue())));
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
