package dev.freehold.audit.probe;

import dev.freehold.audit.probe.RowCondition.Operand.Unknown;
import dev.freehold.audit.probe.RowCondition.Operand.Value;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The condition of a declared grant, such as `status = 'published' and published_at <= now()`.
/// What the audit does not understand, such as arithmetic, is [Certainty#UNKNOWN].
final class RowCondition {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:('(?:[^']|'')*'|\"(?:[^\"]|\"\")*\")|(\\d+(?:\\.\\d+)?)"
              + "|([A-Za-z_][A-Za-z0-9_.]*)|(!=|<>|<=|>=|[=<>(),+*-]))");
  private static final int MAX_LENGTH = 10_000;
  private static final int MAX_DEPTH = 50;
  private static final Set<String> COMPARISONS = Set.of("=", "!=", "<>", "<", "<=", ">", ">=");
  private static final String NO_TOKEN = "";

  private final List<String> tokens;
  private final Function<String, Operand> values;
  private int next;
  private int depth;

  private RowCondition(List<String> tokens, Function<String, Operand> values) {
    this.tokens = tokens;
    this.values = values;
  }

  /// A value of a condition.
  sealed interface Operand {
    /// @param value a string, number or boolean; null for SQL's null
    record Value(@Nullable Object value) implements Operand {}

    /// A value that the audit does not know.
    record Unknown() implements Operand {}
  }

  /// @param text the condition
  /// @param values the value of each name, such as `status`, `ticket.status` and `me`
  static Certainty evaluate(String text, Function<String, Operand> values) {
    List<String> tokens = new ArrayList<>();
    Matcher token = TOKEN.matcher(text);
    int at = 0;
    while (at < text.length() && !text.substring(at).isBlank()) {
      if (text.length() > MAX_LENGTH || !token.find(at) || token.start() != at) {
        return Certainty.UNKNOWN;
      }
      tokens.add(token.group().strip());
      at = token.end();
    }
    try {
      RowCondition condition = new RowCondition(tokens, values);
      Certainty result = condition.or();
      return condition.next == tokens.size() ? result : Certainty.UNKNOWN;
    } catch (NotUnderstoodException _) {
      return Certainty.UNKNOWN;
    }
  }

  private Certainty or() {
    if (++depth > MAX_DEPTH) {
      throw new NotUnderstoodException();
    }
    Certainty result = and();
    while (takes("or")) {
      result = result.or(and());
    }
    depth--;
    return result;
  }

  private Certainty and() {
    Certainty result = not();
    while (takes("and")) {
      result = result.and(not());
    }
    return result;
  }

  private Certainty not() {
    boolean negated = false;
    while (takes("not")) {
      negated = !negated;
    }
    Certainty result = comparison();
    return negated ? result.not() : result;
  }

  private Certainty comparison() {
    if (takes("(")) {
      Certainty inner = or();
      expect(")");
      return inner;
    }
    Operand left = operand();
    if (takes("is")) {
      boolean negated = takes("not");
      expect("null");
      Certainty isNull =
          left instanceof Value known ? Certainty.of(known.value() == null) : Certainty.UNKNOWN;
      return negated ? isNull.not() : isNull;
    }
    boolean negated = takes("not");
    if (takes("in")) {
      Certainty in = in(left);
      return negated ? in.not() : in;
    }
    if (negated) {
      throw new NotUnderstoodException();
    }
    String comparison = peek();
    if (COMPARISONS.contains(comparison)) {
      next++;
      return compare(left, comparison, operand());
    }
    return compare(left, "=", new Value(true));
  }

  private Certainty in(Operand left) {
    expect("(");
    Certainty result = Certainty.FALSE;
    do {
      result = result.or(compare(left, "=", operand()));
    } while (takes(","));
    expect(")");
    return result;
  }

  private Operand operand() {
    String token = peek();
    next++;
    if (token.startsWith("'") || token.startsWith("\"")) {
      String quote = token.substring(0, 1);
      return new Value(token.substring(1, token.length() - 1).replace(quote + quote, quote));
    }
    if (token.matches("\\d.*")) {
      return new Value(new BigDecimal(token));
    }
    if (!token.matches("[A-Za-z_].*")) {
      throw new NotUnderstoodException();
    }
    if (takes("(")) {
      expect(")");
      return switch (token) {
        case "now" -> new Value(Instant.now().toString());
        case "today" -> new Value(Instant.now().atOffset(ZoneOffset.UTC).toLocalDate().toString());
        default -> throw new NotUnderstoodException();
      };
    }
    return switch (token) {
      case "true" -> new Value(true);
      case "false" -> new Value(false);
      case "null" -> new Value(null);
      default -> values.apply(token);
    };
  }

  private static Certainty compare(Operand left, String comparison, Operand right) {
    if (left instanceof Unknown || right instanceof Unknown) {
      return Certainty.UNKNOWN;
    }
    Object one = ((Value) left).value();
    Object other = ((Value) right).value();
    if (one == null || other == null) {
      return Certainty.NULL;
    }
    if (comparison.equals("=") || comparison.equals("!=") || comparison.equals("<>")) {
      return Certainty.of(isEqual(one, other) == comparison.equals("="));
    }
    int order = order(one, other);
    return Certainty.of(
        switch (comparison) {
          case "<" -> order < 0;
          case "<=" -> order <= 0;
          case ">" -> order > 0;
          default -> order >= 0;
        });
  }

  private static boolean isEqual(Object one, Object other) {
    BigDecimal number = number(one);
    BigDecimal otherNumber = number(other);
    return (number != null && otherNumber != null)
        ? number.compareTo(otherNumber) == 0
        : one.toString().equals(other.toString());
  }

  private static int order(Object one, Object other) {
    BigDecimal number = number(one);
    BigDecimal otherNumber = number(other);
    if (number != null && otherNumber != null) {
      return number.compareTo(otherNumber);
    }
    try {
      return instant(one).compareTo(instant(other));
    } catch (DateTimeException _) {
      throw new NotUnderstoodException();
    }
  }

  private static @Nullable BigDecimal number(Object value) {
    try {
      return value instanceof Boolean ? null : new BigDecimal(value.toString());
    } catch (NumberFormatException _) {
      return null;
    }
  }

  private static Instant instant(Object value) {
    String text = value.toString().toUpperCase(Locale.ROOT);
    return OffsetDateTime.parse(text.length() == 10 ? text + "T00:00:00Z" : text).toInstant();
  }

  private String peek() {
    return next < tokens.size() ? tokens.get(next) : NO_TOKEN;
  }

  private boolean takes(String token) {
    boolean taken = peek().equals(token);
    next += taken ? 1 : 0;
    return taken;
  }

  private void expect(String token) {
    if (!takes(token)) {
      throw new NotUnderstoodException();
    }
  }

  /// The condition is not of a form that the audit evaluates.
  private static final class NotUnderstoodException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotUnderstoodException() {
      super(null, null, false, false);
    }
  }
}
