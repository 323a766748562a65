package dev.freehold.input;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.freehold.type.BoundedJson;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.NumberParser;
import dev.freehold.type.ValueParser;
import dev.freehold.type.ValueResult;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Compares two JSON texts: numbers by value, strings exactly. The order of the keys of an object does
/// not count: JSON libraries sort them, each in its own way (RFC 8259, section 4). A type whose values are numbers or strings with a number has them compared by value in both forms.
/// Times and UUIDs have several spellings, and JSON libraries write another one than they read; they
/// are compared by value too. Equal texts with their keys in the same order are compared token by token,
/// without a tree.
public final class JsonComparison {
  private static final Set<ScalarType> SPELLED =
      EnumSet.of(ScalarType.TIME, ScalarType.DATETIME, ScalarType.UUID);

  private JsonComparison() {}

  /// False also for a text beyond the limits of [BoundedJson].
  ///
  /// @param type of both values
  public static boolean isEqual(FieldType type, String a, String b) {
    return isSameText(type, a, b)
        || (type.scalar() == ScalarType.JSON && a.contains("{") && isSameTree(a, b));
  }

  private static boolean isSameText(FieldType type, String a, String b) {
    try (JsonParser left = BoundedJson.FACTORY.createParser(a);
        JsonParser right = BoundedJson.FACTORY.createParser(b)) {
      while (true) {
        JsonToken token = left.nextToken();
        if (!isEqual(left, token, right, right.nextToken(), type.scalar())) {
          return false;
        }
        if (token == null) {
          return true;
        }
      }
    } catch (IOException | NumberFormatException _) {
      return false;
    }
  }

  private static boolean isSameTree(String a, String b) {
    try (JsonParser left = BoundedJson.FACTORY.createParser(a);
        JsonParser right = BoundedJson.FACTORY.createParser(b)) {
      return tree(left, left.nextToken()).equals(tree(right, right.nextToken()))
          && left.nextToken() == null
          && right.nextToken() == null;
    } catch (IOException | NumberFormatException _) {
      return false;
    }
  }

  /// Maps, lists, strings, booleans, decimals without trailing zeros, and the token of null.
  private static Object tree(JsonParser in, @Nullable JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> {
        Map<String, Object> object = new HashMap<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
          String name = in.getText();
          object.put(name, tree(in, in.nextToken()));
        }
        yield object;
      }
      case START_ARRAY -> {
        List<Object> array = new ArrayList<>();
        for (JsonToken each = in.nextToken(); each != JsonToken.END_ARRAY; each = in.nextToken()) {
          array.add(tree(in, each));
        }
        yield array;
      }
      case VALUE_STRING -> in.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> in.getDecimalValue().stripTrailingZeros();
      case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> token;
      case null, default -> throw new EOFException("no value");
    };
  }

  private static boolean isEqual(
      JsonParser left,
      @Nullable JsonToken a,
      JsonParser right,
      @Nullable JsonToken b,
      ScalarType scalar)
      throws IOException {
    BigDecimal number = number(left, a, scalar.isNumberOrText());
    BigDecimal other = number(right, b, scalar.isNumberOrText());
    if (number != null && other != null) {
      return number.compareTo(other) == 0;
    }
    if (a != b) {
      return false;
    }
    return (a != JsonToken.VALUE_STRING && a != JsonToken.FIELD_NAME)
        || left.getText().equals(right.getText())
        || (SPELLED.contains(scalar) && isSameValue(scalar, left.getText(), right.getText()));
  }

  private static boolean isSameValue(ScalarType scalar, String a, String b) {
    return ValueParser.parse(scalar, a) instanceof ValueResult.Valid value
        && value.equals(ValueParser.parse(scalar, b));
  }

  private static @Nullable BigDecimal number(
      JsonParser in, @Nullable JsonToken token, boolean textCounts) throws IOException {
    if (token != null && token.isNumeric()) {
      return in.getDecimalValue();
    }
    return textCounts
            && token == JsonToken.VALUE_STRING
            && in.getTextLength() <= NumberParser.MAX_TEXT
            && NumberParser.isJsonNumber(in.getText())
        ? new BigDecimal(in.getText())
        : null;
  }
}
