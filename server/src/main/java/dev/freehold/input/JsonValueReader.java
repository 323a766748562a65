package dev.freehold.input;

import static dev.freehold.problem.ViolationCode.NOT_NULL;
import static dev.freehold.problem.ViolationCode.REPEATED;
import static dev.freehold.problem.ViolationCode.TOO_MANY;
import static dev.freehold.problem.ViolationCode.TYPE;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.type.BoundedJson;
import dev.freehold.type.ConstraintValidator;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.NumberParser;
import dev.freehold.type.ValueParser;
import dev.freehold.type.ValueResult;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads one value of a JSON body as a value of a column. Numbers are parsed from their text, so
/// they are not rounded.
final class JsonValueReader {
  private JsonValueReader() {}

  /// Reads the value at the parser's token, which is not null, and leaves the parser at its last
  /// token.
  ///
  /// @return the value; null if it is invalid, which is then a violation
  static @Nullable Object read(JsonParser in, ColumnPlan column, ViolationCollector violations)
      throws IOException {
    FieldType type = column.type();
    return type.array()
        ? array(in, column, violations)
        : kept(column.name(), scalar(in, type.scalar(), column.constraints()), violations);
  }

  private static @Nullable Object kept(
      String field, ValueResult parsed, ViolationCollector violations) {
    return switch (parsed) {
      case ValueResult.Valid ok -> ok.value();
      case ValueResult.Invalid invalid -> {
        violations.add(field, invalid);
        yield null;
      }
    };
  }

  private static @Nullable Object array(
      JsonParser in, ColumnPlan column, ViolationCollector violations) throws IOException {
    if (in.currentToken() != JsonToken.START_ARRAY) {
      violations.add(column.name(), TYPE, "must be an array");
      StrictJsonReader.skip(in);
      return null;
    }
    List<Object> values = new ArrayList<>();
    boolean good = true;
    int count = 0;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (++count > column.maxItems()) {
        StrictJsonReader.skip(in);
        continue;
      }
      String path = column.name() + "[" + (count - 1) + "]";
      Object value = null;
      if (in.currentToken() == JsonToken.VALUE_NULL) {
        violations.add(path, NOT_NULL, "must not be null");
      } else {
        value = kept(path, scalar(in, column.type().scalar(), column.constraints()), violations);
      }
      if (value == null) {
        good = false;
      } else {
        values.add(value);
      }
    }
    if (count > column.maxItems()) {
      violations.add(
          column.name(), TOO_MANY, "must have at most " + column.maxItems() + " elements");
      return null;
    }
    return good && (column.reference() == null || areDistinct(column, values, violations))
        ? values
        : null;
  }

  /// Whether a list of references names nothing twice.
  private static boolean areDistinct(
      ColumnPlan column, List<Object> values, ViolationCollector violations) {
    Set<Object> seen = new HashSet<>();
    boolean distinct = true;
    for (int i = 0; i < values.size(); i++) {
      if (!seen.add(values.get(i))) {
        violations.add(column.name() + "[" + i + "]", REPEATED, "is listed twice");
        distinct = false;
      }
    }
    return distinct;
  }

  /// Reads a value that is not an array.
  static ValueResult scalar(JsonParser in, ScalarType scalar, FieldConstraints rules)
      throws IOException {
    JsonToken token = in.currentToken();
    boolean string = token == JsonToken.VALUE_STRING;
    boolean number = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
    ValueResult parsed =
        switch (scalar) {
          case STRING, TEXT, EMAIL, URL, ENUM, DATE, TIME, DATETIME, UUID ->
              string
                  ? ValueParser.parse(scalar, in.getText())
                  : new ValueResult.Invalid(TYPE, "must be a string");
          case BIGINT, INTEGER_ID ->
              number
                  ? NumberParser.parse(scalar, in.getText())
                  : string
                      ? ValueParser.parse(scalar, in.getText())
                      : new ValueResult.Invalid(
                          TYPE, "must be a whole number, or one written as a string");
          case INTEGER ->
              number
                  ? NumberParser.parse(scalar, in.getText())
                  : new ValueResult.Invalid(TYPE, "must be a whole number");
          case NUMBER ->
              number
                  ? NumberParser.parse(scalar, in.getText())
                  : new ValueResult.Invalid(TYPE, "must be a number");
          case DECIMAL ->
              number || string
                  ? ValueParser.parse(scalar, in.getText())
                  : new ValueResult.Invalid(TYPE, "must be a number, or one written as a string");
          case BOOLEAN ->
              token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE
                  ? new ValueResult.Valid(token == JsonToken.VALUE_TRUE)
                  : new ValueResult.Invalid(TYPE, "must be true or false");
          case JSON -> json(in);
        };
    StrictJsonReader.skip(in);
    return parsed instanceof ValueResult.Valid(Object value)
        ? ConstraintValidator.validate(scalar, rules, value)
        : parsed;
  }

  private static ValueResult json(JsonParser in) throws IOException {
    StringWriter text = new StringWriter();
    ValueResult.Invalid invalid;
    try (JsonGenerator out = BoundedJson.FACTORY.createGenerator(text)) {
      invalid = BoundedJson.copy(in, out);
    }
    return invalid == null ? new ValueResult.Valid(text.toString()) : invalid;
  }
}
