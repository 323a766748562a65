package dev.freehold.ddl;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.NumberParser;
import dev.freehold.type.PostgresType;
import dev.freehold.type.SqlQuoting;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The CHECK constraints of a column. They repeat the validation of `input` for all other writers.
///
/// Not included: `pattern` (PostgreSQL's dialect differs from RE2, and its matcher is not linear),
/// the depth of `json`, and the rules of array elements that `operator all (array)` cannot express:
/// lengths and fraction digits. A CHECK may contain no subquery, and a function could change after
/// the rows were checked.
final class CheckConstraintDdl {
  private final ColumnPlan column;
  private final String name;
  private final List<ColumnCheck> checks = new ArrayList<>();

  private CheckConstraintDdl(ColumnPlan column) {
    this.column = column;
    this.name = SqlQuoting.identifier(column.name());
  }

  /// @param rule the name in the spec: `maxLength`
  /// @param word for the constraint's name: `max_length`
  /// @param definition as it is displayed: `200`
  /// @param expression null or true for every allowed value
  record ColumnCheck(String rule, String word, String definition, String expression) {}

  static List<ColumnCheck> of(ColumnPlan column) {
    return switch (column.role()) {
      case ID -> new CheckConstraintDdl(column).id();
      case FIELD -> new CheckConstraintDdl(column).all();
      case CREATED_AT, UPDATED_AT -> new CheckConstraintDdl(column).instant();
      case OWNER, TEAM, VERSION -> List.of();
    };
  }

  /// An integer id is exact as a JSON number in every client, also one that came by SQL. References
  /// need no CHECK: they have the id of a row.
  private List<ColumnCheck> id() {
    if (column.type().scalar() == ScalarType.INTEGER_ID) {
      between(
          "safe",
          "1 to " + ScalarType.MAX_INTEGER_ID,
          "1",
          "<=",
          "<=",
          Long.toString(ScalarType.MAX_INTEGER_ID));
    }
    return List.copyOf(checks);
  }

  private List<ColumnCheck> all() {
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
      case DATETIME -> years();
      // PostgreSQL allows 24:00, the field type does not.
      case TIME -> between("clock", "below 24:00", "time '00:00'", "<=", "<", "time '24:00'");
      case BOOLEAN, UUID, JSON, INTEGER_ID -> {}
    }
    return List.copyOf(checks);
  }

  private List<ColumnCheck> instant() {
    years();
    return List.copyOf(checks);
  }

  /// RFC 3339 has years of four digits, so that neither `infinity` nor the year 10000 has a text.
  private void years() {
    between(
        "years",
        "0001 to 9999",
        "timestamptz '0001-01-01 00:00:00+00'",
        "<=",
        "<",
        "timestamptz '10000-01-01 00:00:00+00'");
  }

  private void add(String rule, String word, String definition, String expression) {
    checks.add(new ColumnCheck(rule, word, definition, expression));
  }

  private void items() {
    add(
        "items",
        "items",
        "at most " + column.maxItems() + ", none null",
        "cardinality(%1$s) <= %2$d and coalesce(array_ndims(%1$s), 1) = 1 and array_position(%1$s, null) is null"
            .formatted(name, column.maxItems()));
  }

  private void text() {
    FieldConstraints.Text text = column.constraints().text();
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
    List<String> values = column.constraints().values();
    String list = values.stream().map(SqlQuoting::stringLiteral).collect(Collectors.joining(", "));
    add(
        "values",
        "values",
        String.join(", ", values),
        column.type().array()
            ? name + " <@ array[" + list + "]::text[]"
            : name + " in (" + list + ")");
  }

  private void range() {
    BigDecimal minimum = column.constraints().range().minimum();
    BigDecimal maximum = column.constraints().range().maximum();
    if (minimum != null) {
      add("minimum", "minimum", minimum.toPlainString(), bound(number(minimum), "<="));
    }
    if (maximum != null) {
      add("maximum", "maximum", maximum.toPlainString(), bound(number(maximum), ">="));
    }
  }

  private void digits() {
    String limit =
        BigDecimal.ONE.scaleByPowerOfTen(NumberParser.DECIMAL_WHOLE_DIGITS).toPlainString();
    String whole = bound("-" + limit, "<") + " and " + bound(limit, ">");
    add(
        "digits",
        "digits",
        NumberParser.DECIMAL_WHOLE_DIGITS + " and " + NumberParser.DECIMAL_FRACTION_DIGITS,
        column.type().array()
            ? whole
            : whole + " and scale(" + name + ") <= " + NumberParser.DECIMAL_FRACTION_DIGITS);
  }

  private void between(
      String word, String definition, String low, String above, String below, String high) {
    String reversed = below.equals("<") ? ">" : ">=";
    add(word, word, definition, bound(low, above) + " and " + bound(high, reversed));
  }

  /// `bound operator value`; for an array, the condition on every element.
  private String bound(String bound, String operator) {
    return bound + " " + operator + " " + (column.type().array() ? "all (" + name + ")" : name);
  }

  /// A bound in the type of the comparison, so that no array element needs a cast.
  private String number(BigDecimal bound) {
    return "'%s'::%s".formatted(bound.toPlainString(), comparable(bound));
  }

  private String comparable(BigDecimal bound) {
    ScalarType scalar = column.type().scalar();
    boolean whole = bound.signum() == 0 || bound.stripTrailingZeros().scale() <= 0;
    return scalar.isWhole()
            && (!whole || bound.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0)
        ? "numeric"
        : scalar == ScalarType.INTEGER ? "bigint" : PostgresType.of(scalar);
  }
}
