package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlMappingReader;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import dev.freehold.type.FieldConstraints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Checks `search`: the fields that the parameter `q` searches.
final class SearchChecker {
  private static final int MAX_FIELDS = 20;

  /// A `tsvector` has at most 1 MiB (PostgreSQL manual, 12.11); PostgreSQL refuses a row that needs
  /// more. A text of this length takes at most eight bytes per character.
  static final int MAX_CHARACTERS = 131_072;

  /// The text search configurations of PostgreSQL 15, the oldest supported version.
  private static final Map<String, String> LANGUAGES =
      Stream.of(
              "simple",
              "arabic",
              "armenian",
              "basque",
              "catalan",
              "danish",
              "dutch",
              "english",
              "finnish",
              "french",
              "german",
              "greek",
              "hindi",
              "hungarian",
              "indonesian",
              "irish",
              "italian",
              "lithuanian",
              "nepali",
              "norwegian",
              "portuguese",
              "romanian",
              "russian",
              "serbian",
              "spanish",
              "swedish",
              "tamil",
              "turkish",
              "yiddish")
          .collect(
              Collectors.toMap(
                  Function.identity(), Function.identity(), (a, _) -> a, TreeMap::new));

  private final SpecIssueCollector issues;
  private final ResourceFields fields;

  SearchChecker(SpecIssueCollector issues, ResourceFields fields) {
    this.issues = issues;
    this.fields = fields;
  }

  static Iterable<String> languages() {
    return LANGUAGES.keySet();
  }

  /// @return null if there is no `search` or no valid field in it
  Spec.@Nullable Search check(YamlNode.@Nullable Entry entry) {
    if (entry == null) {
      return null;
    }
    if (entry.value() instanceof YamlNode.Sequence) {
      return search(entry.value(), null);
    }
    if (!(entry.value() instanceof YamlNode.Mapping)) {
      YamlValueReader.reportWrongKind(
          issues, entry.value(), "search", "a list of fields such as [title]");
      return null;
    }
    YamlMappingReader block =
        YamlMappingReader.open(
            issues,
            entry.position(),
            entry.value(),
            "search",
            List.of("fields", "language"),
            List.of());
    return block == null
        ? null
        : search(
            block.require("fields", "such as { fields: [title], language: english }"),
            YamlValueReader.choice(issues, block.get("language"), "language", LANGUAGES));
  }

  private Spec.@Nullable Search search(@Nullable YamlNode node, @Nullable String language) {
    List<Spec.Field> found = new ArrayList<>();
    for (YamlNode item : YamlValueReader.list(issues, node, "search", 1, MAX_FIELDS)) {
      String name = YamlValueReader.text(issues, item, "a field name", 200);
      Spec.Field field = name == null ? null : fields.find(issues, item.position(), name, false);
      if (field == null) {
        continue;
      }
      if (found.contains(field)) {
        issues.add(
            item.position(),
            SpecIssueCode.REPEATED_VALUE,
            "field " + PrintableText.quote(field.name()) + " is listed twice",
            "remove one of them");
      } else {
        searchable(item, field);
        found.add(field);
      }
    }
    if (node != null && language != null) {
      size(node, found);
    }
    return found.isEmpty()
        ? null
        : new Spec.Search(found.stream().map(Spec.Field::name).toList(), language);
  }

  private void searchable(YamlNode item, Spec.Field field) {
    if (field.type().array() || !field.type().scalar().isText()) {
      issues.add(
          item.position(),
          SpecIssueCode.NOT_SEARCHABLE,
          PrintableText.quote(field.name())
              + " of type "
              + field.type().keyword()
              + " cannot be searched",
          "search applies to string, text, email, url");
    }
    IndexKeyChecker.checkHidden(issues, item.position(), field, "a search");
  }

  private void size(YamlNode node, List<Spec.Field> found) {
    int characters =
        found.stream()
            .map(f -> f.constraints().text())
            .flatMap(Stream::ofNullable)
            .mapToInt(FieldConstraints.Text::maxLength)
            .sum();
    if (characters > MAX_CHARACTERS) {
      issues.add(
          node.position(),
          SpecIssueCode.OUT_OF_RANGE,
          "the searched fields can hold " + characters + " characters in total",
          "with a language, at most "
              + MAX_CHARACTERS
              + " are allowed: set a smaller maxLength on the fields");
    }
  }
}
