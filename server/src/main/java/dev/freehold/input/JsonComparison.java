package dev.freehold.input;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.freehold.type.BoundedJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Compares two JSON texts token by token: numbers by value, strings and the order of keys exactly.
/// Takes linear time and builds no tree.
public final class JsonComparison {
  private JsonComparison() {}

  /// False also for a text beyond the limits of [BoundedJson].
  public static boolean isEqual(String a, String b) {
    try (JsonParser left = BoundedJson.FACTORY.createParser(a);
        JsonParser right = BoundedJson.FACTORY.createParser(b)) {
      while (true) {
        JsonToken token = left.nextToken();
        if (!isEqual(left, token, right, right.nextToken())) {
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

  private static boolean isEqual(
      JsonParser left, @Nullable JsonToken a, JsonParser right, @Nullable JsonToken b)
      throws IOException {
    if (a != null && b != null && a.isNumeric() && b.isNumeric()) {
      return left.getDecimalValue().compareTo(right.getDecimalValue()) == 0;
    }
    if (a != b) {
      return false;
    }
    return (a != JsonToken.VALUE_STRING && a != JsonToken.FIELD_NAME)
        || left.getText().equals(right.getText());
  }
}
