package dev.freehold.openapi.schema;

import java.util.Map;
import java.util.stream.Stream;

/// Likely texts for fields, by nothing but their names.
public final class ExampleText {
  private static final Map<String, String> BY_WORD =
      Map.ofEntries(
          Map.entry("title", "Buy milk"),
          Map.entry("description", "Two litres, semi-skimmed."),
          Map.entry("note", "Ring twice."),
          Map.entry("notes", "Ring twice."),
          Map.entry("name", "Ada Lovelace"),
          Map.entry("label", "Home"),
          Map.entry("nickname", "Ada"),
          Map.entry("company", "Analytical Engines Ltd"),
          Map.entry("phone", "+442079460958"),
          Map.entry("street", "12 St James's Square"),
          Map.entry("address", "12 St James's Square"),
          Map.entry("city", "London"),
          Map.entry("country", "GB"),
          Map.entry("currency", "EUR"),
          Map.entry("language", "en"),
          Map.entry("locale", "en-GB"),
          Map.entry("colour", "#1e90ff"),
          Map.entry("color", "#1e90ff"),
          Map.entry("slug", "buy-milk"),
          Map.entry("code", "A1"),
          Map.entry("sku", "AB-1234"),
          Map.entry("tags", "home"),
          Map.entry("tag", "home"));

  private ExampleText() {}

  /// The text for the whole name, else for its last word: `full_name` is a name.
  static String of(String field) {
    String last = field.substring(field.lastIndexOf('_') + 1);
    return BY_WORD.getOrDefault(field, BY_WORD.getOrDefault(last, "Example"));
  }

  /// What patterns often ask for.
  static Stream<String> shapes() {
    return Stream.of(
        "a",
        "A",
        "1",
        "a1",
        "A1",
        "abc",
        "ABC",
        "123",
        "12345",
        "buy-milk",
        "buy_milk",
        "AB-1234",
        "ABC-123",
        "A-1",
        "+442079460958",
        "020 7946 0958",
        "#1e90ff",
        "EUR",
        "en",
        "en-GB",
        "1.0.0",
        "2026-12-31",
        "14:30",
        "example.com",
        "192.0.2.1",
        "Ada Lovelace");
  }
}
