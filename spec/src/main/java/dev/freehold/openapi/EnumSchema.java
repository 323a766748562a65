package dev.freehold.openapi;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The `enum` of a schema of texts.
final class EnumSchema {
  /// Members of every enum class in Kotlin, which no entry may have as its name.
  private static final Set<String> MEMBERS = Set.of("name", "ordinal", "entries");

  private EnumSchema() {}

  static void write(JsonObjectWriter schema, List<String> values, boolean nullable)
      throws IOException {
    List<@Nullable String> all = new ArrayList<>(values);
    if (nullable) {
      all.add(null);
    }
    schema.strings("enum", all);
    if (values.stream().anyMatch(MEMBERS::contains)) {
      schema.strings("x-enum-varnames", names(values));
    }
  }

  /// Names of the entries in code: `name_`, and `minus_due_on` of `-due_on`.
  private static List<String> names(List<String> values) {
    Set<String> taken = new HashSet<>();
    return values.stream()
        .map(value -> value.replaceFirst("^-", "minus_").replaceAll("[^A-Za-z0-9_]", "_"))
        .map(word -> word.matches("[0-9].*") ? "_" + word : word)
        .map(word -> MEMBERS.contains(word) ? word + "_" : word)
        .map(
            word -> {
              String free = word;
              for (int i = 2; !taken.add(free.toLowerCase(Locale.ROOT)); i++) {
                free = word + "_" + i;
              }
              return free;
            })
        .toList();
  }
}
