package dev.freehold.spec.check;

import static dev.freehold.type.FieldType.ScalarType.BIGINT;
import static dev.freehold.type.FieldType.ScalarType.BOOLEAN;
import static dev.freehold.type.FieldType.ScalarType.DECIMAL;
import static dev.freehold.type.FieldType.ScalarType.EMAIL;
import static dev.freehold.type.FieldType.ScalarType.ENUM;
import static dev.freehold.type.FieldType.ScalarType.INTEGER;
import static dev.freehold.type.FieldType.ScalarType.JSON;
import static dev.freehold.type.FieldType.ScalarType.NUMBER;
import static dev.freehold.type.FieldType.ScalarType.STRING;
import static dev.freehold.type.FieldType.ScalarType.TEXT;
import static dev.freehold.type.FieldType.ScalarType.URL;

import dev.freehold.problem.PrintableText;
import dev.freehold.problem.ViolationCode;
import dev.freehold.spec.SpecIssue.Position;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import dev.freehold.spec.yaml.YamlMappingReader;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.spec.yaml.YamlValueReader;
import dev.freehold.type.EmailAndUrlFormat;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.ValueParser;
import dev.freehold.type.ValueResult;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Checks the constraints of a field: lengths, ranges, pattern, values, normalization.
final class FieldConstraintsChecker {
  private static final int MAX_VALUES = 200;
  private static final int MAX_VALUE_LENGTH = 100;
  private static final Map<String, Normalizer.Form> NORMAL_FORMS =
      Map.of("nfc", Normalizer.Form.NFC);

  private final SpecIssueCollector issues;
  private final YamlMappingReader block;
  private final FieldType type;

  private FieldConstraintsChecker(
      SpecIssueCollector issues, YamlMappingReader block, FieldType type) {
    this.issues = issues;
    this.block = block;
    this.type = type;
  }

  /// @param at the position of the field's name
  static FieldConstraints check(
      SpecIssueCollector issues,
      Position at,
      String name,
      YamlMappingReader block,
      FieldType type) {
    FieldConstraintsChecker checker = new FieldConstraintsChecker(issues, block, type);
    ConstraintKeyword.check(issues, block, type);
    return new FieldConstraints(
        type.scalar().isText() ? checker.text() : null,
        type.scalar().isNumeric() ? checker.range() : FieldConstraints.NONE.range(),
        type.scalar() == ScalarType.ENUM ? checker.values(at, name) : List.of(),
        type.scalar() == ScalarType.JSON ? checker.bytes() : null);
  }

  /// The constraints of a field that declares none.
  static FieldConstraints defaults(FieldType type) {
    ScalarType scalar = type.scalar();
    return new FieldConstraints(
        scalar.isText()
            ? new FieldConstraints.Text(0, standardLength(scalar), null, false, false, false, false)
            : null,
        FieldConstraints.NONE.range(),
        List.of(),
        scalar == ScalarType.JSON ? standardLength(scalar) : null);
  }

  private static int standardLength(ScalarType scalar) {
    return switch (scalar) {
      case TEXT, JSON -> 65_536;
      case EMAIL -> EmailAndUrlFormat.MAX_EMAIL;
      case URL -> EmailAndUrlFormat.MAX_URL;
      case STRING, INTEGER, BIGINT, INTEGER_ID, NUMBER, DECIMAL, BOOLEAN, DATE, TIME, DATETIME ->
          255;
      case UUID, ENUM -> 255;
    };
  }

  private static int greatestLength(ScalarType scalar) {
    return switch (scalar) {
      case TEXT, JSON -> 1_000_000;
      case STRING -> 10_000;
      case EMAIL, URL -> standardLength(scalar);
      case INTEGER, BIGINT, INTEGER_ID, NUMBER, DECIMAL, BOOLEAN, DATE, TIME, DATETIME -> 0;
      case UUID, ENUM -> 0;
    };
  }

  private FieldConstraints.Text text() {
    ScalarType scalar = type.scalar();
    Integer min =
        YamlValueReader.integer(
            issues, block.get("minLength"), "minLength", 0, greatestLength(scalar));
    Integer max =
        YamlValueReader.integer(
            issues, block.get("maxLength"), "maxLength", 1, greatestLength(scalar));
    int least = min == null ? 0 : min;
    int most = max == null ? standardLength(scalar) : max;
    YamlNode minNode = block.get("minLength");
    if (minNode != null && least > most) {
      issues.add(
          minNode.position(),
          SpecIssueCode.EMPTY_RANGE,
          "minLength " + least + " is greater than maxLength " + most,
          max == null ? "maxLength defaults to " + most + "; set a larger one" : null);
    }
    return new FieldConstraints.Text(
        least,
        most,
        PatternReader.read(issues, block.get("pattern"), type, most),
        YamlValueReader.flag(issues, block.get("trim"), "trim"),
        YamlValueReader.flag(issues, block.get("stripHtml"), "stripHtml"),
        YamlValueReader.flag(issues, block.get("lowercase"), "lowercase"),
        YamlValueReader.choice(issues, block.get("normalize"), "normalize", NORMAL_FORMS) != null);
  }

  /// The `maxLength` of a json field, in bytes of its text.
  private Integer bytes() {
    Integer max =
        YamlValueReader.integer(
            issues, block.get("maxLength"), "maxLength", 1, greatestLength(ScalarType.JSON));
    return max == null ? standardLength(ScalarType.JSON) : max;
  }

  private FieldConstraints.Range range() {
    BigDecimal min = bound("minimum");
    BigDecimal max = bound("maximum");
    YamlNode node = block.get("minimum");
    if (node != null && min != null && max != null && min.compareTo(max) > 0) {
      issues.add(
          node.position(),
          SpecIssueCode.EMPTY_RANGE,
          "minimum " + min.toPlainString() + " is greater than maximum " + max.toPlainString());
    }
    return new FieldConstraints.Range(min, max);
  }

  private @Nullable BigDecimal bound(String key) {
    YamlNode node = block.get(key);
    if (node == null || node instanceof YamlNode.ErrorNode) {
      return null;
    }
    return switch (FieldValueReader.read(type.scalar(), FieldConstraints.NONE, node)) {
      case ValueResult.Valid ok -> new BigDecimal(ok.value().toString());
      case ValueResult.Invalid invalid -> {
        issues.add(
            node.position(),
            SpecIssueCode.OUT_OF_RANGE,
            key + " of type " + type.keyword() + " " + invalid.message(),
            invalid.code().equals(ViolationCode.TYPE) ? "write a JSON number, such as 5" : null);
        yield null;
      }
    };
  }

  private List<String> values(Position at, String name) {
    YamlNode node = block.get("values");
    if (node == null) {
      issues.add(
          at,
          SpecIssueCode.MISSING_KEY,
          "enum " + PrintableText.quote(name) + " needs 'values'",
          "such as values: [low, high]");
      return List.of();
    }
    List<String> values = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (YamlNode item : YamlValueReader.list(issues, node, "values", 1, MAX_VALUES)) {
      String value = YamlValueReader.text(issues, item, "a value", MAX_VALUE_LENGTH);
      if (value == null) {
        continue;
      }
      if (ValueParser.checkStorable(value) == null && seen.add(value)) {
        values.add(value);
      } else {
        issues.add(
            item.position(),
            SpecIssueCode.REPEATED_VALUE,
            "value " + PrintableText.quote(value) + " is listed twice",
            "remove one of them");
      }
    }
    return values;
  }

  /// The constraints that apply to some types only. All other constraints apply to every type.
  enum ConstraintKeyword {
    MIN_LENGTH("minLength"),
    MAX_LENGTH("maxLength"),
    PATTERN("pattern"),
    TRIM("trim"),
    STRIP_HTML("stripHtml"),
    LOWERCASE("lowercase"),
    NORMALIZE("normalize"),
    MINIMUM("minimum"),
    MAXIMUM("maximum"),
    VALUES("values"),
    MOVES("moves");

    private final String word;

    ConstraintKeyword(String word) {
      this.word = word;
    }

    private List<ScalarType> types() {
      return switch (this) {
        case MIN_LENGTH, PATTERN -> List.of(STRING, TEXT, EMAIL, URL);
        case MAX_LENGTH -> List.of(STRING, TEXT, EMAIL, URL, JSON);
        // An e-mail address or URL with a blank or a tag is refused before normalization. Both are
        // mostly ASCII, which has one normalization form.
        case TRIM, STRIP_HTML, NORMALIZE -> List.of(STRING, TEXT);
        // The path of a URL may be case-sensitive.
        case LOWERCASE -> List.of(STRING, TEXT, EMAIL);
        case MINIMUM, MAXIMUM -> List.of(INTEGER, BIGINT, NUMBER, DECIMAL);
        case VALUES -> List.of(ENUM);
        case MOVES -> List.of(ENUM, BOOLEAN);
      };
    }

    /// Reports the keys of a reference that apply only to fields with a value.
    static void checkRef(SpecIssueCollector issues, YamlMappingReader field) {
      Stream.concat(
              Arrays.stream(values()).map(constraint -> constraint.word),
              Stream.of("default", "hidden", "copy"))
          .map(field::entry)
          .flatMap(Stream::ofNullable)
          .forEach(
              entry ->
                  issues.add(
                      entry.position(),
                      SpecIssueCode.WRONG_TYPE_FOR_CONSTRAINT,
                      "'" + entry.key() + "' does not apply to type ref",
                      "remove it: a reference holds only the id of a row"));
    }

    /// Reports every constraint of a field that does not apply to its type.
    static void check(SpecIssueCollector issues, YamlMappingReader field, FieldType type) {
      for (ConstraintKeyword constraint : values()) {
        YamlNode.Entry entry = field.entry(constraint.word);
        if (entry != null && !constraint.types().contains(type.scalar())) {
          issues.add(
              entry.position(),
              SpecIssueCode.WRONG_TYPE_FOR_CONSTRAINT,
              "'" + constraint.word + "' does not apply to type " + type.keyword(),
              "it applies to "
                  + constraint.types().stream()
                      .map(ScalarType::keyword)
                      .collect(Collectors.joining(", ")));
        }
      }
    }
  }
}
