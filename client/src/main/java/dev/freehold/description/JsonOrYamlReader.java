package dev.freehold.description;

import dev.freehold.description.OpenApiDescriptionReader.InvalidDescriptionException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Parses a document as JSON or YAML.
final class JsonOrYamlReader {
  private static final int MAX_DEPTH = 200;

  /// The limit on the expansion of aliases.
  private static final int MAX_NODES = 1_000_000;

  private int nodes;

  private JsonOrYamlReader() {}

  static JsonObject tree(byte[] bytes) {
    if (bytes.length > OpenApiDescriptionReader.MAX_BYTES) {
      throw new InvalidDescriptionException(
          "it is larger than " + (OpenApiDescriptionReader.MAX_BYTES >> 20) + " MiB");
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    String start = text.stripLeading();
    if (start.isEmpty()) {
      throw new InvalidDescriptionException("it is empty");
    }
    if (start.startsWith("<")) {
      throw new InvalidDescriptionException(
          "it is an HTML page, not a description in JSON or" + " YAML");
    }
    return start.startsWith("{") || start.startsWith("[") ? json(bytes) : yaml(text);
  }

  private static JsonObject json(byte[] bytes) {
    try {
      return new JsonObject(Buffer.buffer(bytes));
    } catch (DecodeException e) {
      throw new InvalidDescriptionException("it is not valid JSON: " + firstLine(e));
    } catch (ClassCastException _) {
      throw new InvalidDescriptionException("it is not a JSON object");
    }
  }

  private static JsonObject yaml(String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel("description")
            .setCodePointLimit(OpenApiDescriptionReader.MAX_BYTES)
            .setMaxAliasesForCollections(1_000)
            .build();
    try {
      checkDepth(new Parse(settings).parseString(text));
      Object loaded = new Load(settings).loadFromString(text);
      if (new JsonOrYamlReader().value(loaded, MAX_DEPTH) instanceof JsonObject object) {
        return object;
      }
    } catch (YamlEngineException | IllegalArgumentException e) {
      throw new InvalidDescriptionException("it is neither JSON nor valid YAML: " + firstLine(e));
    }
    throw new InvalidDescriptionException("it is neither a JSON object nor a YAML mapping");
  }

  /// The parser recurses, so the depth is checked first.
  private static void checkDepth(Iterable<Event> events) {
    int depth = 0;
    for (Event event : events) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        case StreamStart, StreamEnd, DocumentStart, DocumentEnd, Alias, Scalar, Comment -> {}
      }
      if (depth > MAX_DEPTH) {
        throw new InvalidDescriptionException("it is nested deeper than " + MAX_DEPTH);
      }
    }
  }

  private @Nullable Object value(@Nullable Object loaded, int depth) {
    if (depth == 0 || ++nodes > MAX_NODES) {
      throw new InvalidDescriptionException("it is too large after the expansion of its aliases");
    }
    return switch (loaded) {
      case Map<?, ?> map -> {
        JsonObject object = new JsonObject();
        map.forEach((key, value) -> object.put(String.valueOf(key), value(value, depth - 1)));
        yield object;
      }
      case List<?> list -> {
        JsonArray array = new JsonArray();
        list.forEach(each -> array.add(value(each, depth - 1)));
        yield array;
      }
      case String text -> text;
      case Number number -> number;
      case Boolean flag -> flag;
      case null -> null;
      default -> loaded.toString();
    };
  }

  private static String firstLine(Exception fault) {
    String message = fault.getMessage() == null ? "unreadable" : fault.getMessage();
    String line = message.lines().filter(each -> !each.isBlank()).findFirst().orElse("unreadable");
    StringBuilder plain = new StringBuilder();
    line.codePoints()
        .limit(160)
        .map(point -> Character.isISOControl(point) ? '?' : point)
        .forEach(plain::appendCodePoint);
    return plain.toString();
  }
}
