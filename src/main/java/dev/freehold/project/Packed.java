package dev.freehold.project;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Text that comes with the program.
final class Packed {
  /// `{{name}}`; what a workflow writes as `${{ name }}` is none.
  private static final Pattern BLANK = Pattern.compile("\\{\\{([a-z]+)}}");

  private Packed() {}

  static String text(String path) {
    try (InputStream in =
        Objects.requireNonNull(Packed.class.getResourceAsStream(path), path + " is not packed")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A template with its blanks filled in.
  ///
  /// @param values one for each blank
  static String filled(String path, Map<String, String> values) {
    return BLANK
        .matcher(text(path))
        .replaceAll(
            blank ->
                Matcher.quoteReplacement(
                    Objects.requireNonNull(values.get(blank.group(1)), blank.group())));
  }
}
