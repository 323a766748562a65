package dev.freehold.draft;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A draft that is being written and repaired: lines of YAML with comments. Words and values are
/// YAML already.
final class SpecDraft {
  final List<String> notes = new ArrayList<>();
  final List<DraftResource> resources = new ArrayList<>();

  /// One resource.
  static final class DraftResource {
    final String name;
    final String origin;
    final List<String> notes = new ArrayList<>();
    final Map<String, String> keywords = new LinkedHashMap<>();
    final List<DraftField> fields = new ArrayList<>();
    final List<UniqueSet> uniques = new ArrayList<>();
    final List<RowCheck> checks = new ArrayList<>();

    DraftResource(String name, String origin) {
      this.name = name;
      this.origin = origin;
    }
  }

  /// The plain column that replaces an invalid reference.
  record IdColumn(String name, String type) {}

  /// One field, on one line.
  static final class DraftField {
    final String name;

    /// Null for a field that is not a reference.
    final @Nullable IdColumn column;

    final List<String> notes = new ArrayList<>();
    final Map<String, String> keywords = new LinkedHashMap<>();

    DraftField(String name, @Nullable IdColumn column) {
      this.name = name;
      this.column = column;
    }
  }

  /// One unique set, on one line.
  ///
  /// @param where the rule of its rows; null for all rows
  record UniqueSet(List<String> names, @Nullable String where) {
    String line() {
      String fields = names.stream().collect(Collectors.joining(", ", "[", "]"));
      return where == null
          ? fields
          : "{ fields: " + fields + ", where: " + YamlScalar.quoted(where) + " }";
    }
  }

  /// One rule of a row, on one line.
  record RowCheck(String rule) {
    private static final int MAX_MESSAGE = 200;

    private String message() {
      String message = "The row does not meet: " + rule;
      return message.length() <= MAX_MESSAGE ? message : "The row does not meet a rule.";
    }

    String line() {
      return "{ rule: "
          + YamlScalar.quoted(rule)
          + ", message: "
          + YamlScalar.quoted(message())
          + " }";
    }
  }

  /// The text of a draft, with the origin of each line.
  static final class DraftYamlWriter {
    /// Maximum length of a comment in characters. Comments may quote the source.
    private static final int MAX_NOTE = 300;

    private final StringBuilder text = new StringBuilder();
    private final Map<Integer, DraftLine> parts = new HashMap<>();
    private int line = 1;

    private DraftYamlWriter() {}

    /// The origin of a line.
    sealed interface DraftLine {
      record ResourceLine(SpecDraft.DraftResource resource) implements DraftLine {}

      /// A line `word: value` of a resource.
      record KeywordLine(SpecDraft.DraftResource resource, String word) implements DraftLine {}

      /// @param from the start of each key, as a column from 1
      record FieldLine(
          SpecDraft.DraftResource resource, SpecDraft.DraftField field, Map<String, Integer> from)
          implements DraftLine {}

      record UniqueSetLine(SpecDraft.DraftResource resource, SpecDraft.UniqueSet set)
          implements DraftLine {}

      record CheckLine(SpecDraft.DraftResource resource, SpecDraft.RowCheck check)
          implements DraftLine {}
    }

    /// @param parts the origins by line, from 1
    record RenderedDraft(String text, Map<Integer, DraftLine> parts) {}

    static RenderedDraft render(String title, SpecDraft draft) {
      DraftYamlWriter out = new DraftYamlWriter();
      draft.notes.forEach(note -> out.note("", note));
      out.line("freehold: 1", null);
      out.line("name: " + YamlScalar.of(title), null);
      out.line("version: 1.0.0", null);
      out.line("", null);
      out.line("resources:", null);
      boolean first = true;
      for (SpecDraft.DraftResource resource : draft.resources) {
        if (!first) {
          out.line("", null);
        }
        first = false;
        out.resource(resource);
      }
      return new RenderedDraft(out.text.toString(), out.parts);
    }

    private void resource(SpecDraft.DraftResource resource) {
      note("  ", resource.origin);
      resource.notes.forEach(note -> note("  ", note));
      line("  " + resource.name + ":", new DraftLine.ResourceLine(resource));
      resource.keywords.forEach(
          (word, value) ->
              line("    " + word + ": " + value, new DraftLine.KeywordLine(resource, word)));
      line("    fields:", new DraftLine.ResourceLine(resource));
      resource.fields.forEach(field -> field(resource, field));
      if (!resource.uniques.isEmpty()) {
        line("    unique:", new DraftLine.ResourceLine(resource));
        resource.uniques.forEach(
            set -> line("      - " + set.line(), new DraftLine.UniqueSetLine(resource, set)));
      }
      if (!resource.checks.isEmpty()) {
        line("    checks:", new DraftLine.ResourceLine(resource));
        resource.checks.forEach(
            check -> line("      - " + check.line(), new DraftLine.CheckLine(resource, check)));
      }
    }

    private void field(SpecDraft.DraftResource resource, SpecDraft.DraftField field) {
      field.notes.forEach(note -> note("      ", note));
      StringBuilder out = new StringBuilder("      ").append(field.name).append(": ");
      Map<String, Integer> from = new HashMap<>();
      if (field.keywords.size() == 1 && field.keywords.containsKey("type")) {
        from.put("type", out.length() + 1);
        out.append(field.keywords.get("type"));
      } else {
        out.append("{ ");
        String between = "";
        for (Map.Entry<String, String> word : field.keywords.entrySet()) {
          out.append(between);
          from.put(word.getKey(), out.length() + 1);
          out.append(word.getKey()).append(": ").append(word.getValue());
          between = ", ";
        }
        out.append(" }");
      }
      line(out.toString(), new DraftLine.FieldLine(resource, field, from));
    }

    private void note(String indent, String note) {
      StringBuilder plain = new StringBuilder();
      note.codePoints()
          .map(c -> YamlScalar.isShown(c) ? c : ' ')
          .limit(MAX_NOTE)
          .forEach(plain::appendCodePoint);
      line(indent + "# " + plain.toString().replaceAll("\\s+", " ").strip(), null);
    }

    private void line(String content, @Nullable DraftLine part) {
      if (part != null) {
        parts.put(line, part);
      }
      text.append(content).append('\n');
      line++;
    }
  }
}
