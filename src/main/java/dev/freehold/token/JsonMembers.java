package dev.freehold.token;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The one JSON object of a token's header or payload: strict UTF-8, no member twice, nothing after it.
final class JsonMembers {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(4)
                  .maxNumberLength(20)
                  .maxNameLength(64)
                  .build())
          .build();

  private JsonMembers() {}

  /// The members: strings as [String], whole numbers that fit as [Long], arrays of strings as [Texts], anything else as
  /// [Other].
  static Optional<Map<String, Object>> members(byte[] bytes) {
    try (JsonParser in =
        JSON.createParser(
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString())) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      Map<String, Object> members = new HashMap<>();
      while (in.nextToken() != JsonToken.END_OBJECT) {
        String name = in.currentName();
        in.nextToken();
        members.put(name, value(in));
      }
      return in.nextToken() == null ? Optional.of(members) : Optional.empty();
    } catch (IOException malformed) {
      // A token that is not JSON is refused like any other; which byte was wrong is nobody's
      // business.
      return Optional.empty();
    }
  }

  /// A value that no claim of ours has.
  enum Other {
    VALUE
  }

  /// An array of strings and nothing else.
  record Texts(List<String> texts) {}

  private static Object array(JsonParser in) throws IOException {
    List<String> texts = new ArrayList<>();
    boolean pure = true;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (in.currentToken() == JsonToken.VALUE_STRING) {
        texts.add(in.getText());
      } else {
        pure = false;
        in.skipChildren();
      }
    }
    return pure ? new Texts(List.copyOf(texts)) : Other.VALUE;
  }

  private static Object value(JsonParser in) throws IOException {
    return switch (in.currentToken()) {
      case VALUE_STRING -> in.getText();
      case VALUE_NUMBER_INT ->
          in.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? Other.VALUE
              : (Object) in.getLongValue();
      case VALUE_NUMBER_FLOAT,
          VALUE_TRUE,
          VALUE_FALSE,
          VALUE_NULL,
          VALUE_EMBEDDED_OBJECT,
          FIELD_NAME,
          END_ARRAY,
          END_OBJECT,
          NOT_AVAILABLE ->
          Other.VALUE;
      case START_ARRAY -> array(in);
      case START_OBJECT -> {
        in.skipChildren();
        yield Other.VALUE;
      }
    };
  }
}
