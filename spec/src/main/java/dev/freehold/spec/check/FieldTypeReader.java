package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.problem.SpellingSuggestion;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the type of a field: `string`, `string[]`.
final class FieldTypeReader {
  /// Type names of other languages, for hints.
  private static final Map<String, ScalarType> FOREIGN =
      Map.ofEntries(
          Map.entry("str", ScalarType.STRING),
          Map.entry("varchar", ScalarType.STRING),
          Map.entry("char", ScalarType.STRING),
          Map.entry("int", ScalarType.INTEGER),
          Map.entry("int4", ScalarType.INTEGER),
          Map.entry("int8", ScalarType.BIGINT),
          Map.entry("long", ScalarType.BIGINT),
          Map.entry("float", ScalarType.NUMBER),
          Map.entry("double", ScalarType.NUMBER),
          Map.entry("real", ScalarType.NUMBER),
          Map.entry("numeric", ScalarType.DECIMAL),
          Map.entry("money", ScalarType.DECIMAL),
          Map.entry("bool", ScalarType.BOOLEAN),
          Map.entry("timestamp", ScalarType.DATETIME),
          Map.entry("timestamptz", ScalarType.DATETIME),
          Map.entry("date-time", ScalarType.DATETIME),
          Map.entry("uri", ScalarType.URL),
          Map.entry("link", ScalarType.URL),
          Map.entry("select", ScalarType.ENUM),
          Map.entry("jsonb", ScalarType.JSON),
          Map.entry("object", ScalarType.JSON));

  private static final Set<String> REFERENCES =
      Set.of("reference", "relation", "references", "fk", "foreignkey", "foreign_key", "link_to");

  private FieldTypeReader() {}

  /// Reads the type of a field with a value, which excludes `ref`.
  public static @Nullable FieldType read(SpecIssueCollector issues, YamlNode node) {
    if (!(node instanceof YamlNode.Scalar s) || s.kind() == YamlNode.ScalarKind.NULL) {
      YamlValueReader.reportWrongKind(issues, node, "the type", "a word such as string");
      return null;
    }
    boolean array = s.text().endsWith("[]");
    String word = array ? s.text().substring(0, s.text().length() - 2) : s.text();
    Optional<ScalarType> scalar = ScalarType.ofKeyword(word);
    if (scalar.isPresent()) {
      return new FieldType(scalar.get(), array);
    }
    if (s.text().equals("ref[]")) {
      issues.add(
          s.position(),
          SpecIssueCode.UNKNOWN_TYPE,
          "unknown type 'ref[]': a reference points at one row",
          "for a to-many relation, add a ref to the other resource");
      return null;
    }
    issues.add(
        s.position(),
        SpecIssueCode.UNKNOWN_TYPE,
        "unknown type " + PrintableText.quote(s.text()),
        hint(word));
    return null;
  }

  private static @Nullable String hint(String word) {
    ScalarType meant = FOREIGN.get(word);
    if (meant != null) {
      return "did you mean '" + meant.keyword() + "'?";
    }
    if (REFERENCES.contains(word)) {
      return "did you mean 'ref'?";
    }
    Stream<String> words = ScalarType.ofFields().map(ScalarType::keyword);
    return SpellingSuggestion.hint(word, Stream.concat(words, Stream.of("ref")).toList());
  }
}
