package dev.freehold.audit.probe.input;

import dev.freehold.audit.Severity;
import dev.freehold.audit.probe.JsonLeaf;
import dev.freehold.description.JsonSchema;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A property that decides what an account may do or has, with a value that a new account does not
/// have: a client must not set it.
///
/// @param what the phrase for the finding title, such as `a role`
record PrivilegedProperty(String name, Object value, Severity severity, String what) {
  private static final Pattern ROLE =
      Pattern.compile(
          "(user|account|member)?(roles?|permissions?|scopes?|privileges?|authorities|rank"
              + "|accesslevel|usertype|accounttype)"
              + "|(is|has)?(admin|administrator|superuser|superadmin|staff|root|moderator)(role|access)?");
  private static final Pattern STATE =
      Pattern.compile("(is|has)?(email|phone|account|user|kyc)?(verified|confirmed|approved)");
  private static final Pattern WEALTH =
      Pattern.compile(
          "(account|wallet|available|current|loyalty|reward)?(balance|credits?|points|funds|coins)"
              + "|(is|has)?(premium|vip|paid|pro)|(subscription)?(plan|tier)|subscription|membership");
  private static final Pattern HIGHEST =
      Pattern.compile(
          "(?i).*(admin|root|super|owner|staff|premium|enterprise|gold|verified|approved).*");
  private static final int MANY = 424_242;

  /// The usual names, for documents that do not show the properties of an account.
  private static final Map<String, Object> USUAL = new LinkedHashMap<>();

  static {
    USUAL.put("role", "admin");
    USUAL.put("roles", new JsonArray().add("admin"));
    USUAL.put("is_admin", true);
    USUAL.put("isAdmin", true);
    USUAL.put("admin", true);
    USUAL.put("is_superuser", true);
    USUAL.put("is_staff", true);
    USUAL.put("is_verified", true);
    USUAL.put("plan", "enterprise");
    USUAL.put("credit", MANY);
    USUAL.put("balance", MANY);
  }

  /// The privileges of an account: those that the description or a response shows first.
  ///
  /// @param described the properties of an account in responses
  /// @param shown an account of an ordinary user
  /// @param settable what a client may set according to the description
  static List<PrivilegedProperty> of(
      Map<String, JsonSchema> described, JsonObject shown, Set<String> settable) {
    Map<String, JsonSchema> names = new LinkedHashMap<>(described);
    shown.fieldNames().forEach(name -> names.putIfAbsent(name, JsonSchema.of(new JsonObject())));
    List<PrivilegedProperty> all = new ArrayList<>();
    names.forEach(
        (name, schema) -> {
          if (!settable.contains(name)) {
            of(name, schema, shown.getValue(name)).ifPresent(all::add);
          }
        });
    USUAL.forEach(
        (name, value) -> {
          if (!settable.contains(name) && !names.containsKey(name)) {
            kind(name).ifPresent(kind -> all.add(kind.with(name, value)));
          }
        });
    return all;
  }

  private static Optional<PrivilegedProperty> of(
      String name, JsonSchema schema, @Nullable Object shown) {
    return kind(name).map(kind -> kind.with(name, value(name, schema, shown)));
  }

  private static Object value(String name, JsonSchema schema, @Nullable Object shown) {
    Optional<String> choice = highest(schema, shown);
    if (choice.isPresent()) {
      return choice.get();
    }
    Optional<String> entry = schema.items().flatMap(items -> highest(items, null));
    if (entry.isPresent()) {
      return new JsonArray().add(entry.get());
    }
    boolean isWealth = WEALTH.matcher(JsonLeaf.plain(name)).matches();
    String highest = isWealth ? "enterprise" : "admin";
    return switch (shown) {
      case Boolean flag -> !flag;
      case Number _ -> MANY;
      case JsonArray _ -> new JsonArray().add(highest);
      case String _ -> highest;
      case null, default ->
          schema.types().contains("boolean")
              ? (Object) true
              : schema.types().contains("integer") || schema.types().contains("number")
                  ? (Object) MANY
                  : schema.types().contains("array") ? new JsonArray().add(highest) : highest;
    };
  }

  /// The value of an enum that sounds like the most rights, or its last one; empty for no enum.
  private static Optional<String> highest(JsonSchema schema, @Nullable Object shown) {
    List<String> choices =
        schema.allowedValues().stream()
            .filter(String.class::isInstance)
            .map(String::valueOf)
            .filter(each -> !each.equals(shown))
            .toList();
    return choices.stream()
        .filter(each -> HIGHEST.matcher(each).matches())
        .findFirst()
        .or(() -> choices.isEmpty() ? Optional.empty() : Optional.of(choices.getLast()));
  }

  private static Optional<PrivilegedProperty> kind(String name) {
    String plain = JsonLeaf.plain(name);
    if (ROLE.matcher(plain).matches()) {
      return Optional.of(new PrivilegedProperty(name, true, Severity.CRITICAL, "a role"));
    }
    if (WEALTH.matcher(plain).matches()) {
      return Optional.of(new PrivilegedProperty(name, true, Severity.HIGH, "a balance or plan"));
    }
    return STATE.matcher(plain).matches()
        ? Optional.of(new PrivilegedProperty(name, true, Severity.MEDIUM, "a verified state"))
        : Optional.empty();
  }

  private PrivilegedProperty with(String otherName, Object otherValue) {
    return new PrivilegedProperty(otherName, otherValue, severity, what);
  }

  /// The value as JSON.
  String json() {
    return value instanceof String text ? "\"" + text + "\"" : value.toString();
  }

  /// Whether the object shows that the value was stored.
  boolean isIn(JsonObject object) {
    Object shown = object.getValue(name);
    return switch (shown) {
      case null -> false;
      case JsonArray array when value instanceof JsonArray wanted ->
          array.encode().contains("\"" + wanted.getValue(0) + "\"");
      case Number number when value instanceof Number wanted ->
          new BigDecimal(number.toString()).compareTo(new BigDecimal(wanted.toString())) == 0;
      default -> shown.toString().equals(value.toString());
    };
  }
}
