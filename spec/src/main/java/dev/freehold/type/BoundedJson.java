package dev.freehold.type;

import static dev.freehold.problem.ViolationCode.FORMAT;
import static dev.freehold.problem.ViolationCode.OUT_OF_RANGE;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/// A JSON value within the limits of PostgreSQL's `jsonb`, as text.
public final class BoundedJson {
  /// The maximum nesting depth of arrays and objects, for a whole body and for a `json` value.
  public static final int MAX_DEPTH = 32;

  /// The JSON factory of Freehold: strict, bounded, duplicate keys refused.
  public static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // Names come from clients. Interning or sharing them would let a client fill a shared
          // table.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(1_000)
                  .maxStringLength(16 * 1024 * 1024)
                  .maxNameLength(1_000)
                  .build())
          .build();

  /// `jsonb` stores numbers with all digits: `1e100000` would take 100 kB.
  private static final int MAX_EXPONENT = 308;

  /// The maximum number of digits that the exponents of one value may add. Without it, a body of
  /// `1e308,1e308` would be returned with fifty times its length.
  private static final int MAX_WRITTEN_OUT = 100_000;

  private BoundedJson() {}

  /// Reads a `json` value from text.
  public static ValueResult parse(String text) {
    try (JsonParser in = FACTORY.createParser(text)) {
      in.nextToken();
      StringWriter copy = new StringWriter();
      ValueResult.Invalid invalid;
      try (JsonGenerator out = FACTORY.createGenerator(copy)) {
        invalid = copy(in, out);
      }
      if (invalid != null) {
        return invalid;
      }
      return in.nextToken() == null
          ? new ValueResult.Valid(copy.toString())
          : new ValueResult.Invalid(FORMAT, "must be one JSON value");
    } catch (StreamConstraintsException _) {
      return new ValueResult.Invalid(
          OUT_OF_RANGE, "nests deeper than " + MAX_DEPTH + " or is too long");
    } catch (IOException _) {
      return new ValueResult.Invalid(FORMAT, "must be one JSON value");
    }
  }

  /// Copies the value at the current token of the parser, which may be an array or object, and
  /// checks that PostgreSQL's `jsonb` can store it. The whole value is consumed in either case.
  ///
  /// @return null if it can be stored
  /// @throws IOException if the text is not JSON
  public static ValueResult.@Nullable Invalid copy(JsonParser in, JsonGenerator out)
      throws IOException {
    ValueResult.Invalid invalid = null;
    int depth = 0;
    int writtenOut = 0;
    do {
      JsonToken token = in.currentToken();
      if (token == null) {
        return new ValueResult.Invalid(FORMAT, "must be one JSON value");
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      if (token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME) {
        ValueResult.Invalid text = ValueParser.checkStorable(in.getText());
        invalid = invalid == null ? text : invalid;
      } else if (token.isNumeric() && invalid == null) {
        int exponent = exponent(in.getText());
        writtenOut += exponent;
        invalid =
            exponent > MAX_EXPONENT
                ? new ValueResult.Invalid(OUT_OF_RANGE, "holds a number out of range")
                : writtenOut > MAX_WRITTEN_OUT
                    ? new ValueResult.Invalid(
                        OUT_OF_RANGE, "holds too many numbers with large exponents")
                    : null;
      }
      if (invalid == null) {
        out.copyCurrentEventExact(in);
      }
    } while (depth > 0 && in.nextToken() != null);
    return invalid;
  }

  /// The exponent without its sign, capped at one above the maximum.
  private static int exponent(String number) {
    int e = Math.max(number.indexOf('e'), number.indexOf('E'));
    if (e < 0) {
      return 0;
    }
    int exponent = 0;
    for (int i = e + 1; i < number.length() && exponent <= MAX_EXPONENT; i++) {
      char c = number.charAt(i);
      exponent = c == '+' || c == '-' ? exponent : exponent * 10 + (c - '0');
    }
    return Math.min(exponent, MAX_EXPONENT + 1);
  }
}
