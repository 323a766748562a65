package dev.freehold.audit.people;

import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import dev.freehold.description.Schema;
import dev.freehold.description.value.Sample;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Bodies of sign-up and log-in by what the description says of them.
final class SignInBodies {
  private static final Set<String> EMAILS =
      Set.of("email", "mail", "emailaddress", "identifier", "identity");
  private static final Set<String> NAMES =
      Set.of("username", "login", "handle", "user", "nickname");

  private SignInBodies() {}

  /// @param extra properties to be sent where the description says nothing of a body
  static Call call(
      Operation operation, String target, String email, String password, JsonObject extra) {
    Call call = Call.of("POST", target);
    Optional<Schema> form = operation.body().flatMap(each -> each.content().form());
    Optional<Schema> json = operation.json().flatMap(Sample::objectOf);
    if (json.isEmpty() && form.isPresent()) {
      return call.body("application/x-www-form-urlencoded", form(form.get(), email, password));
    }
    return call.json(
        json.filter(each -> !each.properties().isEmpty())
            .map(each -> object(each, email, password))
            .orElseGet(() -> extra.copy().put("email", email).put("password", password)));
  }

  private static JsonObject object(Schema schema, String email, String password) {
    String marker = email.replaceFirst("@.*", "").replaceAll("[^a-z0-9]", "");
    JsonObject body = new Sample(marker, false).object(schema).orElseGet(JsonObject::new);
    for (Map.Entry<String, Schema> each : schema.properties().entrySet()) {
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

  /// The password grant of OAuth 2 (RFC 6749 section 4.3), which has no e-mail but a user name.
  private static String form(Schema schema, String email, String password) {
    Map<String, Schema> properties = schema.properties();
    JsonObject fields = new JsonObject();
    if (properties.containsKey("grant_type")) {
      fields.put("grant_type", "password");
    }
    fields.put(properties.containsKey("email") ? "email" : "username", email);
    fields.put("password", password);
    return fields.stream()
        .map(each -> Call.encode(each.getKey()) + "=" + Call.encode(each.getValue().toString()))
        .collect(Collectors.joining("&"));
  }
}
