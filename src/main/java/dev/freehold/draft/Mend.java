package dev.freehold.draft;

import dev.freehold.draft.DraftText.Part;
import dev.freehold.spec.Issue;
import dev.freehold.spec.IssueCode;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Takes out of a draft whatever the checker has a fault to find with, and says there that it did and why: so a limit of the
/// language is known in one place alone. Every round takes something out, so it ends.
final class Mend {
  private Mend() {}

  /// The text of the draft without faults; empty where nothing would be left.
  static Optional<String> mended(String title, Draft draft) {
    while (!draft.resources.isEmpty()) {
      DraftText.Rendered rendered = DraftText.render(title, draft);
      switch (SpecChecker.check(rendered.text().getBytes(StandardCharsets.UTF_8))) {
        case SpecResult.Valid _ -> {
          return Optional.of(rendered.text());
        }
        case SpecResult.Faulty(List<Issue> issues) -> {
          issues.stream()
              .filter(issue -> !issue.code().equals(IssueCode.MORE_FAULTS.code()))
              .forEach(issue -> take(draft, rendered, issue));
          draft.resources.removeIf(resource -> resource.fields.isEmpty());
        }
      }
    }
    return Optional.empty();
  }

  private static void take(Draft draft, DraftText.Rendered rendered, Issue issue) {
    Part part = rendered.parts().get(issue.place().line());
    switch (part) {
      case Part.OfField(Draft.Resource resource, Draft.Field field, Map<String, Integer> from) ->
          word(resource, field, at(from, issue.place().column()), issue);
      case Part.OfWord(Draft.Resource resource, String word) -> {
        resource.words.remove(word);
        resource.notes.add("unsure: " + word + " is left out: " + issue.message());
      }
      case Part.OfSet(Draft.Resource resource, Draft.UniqueSet set) -> {
        if (resource.uniques.remove(set)) {
          resource.notes.add(
              "unsure: unique "
                  + String.join(", ", set.names())
                  + " is left out: "
                  + issue.message());
        }
      }
      case Part.OfResource(Draft.Resource resource) -> whole(draft, resource, issue);
      case null -> whole(draft, draft.resources.getLast(), issue);
    }
  }

  /// The word that a column is in; empty for that of the field's name.
  private static String at(Map<String, Integer> from, int column) {
    return from.entrySet().stream()
        .filter(entry -> entry.getValue() <= column)
        .max(Comparator.comparingInt(Map.Entry::getValue))
        .map(Map.Entry::getKey)
        .orElse("");
  }

  private static void word(Draft.Resource resource, Draft.Field field, String at, Issue issue) {
    String word =
        switch (at) {
          case "" -> issue.code().equals(IssueCode.ENDLESS_REFERENCE.code()) ? "required" : "type";
          case "to" -> "type";
          default -> at;
        };
    String value = field.words.get(word);
    if (value == null) {
      return; // taken for another fault of this round
    }
    if (!word.equals("type")) {
      field.words.remove(word);
      field.notes.add("unsure: " + word + ": " + value + " is left out: " + issue.message());
    } else if (field.column != null) {
      demote(resource, field, field.column, issue);
    } else if (resource.fields.remove(field)) {
      resource.notes.add("unsure: " + field.name + " is left out: " + issue.message());
    }
  }

  /// A reference that cannot be one: its column stays.
  private static void demote(
      Draft.Resource resource, Draft.Field field, Draft.Column column, Issue issue) {
    int index = resource.fields.indexOf(field);
    if (index >= 0) {
      Draft.Field plain = new Draft.Field(column.name(), null);
      plain.notes.addAll(field.notes);
      plain.notes.add(
          "unsure: it points at " + field.words.get("to") + " and is no ref: " + issue.message());
      plain.words.put("type", column.type());
      List.of("required", "unique", "readonly", "writeOnce").stream()
          .filter(field.words::containsKey)
          .forEach(flag -> plain.words.put(flag, "true"));
      resource.fields.set(index, plain);
    }
  }

  private static void whole(Draft draft, Draft.Resource resource, Issue issue) {
    if (draft.resources.remove(resource)) {
      draft.notes.add("unsure: " + resource.name + " is left out: " + issue.message());
    }
  }
}
