package dev.freehold.audit;

import dev.freehold.description.JsonSchema;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether a parameter or a property takes what names an account, such as the recipient of a message
/// or the next owner of a row: by its name, or by words such as `the username of a person`.
public final class AccountPlace {
  private static final Pattern NAME =
      Pattern.compile(
          "((new|next|target|to|other)?(user|owner|recipient|receiver|addressee|author|assignee"
              + "|beneficiary|payee|grantee|invitee|friend)"
              + "(username|name|handle|email|emailaddress|mail|id|uuid)?)|to|of");

  private static final Pattern WORDS =
      Pattern.compile(
          "\\b(user ?name|nick ?name|login|handle|e-?mail|e-?mail address|id)\\b of"
              + " (an?|the|another"
              + "|some|any|their)?\\s*(person|user|account|recipient|receiver|member|owner|author)\\b|\\b(own|caller's)"
              + " (user ?name|nick ?name|login|handle|e-?mail)\\b",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern KIND =
      Pattern.compile("\\b(user ?name|nick ?name|login|handle|e-?mail|id)\\b");

  private AccountPlace() {}

  /// @param name of the parameter or property
  /// @param description of the parameter; that of a property is in its schema
  public static boolean is(String name, JsonSchema schema, String description) {
    boolean isScalar =
        schema.types().stream().allMatch(type -> type.matches("string|integer|null"))
            && schema.allowedValues().isEmpty();
    String format = schema.text("format").orElse("");
    return isScalar
        && (format.isEmpty() || format.matches("email|uuid|int32|int64"))
        && !isDeclared(schema)
        && (NAME.matcher(RowKey.normal(name)).matches()
            || WORDS.matcher(words(schema, description)).find());
  }

  /// A description that says for itself what a value refers to.
  private static boolean isDeclared(JsonSchema schema) {
    return schema.flag("x-person") || schema.text("x-ref").isPresent() || schema.flag("readOnly");
  }

  /// Which of its names the account has there: `email`, `id`, `username` or `nickname`; empty if any
  /// may be meant.
  public static Optional<String> kind(String name, JsonSchema schema, String description) {
    String format = schema.text("format").orElse("");
    if (format.equals("email")) {
      return Optional.of("email");
    }
    if (format.equals("uuid") || !schema.allows("string")) {
      return Optional.of("id");
    }
    String split = name.replaceAll("([a-z0-9])([A-Z])", "$1 $2").replaceAll("[^\\p{Alnum}]", " ");
    Matcher kind =
        KIND.matcher((split + " " + words(schema, description)).toLowerCase(Locale.ROOT));
    return kind.find() ? Optional.of(kind.group(1).replaceAll("[ -]", "")) : Optional.empty();
  }

  private static String words(JsonSchema schema, String description) {
    return schema.text("description").orElse("") + " " + description;
  }
}
