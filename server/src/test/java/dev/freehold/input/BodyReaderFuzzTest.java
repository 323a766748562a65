package dev.freehold.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.freehold.problem.Problem;
import dev.freehold.problem.ProblemException;
import dev.freehold.query.FieldValues;
import dev.freehold.testing.TestSpecs;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Tests that the reader returns values or a problem for any input, and accepts only JSON.
final class BodyReaderFuzzTest {
  private static final int ROUNDS = 60_000;
  private static final String SEED =
      "{\"code\":\"abc\",\"rank\":3,\"price\":\"1.50\",\"f_json\":{\"a\":[1,2.5e-3,null,\"\\u00e9\"]},"
          + "\"f_number\":-0.5,\"f_datetime\":\"2026-01-01T00:00:00.5Z\",\"f_date\":\"2026-01-01\",\"a_integer\":[1,2,3],\"f_boolean\":true,\"f_text\":\"\uD83D\uDE00"
          + " \\ud83d\\ude00 é\"}";
  private static final String PIECES = "{}[]\",:\\u0eE+-. \n\tntf\u0000\u00ff19";

  private final BodyReader reader = BodyReader.ofCreate(TestSpecs.view(TestSpecs.everyType()));

  @Test
  void survivesMutatedAndRandomBodies() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int accepted = 0;
    for (int i = 0; i < ROUNDS; i++) {
      byte[] body = random.nextInt(8) == 0 ? noise(random) : mutated(random);
      try {
        FieldValues values = reader.read(body);
        accepted++;
        assertThat(values.isEmpty()).isFalse();
        if (!isStrictJson(body)) {
          fail("accepted: seed " + seed + " body " + HexFormat.of().formatHex(body));
        }
      } catch (ProblemException expected) {
        assertThat(expected.problem())
            .isInstanceOfAny(Problem.Invalid.class, Problem.MalformedJson.class);
        boolean malformed = expected.problem() instanceof Problem.MalformedJson;
        if (malformed && isStrictJson(body) && !hasTwins(expected)) {
          fail("refused: seed " + seed + " body " + HexFormat.of().formatHex(body));
        }
      } catch (RuntimeException defect) {
        fail("seed " + seed + " body " + HexFormat.of().formatHex(body), defect);
      }
    }
    assertThat(accepted).as("bodies that were taken").isPositive();
  }

  private static boolean hasTwins(ProblemException refused) {
    return ((Problem.MalformedJson) refused.problem()).detail().contains("twice");
  }

  private static byte[] noise(Random random) {
    byte[] body = new byte[random.nextInt(40)];
    random.nextBytes(body);
    return body;
  }

  private static byte[] mutated(Random random) {
    byte[] body = SEED.getBytes(StandardCharsets.UTF_8);
    int edits = random.nextInt(4);
    for (int i = 0; i < edits; i++) {
      int at = random.nextInt(body.length);
      body =
          switch (random.nextInt(4)) {
            case 0 -> java.util.Arrays.copyOf(body, at + 1);
            case 1 -> {
              byte[] copy = body.clone();
              copy[at] = (byte) PIECES.charAt(random.nextInt(PIECES.length()));
              yield copy;
            }
            case 2 -> {
              byte[] copy = new byte[body.length + 1];
              System.arraycopy(body, 0, copy, 0, at);
              copy[at] = (byte) PIECES.charAt(random.nextInt(PIECES.length()));
              System.arraycopy(body, at, copy, at + 1, body.length - at);
              yield copy;
            }
            default -> {
              byte[] copy = body.clone();
              copy[at] ^= (byte) (1 << random.nextInt(8));
              yield copy;
            }
          };
    }
    return body;
  }

  /// A second parser, written from the grammar of RFC 8259.
  private static boolean isStrictJson(byte[] body) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      Grammar grammar = new Grammar(text);
      grammar.space();
      return grammar.value() && grammar.atEnd();
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static final class Grammar {
    private final String text;
    private int at;

    Grammar(String text) {
      this.text = text;
    }

    boolean atEnd() {
      space();
      return at == text.length();
    }

    void space() {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }

    boolean value() {
      return switch (peek()) {
        case '"' -> string();
        case '{' -> members('}');
        case '[' -> members(']');
        case 't' -> word("true");
        case 'f' -> word("false");
        case 'n' -> word("null");
        default -> number();
      };
    }

    private boolean members(char close) {
      at++;
      space();
      if (take(close)) {
        return true;
      }
      do {
        space();
        if (close == '}') {
          if (peek() != '"' || !string()) {
            return false;
          }
          space();
          if (!take(':')) {
            return false;
          }
          space();
        }
        if (!value()) {
          return false;
        }
        space();
      } while (take(','));
      return take(close);
    }

    private boolean string() {
      at++;
      while (at < text.length()) {
        char c = text.charAt(at++);
        if (c == '"') {
          return true;
        }
        if (c < ' ' || (c == '\\' && !escape())) {
          return false;
        }
      }
      return false;
    }

    private boolean escape() {
      if (at < text.length() && "\"\\/bfnrt".indexOf(text.charAt(at)) >= 0) {
        at++;
        return true;
      }
      if (!take('u') || at + 4 > text.length()) {
        return false;
      }
      for (int i = 0; i < 4; i++) {
        char digit = text.charAt(at++);
        if (digit > 'f' || Character.digit(digit, 16) < 0) {
          return false;
        }
      }
      return true;
    }

    private boolean number() {
      take('-');
      if (!take('0') && !digits()) {
        return false;
      }
      if (take('.') && !digits()) {
        return false;
      }
      if (take('e') || take('E')) {
        if (!take('+')) {
          take('-');
        }
        return digits();
      }
      return true;
    }

    private boolean digits() {
      int from = at;
      while (peek() >= '0' && peek() <= '9') {
        at++;
      }
      return at > from;
    }

    private boolean word(String word) {
      if (!text.startsWith(word, at)) {
        return false;
      }
      at += word.length();
      return true;
    }

    private boolean take(char c) {
      if (peek() != c) {
        return false;
      }
      at++;
      return true;
    }

    private char peek() {
      return at < text.length() ? text.charAt(at) : '\uffff';
    }
  }
}
