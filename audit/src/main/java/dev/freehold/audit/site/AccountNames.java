package dev.freehold.audit.site;

import dev.freehold.audit.AccountPlace;
import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.EnvelopeReader;
import dev.freehold.audit.RowKey;
import dev.freehold.audit.Site.AuthenticationFlow;
import dev.freehold.audit.site.CredentialsBody.Credentials;
import dev.freehold.audit.site.LiveSite.PathTemplateExpander;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.ApiDescription;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import dev.freehold.description.JsonSchema;
import dev.freehold.description.SchemaValidator;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What names each user of the audit on the server: the id, the email address, and the user name, as
/// the server shows them to the user or as sign-up sent them.
final class AccountNames {
  private static final List<String> NAMES =
      List.of("username", "nickname", "handle", "login", "name", "id", "email");

  private static final Pattern OWN_PATH =
      Pattern.compile("(?i).*/(dashboard|account|self|user|settings)/?");
  private static final Pattern OWN =
      Pattern.compile(
          "\\b(own|my|your|caller's|current)\\b.{0,20}\\b(account|profile|user|data|details)\\b",
          Pattern.CASE_INSENSITIVE);
  private static final int MOST_ASKED = 5;

  private final ApiDescription description;
  private final AuditClient sender;
  private final PathTemplateExpander targets;
  private final AuthenticationFlow accounts;
  private final Map<String, JsonObject> shown = new HashMap<>();

  AccountNames(
      ApiDescription description,
      AuditClient sender,
      PathTemplateExpander targets,
      AuthenticationFlow accounts) {
    this.description = description;
    this.sender = sender;
    this.targets = targets;
    this.accounts = accounts;
  }

  /// The account of a user as the server shows it to this user; empty if it has no operation for that.
  JsonObject account(AuditUser user) {
    String key = user.label() + " " + user.email();
    JsonObject known = shown.get(key);
    if (known == null) {
      known =
          user.token() == null
              ? new JsonObject()
              : accounts
                  .me()
                  .flatMap(me -> asked(me, user))
                  .or(() -> told(user))
                  .orElseGet(JsonObject::new);
      shown.put(key, known);
    }
    return known;
  }

  private Optional<JsonObject> asked(DescribedOperation operation, AuditUser user) {
    AuditExchange exchange = sender.send(user, ClientRequest.get(targets.of(operation, Map.of())));
    return exchange.isSuccess() && !EnvelopeReader.isList(exchange.answer())
        ? EnvelopeReader.row(exchange.answer())
        : Optional.empty();
  }

  /// The answer of another operation whose words say that it shows the caller's account, if it has the
  /// email address or the id of the user.
  private Optional<JsonObject> told(AuditUser user) {
    return description.operations().stream()
        .filter(each -> each.method().equals("GET") && !each.path().contains("{"))
        .filter(each -> each.parameters().stream().noneMatch(Parameter::required))
        .filter(
            each ->
                OWN_PATH.matcher(each.path()).matches()
                    || each.documentation().stream().anyMatch(text -> OWN.matcher(text).find()))
        .limit(MOST_ASKED)
        .flatMap(each -> asked(each, user).stream())
        .filter(
            row ->
                row.fieldNames().stream()
                    .map(name -> String.valueOf(row.getValue(name)))
                    .anyMatch(value -> value.equals(user.email()) || value.equals(user.id())))
        .findFirst();
  }

  /// Value by kind, such as `username`; what names the user best comes first.
  private Map<String, Object> names(AuditUser user) {
    JsonObject account = account(user);
    Map<String, Object> names = new LinkedHashMap<>();
    for (String kind : NAMES) {
      account.fieldNames().stream()
          .filter(name -> RowKey.normal(name).equals(kind))
          .map(account::getValue)
          .filter(value -> value instanceof String || value instanceof Number)
          .findFirst()
          .or(() -> sent(kind, user))
          .ifPresent(value -> names.put(kind, value));
    }
    return names;
  }

  private Optional<Object> sent(String kind, AuditUser user) {
    String email = user.email();
    boolean isNamed =
        kind.equals("username") && accounts.signup().filter(CredentialsBody::hasName).isPresent();
    return Optional.ofNullable(
        switch (kind) {
          case "id" -> user.id();
          case "email" -> email;
          case "username" ->
              isNamed && email != null ? new Credentials(email, "", false).name() : null;
          default -> null;
        });
  }

  /// Every text that names the user and nobody else.
  Set<String> all(AuditUser user) {
    Set<String> all = new LinkedHashSet<>();
    names(user)
        .forEach(
            (kind, value) -> {
              if (!kind.equals("name")) {
                all.add(value.toString());
              }
            });
    return all;
  }

  /// The values that may name the user at a place, the likeliest first, each as the schema wants it.
  List<Object> values(AuditUser user, String property, JsonSchema schema, String description) {
    Map<String, Object> names = names(user);
    Optional<String> kind = AccountPlace.kind(property, schema, description);
    Stream<Object> likely =
        Stream.concat(
            kind.map(names::get).stream(),
            names.entrySet().stream()
                .filter(each -> !each.getKey().equals("name"))
                .map(Map.Entry::getValue));
    List<Object> values = new ArrayList<>();
    likely
        .map(value -> typed(value, schema))
        .filter(value -> !values.contains(value))
        .filter(value -> SchemaValidator.violations(schema, value).isEmpty())
        .forEach(values::add);
    return values;
  }

  /// What names the user in a path, such as `/users/{username}`: what the server or sign-up calls like
  /// the parameter.
  Optional<String> inPath(AuditUser user, String parameter, JsonSchema schema) {
    JsonObject account = account(user);
    return account.fieldNames().stream()
        .filter(name -> RowKey.normal(name).equals(RowKey.normal(parameter)))
        .map(account::getValue)
        .filter(value -> value instanceof String || value instanceof Number)
        .findFirst()
        .or(() -> values(user, parameter, schema, "").stream().findFirst())
        .map(Object::toString);
  }

  private static Object typed(Object value, JsonSchema schema) {
    boolean isNumber = !schema.allows("string") && schema.allows("integer");
    return isNumber && value.toString().matches("\\d{1,18}")
        ? Long.valueOf(value.toString())
        : schema.allows("string") ? value.toString() : value;
  }
}
