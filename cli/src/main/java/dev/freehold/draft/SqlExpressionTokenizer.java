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
  /// But what is in quotes.
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<number>[0-9]+(?:\\.[0-9]+)?)|(?<word>[A-Za-z_\\x{80}-\\x{10FFFF}][\\w$.\\x{80}-\\x{10FFFF}]*)"
              + "|::|[-+*/<>=~!@#%^&|`?]+|[()\\[\\],]");

  /// Longer ones say more than a field's limits.
  private static final int MAX_LENGTH = 8_000;

  private static final Set<String> KEYWORDS = Set.of("AND", "OR", "NOT");

  private SqlExpressionTokenizer() {}

  /// @param kind what the text is
  /// @param text of a string or a quoted name without its quotes
  record ExpressionToken(ExpressionTokenKind kind, String text) {
    boolean is(String mark) {
      return kind != ExpressionTokenKind.STRING
          && kind != ExpressionTokenKind.QUOTED
          && text.equals(mark);
    }

    /// Whether it can be a column.
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

  /// None where something in it is not understood.
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

  /// Where the quote is that begins here, behind an `E` or not; -1 where none does.
  private static int quote(String text, int at) {
    if (text.charAt(at) == '\'' || text.charAt(at) == '"') {
      return at;
    }
    return text.startsWith("E'", at) ? at + 1 : -1;
  }

  /// Where the quote ends, in which two stand for one; -1 where it does not.
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

  /// Behind `::` come words and `[]`, up to what a type has not.
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
