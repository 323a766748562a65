package dev.freehold.openapi;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import dev.freehold.type.BoundedJson;
import dev.freehold.type.FieldType;
import dev.freehold.type.JsonValueWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Builds a JSON object. Members keep the order of the calls; a repeated name is a bug and throws.
/// What only one of the two documents says is written by [#inFull], [#inBrief] and [#describe]; what
/// only an API with sessions in cookies has, by [#withCookies].
final class JsonObjectWriter {
  private static final String COMPONENTS = "#/components/";

  private final JsonGenerator out;
  private final Detail detail;
  private final boolean cookies;
  private final Set<String> references = new HashSet<>();

  private JsonObjectWriter(JsonGenerator out, Detail detail, boolean cookies) {
    this.out = out;
    this.detail = detail;
    this.cookies = cookies;
  }

  /// Writes the members of one object.
  @FunctionalInterface
  public interface Members {
    void write(JsonObjectWriter object) throws IOException;
  }

  /// A part of a document, without operations.
  public static String text(Detail detail, boolean pretty, Members members) {
    return text(detail, false, pretty, members);
  }

  /// @param cookies whether the API has sessions in cookies
  /// @param pretty whether to write each member on its own line, indented by two spaces
  public static String text(Detail detail, boolean cookies, boolean pretty, Members members) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = BoundedJson.FACTORY.createGenerator(text)) {
      out.enable(JsonGenerator.Feature.STRICT_DUPLICATE_DETECTION);
      if (pretty) {
        out.setPrettyPrinter(printer());
      }
      out.writeStartObject();
      members.write(new JsonObjectWriter(out, detail, cookies));
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static DefaultPrettyPrinter printer() {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    Separators separators =
        new Separators(
            Separators.DEFAULT_ROOT_VALUE_SEPARATOR,
            ':',
            Separators.Spacing.AFTER,
            ',',
            Separators.Spacing.NONE,
            "",
            ',',
            Separators.Spacing.NONE,
            "");
    return new DefaultPrettyPrinter(separators).withObjectIndenter(lines).withArrayIndenter(lines);
  }

  /// Writes members that only the full document has.
  public JsonObjectWriter inFull(Members members) throws IOException {
    if (detail == Detail.FULL) {
      members.write(this);
    }
    return this;
  }

  /// Writes members that only the brief document has.
  public JsonObjectWriter inBrief(Members members) throws IOException {
    if (detail == Detail.BRIEF) {
      members.write(this);
    }
    return this;
  }

  /// Writes members that only the document of an API with sessions in cookies has.
  public JsonObjectWriter withCookies(Members members) throws IOException {
    if (cookies) {
      members.write(this);
    }
    return this;
  }

  /// Whether the API has sessions in cookies.
  public boolean hasCookies() {
    return cookies;
  }

  /// Writes a `description`, unless it is empty.
  ///
  /// @param brief the words of the brief document
  /// @param full those of the full document
  public JsonObjectWriter describe(String brief, String full) throws IOException {
    String words =
        switch (detail) {
          case BRIEF -> brief;
          case FULL -> full;
        };
    return words.isEmpty() ? this : put("description", words);
  }

  /// Writes a `description` that only the full document has.
  public JsonObjectWriter note(String description) throws IOException {
    return describe("", description);
  }

  public JsonObjectWriter put(String name, String value) throws IOException {
    out.writeStringField(name, value);
    return this;
  }

  public JsonObjectWriter put(String name, long value) throws IOException {
    out.writeNumberField(name, value);
    return this;
  }

  public JsonObjectWriter put(String name, boolean value) throws IOException {
    out.writeBooleanField(name, value);
    return this;
  }

  public JsonObjectWriter putNull(String name) throws IOException {
    out.writeNullField(name);
    return this;
  }

  /// A number by its text, so that no digit is lost and none is made up.
  public JsonObjectWriter number(String name, String text) throws IOException {
    out.writeFieldName(name);
    out.writeNumber(text);
    return this;
  }

  /// @param value of the Java class of `type`, or null
  public JsonObjectWriter value(String name, FieldType type, @Nullable Object value)
      throws IOException {
    out.writeFieldName(name);
    JsonValueWriter.write(out, type, value);
    return this;
  }

  /// @param values each a string or null
  public JsonObjectWriter strings(String name, List<? extends @Nullable String> values)
      throws IOException {
    out.writeArrayFieldStart(name);
    for (String value : values) {
      out.writeString(value);
    }
    out.writeEndArray();
    return this;
  }

  public JsonObjectWriter object(String name, Members members) throws IOException {
    out.writeObjectFieldStart(name);
    members.write(this);
    out.writeEndObject();
    return this;
  }

  public JsonObjectWriter objects(String name, List<Members> elements) throws IOException {
    out.writeArrayFieldStart(name);
    for (Members element : elements) {
      out.writeStartObject();
      element.write(this);
      out.writeEndObject();
    }
    out.writeEndArray();
    return this;
  }

  /// Writes a member with a reference to a component of the document.
  ///
  /// @param component such as `schemas/Task`
  public JsonObjectWriter ref(String name, String component) throws IOException {
    return object(name, o -> o.ref(component));
  }

  /// Writes the member that makes the object a reference to a component of the document.
  ///
  /// @param component such as `schemas/Task`
  public JsonObjectWriter ref(String component) throws IOException {
    references.add(component);
    return put("$ref", COMPONENTS + component);
  }

  /// Whether a reference to the component was written.
  public boolean refersTo(String component) {
    return references.contains(component);
  }
}
