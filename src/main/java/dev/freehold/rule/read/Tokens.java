package dev.freehold.rule.read;

import dev.freehold.rule.read.Lexer.Token;
import dev.freehold.rule.read.Lexer.TokenType;
import java.util.List;

/// The tokens of a rule, read from first to last.
final class Tokens {
  private final List<Token> tokens;
  private int next;

  Tokens(List<Token> tokens) {
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
  boolean taken(TokenType type, String text) {
    boolean fits = peek().is(type, text);
    next += fits ? 1 : 0;
    return fits;
  }

  boolean word(String word) {
    return taken(TokenType.NAME, word);
  }

  boolean symbol(String symbol) {
    return taken(TokenType.SYMBOL, symbol);
  }

  /// Takes the next token, which must be that symbol.
  void require(String symbol, String message, String hint) {
    if (!symbol(symbol)) {
      throw fault(message + "; here stands " + seen(), hint);
    }
  }

  /// The next token, for a message.
  String seen() {
    return atEnd() ? "the end" : RuleFault.quote(peek().text());
  }

  /// A fault at the next token.
  RuleFault.Refused fault(String message, String hint) {
    return new RuleFault(peek().at(), message, hint).thrown();
  }
}
