package dev.freehold.spec;

/// The schema name of one row of a resource: `Task` for `tasks`, `OrderEntry` for
/// `order_entries`.
public final class OpenApiSchemaName {
  private OpenApiSchemaName() {}

  /// @param resource a valid name of a resource
  public static String of(String resource) {
    StringBuilder name = new StringBuilder();
    for (String word : singular(resource).split("_", -1)) {
      if (!word.isEmpty()) {
        name.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
      }
    }
    return name.toString();
  }

  /// Applies the rules of most English plurals. An irregular plural gives an unusual but valid
  /// name.
  private static String singular(String plural) {
    if (plural.endsWith("ies") && plural.length() > 4) {
      return plural.substring(0, plural.length() - 3) + "y";
    }
    if (plural.matches(".+(ss|x|ch|sh)es")) {
      return plural.substring(0, plural.length() - 2);
    }
    return plural.matches(".*[^siu]s") ? plural.substring(0, plural.length() - 1) : plural;
  }
}
