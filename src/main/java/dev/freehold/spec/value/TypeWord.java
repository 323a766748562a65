package dev.freehold.spec.value;

import dev.freehold.spec.IssueCode;
import dev.freehold.spec.Issues;
import dev.freehold.spec.yaml.Node;
import dev.freehold.type.FieldType;
import dev.freehold.type.Scalar;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The type of a field: `string`, `string[]`.
public final class TypeWord {
  /// Words of other languages for our types.
  private static final Map<String, Scalar> FOREIGN =
      Map.ofEntries(
          Map.entry("str", Scalar.STRING),
          Map.entry("varchar", Scalar.STRING),
          Map.entry("char", Scalar.STRING),
          Map.entry("int", Scalar.INTEGER),
          Map.entry("int4", Scalar.INTEGER),
          Map.entry("int8", Scalar.BIGINT),
          Map.entry("long", Scalar.BIGINT),
          Map.entry("float", Scalar.NUMBER),
          Map.entry("double", Scalar.NUMBER),
          Map.entry("real", Scalar.NUMBER),
          Map.entry("numeric", Scalar.DECIMAL),
          Map.entry("money", Scalar.DECIMAL),
          Map.entry("bool", Scalar.BOOLEAN),
          Map.entry("timestamp", Scalar.DATETIME),
          Map.entry("timestamptz", Scalar.DATETIME),
          Map.entry("date-time", Scalar.DATETIME),
          Map.entry("uri", Scalar.URL),
          Map.entry("link", Scalar.URL),
          Map.entry("select", Scalar.ENUM),
          Map.entry("jsonb", Scalar.JSON),
          Map.entry("object", Scalar.JSON));

  private static final Set<String> REFERENCES =
      Set.of("reference", "relation", "references", "fk", "foreignkey", "foreign_key", "link_to");

  private TypeWord() {}

  /// The type of a field that holds a value of its own, so not `ref`.
  public static @Nullable FieldType read(Issues issues, Node node) {
    if (!(node instanceof Node.Scalar s) || s.kind() == Node.Kind.NULL) {
      Values.wrongKind(issues, node, "the type", "a word such as string");
      return null;
    }
    boolean array = s.text().endsWith("[]");
    String word = array ? s.text().substring(0, s.text().length() - 2) : s.text();
    Optional<Scalar> scalar = Scalar.ofWord(word);
    if (scalar.isPresent()) {
      return new FieldType(scalar.get(), array);
    }
    if (s.text().equals("ref[]")) {
      issues.add(
          s.place(),
          IssueCode.UNKNOWN_TYPE,
          "a field points at one row: there is no type 'ref[]'",
          "a ref in the other resource makes a relation to many in this one");
      return null;
    }
    issues.add(
        s.place(), IssueCode.UNKNOWN_TYPE, "unknown type " + Issues.quote(s.text()), hint(word));
    return null;
  }

  private static @Nullable String hint(String word) {
    Scalar meant = FOREIGN.get(word);
    if (meant != null) {
      return "did you mean '" + meant.word() + "'?";
    }
    if (REFERENCES.contains(word)) {
      return "did you mean 'ref'?";
    }
    Stream<String> words = Arrays.stream(Scalar.values()).map(Scalar::word);
    return Hint.of(word, Stream.concat(words, Stream.of("ref")).toList());
  }
}
