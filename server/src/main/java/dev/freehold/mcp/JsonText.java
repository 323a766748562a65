package dev.freehold.mcp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.freehold.input.StrictJsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A JSON value that a client sent, with every digit and every character: an operation reads it again,
/// by the rules for its body.
///
/// @param first the first token
/// @param json the text, in ASCII, so that an unpaired surrogate stays what it is
public record JsonText(JsonToken first, String json) {

  /// Writes JSON in ASCII.
  static final JsonFactory WRITER =
      new JsonFactoryBuilder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  /// @throws dev.freehold.problem.ProblemException as [StrictJsonReader#read]
  static JsonText read(byte[] body) {
    return StrictJsonReader.read(body, JsonText::copy);
  }

  private static JsonText copy(JsonParser in) throws IOException {
    JsonToken first = in.currentToken();
    return new JsonText(first, StrictJsonReader.copy(in, WRITER));
  }

  boolean isNull() {
    return first == JsonToken.VALUE_NULL;
  }

  boolean isObject() {
    return first == JsonToken.START_OBJECT;
  }

  boolean isArray() {
    return first == JsonToken.START_ARRAY;
  }

  /// The value of a string.
  Optional<String> string() {
    return first == JsonToken.VALUE_STRING ? scalar() : Optional.empty();
  }

  /// A string, number or boolean as it stands in a query.
  Optional<String> scalar() {
    return switch (first) {
      case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE ->
          Optional.of(again(JsonParser::getText));
      default -> Optional.empty();
    };
  }

  /// The members of an object, in order; none for any other value.
  Map<String, JsonText> members() {
    Map<String, JsonText> members = new LinkedHashMap<>();
    if (isObject()) {
      again(
          in -> {
            while (in.nextToken() == JsonToken.FIELD_NAME) {
              String name = in.currentName();
              in.nextToken();
              members.put(name, copy(in));
            }
            return members;
          });
    }
    return members;
  }

  /// The elements of an array; none for any other value.
  List<JsonText> elements() {
    List<JsonText> elements = new ArrayList<>();
    if (isArray()) {
      again(
          in -> {
            while (in.nextToken() != JsonToken.END_ARRAY) {
              elements.add(copy(in));
            }
            return elements;
          });
    }
    return elements;
  }

  private <T> T again(StrictJsonReader.ContentReader<T> reader) {
    return StrictJsonReader.read(json.getBytes(StandardCharsets.US_ASCII), reader);
  }
}
