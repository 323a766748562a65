package dev.freehold.description;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.freehold.description.OpenApiDescriptionReader.InvalidDescriptionException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Parses a document as JSON or YAML.
final class JsonOrYamlReader {
  private static final int MAX_DEPTH = 200;

  /// The limit on the expansion of aliases.
  private static final int MAX_NODES = 1_000_000;

  private int nodes;

  /// Reads one document; several that one reader reads share the limit on nodes.
  JsonObject tree(byte[] bytes) {
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
    return start.startsWith("{") || start.startsWith("[") ? jsonOrFlow(bytes, text) : yaml(text);
  }

  /// YAML too may start with a bracket. If it is neither, the fault is that of JSON.
  private JsonObject jsonOrFlow(byte[] bytes, String text) {
    try {
      return json(bytes);
    } catch (InvalidDescriptionException asJson) {
      try {
        return yaml(text);
      } catch (InvalidDescriptionException asYaml) {
        asJson.addSuppressed(asYaml);
        throw asJson;
      }
    }
  }

  private static JsonObject json(byte[] bytes) {
    try {
      return new JsonObject(Buffer.buffer(bytes));
    } catch (DecodeException e) {
      throw new InvalidDescriptionException(
          e.getCause() instanceof JsonProcessingException fault
              ? jsonFault(fault)
              : "it is not valid JSON: " + firstLine(e.getMessage()));
    } catch (ClassCastException _) {
      throw new InvalidDescriptionException("it is not a JSON object");
    }
  }

  private JsonObject yaml(String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel("description")
            .setCodePointLimit(OpenApiDescriptionReader.MAX_BYTES)
            .setMaxAliasesForCollections(1_000)
            .build();
    try {
      checkDepth(new Parse(settings).parseString(text));
      Object loaded = new Load(settings).loadFromString(text);
      if (value(loaded, MAX_DEPTH) instanceof JsonObject object) {
        return object;
      }
    } catch (MarkedYamlEngineException e) {
      throw new InvalidDescriptionException(yamlFault(e));
    } catch (YamlEngineException | IllegalArgumentException e) {
      throw new InvalidDescriptionException(
          "it is neither JSON nor valid YAML: " + firstLine(e.getMessage()));
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

  private static String jsonFault(JsonProcessingException fault) {
    JsonLocation at = fault.getLocation();
    return place(at == null ? 1 : at.getLineNr(), at == null ? 1 : at.getColumnNr())
        + "not valid JSON: "
        + firstLine(fault.getOriginalMessage());
  }

  private static String yamlFault(MarkedYamlEngineException fault) {
    Optional<Mark> mark = fault.getProblemMark().or(fault::getContextMark);
    String reason =
        Stream.of(fault.getContext(), fault.getProblem())
            .filter(each -> each != null && !each.isBlank())
            .map(
                each ->
                    firstLine(each).replaceFirst(" *\\(Do not use .*", "").replaceFirst("\\.$", ""))
            .collect(Collectors.joining(": "));
    String remedy = remedy(reason, mark);
    return mark.map(at -> place(at.getLine() + 1, at.getColumn() + 1)).orElse("")
        + "neither JSON nor valid YAML: "
        + reason
        + (remedy.isEmpty() ? "" : "; " + remedy);
  }

  private static String place(int line, int column) {
    return "line " + line + ", column " + column + ": ";
  }

  /// What to do about a fault of YAML that people often make.
  private static String remedy(String reason, Optional<Mark> mark) {
    int character =
        mark.filter(at -> at.getPointer() < at.getBuffer().length)
            .map(at -> at.getBuffer()[at.getPointer()])
            .orElse(-1);
    if (character == '\t') {
      return "indent with spaces, not tabs";
    }
    if (reason.contains("duplicate key")) {
      return "remove one of the two";
    }
    if (reason.contains("mapping values are not allowed")) {
      return "put a text that contains ': ' in quotes, or correct the indentation";
    }
    if (reason.contains("flow")) {
      return "close the bracket, and put a text with brackets or commas in quotes";
    }
    if (reason.contains("cannot start any token")) {
      return "put the text in quotes";
    }
    if (reason.contains("alias") || reason.contains("anchor")) {
      return "put a text that starts with * or & in quotes";
    }
    if (reason.contains("block")) {
      return "correct the indentation of this line";
    }
    return reason.contains("quoted scalar") ? "close the quotes" : "";
  }

  private static String firstLine(@Nullable String message) {
    String text = message == null ? "" : message;
    return plain(text.lines().filter(each -> !each.isBlank()).findFirst().orElse("unreadable"));
  }

  /// A text of the document for a message: short, and without control characters.
  static String plain(String text) {
    StringBuilder plain = new StringBuilder();
    text.codePoints()
        .limit(160)
        .map(point -> Character.isISOControl(point) ? '?' : point)
        .forEach(plain::appendCodePoint);
    return plain.toString();
  }
}
