package dev.freehold.draft;

import dev.freehold.draft.SpecDraft.DraftYamlWriter;
import dev.freehold.draft.SpecDraft.DraftYamlWriter.DraftLine;
import dev.freehold.spec.SpecIssue;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Removes from a draft what the spec checker reports, and leaves a comment with the reason. The
/// limits of the language are known to the checker only. Each round removes something, so the
/// repair ends.
final class DraftRepair {
  private DraftRepair() {}

  /// The repaired text of the draft; empty if nothing is left.
  static Optional<String> repair(String title, SpecDraft draft) {
    while (!draft.resources.isEmpty()) {
      DraftYamlWriter.RenderedDraft rendered = DraftYamlWriter.render(title, draft);
      switch (SpecChecker.check(rendered.text().getBytes(StandardCharsets.UTF_8))) {
        case SpecResult.Valid _ -> {
          return Optional.of(rendered.text());
        }
        case SpecResult.Invalid(List<SpecIssue> issues) -> {
          issues.stream()
              .filter(issue -> !issue.code().equals(SpecIssueCode.MORE_FAULTS.code()))
              .forEach(issue -> take(draft, rendered, issue));
          draft.resources.removeIf(resource -> resource.fields.isEmpty());
        }
      }
    }
    return Optional.empty();
  }

  private static void take(
      SpecDraft draft, DraftYamlWriter.RenderedDraft rendered, SpecIssue issue) {
    DraftLine part = rendered.parts().get(issue.position().line());
    switch (part) {
      case DraftLine.FieldLine(
              SpecDraft.DraftResource resource,
              SpecDraft.DraftField field,
              Map<String, Integer> from) ->
          word(resource, field, at(from, issue.position().column()), issue);
      case DraftLine.KeywordLine(SpecDraft.DraftResource resource, String word) -> {
        resource.keywords.remove(word);
        resource.notes.add("unsure: " + word + " is left out: " + issue.message());
      }
      case DraftLine.UniqueSetLine(SpecDraft.DraftResource resource, SpecDraft.UniqueSet set) -> {
        if (resource.uniques.remove(set)) {
          resource.notes.add(
              "unsure: unique "
                  + String.join(", ", set.names())
                  + (set.where() == null ? "" : " where " + set.where())
                  + " is left out: "
                  + issue.message());
        }
      }
      case DraftLine.CheckLine(SpecDraft.DraftResource resource, SpecDraft.RowCheck check) -> {
        if (resource.checks.remove(check)) {
          resource.notes.add("unsure: check " + check.rule() + " is left out: " + issue.message());
        }
      }
      case DraftLine.ResourceLine(SpecDraft.DraftResource resource) ->
          whole(draft, resource, issue);
      case null -> whole(draft, draft.resources.getLast(), issue);
    }
  }

  /// The key at a column of the line; empty for the name of the field.
  private static String at(Map<String, Integer> from, int column) {
    return from.entrySet().stream()
        .filter(entry -> entry.getValue() <= column)
        .max(Comparator.comparingInt(Map.Entry::getValue))
        .map(Map.Entry::getKey)
        .orElse("");
  }

  private static void word(
      SpecDraft.DraftResource resource, SpecDraft.DraftField field, String at, SpecIssue issue) {
    String word =
        switch (at) {
          case "" ->
              issue.code().equals(SpecIssueCode.ENDLESS_REFERENCE.code()) ? "required" : "type";
          case "to" -> "type";
          default -> at;
        };
    String value = field.keywords.get(word);
    if (value == null) {
      return; // removed for another fault of this round
    }
    if (word.equals("values")) {
      field.keywords.remove(word);
      field.keywords.put("type", "string");
      field.notes.add("unsure: it was one of " + value + ": " + issue.message());
    } else if (!word.equals("type")) {
      field.keywords.remove(word);
      field.notes.add("unsure: " + word + ": " + value + " is left out: " + issue.message());
    } else if (field.column != null) {
      demote(resource, field, field.column, issue);
    } else if (resource.fields.remove(field)) {
      resource.notes.add("unsure: " + field.name + " is left out: " + issue.message());
    }
  }

  /// Replaces an invalid reference with a plain column.
  private static void demote(
      SpecDraft.DraftResource resource,
      SpecDraft.DraftField field,
      SpecDraft.IdColumn column,
      SpecIssue issue) {
    int index = resource.fields.indexOf(field);
    if (index >= 0) {
      SpecDraft.DraftField plain = new SpecDraft.DraftField(column.name(), null);
      plain.notes.addAll(field.notes);
      plain.notes.add(
          "unsure: it points at "
              + field.keywords.get("to")
              + " and is no ref: "
              + issue.message());
      plain.keywords.put("type", column.type());
      List.of("required", "unique", "readonly", "writeOnce").stream()
          .filter(field.keywords::containsKey)
          .forEach(flag -> plain.keywords.put(flag, "true"));
      resource.fields.set(index, plain);
    }
  }

  private static void whole(SpecDraft draft, SpecDraft.DraftResource resource, SpecIssue issue) {
    if (draft.resources.remove(resource)) {
      draft.notes.add("unsure: " + resource.name + " is left out: " + issue.message());
    }
  }
}
