package dev.freehold.draft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Splits an expression as PostgreSQL prints it (`pg_get_expr`) into tokens, without casts and
/// grouping parentheses. Without an `or` the result is a list of conditions.
final class SqlExpressionTokenizer {
  /// The tokens outside quotes.
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<number>[0-9]+(?:\\.[0-9]+)?)|(?<word>[A-Za-z_\\x{80}-\\x{10FFFF}][\\w$.\\x{80}-\\x{10FFFF}]*)"
              + "|::|[-+*/<>=~!@#%^&|`?]+|[()\\[\\],]");

  /// Maximum length. Longer expressions exceed what a field can express.
  private static final int MAX_LENGTH = 8_000;

  private static final Set<String> KEYWORDS = Set.of("AND", "OR", "NOT");

  private SqlExpressionTokenizer() {}

  /// @param kind the kind of the token
  /// @param text the text; of a string or a quoted name without the quotes
  record ExpressionToken(ExpressionTokenKind kind, String text) {
    boolean is(String mark) {
      return kind != ExpressionTokenKind.STRING
          && kind != ExpressionTokenKind.QUOTED
          && text.equals(mark);
    }

    /// Whether the token can be a column.
    boolean isName() {
      return kind == ExpressionTokenKind.QUOTED || kind == ExpressionTokenKind.WORD;
    }
  }

  enum ExpressionTokenKind {
    STRING,
    QUOTED,
    NUMBER,
    WORD,
    MARK
  }

  /// The tokens of the expression; empty if a part of it is not supported.
  static List<ExpressionToken> tokenize(String expression) {
    if (expression.length() > MAX_LENGTH) {
      return List.of();
    }
    List<ExpressionToken> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(expression);
    int at = 0;
    boolean inCast = false;
    while ((at = unblank(expression, at)) < expression.length()) {
      int quote = quote(expression, at);
      int end = quote < 0 ? -1 : closing(expression, quote);
      ExpressionToken token;
      if (end >= 0) {
        char mark = expression.charAt(quote);
        String text = expression.substring(quote + 1, end).replace("" + mark + mark, "" + mark);
        token =
            new ExpressionToken(
                mark == '\'' ? ExpressionTokenKind.STRING : ExpressionTokenKind.QUOTED, text);
        at = end + 1;
      } else if (quote < 0 && matcher.region(at, expression.length()).lookingAt()) {
        token = token(matcher);
        at = matcher.end();
      } else {
        return List.of();
      }
      inCast = token.is("::") || (inCast && isOfType(token, tokens));
      if (!inCast) {
        tokens.add(token);
      }
    }
    return ungrouped(tokens);
  }

  private static int unblank(String text, int from) {
    int at = from;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /// The position of an opening quote here, with or without a prefix `E`; -1 if there is none.
  private static int quote(String text, int at) {
    if (text.charAt(at) == '\'' || text.charAt(at) == '"') {
      return at;
    }
    return text.startsWith("E'", at) ? at + 1 : -1;
  }

  /// The position of the closing quote, where a doubled quote is an escape; -1 if there is none.
  private static int closing(String text, int quote) {
    char mark = text.charAt(quote);
    for (int at = quote + 1; at < text.length(); at++) {
      if (text.charAt(at) == mark) {
        if (at + 1 == text.length() || text.charAt(at + 1) != mark) {
          return at;
        }
        at++;
      }
    }
    return -1;
  }

  private static ExpressionToken token(Matcher m) {
    if (m.group("number") != null) {
      return new ExpressionToken(ExpressionTokenKind.NUMBER, m.group());
    }
    return new ExpressionToken(
        m.group("word") != null ? ExpressionTokenKind.WORD : ExpressionTokenKind.MARK, m.group());
  }

  /// Skips a type after `::`: words and `[]`.
  private static boolean isOfType(ExpressionToken token, List<ExpressionToken> before) {
    boolean keyword = KEYWORDS.contains(token.text().toUpperCase(Locale.ROOT));
    boolean bracket = token.is("[") || token.is("]");
    // `]` of `array['a'::text]` ends the array, not the type.
    boolean ends = token.is("]") && open(before) > 0;
    return (token.isName() && !keyword) || (bracket && !ends);
  }

  private static long open(List<ExpressionToken> tokens) {
    return tokens.stream().filter(t -> t.is("[")).count()
        - tokens.stream().filter(t -> t.is("]")).count();
  }

  private static List<ExpressionToken> ungrouped(List<ExpressionToken> tokens) {
    boolean[] dropped = new boolean[tokens.size()];
    Deque<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).is("(")) {
        boolean call =
            i > 0
                && tokens.get(i - 1).kind() == ExpressionTokenKind.WORD
                && !KEYWORDS.contains(tokens.get(i - 1).text().toUpperCase(Locale.ROOT));
        dropped[i] = !call;
        open.push(i);
      } else if (tokens.get(i).is(")")) {
        if (open.isEmpty()) {
          return List.of();
        }
        dropped[i] = dropped[open.pop()];
      }
    }
    List<ExpressionToken> kept = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      if (!dropped[i]) {
        kept.add(tokens.get(i));
      }
    }
    return kept;
  }
}
