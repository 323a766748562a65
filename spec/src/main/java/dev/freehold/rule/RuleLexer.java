package dev.freehold.rule;

import dev.freehold.type.ValueParser;
import java.util.ArrayList;
import java.util.List;

/// Splits a rule into tokens: names, numbers, quoted texts and symbols. One pass.
final class RuleLexer {
  private static final String SYMBOLS = "(),+-*=<>";

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private RuleLexer(String text) {
    this.text = text;
  }

  enum TokenType {
    NAME,
    NUMBER,
    TEXT,
    SYMBOL,
    END
  }

  /// @param text the content of the quotes for [TokenType#TEXT], otherwise the source text
  record Token(TokenType type, String text, int at) {
    boolean is(TokenType wanted, String written) {
      return type == wanted && text.equals(written);
    }
  }

  /// Returns all tokens. The last one is [TokenType#END].
  ///
  /// @throws RuleIssue.RuleSyntaxException at the first unexpected character
  static List<Token> tokens(String text) {
    return new RuleLexer(text).run();
  }

  private List<Token> run() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        at++;
      } else if (isNameStart(c)) {
        add(TokenType.NAME, nameEnd());
      } else if (isDigit(c)) {
        number();
      } else if (c == '"' || c == '\'') {
        quoted(c);
      } else {
        symbol(c);
      }
    }
    tokens.add(new Token(TokenType.END, "", at));
    return tokens;
  }

  private void add(TokenType type, int end) {
    tokens.add(new Token(type, text.substring(at, end), at));
    at = end;
  }

  /// The end of `status`, or of `ticket.status`, which is one name.
  private int nameEnd() {
    int end = at;
    do {
      end++;
    } while (end < text.length()
        && (isNamePart(text.charAt(end))
            || (text.charAt(end) == '.'
                && end + 1 < text.length()
                && isNameStart(text.charAt(end + 1)))));
    return end;
  }

  private interface CharTest {
    boolean test(char c);
  }

  private int end(CharTest part) {
    int end = at;
    while (end < text.length() && part.test(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /// Reads `9` or `9.95`. All adjacent letters, digits and dots belong to the number, so that `1e5`
  /// and `1.2.3` are errors and not two tokens.
  private void number() {
    int end = end(c -> isNamePart(c) || c == '.');
    String written = text.substring(at, end);
    int point = written.indexOf('.');
    boolean plain = written.chars().allMatch(c -> isDigit((char) c) || c == '.');
    if (!plain
        || (point >= 0 && (point == written.length() - 1 || point != written.lastIndexOf('.')))) {
      throw fault(
          RuleIssue.quote(written) + " is not a valid number",
          "write plain digits, such as 10 or 9.95");
    }
    add(TokenType.NUMBER, end);
  }

  /// Reads a quoted text. A quote inside the text is doubled, as in SQL; a backslash has no special
  /// meaning.
  private void quoted(char quote) {
    StringBuilder value = new StringBuilder();
    int i = at + 1;
    while (true) {
      if (i == text.length()) {
        throw fault("the text that begins here is not closed", "close it with " + quote);
      }
      char c = text.charAt(i++);
      if (c != quote) {
        value.append(c);
      } else if (i < text.length() && text.charAt(i) == quote) {
        value.append(quote);
        i++;
      } else {
        break;
      }
    }
    String result = value.toString();
    if (ValueParser.checkStorable(result) != null) {
      throw fault("the text contains a character that cannot be stored", "remove that character");
    }
    tokens.add(new Token(TokenType.TEXT, result, at));
    at = i;
  }

  private void symbol(char c) {
    char next = at + 1 < text.length() ? text.charAt(at + 1) : 0;
    boolean two =
        (next == '=' && (c == '=' || c == '!' || c == '<' || c == '>'))
            || (c == '<' && next == '>');
    if (!two && SYMBOLS.indexOf(c) < 0) {
      throw fault(
          "unexpected character " + RuleIssue.quote(Character.toString(text.codePointAt(at))),
          c == '.' && isDigit(next) ? "write a zero before the point" : insteadOf(c));
    }
    if (c == '=' && (next == '<' || next == '>')) {
      throw fault("unknown operator " + RuleIssue.quote("=" + next), "write '" + next + "='");
    }
    add(TokenType.SYMBOL, at + (two ? 2 : 1));
  }

  private static String insteadOf(char c) {
    return switch (c) {
      case '&' -> "write 'and'";
      case '|' -> "write 'or'";
      case '!' -> "write 'not', or '!=' for not equal";
      case '/', '%' -> "rules have no division; multiply the other side instead";
      case '\u201c', '\u201d', '\u2018', '\u2019', '`' -> "write straight quotes: \"text\"";
      case '.' -> "a rule reads one row; name a field of its resource";
      case '$', '?', ':' -> "a rule has no parameters; write the value itself";
      default -> "use names, numbers, \"text\" and + - * = != < <= > >= ( ) ,";
    };
  }

  private RuleIssue.RuleSyntaxException fault(String message, String hint) {
    return new RuleIssue(at, message, hint).toException();
  }

  private static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isNamePart(char c) {
    return isNameStart(c) || isDigit(c);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /// The tokens of a rule, read from first to last.
  static final class TokenStream {
    private final List<Token> tokens;
    private int next;

    TokenStream(List<Token> tokens) {
      this.tokens = tokens;
    }

    Token peek() {
      return tokens.get(next);
    }

    boolean atEnd() {
      return peek().type() == TokenType.END;
    }

    /// Must not be called at the end.
    void skip() {
      next++;
    }

    /// Consumes the next token if it matches.
    boolean accept(TokenType type, String text) {
      boolean fits = peek().is(type, text);
      next += fits ? 1 : 0;
      return fits;
    }

    boolean acceptKeyword(String word) {
      return accept(TokenType.NAME, word);
    }

    boolean acceptSymbol(String symbol) {
      return accept(TokenType.SYMBOL, symbol);
    }

    /// Consumes the next token, which must be the symbol.
    void expectSymbol(String symbol, String message, String hint) {
      if (!acceptSymbol(symbol)) {
        throw unexpected(message, hint);
      }
    }

    /// The next token for a message.
    String describeNext() {
      return atEnd() ? "the end of the rule" : RuleIssue.quote(peek().text());
    }

    /// A fault at the next token, for a message such as `expected a value, found 'x'`.
    RuleIssue.RuleSyntaxException unexpected(String message, String hint) {
      return fault(message + ", found " + describeNext(), hint);
    }

    /// A fault at the next token.
    RuleIssue.RuleSyntaxException fault(String message, String hint) {
      return new RuleIssue(peek().at(), message, hint).toException();
    }
  }
}
