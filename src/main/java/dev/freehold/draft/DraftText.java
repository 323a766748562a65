package dev.freehold.draft;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The text of a draft, which knows what each of its lines is of.
final class DraftText {
  /// Of a comment, in characters: it is for reading, and may quote what somebody else wrote.
  private static final int MAX_NOTE = 300;

  private final StringBuilder text = new StringBuilder();
  private final Map<Integer, Part> parts = new HashMap<>();
  private int line = 1;

  private DraftText() {}

  /// What a line is of.
  sealed interface Part {
    record OfResource(Draft.Resource resource) implements Part {}

    /// A line `word: value` of a resource.
    record OfWord(Draft.Resource resource, String word) implements Part {}

    /// @param from where each word begins, as a column from 1
    record OfField(Draft.Resource resource, Draft.Field field, Map<String, Integer> from)
        implements Part {}

    record OfSet(Draft.Resource resource, Draft.UniqueSet set) implements Part {}
  }

  /// @param parts by line, from 1
  record Rendered(String text, Map<Integer, Part> parts) {}

  static Rendered render(String title, Draft draft) {
    DraftText out = new DraftText();
    draft.notes.forEach(note -> out.note("", note));
    out.line("freehold: 1", null);
    out.line("name: " + YamlText.of(title), null);
    out.line("version: 1.0.0", null);
    out.line("", null);
    out.line("resources:", null);
    boolean first = true;
    for (Draft.Resource resource : draft.resources) {
      if (!first) {
        out.line("", null);
      }
      first = false;
      out.resource(resource);
    }
    return new Rendered(out.text.toString(), out.parts);
  }

  private void resource(Draft.Resource resource) {
    note("  ", resource.origin);
    resource.notes.forEach(note -> note("  ", note));
    line("  " + resource.name + ":", new Part.OfResource(resource));
    resource.words.forEach(
        (word, value) -> line("    " + word + ": " + value, new Part.OfWord(resource, word)));
    line("    fields:", new Part.OfResource(resource));
    resource.fields.forEach(field -> field(resource, field));
    if (!resource.uniques.isEmpty()) {
      line("    unique:", new Part.OfResource(resource));
      resource.uniques.forEach(
          set ->
              line(
                  "      - " + set.names().stream().collect(Collectors.joining(", ", "[", "]")),
                  new Part.OfSet(resource, set)));
    }
  }

  private void field(Draft.Resource resource, Draft.Field field) {
    field.notes.forEach(note -> note("      ", note));
    StringBuilder out = new StringBuilder("      ").append(field.name).append(": ");
    Map<String, Integer> from = new HashMap<>();
    if (field.words.size() == 1 && field.words.containsKey("type")) {
      from.put("type", out.length() + 1);
      out.append(field.words.get("type"));
    } else {
      out.append("{ ");
      String between = "";
      for (Map.Entry<String, String> word : field.words.entrySet()) {
        out.append(between);
        from.put(word.getKey(), out.length() + 1);
        out.append(word.getKey()).append(": ").append(word.getValue());
        between = ", ";
      }
      out.append(" }");
    }
    line(out.toString(), new Part.OfField(resource, field, from));
  }

  private void note(String indent, String note) {
    StringBuilder plain = new StringBuilder();
    note.codePoints()
        .map(c -> YamlText.isShown(c) ? c : ' ')
        .limit(MAX_NOTE)
        .forEach(plain::appendCodePoint);
    line(indent + "# " + plain.toString().replaceAll("\\s+", " ").strip(), null);
  }

  private void line(String content, @Nullable Part part) {
    if (part != null) {
      parts.put(line, part);
    }
    text.append(content).append('\n');
    line++;
  }
}
