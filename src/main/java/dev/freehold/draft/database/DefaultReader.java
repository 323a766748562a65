package dev.freehold.draft.database;

import dev.freehold.draft.database.CheckTokens.Kind;
import dev.freehold.draft.database.CheckTokens.Token;
import dev.freehold.type.FieldType;
import dev.freehold.type.Scalar;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// The default of a column, where it is a constant.
final class DefaultReader {
  private DefaultReader() {}

  /// @return a text, a number, a truth value or an empty list; empty for any other expression
  static Optional<Object> read(String expression, FieldType type) {
    List<Token> tokens = CheckTokens.of(expression);
    if (type.array()) {
      boolean none =
          tokens.equals(List.of(new Token(Kind.STRING, "{}")))
              || (tokens.size() == 3 && tokens.get(0).is("ARRAY") && tokens.get(2).is("]"));
      return none ? Optional.of(List.of()) : Optional.empty();
    }
    boolean minus = tokens.size() == 2 && tokens.get(0).is("-");
    if (tokens.size() != 1 && !minus) {
      return Optional.empty();
    }
    Token token = tokens.getLast();
    String text = (minus ? "-" : "") + token.text();
    if (type.scalar().isNumeric()) {
      return text.matches("-?[0-9]{1,40}(\\.[0-9]{1,40})?")
          ? Optional.of(new BigDecimal(text))
          : Optional.empty();
    }
    if (type.scalar() == Scalar.BOOLEAN) {
      return switch (text) {
        case "true", "t" -> Optional.of(true);
        case "false", "f" -> Optional.of(false);
        default -> Optional.empty();
      };
    }
    boolean constant = token.kind() == Kind.STRING && type.scalar() != Scalar.JSON;
    return constant ? Optional.of(text) : Optional.empty();
  }
}
