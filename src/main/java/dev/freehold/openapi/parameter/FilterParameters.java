package dev.freehold.openapi.parameter;

import dev.freehold.openapi.operation.Parameters;
import dev.freehold.openapi.schema.JsonObject;
import dev.freehold.openapi.schema.Notes;
import dev.freehold.openapi.schema.ValueSchema;
import dev.freehold.openapi.schema.ValueSchema.Way;
import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.Operator;
import dev.freehold.spec.Spec;
import dev.freehold.type.FieldType;
import dev.freehold.type.Rules;
import dev.freehold.type.Scalar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The parameters that say which rows: of lists, and of changes of many rows.
public final class FilterParameters {
  private FilterParameters() {}

  /// Keys of `components/parameters`: named filters, `or`, then each field with each operator that it takes.
  public static List<String> of(ResourcePlan resource, Parameters parameters) {
    List<String> keys = new ArrayList<>();
    for (Spec.Filter filter : resource.filters()) {
      keys.add(parameters.key(filter.name(), resource.name(), o -> named(o, filter)));
    }
    keys.add(parameters.key("or", resource.name(), FilterParameters::or));
    for (Column column : resource.read()) {
      if (Operator.EQ.appliesTo(column)) {
        keys.add(parameters.key(column.name(), resource.name(), o -> plain(o, column)));
      }
      for (Operator operator : Operator.values()) {
        if (operator.appliesTo(column)) {
          String name = column.name() + "[" + operator.word() + "]";
          keys.add(parameters.key(name, resource.name(), o -> term(o, column, operator)));
        }
      }
    }
    return List.copyOf(keys);
  }

  private static void named(JsonObject to, Spec.Filter filter) throws IOException {
    String options =
        filter.options().stream().map(FilterParameters::option).collect(Collectors.joining());
    to.put("in", "query").put("description", "Which rows:" + options);
    to.object(
        "schema",
        s ->
            s.put("type", "string")
                .strings("enum", filter.options().stream().map(Spec.Option::name).toList())
                .put("default", filter.defaultOption()));
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
      case Spec.Condition.Null(String field) -> field + " is not set";
    };
  }

  private static void or(JsonObject to) throws IOException {
    to.put("in", "query")
        .put(
            "description",
            "At least one of these holds: `(field.operator.value,…)`. `in`, `nin` and `between`"
                + " take `(a,b)`; `and(…)` and `or(…)` nest. All conditions together: at most "
                + QueryLimits.CONDITIONS
                + ".")
        .object("schema", s -> s.put("type", "string").put("pattern", "^\\s*\\(.+\\)\\s*$"));
  }

  private static void plain(JsonObject to, Column column) throws IOException {
    describe(to, column, "Equals this, as `[eq]` does.");
    to.object("schema", s -> exact(s, column));
  }

  private static void term(JsonObject to, Column column, Operator operator) throws IOException {
    describe(to, column, words(column, operator));
    switch (operator) {
      case EQ, NE -> to.object("schema", s -> exact(s, column));
      case GT, GTE, LT, LTE -> to.object("schema", s -> bound(s, column));
      case IN, NIN -> {
        to.put("style", "form").put("explode", false);
        to.object(
            "schema",
            s ->
                s.put("type", "array")
                    .object("items", i -> exact(i, column))
                    .put("maxItems", QueryLimits.VALUES));
      }
      case BETWEEN -> {
        to.put("style", "form").put("explode", false);
        to.object(
            "schema",
            s ->
                s.put("type", "array")
                    .object("items", i -> bound(i, column))
                    .put("minItems", 2)
                    .put("maxItems", 2));
      }
      case CONTAINS -> {
        if (column.type().array()) {
          to.object("schema", s -> exact(s, column));
        } else {
          to.object("schema", FilterParameters::piece);
        }
      }
      case ICONTAINS, STARTS_WITH, ENDS_WITH -> to.object("schema", FilterParameters::piece);
      case NULL -> to.object("schema", s -> s.put("type", "boolean"));
    }
  }

  private static void describe(JsonObject to, Column column, String words) throws IOException {
    to.put("in", "query");
    if (column.readers().isEmpty()) {
      to.put("description", words);
    } else {
      to.put("description", words + " For " + Notes.roles(column.readers()) + " only.")
          .strings("x-read-roles", column.readers());
    }
  }

  private static String words(Column column, Operator operator) {
    return switch (operator) {
      case EQ -> "Equals this.";
      case NE -> "Does not equal this, or has no value.";
      case GT -> "Comes after this.";
      case GTE -> "Comes after this, or equals it.";
      case LT -> "Comes before this.";
      case LTE -> "Comes before this, or equals it.";
      case IN -> "Is one of these.";
      case NIN -> "Is none of these, or has no value.";
      case CONTAINS ->
          column.type().array() ? "Has this element." : "Has this in it, to the letter.";
      case ICONTAINS -> "Has this in it, whatever the case.";
      case STARTS_WITH -> "Begins with this.";
      case ENDS_WITH -> "Ends with this.";
      case BETWEEN -> "From the first to the second, both included.";
      case NULL -> "`true`: has no value. `false`: has one.";
    };
  }

  /// A value is read by its type; its rules are for what is written.
  private static void exact(JsonObject schema, Column column) throws IOException {
    Rules choice = new Rules(null, Rules.NONE.range(), column.rules().values());
    ValueSchema.write(schema, FieldType.of(column.type().scalar()), choice, false, Way.ANSWER);
  }

  /// A bound of text need not have the form of its type.
  private static void bound(JsonObject schema, Column column) throws IOException {
    Scalar scalar = column.type().scalar();
    Scalar read = scalar.isText() ? Scalar.TEXT : scalar;
    ValueSchema.write(schema, FieldType.of(read), Rules.NONE, false, Way.ANSWER);
  }

  private static void piece(JsonObject schema) throws IOException {
    schema.put("type", "string").put("minLength", 1);
  }
}
