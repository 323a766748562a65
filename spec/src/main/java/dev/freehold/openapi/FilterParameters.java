package dev.freehold.openapi;

import dev.freehold.openapi.FieldSchema.FieldDescription;
import dev.freehold.openapi.OpenApiDocument.DocumentedLimits;
import dev.freehold.openapi.ValueSchema.Direction;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.FilterOperator;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Spec;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The query parameters that select rows: one per field and operator, and the named filters.
final class FilterParameters {
  private static final String OPERATORS =
      Arrays.stream(FilterOperator.values())
          .map(o -> "`" + o.word() + "`")
          .collect(Collectors.joining(", "));

  /// The whole numbers that JavaScript reads exactly.
  private static final FieldConstraints.Range IDS =
      new FieldConstraints.Range(
          BigDecimal.valueOf(-9_007_199_254_740_991L), BigDecimal.valueOf(9_007_199_254_740_991L));

  private static final FieldConstraints.Range INTEGERS =
      new FieldConstraints.Range(
          BigDecimal.valueOf(Integer.MIN_VALUE), BigDecimal.valueOf(Integer.MAX_VALUE));

  private FilterParameters() {}

  /// The keys of `components/parameters` for a list: the named filters, `or`, then each field with each
  /// of its operators. The brief document has the fields without an operator.
  public static List<String> ofList(ResourcePlan resource, OpenApiParameterRegistry parameters) {
    List<String> keys = new ArrayList<>(named(resource, parameters, Set.of()));
    switch (parameters.detail()) {
      case BRIEF -> keys.addAll(equal(resource, parameters));
      case FULL -> keys.addAll(terms(resource, parameters, Set.of()));
    }
    return List.copyOf(keys);
  }

  /// The keys for an operation on the rows that match. The brief document leaves every condition but the
  /// named filters to `or`.
  ///
  /// @param taken the names of other parameters that a field or filter may have; a field then has
  ///     only the parameters with an operator
  public static List<String> ofSelection(
      ResourcePlan resource, OpenApiParameterRegistry parameters, Set<String> taken) {
    List<String> keys = new ArrayList<>(named(resource, parameters, taken));
    if (parameters.detail() == Detail.FULL) {
      keys.addAll(terms(resource, parameters, taken));
    }
    return List.copyOf(keys);
  }

  private static List<String> named(
      ResourcePlan resource, OpenApiParameterRegistry parameters, Set<String> taken) {
    List<String> keys = new ArrayList<>();
    for (Spec.Filter filter : resource.filters()) {
      if (!taken.contains(filter.name())) {
        keys.add(parameters.componentKey(filter.name(), resource.name(), o -> named(o, filter)));
      }
    }
    keys.add(parameters.componentKey("or", resource.name(), FilterParameters::or));
    return keys;
  }

  /// The fields of which a caller can name a value: not times, which have microseconds. A row has a path
  /// of its own for its id.
  private static List<String> equal(ResourcePlan resource, OpenApiParameterRegistry parameters) {
    return resource.queryColumns().stream()
        .filter(FilterOperator.EQ::appliesTo)
        .filter(c -> c.type().scalar() != ScalarType.DATETIME)
        .filter(c -> c.role() != ColumnPlan.Role.ID)
        .map(c -> parameters.componentKey(c.name(), resource.name(), o -> plain(o, c)))
        .toList();
  }

  private static List<String> terms(
      ResourcePlan resource, OpenApiParameterRegistry parameters, Set<String> taken) {
    List<String> keys = new ArrayList<>();
    for (ColumnPlan column : resource.queryColumns()) {
      if (FilterOperator.EQ.appliesTo(column) && !taken.contains(column.name())) {
        keys.add(parameters.componentKey(column.name(), resource.name(), o -> plain(o, column)));
      }
      for (FilterOperator operator : FilterOperator.values()) {
        if (operator.appliesTo(column)) {
          String name = column.name() + "[" + operator.word() + "]";
          keys.add(parameters.componentKey(name, resource.name(), o -> term(o, column, operator)));
        }
      }
    }
    return keys;
  }

  private static void named(JsonObjectWriter to, Spec.Filter filter) throws IOException {
    String options =
        filter.options().stream().map(FilterParameters::option).collect(Collectors.joining());
    to.put("in", "query").note("Selects rows:" + options);
    to.object(
        "schema",
        s -> {
          EnumSchema.write(
              s.put("type", "string"),
              filter.options().stream().map(Spec.Option::name).toList(),
              false);
          s.inFull(f -> f.put("default", filter.defaultOption()));
        });
  }

  private static String option(Spec.Option option) {
    String conditions =
        option.conditions().stream()
            .map(FilterParameters::condition)
            .collect(Collectors.joining(" and "));
    return "\n- `" + option.name() + "`: " + (conditions.isEmpty() ? "every row" : conditions);
  }

  private static String condition(Spec.Condition condition) {
    return switch (condition) {
      case Spec.Condition.Equal(String field, Object value) -> field + " is `" + value + "`";
      case Spec.Condition.OneOf(String field, List<Object> values) ->
          field
              + " is one of "
              + values.stream().map(v -> "`" + v + "`").collect(Collectors.joining(", "));
      case Spec.Condition.Null(String field) -> field + " is null";
    };
  }

  private static void or(JsonObjectWriter to) throws IOException {
    to.put("in", "query")
        .describe(
            "Selects rows by conditions, of which one must hold: `(field.operator.value,…)`, with "
                + OPERATORS
                + ". `in`, `nin` and `between` take `(a,b)`; `and(…)` and `or(…)` nest.",
            "Selects rows that match at least one condition: `(field.operator.value,…)`. `in`,"
                + " `nin` and `between` take `(a,b)`; `and(…)` and `or(…)` nest. The maximum number"
                + " of conditions in a request is "
                + DocumentedLimits.CONDITIONS
                + ".")
        .object(
            "schema",
            s -> s.put("type", "string").inFull(f -> f.put("pattern", "^\\s*\\(.+\\)\\s*$")));
  }

  private static void plain(JsonObjectWriter to, ColumnPlan column) throws IOException {
    describe(to, column, "Equals the value; the same as `[eq]`.");
    to.object("schema", s -> withoutNul(s, column, FilterParameters::exact));
  }

  private static void term(JsonObjectWriter to, ColumnPlan column, FilterOperator operator)
      throws IOException {
    describe(to, column, words(column, operator));
    switch (operator) {
      case EQ, NE -> to.object("schema", s -> withoutNul(s, column, FilterParameters::exact));
      case GT, GTE, LT, LTE ->
          to.object("schema", s -> withoutNul(s, column, FilterParameters::bound));
      case IN, NIN -> {
        to.put("style", "form").put("explode", false);
        to.object(
            "schema",
            s ->
                s.put("type", "array")
                    .object("items", i -> element(i, column))
                    .put("maxItems", DocumentedLimits.VALUES));
      }
      case BETWEEN -> {
        to.put("style", "form").put("explode", false);
        to.object(
            "schema",
            s ->
                s.put("type", "array")
                    .object("items", i -> boundElement(i, column))
                    .put("minItems", 2)
                    .put("maxItems", 2));
      }
      case CONTAINS -> {
        if (column.type().array()) {
          to.object("schema", s -> withoutNul(s, column, FilterParameters::exact));
        } else {
          to.object("schema", s -> piece(s, JsonSchemaPatterns.NO_NUL));
        }
      }
      case ICONTAINS -> to.object("schema", s -> piece(s, JsonSchemaPatterns.NO_NUL));
      case STARTS_WITH, ENDS_WITH -> to.object("schema", s -> piece(s, end(column)));
      case NULL -> to.object("schema", s -> s.put("type", "boolean"));
    }
  }

  private static void describe(JsonObjectWriter to, ColumnPlan column, String words)
      throws IOException {
    to.put("in", "query");
    if (column.readers().isEmpty()) {
      to.note(words);
    } else {
      to.note(words + " " + FieldDescription.queries(column));
      to.inFull(f -> FieldSchema.readers(f, column));
    }
  }

  private static String words(ColumnPlan column, FilterOperator operator) {
    return switch (operator) {
      case EQ -> "Equals the value.";
      case NE -> "Does not equal the value, or is null.";
      case GT -> "Is greater than the value.";
      case GTE -> "Is greater than or equal to the value.";
      case LT -> "Is less than the value.";
      case LTE -> "Is less than or equal to the value.";
      case IN -> "Is one of the values.";
      case NIN -> "Is none of the values, or is null.";
      case CONTAINS ->
          column.type().array() ? "Contains the element." : "Contains the text, case-sensitive.";
      case ICONTAINS -> "Contains the text, case-insensitive.";
      case STARTS_WITH -> "Starts with the text.";
      case ENDS_WITH -> "Ends with the text.";
      case BETWEEN -> "Is between the two values, both included.";
      case NULL -> "`true`: is null. `false`: is not null.";
    };
  }

  /// Writes the schema of a filter value. It has the type of the column; constraints apply to
  /// writes only.
  private static void exact(JsonObjectWriter schema, ColumnPlan column) throws IOException {
    FieldConstraints choice =
        new FieldConstraints(null, range(column), column.constraints().values());
    ValueSchema.write(
        schema, FieldType.of(column.type().scalar()), choice, false, Direction.RESPONSE);
  }

  /// The value of a text filter need not have the format of the column type.
  private static void bound(JsonObjectWriter schema, ColumnPlan column) throws IOException {
    ScalarType scalar = column.type().scalar();
    ScalarType read = scalar.isText() ? ScalarType.TEXT : scalar;
    FieldConstraints range =
        new FieldConstraints(null, range(column), FieldConstraints.NONE.values());
    ValueSchema.write(schema, FieldType.of(read), range, false, Direction.RESPONSE);
  }

  private static FieldConstraints.Range range(ColumnPlan column) {
    return switch (column.type().scalar()) {
      case INTEGER_ID -> IDS;
      case INTEGER -> INTEGERS;
      default -> FieldConstraints.NONE.range();
    };
  }

  private static void element(JsonObjectWriter schema, ColumnPlan column) throws IOException {
    exact(schema, column);
    ScalarType scalar = column.type().scalar();
    if (scalar == ScalarType.STRING || scalar == ScalarType.TEXT) {
      schema.put("pattern", JsonSchemaPatterns.LIST_ELEMENT);
    }
  }

  private static void boundElement(JsonObjectWriter schema, ColumnPlan column) throws IOException {
    bound(schema, column);
    if (column.type().scalar().isText()) {
      schema.put("pattern", JsonSchemaPatterns.LIST_ELEMENT);
    }
  }

  private static void piece(JsonObjectWriter schema, String pattern) throws IOException {
    schema.put("type", "string").put("minLength", 1).inFull(f -> f.put("pattern", pattern));
  }

  /// The pattern of a text at the start or the end, which is trimmed like the field.
  private static String end(ColumnPlan column) {
    FieldConstraints.Text rules = column.constraints().text();
    return rules != null && rules.trim() ? JsonSchemaPatterns.VISIBLE : JsonSchemaPatterns.NO_NUL;
  }

  private static void withoutNul(JsonObjectWriter schema, ColumnPlan column, ValueWriter value)
      throws IOException {
    value.write(schema, column);
    ScalarType scalar = column.type().scalar();
    if (scalar == ScalarType.STRING || scalar == ScalarType.TEXT) {
      schema.inFull(f -> f.put("pattern", JsonSchemaPatterns.NO_NUL));
    }
  }

  @FunctionalInterface
  private interface ValueWriter {
    void write(JsonObjectWriter schema, ColumnPlan column) throws IOException;
  }
}
