package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.spec.SpecIssue.Position;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Checks the names that a spec gives to resources, fields, filters and options.
public final class NameChecker {
  /// Two names and a suffix usually fit into the 63 bytes of a PostgreSQL identifier.
  public static final int MAX_LENGTH = 48;

  /// The fields that every row has.
  public static final List<String> SYSTEM_FIELDS =
      List.of("id", "user_id", "created_at", "updated_at");

  /// Query parameters of a list that are not filters.
  private static final Set<String> QUERY_WORDS =
      Set.of(
          "page",
          "limit",
          "sort",
          "fields",
          "include",
          "q",
          "cursor",
          "count",
          "or",
          "dry_run",
          "max_affected");

  /// Columns that every PostgreSQL table has (manual, section 5.6).
  private static final Set<String> SYSTEM_COLUMNS =
      Set.of("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid");

  private static final Set<String> RESOURCES = Set.of("auth", "batch", "pagination");

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
  private static final Pattern OPTION = Pattern.compile("[a-z][a-z0-9_-]*");

  private NameChecker() {}

  /// Whether the name is valid for a resource.
  public static boolean isResource(String name) {
    return name.length() <= MAX_LENGTH && NAME.matcher(name).matches() && !RESOURCES.contains(name);
  }

  /// Whether the name is valid for a field or a relation.
  public static boolean isField(String name) {
    return name.length() <= MAX_LENGTH
        && NAME.matcher(name).matches()
        && !SYSTEM_FIELDS.contains(name)
        && !QUERY_WORDS.contains(name)
        && !SYSTEM_COLUMNS.contains(name);
  }

  public static void resource(SpecIssueCollector issues, Position position, String name) {
    if (isShaped(issues, position, "resource", name, NAME) && RESOURCES.contains(name)) {
      reserved(issues, position, "resource", name, "the API uses it");
    }
  }

  /// @param name already checked by `field`
  static void ref(SpecIssueCollector issues, Position position, String name, String column) {
    if (SYSTEM_FIELDS.contains(column)) {
      reserved(
          issues,
          position,
          "reference",
          name,
          "every row already has the field " + PrintableText.quote(column));
    } else if (name.length() <= MAX_LENGTH && column.length() > MAX_LENGTH) {
      issues.add(
          position,
          SpecIssueCode.BAD_NAME,
          "the column name of reference " + PrintableText.quote(name) + " is too long",
          "use at most 45 characters for the name of a reference");
    }
  }

  /// Checks the derived name of a relation.
  ///
  /// @return whether it can be used
  public static boolean relation(SpecIssueCollector issues, Position position, String name) {
    boolean taken = QUERY_WORDS.contains(name);
    if (taken) {
      reserved(issues, position, "relation", name, "it is a query parameter of every list");
    }
    return !taken;
  }

  static void field(SpecIssueCollector issues, Position position, String name) {
    if (!isShaped(issues, position, "field", name, NAME)) {
      return;
    }
    if (SYSTEM_FIELDS.contains(name)) {
      reserved(issues, position, "field", name, "every row already has this field");
    } else if (QUERY_WORDS.contains(name)) {
      reserved(issues, position, "field", name, "it is a query parameter of every list");
    } else if (SYSTEM_COLUMNS.contains(name)) {
      reserved(
          issues,
          position,
          "field",
          name,
          "every PostgreSQL table has a system column of this name");
    }
  }

  public static void filter(
      SpecIssueCollector issues, Position position, String name, Set<String> fields) {
    if (!isShaped(issues, position, "filter", name, NAME)) {
      return;
    }
    if (QUERY_WORDS.contains(name)) {
      reserved(issues, position, "filter", name, "it is a query parameter of every list");
    } else if (fields.contains(name) || SYSTEM_FIELDS.contains(name)) {
      issues.add(
          position,
          SpecIssueCode.NAME_CLASH,
          "filter " + PrintableText.quote(name) + " has the name of a field",
          "fields are query parameters too; choose another name for the filter");
    }
  }

  /// @return whether it can be used
  public static boolean check(SpecIssueCollector issues, Position position, String name) {
    return isShaped(issues, position, "check", name, NAME);
  }

  public static void option(SpecIssueCollector issues, Position position, String name) {
    isShaped(issues, position, "option", name, OPTION);
  }

  private static void reserved(
      SpecIssueCollector issues, Position position, String what, String name, String why) {
    issues.add(
        position,
        SpecIssueCode.RESERVED_NAME,
        what + " name " + PrintableText.quote(name) + " is reserved",
        why + "; choose another name");
  }

  private static boolean isShaped(
      SpecIssueCollector issues, Position position, String what, String name, Pattern shape) {
    if (name.length() <= MAX_LENGTH && shape.matcher(name).matches()) {
      return true;
    }
    String proposal = name.length() > 200 ? null : snakeCase(name);
    issues.add(
        position,
        SpecIssueCode.BAD_NAME,
        PrintableText.quote(name) + " is not a valid " + what + " name",
        (proposal == null ? "" : "write " + PrintableText.quote(proposal) + ": ")
            + "a name uses a-z, 0-9 and _, starts with a letter and has at most "
            + MAX_LENGTH
            + " characters");
    return false;
  }

  /// Converts `DueOn`, `dueOn` and `due-on` to `due_on`; null if the result is not a usable name.
  private static @Nullable String snakeCase(String name) {
    String snake =
        name.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "_")
            .replaceAll("^[_0-9]+", "")
            .replaceAll("_+$", "");
    return snake.isEmpty() || snake.length() > MAX_LENGTH || snake.equals(name) ? null : snake;
  }
}
