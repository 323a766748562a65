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

  /// @param text of a [TokenType#TEXT] what the quotes hold, else as written
  record Token(TokenType type, String text, int at) {
    boolean is(TokenType wanted, String written) {
      return type == wanted && text.equals(written);
    }
  }

  /// The last token is of [TokenType#END].
  ///
  /// @throws RuleFault.Refused at the first character that belongs nowhere
  static List<Token> tokens(String text) {
    return new RuleLexer(text).run();
  }

  private List<Token> run() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        at++;
      } else if (isNameStart(c)) {
        add(TokenType.NAME, end(RuleLexer::isNamePart));
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

  /// `9` or `9.95`; everything that touches it belongs to it, so that `1e5` and `1.2.3` are faults and not two tokens.
  private void number() {
    int end = end(c -> isNamePart(c) || c == '.');
    String written = text.substring(at, end);
    int point = written.indexOf('.');
    boolean plain = written.chars().allMatch(c -> isDigit((char) c) || c == '.');
    if (!plain
        || (point >= 0 && (point == written.length() - 1 || point != written.lastIndexOf('.')))) {
      throw fault(
          RuleIssue.quote(written) + " is not a number",
          "write it out in digits, such as 10 or 9.95");
    }
    add(TokenType.NUMBER, end);
  }

  /// A quote within is written twice, as in SQL; a backslash is a backslash.
  private void quoted(char quote) {
    StringBuilder value = new StringBuilder();
    int i = at + 1;
    while (true) {
      if (i == text.length()) {
        throw fault("the text that begins here has no end", "close it with " + quote);
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
      throw fault("this text holds a character that cannot be kept", "leave that character out");
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
          RuleIssue.quote(Character.toString(text.codePointAt(at))) + " means nothing in a rule",
          c == '.' && isDigit(next) ? "write a zero before the point" : insteadOf(c));
    }
    if (c == '=' && (next == '<' || next == '>')) {
      throw fault(RuleIssue.quote("=" + next) + " is the wrong way round", "write '" + next + "='");
    }
    add(TokenType.SYMBOL, at + (two ? 2 : 1));
  }

  private static String insteadOf(char c) {
    return switch (c) {
      case '&' -> "write 'and'";
      case '|' -> "write 'or'";
      case '!' -> "write 'not', or '!=' for unequal";
      case '/', '%' -> "there is no division; multiply the other side instead";
      case '\u201c', '\u201d', '\u2018', '\u2019', '`' -> "write straight quotes: \"text\"";
      case '.' -> "a rule is about one row; name a field of its resource";
      case '$', '?', ':' -> "a rule has no parameters; write the value itself";
      default -> "there are names, numbers, \"text\" and + - * = != < <= > >= ( ) ,";
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

    /// Takes the next token if it is that one.
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

    /// Takes the next token, which must be that symbol.
    void expectSymbol(String symbol, String message, String hint) {
      if (!acceptSymbol(symbol)) {
        throw fault(message + "; here stands " + describeNext(), hint);
      }
    }

    /// The next token, for a message.
    String describeNext() {
      return atEnd() ? "the end" : RuleIssue.quote(peek().text());
    }

    /// A fault at the next token.
    RuleIssue.RuleSyntaxException fault(String message, String hint) {
      return new RuleIssue(peek().at(), message, hint).toException();
    }
  }
}
