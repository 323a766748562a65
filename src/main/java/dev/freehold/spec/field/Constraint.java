package dev.freehold.spec.field;

import static dev.freehold.type.Scalar.BIGINT;
import static dev.freehold.type.Scalar.DECIMAL;
import static dev.freehold.type.Scalar.EMAIL;
import static dev.freehold.type.Scalar.ENUM;
import static dev.freehold.type.Scalar.INTEGER;
import static dev.freehold.type.Scalar.JSON;
import static dev.freehold.type.Scalar.NUMBER;
import static dev.freehold.type.Scalar.STRING;
import static dev.freehold.type.Scalar.TEXT;
import static dev.freehold.type.Scalar.URL;

import dev.freehold.spec.IssueCode;
import dev.freehold.spec.Issues;
import dev.freehold.spec.value.Block;
import dev.freehold.spec.yaml.Node;
import dev.freehold.type.FieldType;
import dev.freehold.type.Scalar;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which constraint means something for which types. The others mean the same for all.
enum Constraint {
  MIN_LENGTH("minLength"),
  MAX_LENGTH("maxLength"),
  PATTERN("pattern"),
  TRIM("trim"),
  STRIP_HTML("stripHtml"),
  LOWERCASE("lowercase"),
  MINIMUM("minimum"),
  MAXIMUM("maximum"),
  VALUES("values");

  private final String word;

  Constraint(String word) {
    this.word = word;
  }

  private List<Scalar> types() {
    return switch (this) {
      case MIN_LENGTH, PATTERN -> List.of(STRING, TEXT, EMAIL, URL);
      case MAX_LENGTH -> List.of(STRING, TEXT, EMAIL, URL, JSON);
      // An address is refused for a blank or a tag in it before either could be removed.
      case TRIM, STRIP_HTML -> List.of(STRING, TEXT);
      // The path of a web address may tell capitals apart.
      case LOWERCASE -> List.of(STRING, TEXT, EMAIL);
      case MINIMUM, MAXIMUM -> List.of(INTEGER, BIGINT, NUMBER, DECIMAL);
      case VALUES -> List.of(ENUM);
    };
  }

  /// Reports every constraint of a reference that is for a value of its own.
  static void checkRef(Issues issues, Block field) {
    Stream.concat(
            Arrays.stream(values()).map(constraint -> constraint.word),
            Stream.of("default", "hidden"))
        .map(field::entry)
        .flatMap(Stream::ofNullable)
        .forEach(
            entry ->
                issues.add(
                    entry.place(),
                    IssueCode.WRONG_TYPE_FOR_CONSTRAINT,
                    "'" + entry.key() + "' means nothing for type ref",
                    "a reference has no value of its own"));
  }

  /// Reports every constraint of a field that its type does not have.
  static void check(Issues issues, Block field, FieldType type) {
    for (Constraint constraint : values()) {
      Node.Entry entry = field.entry(constraint.word);
      if (entry != null && !constraint.types().contains(type.scalar())) {
        issues.add(
            entry.place(),
            IssueCode.WRONG_TYPE_FOR_CONSTRAINT,
            "'" + constraint.word + "' means nothing for type " + type.word(),
            "it is for "
                + constraint.types().stream().map(Scalar::word).collect(Collectors.joining(", ")));
      }
    }
  }
}
