package dev.freehold.draft;

import dev.freehold.spec.OpenApiSchemaName;
import dev.freehold.spec.check.NameChecker;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// Generates names of the language: `DueOn` and `due on` become `due_on`; a reserved or taken
/// name gets a number. One instance for the resources of a draft, and one for the fields of each.
final class SpecNameGenerator {
  /// Leaves room for a number and the `_id` of a reference.
  private static final int MAX = NameChecker.MAX_LENGTH - 6;

  /// What is no text as a key of a spec, and no name in a rule.
  private static final Set<String> VALUES = Set.of("true", "false", "null");

  private final Set<String> taken = new HashSet<>();
  private final boolean resources;

  private SpecNameGenerator(boolean resources) {
    this.resources = resources;
  }

  static SpecNameGenerator ofResources() {
    return new SpecNameGenerator(true);
  }

  static SpecNameGenerator ofFields() {
    return new SpecNameGenerator(false);
  }

  /// Generates the name of a resource or of a field with a value.
  String uniqueName(String found) {
    String base = shaped(found);
    for (int n = 1; ; n++) {
      String name = n == 1 ? base : base + "_" + n;
      if (resources ? takeResource(name) : takeField(name)) {
        return name;
      }
    }
  }

  /// Generates the name of a relation. Reserves also the name of its column, with `_id`.
  String uniqueRelationName(String found) {
    String base = shaped(found.replaceFirst("(?i)(?<=.)(_id|(?<=[a-z0-9])Id)$", ""));
    for (int n = 1; ; n++) {
      String name = n == 1 ? base : base + "_" + n;
      String column = name + "_id";
      boolean free = !taken.contains(name) && !taken.contains(column);
      if (free && isField(name) && isField(column)) {
        taken.add(name);
        taken.add(column);
        return name;
      }
    }
  }

  private boolean takeField(String name) {
    return isField(name) && taken.add(name);
  }

  /// Whether a field or a relation of a draft can have the name.
  static boolean isField(String name) {
    return NameChecker.isField(name) && !VALUES.contains(name);
  }

  /// The singular names are unique, and no name equals the sequence name of another resource.
  private boolean takeResource(String name) {
    String row = " " + OpenApiSchemaName.of(name).toLowerCase(Locale.ROOT);
    boolean counts =
        name.endsWith("_id_seq") && taken.contains(name.substring(0, name.length() - 7));
    boolean counted = taken.contains(name + "_id_seq");
    boolean valid = NameChecker.isResource(name) && !VALUES.contains(name);
    return valid && !counts && !counted && taken.add(row) && taken.add(name);
  }

  private static String shaped(String found) {
    String snake =
        found
            .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
            .replaceAll("([A-Z])([A-Z][a-z])", "$1_$2")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "_")
            .replaceAll("^[_0-9]+|_+$", "");
    String cut = snake.substring(0, Math.min(snake.length(), MAX)).replaceAll("_+$", "");
    return cut.isEmpty() ? "unnamed" : cut;
  }
}
