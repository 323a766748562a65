package dev.freehold.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.problem.ViolationCode;
import dev.freehold.type.BoundedJson;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/// Reads a body as exactly one JSON text (RFC 8259) in UTF-8, without a byte order mark, duplicate
/// keys or trailing content.
///
/// The bytes are decoded before they are parsed. The byte parser would guess among five encodings,
/// and would accept surrogates and overlong forms.
public final class StrictJsonReader {
  private static final char BYTE_ORDER_MARK = '\ufeff';
  private static final int MAX_QUOTED = 60;

  private StrictJsonReader() {}

  /// Reads one value.
  @FunctionalInterface
  public interface ContentReader<T> {
    /// @param in at the first token of the value; must be left at its last token
    T read(JsonParser in) throws IOException;
  }

  /// @throws ProblemException of [Problem.MalformedJson], or of [Problem.Invalid] for valid JSON
  ///     beyond the limits; neither contains the parser's own message
  public static <T> T read(byte[] body, ContentReader<T> query) {
    CharBuffer text = decode(body);
    try (JsonParser in = BoundedJson.FACTORY.createParser(text.array(), 0, text.limit())) {
      return readWhole(in, query);
    } catch (IOException e) {
      // Unreachable: closing a parser of a char array does not fail.
      throw malformed("it cannot be read");
    }
  }

  private static <T> T readWhole(JsonParser in, ContentReader<T> query) {
    try {
      if (in.nextToken() == null) {
        throw malformed("it is empty");
      }
      T value = query.read(in);
      if (in.nextToken() != null) {
        throw malformed("something follows its end" + place(in));
      }
      return value;
    } catch (StreamConstraintsException _) {
      throw pastLimits(in).toException();
    } catch (JsonEOFException _) {
      throw malformed("it is incomplete");
    } catch (IOException e) {
      throw malformed(isDuplicate(e) ? duplicate(in) : "there is a mistake" + place(in));
    }
  }

  private static CharBuffer decode(byte[] body) {
    ByteBuffer bytes = ByteBuffer.wrap(body);
    CharBuffer text = CharBuffer.allocate(body.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true);
    if (result.isError()) {
      throw malformed("byte " + (bytes.position() + 1) + " is not UTF-8");
    }
    text.flip();
    if (text.hasRemaining() && text.get(0) == BYTE_ORDER_MARK) {
      throw malformed("it begins with a byte order mark");
    }
    return text;
  }

  /// The parser reports a duplicate key by its message only; a test ensures that the message stays.
  private static boolean isDuplicate(IOException e) {
    return e.getMessage() != null && e.getMessage().startsWith("Duplicate");
  }

  private static String duplicate(JsonParser in) {
    String name = in.getParsingContext().getCurrentName();
    return "the key '" + shortened(name == null ? "" : name) + "' is repeated" + place(in);
  }

  private static Problem pastLimits(JsonParser in) {
    if (in.getParsingContext().getNestingDepth() >= BoundedJson.MAX_DEPTH) {
      return Problem.Invalid.of(
          "",
          ViolationCode.TOO_DEEP,
          "The body must not nest deeper than " + BoundedJson.MAX_DEPTH + " levels.");
    }
    return Problem.Invalid.of(
        "", ViolationCode.TOO_LONG, "The body has a number or a key that is too long" + place(in));
  }

  private static String place(JsonParser in) {
    var location = in.currentLocation();
    return " at line " + location.getLineNr() + ", column " + location.getColumnNr() + ".";
  }

  /// Shortens a name from a client for a message.
  static String shortened(String name) {
    if (name.length() <= MAX_QUOTED) {
      return name;
    }
    int end = Character.isHighSurrogate(name.charAt(MAX_QUOTED - 1)) ? MAX_QUOTED - 1 : MAX_QUOTED;
    return name.substring(0, end) + "…";
  }

  private static ProblemException malformed(String detail) {
    return new Problem.MalformedJson(detail.endsWith(".") ? detail : detail + ".").toException();
  }

  /// The text of the value at the parser's token, with every digit. Leaves the parser at its last
  /// token.
  static String copy(JsonParser in) throws IOException {
    return copy(in, BoundedJson.FACTORY);
  }

  /// The same, as a factory writes it.
  public static String copy(JsonParser in, JsonFactory writer) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = writer.createGenerator(text)) {
      int depth = 0;
      while (true) {
        out.copyCurrentEventExact(in);
        depth += in.currentToken().isStructStart() ? 1 : in.currentToken().isStructEnd() ? -1 : 0;
        if (depth == 0) {
          break;
        }
        in.nextToken();
      }
    }
    return text.toString();
  }

  /// Skips the rest of an array or object if the token begins one.
  static void skip(JsonParser in) throws IOException {
    JsonToken token = in.currentToken();
    if (token != null && token.isStructStart()) {
      in.skipChildren();
    }
  }
}
