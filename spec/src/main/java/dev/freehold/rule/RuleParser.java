package dev.freehold.rule;

import dev.freehold.rule.RuleExpression.ArithmeticOperator;
import dev.freehold.rule.RuleExpression.RelationalOperator;
import dev.freehold.rule.RuleLexer.Token;
import dev.freehold.rule.RuleLexer.TokenStream;
import dev.freehold.rule.RuleLexer.TokenType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A recursive descent parser with one token of lookahead (two before `length`) and SQL's operator
/// precedence. The grammar:
///
/// ```
/// or         = and { "or" and }
/// and        = not { "and" not }
/// not        = "not" not | comparison
/// comparison = sum [ compare sum | "is" ["not"] "null" | ["not"] "in" "(" literal { "," literal } ")" ]
/// sum        = product { ("+" | "-") product }
/// product    = sign { "*" sign }
/// sign       = "-" sign | literal | name | call | "(" or ")"
/// call       = "length" "(" or ")" | ("now" | "today") "(" ")" | ("minutes" | "hours" | "days") "(" number ")"
/// ```
final class RuleParser {
  static final int MAX_DEPTH = 32;

  /// A product of this many factors of the widest type stays far below the digit limit of
  /// PostgreSQL's `numeric`.
  static final int MAX_FACTORS = 8;

  private static final Set<String> KEYWORDS =
      Set.of("and", "or", "not", "is", "in", "null", "true", "false");

  private static final Map<String, RelationalOperator> COMPARISONS =
      Map.of(
          "=", RelationalOperator.EQUAL,
          "==", RelationalOperator.EQUAL,
          "!=", RelationalOperator.NOT_EQUAL,
          "<>", RelationalOperator.NOT_EQUAL,
          "<", RelationalOperator.LESS,
          "<=", RelationalOperator.LESS_OR_EQUAL,
          ">", RelationalOperator.GREATER,
          ">=", RelationalOperator.GREATER_OR_EQUAL);

  /// The seconds of each unit of time.
  private static final Map<String, Integer> UNITS =
      Map.of("minutes", 60, "hours", 60 * 60, "days", 24 * 60 * 60);

  private final TokenStream tokens;
  private int depth;

  private RuleParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /// @throws RuleIssue.RuleSyntaxException at the first unexpected token
  static RuleSyntaxTree parse(String text) {
    RuleParser parser = new RuleParser(new TokenStream(RuleLexer.tokens(text)));
    if (parser.tokens.atEnd()) {
      throw parser.tokens.fault("the rule is empty", "write a condition, such as price > 0");
    }
    RuleSyntaxTree rule = parser.or();
    if (!parser.tokens.atEnd()) {
      throw parser.tokens.unexpected(
          "expected the end of the rule",
          KEYWORDS.contains(parser.tokens.peek().text().toLowerCase(Locale.ROOT))
              ? "write keywords such as 'and', 'or', 'is', 'in' in lower case, between conditions"
              : "join conditions with 'and' or 'or'");
    }
    return rule;
  }

  private RuleSyntaxTree or() {
    int at = tokens.peek().at();
    List<RuleSyntaxTree> operands = chain("or", this::and);
    return operands.size() == 1 ? operands.getFirst() : new RuleSyntaxTree.Or(at, operands);
  }

  private RuleSyntaxTree and() {
    int at = tokens.peek().at();
    List<RuleSyntaxTree> operands = chain("and", this::not);
    return operands.size() == 1 ? operands.getFirst() : new RuleSyntaxTree.And(at, operands);
  }

  private List<RuleSyntaxTree> chain(String word, Supplier<RuleSyntaxTree> operand) {
    List<RuleSyntaxTree> operands = new ArrayList<>();
    do {
      operands.add(operand.get());
    } while (tokens.acceptKeyword(word));
    return operands;
  }

  private RuleSyntaxTree not() {
    Token token = tokens.peek();
    return tokens.acceptKeyword("not")
        ? new RuleSyntaxTree.Not(token.at(), nested(token, this::not))
        : comparison();
  }

  private RuleSyntaxTree comparison() {
    RuleSyntaxTree left = sum();
    Token token = tokens.peek();
    RelationalOperator comparison = comparison(token);
    if (comparison != null) {
      tokens.skip();
      RuleSyntaxTree right = sum();
      if (comparison(tokens.peek()) != null) {
        throw tokens.fault(
            "comparisons cannot be chained", "write a < b and b < c, or use parentheses");
      }
      return new RuleSyntaxTree.Compare(token.at(), comparison, left, right);
    }
    if (tokens.acceptKeyword("is")) {
      boolean negated = tokens.acceptKeyword("not");
      if (!tokens.acceptKeyword("null")) {
        throw tokens.unexpected(
            "expected 'null' or 'not null' after 'is'",
            "write 'is null', or '=' to compare values");
      }
      return new RuleSyntaxTree.IsNull(token.at(), left, negated);
    }
    boolean negated = tokens.acceptKeyword("not");
    if (tokens.acceptKeyword("in")) {
      return new RuleSyntaxTree.In(token.at(), left, negated, members());
    }
    if (negated) {
      throw tokens.unexpected("expected 'in' after 'not'", "write 'not in (…)'");
    }
    return left;
  }

  private static @Nullable RelationalOperator comparison(Token token) {
    return token.type() == TokenType.SYMBOL ? COMPARISONS.get(token.text()) : null;
  }

  private List<RuleSyntaxTree> members() {
    tokens.expectSymbol(
        "(", "expected a list after 'in'", "write it in parentheses: in (\"a\", \"b\")");
    List<RuleSyntaxTree> members = new ArrayList<>();
    do {
      members.add(member());
    } while (tokens.acceptSymbol(","));
    tokens.expectSymbol(")", "expected ')' after the list", "close it with )");
    return members;
  }

  private RuleSyntaxTree member() {
    Token sign = tokens.peek();
    boolean negative = tokens.acceptSymbol("-");
    RuleSyntaxTree literal = literal();
    if (literal instanceof RuleSyntaxTree.NumberLiteral number) {
      return negative
          ? new RuleSyntaxTree.NumberLiteral(sign.at(), number.value().negate())
          : number;
    }
    if (literal == null || negative) {
      throw tokens.unexpected(
          "expected a value in the list",
          "compare a field with '=' and join the comparisons with 'or'");
    }
    return literal;
  }

  private RuleSyntaxTree sum() {
    RuleSyntaxTree left = product();
    while (true) {
      Token token = tokens.peek();
      ArithmeticOperator operation;
      if (tokens.acceptSymbol("+")) {
        operation = ArithmeticOperator.ADD;
      } else if (tokens.acceptSymbol("-")) {
        operation = ArithmeticOperator.SUBTRACT;
      } else {
        return left;
      }
      RuleSyntaxTree right = product();
      int degree = Math.max(left.degree(), right.degree());
      left = new RuleSyntaxTree.Arithmetic(token.at(), operation, left, right, degree);
    }
  }

  private RuleSyntaxTree product() {
    RuleSyntaxTree left = sign();
    while (true) {
      Token token = tokens.peek();
      if (!tokens.acceptSymbol("*")) {
        return left;
      }
      RuleSyntaxTree right = sign();
      int degree = left.degree() + right.degree();
      if (degree > MAX_FACTORS) {
        throw new RuleIssue(
                token.at(),
                "a product has more than " + MAX_FACTORS + " factors",
                "multiply fewer fields and values")
            .toException();
      }
      left =
          new RuleSyntaxTree.Arithmetic(
              token.at(), ArithmeticOperator.MULTIPLY, left, right, degree);
    }
  }

  private RuleSyntaxTree sign() {
    Token token = tokens.peek();
    if (!tokens.acceptSymbol("-")) {
      return primary();
    }
    RuleSyntaxTree operand = nested(token, this::sign);
    return operand instanceof RuleSyntaxTree.NumberLiteral number
        ? new RuleSyntaxTree.NumberLiteral(token.at(), number.value().negate())
        : new RuleSyntaxTree.Negate(token.at(), operand);
  }

  private RuleSyntaxTree primary() {
    RuleSyntaxTree literal = literal();
    if (literal != null) {
      return literal;
    }
    Token token = tokens.peek();
    if (tokens.acceptSymbol("(")) {
      RuleSyntaxTree inner = nested(token, this::or);
      tokens.expectSymbol(
          ")",
          "expected ')' for the parenthesis at character " + (token.at() + 1),
          "close it with )");
      return inner;
    }
    if (token.type() != TokenType.NAME || KEYWORDS.contains(token.text())) {
      throw tokens.unexpected(
          "expected a field or a value", "write one, such as price, 10 or \"text\"");
    }
    tokens.skip();
    if (!tokens.peek().is(TokenType.SYMBOL, "(")) {
      return new RuleSyntaxTree.Name(token.at(), token.text());
    }
    tokens.skip();
    RuleSyntaxTree call =
        switch (token.text()) {
          case "length" -> new RuleSyntaxTree.Length(token.at(), nested(token, this::or));
          case "now" -> new RuleSyntaxTree.Now(token.at());
          case "today" -> new RuleSyntaxTree.Today(token.at());
          case "minutes", "hours", "days" -> duration(token);
          default ->
              throw new RuleIssue(
                      token.at(),
                      "there is no function " + RuleIssue.quote(token.text()),
                      "use length(text), now(), today(), minutes(n), hours(n) or days(n)")
                  .toException();
        };
    tokens.expectSymbol(
        ")", "expected ')' after the arguments of '" + token.text() + "'", "close it with )");
    return call;
  }

  private RuleSyntaxTree duration(Token unit) {
    Token number = tokens.peek();
    long seconds = Objects.requireNonNull(UNITS.get(unit.text()));
    if (!(literal() instanceof RuleSyntaxTree.NumberLiteral(_, BigDecimal count))
        || count.stripTrailingZeros().scale() > 0
        || count.compareTo(BigDecimal.valueOf(RuleExpression.Now.MAX_SECONDS / seconds)) > 0) {
      throw new RuleIssue(
              number.at(),
              "'" + unit.text() + "' takes a whole number, at most a hundred years",
              "write it in digits, such as " + unit.text() + "(30)")
          .toException();
    }
    return new RuleSyntaxTree.Duration(unit.at(), count.longValueExact() * seconds);
  }

  private @Nullable RuleSyntaxTree literal() {
    Token token = tokens.peek();
    RuleSyntaxTree literal =
        switch (token.type()) {
          case NUMBER -> new RuleSyntaxTree.NumberLiteral(token.at(), new BigDecimal(token.text()));
          case TEXT -> new RuleSyntaxTree.TextLiteral(token.at(), token.text());
          case NAME ->
              switch (token.text()) {
                case "true" -> new RuleSyntaxTree.BooleanLiteral(token.at(), true);
                case "false" -> new RuleSyntaxTree.BooleanLiteral(token.at(), false);
                case "null" -> new RuleSyntaxTree.NullLiteral(token.at());
                default -> null;
              };
          case SYMBOL, END -> null;
        };
    if (literal != null) {
      tokens.skip();
    }
    return literal;
  }

  private RuleSyntaxTree nested(Token opening, Supplier<RuleSyntaxTree> inner) {
    if (depth == MAX_DEPTH) {
      throw new RuleIssue(
              opening.at(),
              "the rule nests deeper than " + MAX_DEPTH + " levels",
              "split it into several rules")
          .toException();
    }
    depth++;
    RuleSyntaxTree result = inner.get();
    depth--;
    return result;
  }
}
