package dev.freehold.audit.site;

import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import dev.freehold.description.JsonSchema;
import dev.freehold.description.SchemaSampleGenerator;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Requests of sign-up and log-in, built from the description: as JSON, in envelopes such as `{"user":
/// {…}}`, as a form, or as query parameters.
final class CredentialsBody {
  private static final Set<String> EMAILS =
      Set.of("email", "mail", "emailaddress", "useremail", "identifier", "identity");
  private static final Set<String> NAMES =
      Set.of("username", "login", "loginname", "handle", "user", "nickname", "account", "userid");
  private static final Set<String> PASSWORDS =
      Set.of("pass", "pwd", "passwd", "passphrase", "secret");
  private static final Set<String> PHONES =
      Set.of("phone", "phonenumber", "mobile", "mobilenumber", "msisdn", "tel");
  private static final int DEPTH = 3;

  private CredentialsBody() {}

  /// Who signs up or logs in.
  ///
  /// @param byEmail whether the email address is sent where a name is asked for
  record Credentials(String email, String password, boolean byEmail) {
    /// The name of the user: letters and digits of its email address.
    String name() {
      return email.replaceFirst("@.*", "").replaceAll("[^A-Za-z0-9]", "");
    }

    String phone() {
      return String.format(Locale.ROOT, "+1555%07d", Math.floorMod(email.hashCode(), 10_000_000));
    }

    Optional<String> value(String property, Set<String> all) {
      String plain = plain(property);
      if (EMAILS.contains(plain)) {
        return Optional.of(email);
      }
      if (isPassword(plain)) {
        return Optional.of(password);
      }
      if (PHONES.contains(plain)) {
        return Optional.of(phone());
      }
      boolean hasEmail = all.stream().anyMatch(each -> EMAILS.contains(plain(each)));
      boolean hasOther = hasEmail || all.stream().anyMatch(each -> NAMES.contains(plain(each)));
      if (NAMES.contains(plain) || (plain.equals("name") && !hasOther)) {
        return Optional.of(byEmail && !hasEmail ? email : name());
      }
      return Optional.empty();
    }
  }

  private static String plain(String property) {
    return property.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
  }

  private static boolean isPassword(String plain) {
    return plain.contains("password") || PASSWORDS.contains(plain);
  }

  /// Whether the body or the query has a password, also in an envelope.
  static boolean hasPassword(DescribedOperation operation) {
    return has(operation, CredentialsBody::isPassword);
  }

  /// Whether the body or the query has a user name.
  static boolean hasName(DescribedOperation operation) {
    return has(operation, NAMES::contains)
        || (has(operation, "name"::equals) && !has(operation, EMAILS::contains));
  }

  private static boolean has(DescribedOperation operation, Predicate<String> property) {
    return schema(operation).filter(each -> has(each, property, DEPTH)).isPresent()
        || operation.parameters(Parameter.Location.QUERY).stream()
            .anyMatch(each -> property.test(plain(each.name())));
  }

  private static boolean has(JsonSchema schema, Predicate<String> property, int depth) {
    return schema.properties().entrySet().stream()
        .anyMatch(
            each ->
                property.test(plain(each.getKey()))
                    || (depth > 0
                        && SchemaSampleGenerator.objectAlternative(each.getValue())
                            .filter(inner -> has(inner, property, depth - 1))
                            .isPresent()));
  }

  private static Optional<JsonSchema> schema(DescribedOperation operation) {
    return operation
        .jsonBodySchema()
        .or(() -> operation.body().flatMap(each -> each.content().formSchema()))
        .flatMap(SchemaSampleGenerator::objectAlternative);
  }

  static ClientRequest call(DescribedOperation operation, String target, Credentials who) {
    ClientRequest call = ClientRequest.of(operation.method(), target);
    List<Parameter> query = operation.parameters(Parameter.Location.QUERY);
    Set<String> names = query.stream().map(Parameter::name).collect(Collectors.toSet());
    boolean inQuery = names.stream().anyMatch(each -> isPassword(plain(each)));
    if (inQuery) {
      for (Parameter each : query) {
        Optional<String> value = who.value(each.name(), names).or(each::example);
        if (value.isPresent()) {
          call = call.query(each.name(), value.get());
        }
      }
    }
    if (operation.body().isEmpty() && inQuery) {
      return call;
    }
    Optional<JsonSchema> schema = schema(operation).filter(each -> !each.properties().isEmpty());
    if (operation.jsonBodySchema().isEmpty()
        && operation.body().isPresent()
        && schema.isPresent()) {
      return call.body("application/x-www-form-urlencoded", form(object(schema.get(), who, DEPTH)));
    }
    return call.json(
        schema
            .map(each -> object(each, who, DEPTH))
            .orElseGet(
                () ->
                    new JsonObject()
                        .put("name", "Audit")
                        .put("email", who.email())
                        .put("password", who.password())));
  }

  private static JsonObject object(JsonSchema schema, Credentials who, int depth) {
    JsonObject body =
        new SchemaSampleGenerator(who.name(), false).object(schema).orElseGet(JsonObject::new);
    Map<String, JsonSchema> properties = schema.properties();
    properties.forEach(
        (name, property) -> {
          Optional<JsonSchema> inner = SchemaSampleGenerator.objectAlternative(property);
          boolean isEnvelope =
              depth > 0
                  && inner
                      .filter(each -> has(each, CredentialsBody::isPassword, depth - 1))
                      .isPresent();
          if (isEnvelope) {
            body.put(name, object(inner.orElseThrow(), who, depth - 1));
          } else if (plain(name).equals("granttype")) {
            body.put(name, "password");
          } else {
            who.value(name, properties.keySet()).ifPresent(value -> body.put(name, value));
          }
        });
    // The client of OAuth 2 (RFC 6749 section 4.3) is not that of the user.
    if (properties.containsKey("grant_type")) {
      body.remove("client_secret");
    }
    return body;
  }

  private static String form(JsonObject fields) {
    return fields.stream()
        .filter(each -> each.getValue() != null)
        .map(
            each ->
                ClientRequest.encode(each.getKey())
                    + "="
                    + ClientRequest.encode(each.getValue().toString()))
        .collect(Collectors.joining("&"));
  }
}
