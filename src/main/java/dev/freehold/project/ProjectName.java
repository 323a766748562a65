package dev.freehold.project;

import java.util.Locale;
import java.util.Optional;

/// What a project is called.
///
/// @param title one line of 1 to 100 characters: the `name` of its spec
/// @param slug of `a-z`, `0-9` and `-`: the name of its image and containers
public record ProjectName(String title, String slug) {
  private static final int MAX_TITLE = 100;
  private static final int MAX_SLUG = 40;

  /// Empty where `title` cannot be the name of a spec.
  public static Optional<ProjectName> of(String title) {
    boolean valid =
        !title.isBlank()
            && title.codePointCount(0, title.length()) <= MAX_TITLE
            && title.codePoints().noneMatch(Character::isISOControl)
            && title.codePoints().allMatch(Character::isDefined)
            && title.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
    return valid ? Optional.of(new ProjectName(title.strip(), slug(title))) : Optional.empty();
  }

  /// Of the last name of its directory: `my-shop` is called "My shop".
  public static Optional<ProjectName> ofDirectory(String name) {
    String words = name.replaceAll("[-_.\\s]+", " ").strip();
    return words.isEmpty()
        ? Optional.empty()
        : of(words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1));
  }

  private static String slug(String title) {
    String slug = title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String cut = slug.substring(0, Math.min(slug.length(), MAX_SLUG)).replaceAll("^-+|-+$", "");
    return cut.isEmpty() ? "backend" : cut;
  }
}
