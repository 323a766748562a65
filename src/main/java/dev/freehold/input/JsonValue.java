package dev.freehold.input;

import static dev.freehold.problem.ViolationCode.NOT_NULL;
import static dev.freehold.problem.ViolationCode.TOO_MANY;
import static dev.freehold.problem.ViolationCode.TYPE;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.freehold.plan.Column;
import dev.freehold.type.FieldType;
import dev.freehold.type.Parsed;
import dev.freehold.type.RuleCheck;
import dev.freehold.type.Rules;
import dev.freehold.type.Scalar;
import dev.freehold.type.form.JsonText;
import dev.freehold.type.form.NumberForm;
import dev.freehold.type.form.TextForm;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One value of a JSON body as a value of a column. Numbers are read from their text, so nothing is rounded on the way.
final class JsonValue {
  private JsonValue() {}

  /// Reads the value at the parser's token, which is not null, and leaves the parser at its last token.
  ///
  /// @return the value; or null where it was bad, which `violations` then say
  static @Nullable Object read(JsonParser in, Column column, Violations violations)
      throws IOException {
    FieldType type = column.type();
    return type.array()
        ? array(in, column, violations)
        : kept(column.name(), scalar(in, type.scalar(), column.rules()), violations);
  }

  private static @Nullable Object kept(String field, Parsed parsed, Violations violations) {
    return switch (parsed) {
      case Parsed.Ok ok -> ok.value();
      case Parsed.Bad bad -> {
        violations.add(field, bad);
        yield null;
      }
    };
  }

  private static @Nullable Object array(JsonParser in, Column column, Violations violations)
      throws IOException {
    if (in.currentToken() != JsonToken.START_ARRAY) {
      violations.add(column.name(), TYPE, "must be an array");
      StrictJson.skip(in);
      return null;
    }
    List<Object> values = new ArrayList<>();
    boolean good = true;
    int count = 0;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (++count > FieldType.MAX_ITEMS) {
        StrictJson.skip(in);
        continue;
      }
      String path = column.name() + "[" + (count - 1) + "]";
      Object value = null;
      if (in.currentToken() == JsonToken.VALUE_NULL) {
        violations.add(path, NOT_NULL, "must not be null");
      } else {
        value = kept(path, scalar(in, column.type().scalar(), column.rules()), violations);
      }
      if (value == null) {
        good = false;
      } else {
        values.add(value);
      }
    }
    if (count > FieldType.MAX_ITEMS) {
      violations.add(
          column.name(), TOO_MANY, "must have at most " + FieldType.MAX_ITEMS + " elements");
      return null;
    }
    return good ? values : null;
  }

  private static Parsed scalar(JsonParser in, Scalar scalar, Rules rules) throws IOException {
    JsonToken token = in.currentToken();
    boolean string = token == JsonToken.VALUE_STRING;
    boolean number = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
    Parsed parsed =
        switch (scalar) {
          case STRING, TEXT, EMAIL, URL, ENUM, DATE, TIME, DATETIME, UUID ->
              string
                  ? TextForm.parse(scalar, in.getText())
                  : new Parsed.Bad(TYPE, "must be a string");
          case INTEGER, BIGINT ->
              number
                  ? NumberForm.parse(scalar, in.getText())
                  : new Parsed.Bad(TYPE, "must be a whole number");
          case NUMBER ->
              number
                  ? NumberForm.parse(scalar, in.getText())
                  : new Parsed.Bad(TYPE, "must be a number");
          case DECIMAL ->
              number || string
                  ? TextForm.parse(scalar, in.getText())
                  : new Parsed.Bad(TYPE, "must be a number, or one written as a string");
          case BOOLEAN ->
              token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE
                  ? new Parsed.Ok(token == JsonToken.VALUE_TRUE)
                  : new Parsed.Bad(TYPE, "must be true or false");
          case JSON -> json(in);
        };
    StrictJson.skip(in);
    return parsed instanceof Parsed.Ok(Object value)
        ? RuleCheck.check(scalar, rules, value)
        : parsed;
  }

  private static Parsed json(JsonParser in) throws IOException {
    StringWriter text = new StringWriter();
    Parsed.Bad bad;
    try (JsonGenerator out = JsonText.FACTORY.createGenerator(text)) {
      bad = JsonText.copy(in, out);
    }
    return bad == null ? new Parsed.Ok(text.toString()) : bad;
  }
}
