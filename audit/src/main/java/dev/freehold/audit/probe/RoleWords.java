package dev.freehold.audit.probe;

import dev.freehold.audit.RowKey;
import dev.freehold.audit.Site;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.JsonSchema;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds operations that a description keeps for a role in words only: `All customers; for mechanics`.
/// The roles are the usual ones, and those that its schemas list for a property `role`.
final class RoleWords {
  private static final Set<String> USUAL =
      Set.of(
          "admin",
          "administrator",
          "superuser",
          "manager",
          "moderator",
          "operator",
          "staff",
          "staff member",
          "employee");

  /// Values of a property `role` that every user may have.
  private static final Set<String> PLAIN =
      Set.of("user", "member", "customer", "guest", "reader", "buyer", "client", "person", "owner");

  private static final Pattern TAGS =
      Pattern.compile("(?i)admins?|administration|administrators?|back-?office|staff|operators?");

  private static final int DEPTH = 4;

  /// The groups with the role: `for admins`, and `admins only`.
  private static final int ROLE = 1;

  private static final int ONLY = 2;

  private final Pattern words;

  private RoleWords(Set<String> roles) {
    String any = roles.stream().map(Pattern::quote).collect(Collectors.joining("|"));
    this.words =
        Pattern.compile(
            "(?:^|[;:,.(\\u2013\\u2014-]\\s*)(?:(?:only )?for|only|needs?|requires?)(?: an?|"
                + " the)?(?: role)? ("
                + any
                + ")s?\\b|(?:^|[;:,.(-]\\s*)("
                + any
                + ")s? only\\b",
            Pattern.CASE_INSENSITIVE);
  }

  static RoleWords of(Site site) {
    return site.once("words for roles", () -> new RoleWords(roles(site)));
  }

  private static Set<String> roles(Site site) {
    Set<String> roles = new LinkedHashSet<>();
    for (DescribedOperation each : site.description().operations()) {
      Stream.concat(each.successSchema().stream(), each.jsonBodySchema().stream())
          .forEach(schema -> collect(schema, roles, DEPTH));
    }
    roles.addAll(USUAL);
    roles.removeAll(PLAIN);
    return roles;
  }

  private static void collect(JsonSchema schema, Set<String> into, int depth) {
    if (depth == 0) {
      return;
    }
    schema
        .properties()
        .forEach(
            (name, property) -> {
              if (RowKey.normal(name).matches("(user|account)?roles?")) {
                Stream.concat(
                        property.allowedValues().stream(),
                        property.items().map(JsonSchema::allowedValues).stream()
                            .flatMap(List::stream))
                    .filter(String.class::isInstance)
                    .forEach(role -> into.add(role.toString().toLowerCase(Locale.ROOT)));
              }
              collect(property, into, depth - 1);
            });
    schema.items().ifPresent(items -> collect(items, into, depth - 1));
  }

  boolean isIn(DescribedOperation operation) {
    return operation.documentation().stream()
        .anyMatch(text -> TAGS.matcher(text).matches() || words.matcher(text).find());
  }

  /// Whether the words are about this role.
  boolean names(DescribedOperation operation, String role) {
    return operation.documentation().stream()
        .flatMap(text -> words.matcher(text).results())
        .anyMatch(
            found ->
                role.equalsIgnoreCase(found.group(ROLE))
                    || role.equalsIgnoreCase(found.group(ONLY)));
  }
}
