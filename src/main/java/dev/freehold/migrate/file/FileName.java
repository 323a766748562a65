package dev.freehold.migrate.file;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The name of a file: `0002_add_due_dates.sql`.
///
/// @param number from 1
/// @param words of `a-z`, `0-9` and `_`
public record FileName(int number, String words) {
  public static final Comparator<FileName> ORDER =
      Comparator.comparingInt(FileName::number).thenComparing(FileName::words);

  public static final String SUFFIX = ".sql";
  private static final Pattern NAME = Pattern.compile("([0-9]{4,6})_([a-z0-9_]{1,60})\\.sql");
  private static final int MAX_WORDS = 60;

  /// Empty for what is no such name.
  public static Optional<FileName> parse(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches() && Integer.parseInt(matcher.group(1)) > 0
        ? Optional.of(new FileName(Integer.parseInt(matcher.group(1)), matcher.group(2)))
        : Optional.empty();
  }

  /// @param title as somebody would write it: `Add due dates!`; nothing of it that has no place in the name of a file is kept
  public static FileName of(int number, String title) {
    String words =
        title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_|_$", "");
    String cut = words.substring(0, Math.min(MAX_WORDS, words.length())).replaceAll("_$", "");
    return new FileName(number, cut.isEmpty() ? "change" : cut);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%04d_%s%s", number, words, SUFFIX);
  }
}
