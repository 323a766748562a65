package dev.freehold.input;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.problem.ViolationCode;
import dev.freehold.type.form.JsonText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/// A body as exactly one JSON text (RFC 8259) in UTF-8 without a byte order mark, no key twice, nothing behind it.
///
/// Bytes are decoded before they are parsed: a parser of bytes would guess among five encodings and let surrogates and
/// overlong forms through.
public final class StrictJson {
  private static final char BYTE_ORDER_MARK = '\ufeff';
  private static final int MAX_QUOTED = 60;

  private StrictJson() {}

  /// Reads one value.
  @FunctionalInterface
  public interface Reading<T> {
    /// @param in at the first token of the value; must be left at its last
    T read(JsonParser in) throws IOException;
  }

  /// @throws ProblemException of [Problem.MalformedJson], or [Problem.Invalid] where the text is JSON past our limits;
  ///     neither shows a parser's own words
  public static <T> T read(byte[] body, Reading<T> reading) {
    CharBuffer text = decode(body);
    try (JsonParser in = JsonText.FACTORY.createParser(text.array(), 0, text.limit())) {
      return readWhole(in, reading);
    } catch (IOException unread) {
      // Closing a parser of an array does not fail, so this is never reached; the compiler cannot
      // know.
      throw malformed("it cannot be read");
    }
  }

  private static <T> T readWhole(JsonParser in, Reading<T> reading) {
    try {
      if (in.nextToken() == null) {
        throw malformed("it is empty");
      }
      T value = reading.read(in);
      if (in.nextToken() != null) {
        throw malformed("something follows its end" + place(in));
      }
      return value;
    } catch (StreamConstraintsException _) {
      throw pastLimits(in).failure();
    } catch (JsonEOFException _) {
      throw malformed("it breaks off before its end");
    } catch (IOException refused) {
      throw malformed(isDuplicate(refused) ? duplicate(in) : "there is a mistake" + place(in));
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

  /// The parser tells a repeated key from other mistakes by its message alone; a test holds this.
  private static boolean isDuplicate(IOException refused) {
    return refused.getMessage() != null && refused.getMessage().startsWith("Duplicate");
  }

  private static String duplicate(JsonParser in) {
    String name = in.getParsingContext().getCurrentName();
    return "the key '" + shortened(name == null ? "" : name) + "' stands there twice" + place(in);
  }

  private static Problem pastLimits(JsonParser in) {
    if (in.getParsingContext().getNestingDepth() >= JsonText.MAX_DEPTH) {
      return Problem.Invalid.of(
          "",
          ViolationCode.TOO_DEEP,
          "The body must not nest deeper than " + JsonText.MAX_DEPTH + " levels.");
    }
    return Problem.Invalid.of(
        "", ViolationCode.TOO_LONG, "The body has a number or a key that is too long" + place(in));
  }

  private static String place(JsonParser in) {
    var location = in.currentLocation();
    return " at line " + location.getLineNr() + ", column " + location.getColumnNr() + ".";
  }

  /// What a client sent, short enough to be sent back.
  static String shortened(String name) {
    if (name.length() <= MAX_QUOTED) {
      return name;
    }
    int end = Character.isHighSurrogate(name.charAt(MAX_QUOTED - 1)) ? MAX_QUOTED - 1 : MAX_QUOTED;
    return name.substring(0, end) + "…";
  }

  private static ProblemException malformed(String detail) {
    return new Problem.MalformedJson(detail.endsWith(".") ? detail : detail + ".").failure();
  }

  /// Whether the token begins an array or object, which must then be skipped to stay in step.
  static void skip(JsonParser in) throws IOException {
    JsonToken token = in.currentToken();
    if (token != null && token.isStructStart()) {
      in.skipChildren();
    }
  }
}
