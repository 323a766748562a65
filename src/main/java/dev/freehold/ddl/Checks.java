package dev.freehold.ddl;

import dev.freehold.plan.Column;
import dev.freehold.type.FieldType;
import dev.freehold.type.Rules;
import dev.freehold.type.Scalar;
import dev.freehold.type.form.NumberForm;
import dev.freehold.type.sql.ColumnType;
import dev.freehold.type.sql.SqlText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The rules of a column that a CHECK constraint can hold: a second wall behind `input`, for whatever else writes.
///
/// Not mirrored: `pattern` (PostgreSQL's dialect is not RE2's, and its matcher is not linear), the depth of `json`, and
/// of the elements of arrays whatever `operator all (array)` cannot say: lengths, and digits after the point. A CHECK
/// may hold no subquery, and a function of our own could change under it.
final class Checks {
  private final Column column;
  private final String name;
  private final List<Check> checks = new ArrayList<>();

  private Checks(Column column) {
    this.column = column;
    this.name = SqlText.identifier(column.name());
  }

  /// @param rule in the spec's words: `maxLength`
  /// @param word for the constraint's name: `max_length`
  /// @param definition what a person is shown: `200`
  /// @param expression null or true of every value that is allowed
  record Check(String rule, String word, String definition, String expression) {}

  static List<Check> of(Column column) {
    return column.role() == Column.Role.FIELD ? new Checks(column).all() : List.of();
  }

  private List<Check> all() {
    FieldType type = column.type();
    if (type.array()) {
      items();
    }
    switch (type.scalar()) {
      case STRING, TEXT, EMAIL, URL -> text();
      case ENUM -> values();
      case INTEGER, BIGINT -> range();
      case NUMBER -> {
        between("finite", "-inf < x < inf", "'-Infinity'::float8", "<", "<", "'Infinity'::float8");
        range();
      }
      case DECIMAL -> {
        digits();
        range();
      }
      case DATE ->
          between("years", "0001 to 9999", "date '0001-01-01'", "<=", "<=", "date '9999-12-31'");
      case DATETIME ->
          between(
              "years",
              "0001 to 9999",
              "timestamptz '0001-01-01 00:00:00+00'",
              "<=",
              "<",
              "timestamptz '10000-01-01 00:00:00+00'");
      // PostgreSQL has a 24:00, the field type has not.
      case TIME -> between("clock", "below 24:00", "time '00:00'", "<=", "<", "time '24:00'");
      case BOOLEAN, UUID, JSON -> {}
    }
    return List.copyOf(checks);
  }

  private void add(String rule, String word, String definition, String expression) {
    checks.add(new Check(rule, word, definition, expression));
  }

  private void items() {
    add(
        "items",
        "items",
        "at most " + FieldType.MAX_ITEMS + ", none null",
        "cardinality(%1$s) <= %2$d and coalesce(array_ndims(%1$s), 1) = 1 and array_position(%1$s, null) is null"
            .formatted(name, FieldType.MAX_ITEMS));
  }

  private void text() {
    Rules.Text text = column.rules().text();
    if (text == null || column.type().array()) {
      return;
    }
    if (text.minLength() > 0) {
      String expression = "char_length(" + name + ") >= " + text.minLength();
      add("minLength", "min_length", Integer.toString(text.minLength()), expression);
    }
    String expression = "char_length(" + name + ") <= " + text.maxLength();
    add("maxLength", "max_length", Integer.toString(text.maxLength()), expression);
  }

  private void values() {
    List<String> values = column.rules().values();
    String list = values.stream().map(SqlText::string).collect(Collectors.joining(", "));
    add(
        "values",
        "values",
        String.join(", ", values),
        column.type().array()
            ? name + " <@ array[" + list + "]::text[]"
            : name + " in (" + list + ")");
  }

  private void range() {
    BigDecimal minimum = column.rules().range().minimum();
    BigDecimal maximum = column.rules().range().maximum();
    if (minimum != null) {
      add("minimum", "minimum", minimum.toPlainString(), bound(number(minimum), "<="));
    }
    if (maximum != null) {
      add("maximum", "maximum", maximum.toPlainString(), bound(number(maximum), ">="));
    }
  }

  private void digits() {
    String limit =
        BigDecimal.ONE.scaleByPowerOfTen(NumberForm.DECIMAL_WHOLE_DIGITS).toPlainString();
    String whole = bound("-" + limit, "<") + " and " + bound(limit, ">");
    add(
        "digits",
        "digits",
        NumberForm.DECIMAL_WHOLE_DIGITS + " and " + NumberForm.DECIMAL_FRACTION_DIGITS,
        column.type().array()
            ? whole
            : whole + " and scale(" + name + ") <= " + NumberForm.DECIMAL_FRACTION_DIGITS);
  }

  private void between(
      String word, String definition, String low, String above, String below, String high) {
    String reversed = below.equals("<") ? ">" : ">=";
    add(word, word, definition, bound(low, above) + " and " + bound(high, reversed));
  }

  /// `bound operator value`; for an array it holds for every element.
  private String bound(String bound, String operator) {
    return bound + " " + operator + " " + (column.type().array() ? "all (" + name + ")" : name);
  }

  /// A bound in the type it is compared in, so that no element of an array needs a cast.
  private String number(BigDecimal bound) {
    return "'%s'::%s".formatted(bound.toPlainString(), comparable(bound));
  }

  private String comparable(BigDecimal bound) {
    Scalar scalar = column.type().scalar();
    boolean whole = bound.signum() == 0 || bound.stripTrailingZeros().scale() <= 0;
    return (scalar == Scalar.INTEGER || scalar == Scalar.BIGINT)
            && (!whole || bound.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0)
        ? "numeric"
        : scalar == Scalar.INTEGER ? "bigint" : ColumnType.of(scalar);
  }
}
