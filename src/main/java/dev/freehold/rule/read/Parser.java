package dev.freehold.rule.read;

import dev.freehold.rule.Expr.Comparison;
import dev.freehold.rule.Expr.Operation;
import dev.freehold.rule.read.Lexer.Token;
import dev.freehold.rule.read.Lexer.TokenType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The grammar, by recursive descent with one token of foresight (two before `length`), in SQL's order of precedence:
///
/// ```
/// or         = and { "or" and }
/// and        = not { "and" not }
/// not        = "not" not | comparison
/// comparison = sum [ compare sum | "is" ["not"] "null" | ["not"] "in" "(" literal { "," literal } ")" ]
/// sum        = product { ("+" | "-") product }
/// product    = sign { "*" sign }
/// sign       = "-" sign | literal | name | "length" "(" or ")" | "(" or ")"
/// ```
final class Parser {
  static final int MAX_DEPTH = 32;

  /// So many factors of the widest type stay far below the digits that PostgreSQL's `numeric` can hold.
  static final int MAX_FACTORS = 8;

  private static final Set<String> KEYWORDS =
      Set.of("and", "or", "not", "is", "in", "null", "true", "false");

  private static final Map<String, Comparison> COMPARISONS =
      Map.of(
          "=", Comparison.EQUAL,
          "==", Comparison.EQUAL,
          "!=", Comparison.NOT_EQUAL,
          "<>", Comparison.NOT_EQUAL,
          "<", Comparison.LESS,
          "<=", Comparison.LESS_OR_EQUAL,
          ">", Comparison.GREATER,
          ">=", Comparison.GREATER_OR_EQUAL);

  private final Tokens tokens;
  private int depth;

  private Parser(Tokens tokens) {
    this.tokens = tokens;
  }

  /// @throws RuleFault.Refused at the first token that does not fit
  static Syntax parse(String text) {
    Parser parser = new Parser(new Tokens(Lexer.tokens(text)));
    if (parser.tokens.atEnd()) {
      throw parser.tokens.fault("the rule is empty", "write a condition such as price > 0");
    }
    Syntax rule = parser.or();
    if (!parser.tokens.atEnd()) {
      throw parser.tokens.fault(
          "the rule should end before " + parser.tokens.seen(),
          KEYWORDS.contains(parser.tokens.peek().text().toLowerCase(Locale.ROOT))
              ? "words such as 'and', 'or', 'is', 'in' are written in lower case, between"
                  + " conditions"
              : "join conditions with 'and' or 'or'");
    }
    return rule;
  }

  private Syntax or() {
    int at = tokens.peek().at();
    List<Syntax> operands = chain("or", this::and);
    return operands.size() == 1 ? operands.getFirst() : new Syntax.Or(at, operands);
  }

  private Syntax and() {
    int at = tokens.peek().at();
    List<Syntax> operands = chain("and", this::not);
    return operands.size() == 1 ? operands.getFirst() : new Syntax.And(at, operands);
  }

  private List<Syntax> chain(String word, Supplier<Syntax> operand) {
    List<Syntax> operands = new ArrayList<>();
    do {
      operands.add(operand.get());
    } while (tokens.word(word));
    return operands;
  }

  private Syntax not() {
    Token token = tokens.peek();
    return tokens.word("not") ? new Syntax.Not(token.at(), nested(token, this::not)) : comparison();
  }

  private Syntax comparison() {
    Syntax left = sum();
    Token token = tokens.peek();
    Comparison comparison = comparison(token);
    if (comparison != null) {
      tokens.skip();
      Syntax right = sum();
      if (comparison(tokens.peek()) != null) {
        throw tokens.fault("comparisons do not chain", "write a < b and b < c, or use parentheses");
      }
      return new Syntax.Compare(token.at(), comparison, left, right);
    }
    if (tokens.word("is")) {
      boolean negated = tokens.word("not");
      if (!tokens.word("null")) {
        throw tokens.fault(
            "'is' asks for null, and here stands " + tokens.seen(), "write 'is null' or '='");
      }
      return new Syntax.IsNull(token.at(), left, negated);
    }
    boolean negated = tokens.word("not");
    if (tokens.word("in")) {
      return new Syntax.In(token.at(), left, negated, members());
    }
    if (negated) {
      throw tokens.fault(
          "'not' should be followed by 'in', not by " + tokens.seen(), "write 'not in (…)'");
    }
    return left;
  }

  private static @Nullable Comparison comparison(Token token) {
    return token.type() == TokenType.SYMBOL ? COMPARISONS.get(token.text()) : null;
  }

  private List<Syntax> members() {
    tokens.require("(", "'in' takes a list", "write it in parentheses: in (\"a\", \"b\")");
    List<Syntax> members = new ArrayList<>();
    do {
      members.add(member());
    } while (tokens.symbol(","));
    tokens.require(")", "the list has no end", "close it with )");
    return members;
  }

  private Syntax member() {
    Token sign = tokens.peek();
    boolean negative = tokens.symbol("-");
    Syntax literal = literal();
    if (literal instanceof Syntax.Figure number) {
      return negative ? new Syntax.Figure(sign.at(), number.value().negate()) : number;
    }
    if (literal == null || negative) {
      throw tokens.fault(
          "a list holds values only, and here stands " + tokens.seen(),
          "write fields with = and or");
    }
    return literal;
  }

  private Syntax sum() {
    Syntax left = product();
    while (true) {
      Token token = tokens.peek();
      Operation operation;
      if (tokens.symbol("+")) {
        operation = Operation.ADD;
      } else if (tokens.symbol("-")) {
        operation = Operation.SUBTRACT;
      } else {
        return left;
      }
      Syntax right = product();
      int degree = Math.max(left.degree(), right.degree());
      left = new Syntax.Arithmetic(token.at(), operation, left, right, degree);
    }
  }

  private Syntax product() {
    Syntax left = sign();
    while (true) {
      Token token = tokens.peek();
      if (!tokens.symbol("*")) {
        return left;
      }
      Syntax right = sign();
      int degree = left.degree() + right.degree();
      if (degree > MAX_FACTORS) {
        throw new RuleFault(
                token.at(),
                "more than " + MAX_FACTORS + " factors are multiplied",
                "compare with a smaller product")
            .thrown();
      }
      left = new Syntax.Arithmetic(token.at(), Operation.MULTIPLY, left, right, degree);
    }
  }

  private Syntax sign() {
    Token token = tokens.peek();
    if (!tokens.symbol("-")) {
      return primary();
    }
    Syntax operand = nested(token, this::sign);
    return operand instanceof Syntax.Figure number
        ? new Syntax.Figure(token.at(), number.value().negate())
        : new Syntax.Negate(token.at(), operand);
  }

  private Syntax primary() {
    Syntax literal = literal();
    if (literal != null) {
      return literal;
    }
    Token token = tokens.peek();
    if (tokens.symbol("(")) {
      Syntax inner = nested(token, this::or);
      tokens.require(
          ")", "the parenthesis of offset " + token.at() + " is open", "close it with )");
      return inner;
    }
    if (token.type() != TokenType.NAME || KEYWORDS.contains(token.text())) {
      throw tokens.fault(
          "a field or a value should stand here, not " + tokens.seen(),
          "such as price, 10 or \"text\"");
    }
    tokens.skip();
    if (!tokens.peek().is(TokenType.SYMBOL, "(")) {
      return new Syntax.Name(token.at(), token.text());
    }
    if (!token.text().equals("length")) {
      throw new RuleFault(
              token.at(),
              "there is no function " + RuleFault.quote(token.text()),
              "there is length(text)")
          .thrown();
    }
    tokens.skip();
    Syntax operand = nested(token, this::or);
    tokens.require(")", "'length' takes one text", "close it with )");
    return new Syntax.Length(token.at(), operand);
  }

  private @Nullable Syntax literal() {
    Token token = tokens.peek();
    Syntax literal =
        switch (token.type()) {
          case NUMBER -> new Syntax.Figure(token.at(), new BigDecimal(token.text()));
          case TEXT -> new Syntax.Text(token.at(), token.text());
          case NAME ->
              switch (token.text()) {
                case "true" -> new Syntax.Bool(token.at(), true);
                case "false" -> new Syntax.Bool(token.at(), false);
                case "null" -> new Syntax.Null(token.at());
                default -> null;
              };
          case SYMBOL, END -> null;
        };
    if (literal != null) {
      tokens.skip();
    }
    return literal;
  }

  private Syntax nested(Token opening, Supplier<Syntax> inner) {
    if (depth == MAX_DEPTH) {
      throw new RuleFault(
              opening.at(),
              "the rule nests deeper than " + MAX_DEPTH,
              "split it into several rules")
          .thrown();
    }
    depth++;
    Syntax result = inner.get();
    depth--;
    return result;
  }
}
