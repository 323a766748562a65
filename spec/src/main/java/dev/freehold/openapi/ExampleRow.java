package dev.freehold.openapi;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.plan.TablePlan;
import dev.freehold.rule.RuleEvaluator;
import dev.freehold.rule.RuleExpression;
import dev.freehold.type.FieldType.ScalarType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An example row: the body that creates it and the response that shows it. The row satisfies the
/// constraints of its fields and the checks of the resource. Fields that only some roles may write,
/// and references, are omitted if they are optional, so that the body works for every caller.
final class ExampleRow {
  /// The maximum number of value combinations to try.
  private static final int MAX_TRIES = 20_000;

  private final ResourcePlan resource;
  private final Map<String, Object> given;

  private ExampleRow(ResourcePlan resource, Map<String, Object> given) {
    this.resource = resource;
    this.given = given;
  }

  /// A field of the body with its candidate values; null omits the field.
  private record FieldCandidates(ColumnPlan column, List<@Nullable Object> values) {}

  /// Finds an example row; empty if no combination satisfies the rules.
  public static Optional<ExampleRow> of(ResourcePlan resource) {
    List<FieldCandidates> choices =
        resource.createFields().stream()
            .filter(ExampleRow::isShown)
            .map(field -> choice(resource, field))
            .toList();
    if (choices.stream().anyMatch(c -> c.values().isEmpty())) {
      return Optional.empty();
    }
    int[] places = new int[choices.size()];
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      ExampleRow row = new ExampleRow(resource, given(choices, places));
      if (row.keepsToRules()) {
        return Optional.of(row);
      }
      if (!advance(resource, choices, places)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static boolean isShown(WriteField field) {
    ColumnPlan column = field.column();
    return field.required() || (column.writers().isEmpty() && column.reference() == null);
  }

  private static FieldCandidates choice(ResourcePlan resource, WriteField field) {
    ColumnPlan column = field.column();
    if (column.hasMoves()) {
      return new FieldCandidates(column, Collections.singletonList(column.defaultValue()));
    }
    List<Object> constants = new ArrayList<>();
    for (TablePlan.Check check : resource.table().checks()) {
      if (check.rule().columns().contains(column.name())) {
        constants.addAll(BoundaryValues.of(check.rule().condition(), column.type().scalar()));
      }
    }
    List<@Nullable Object> values =
        new ArrayList<>(ExampleValues.acceptedValues(column, constants));
    if (!field.required()) {
      values.add(null);
    }
    return new FieldCandidates(column, values);
  }

  private static Map<String, Object> given(List<FieldCandidates> choices, int[] places) {
    Map<String, Object> given = new HashMap<>();
    for (int i = 0; i < places.length; i++) {
      Object value = choices.get(i).values().get(places[i]);
      if (value != null) {
        given.put(choices.get(i).column().name(), value);
      }
    }
    return given;
  }

  /// Moves to the next combination. Only fields that a rule reads are changed.
  private static boolean advance(
      ResourcePlan resource, List<FieldCandidates> choices, int[] places) {
    for (int i = places.length - 1; i >= 0; i--) {
      String name = choices.get(i).column().name();
      if (isRead(resource, name) && ++places[i] < choices.get(i).values().size()) {
        return true;
      }
      places[i] = 0;
    }
    return false;
  }

  private static boolean isRead(ResourcePlan resource, String column) {
    return resource.table().checks().stream().anyMatch(c -> c.rule().columns().contains(column));
  }

  private boolean keepsToRules() {
    return resource.table().checks().stream()
        .allMatch(
            c ->
                RuleEvaluator.evaluate(c.rule(), name -> value(resource.table().column(name)))
                    .passes());
  }

  /// The values in a response: an omitted field has its default.
  public @Nullable Object value(ColumnPlan column) {
    return switch (column.role()) {
      case ID ->
          switch (resource.id()) {
            case INTEGER -> (Object) 1L;
            case UUID -> ExampleValues.ROW_ID;
          };
      case OWNER -> ExampleValues.USER_ID;
      case TEAM -> ExampleValues.ROW_ID;
      case CREATED_AT, UPDATED_AT -> ExampleValues.CREATED_AT;
      case FIELD -> {
        Object value = given.get(column.name());
        yield value != null
            ? value
            : isSetByServer(column)
                ? referenced(Objects.requireNonNull(column.reference()))
                : column.copy() != null ? copied(column) : column.defaultValue();
      }
      case VERSION -> 1L;
    };
  }

  private static @Nullable Object copied(ColumnPlan column) {
    List<Object> values = ExampleValues.acceptedValues(column, List.of());
    return values.isEmpty() ? null : values.getFirst();
  }

  private static boolean isSetByServer(ColumnPlan column) {
    ColumnPlan.Reference reference = column.reference();
    return reference != null && !reference.many() && !column.nullable();
  }

  /// The value of a reference that the server sets.
  private static Object referenced(ColumnPlan.Reference reference) {
    return reference.person() ? ExampleValues.USER_ID : ExampleValues.ROW_ID;
  }

  /// The fields of the body with their values.
  public Map<ColumnPlan, Object> body() {
    Map<ColumnPlan, Object> body = new LinkedHashMap<>();
    for (WriteField field : resource.createFields()) {
      Object value = given.get(field.column().name());
      if (value != null) {
        body.put(field.column(), value);
      }
    }
    return body;
  }

  /// A field of the body that every caller with update access may change; preferably one that no
  /// check reads, so that it is valid for other rows too.
  public Optional<Map<ColumnPlan, Object>> changed() {
    List<Map.Entry<ColumnPlan, Object>> changeable =
        body().entrySet().stream().filter(e -> isChangeable(e.getKey())).toList();
    return changeable.stream()
        .filter(e -> !isRead(resource, e.getKey().name()))
        .findFirst()
        .or(() -> changeable.stream().findFirst())
        .map(e -> Map.of(e.getKey(), e.getValue()));
  }

  private boolean isChangeable(ColumnPlan column) {
    return column.writers().isEmpty()
        && column.reference() == null
        && !column.hasMoves()
        && resource.updateFields().stream().anyMatch(f -> f.column().equals(column));
  }

  /// The constants of rules and their neighbours, where the result of a rule changes.
  static final class BoundaryValues {
    private BoundaryValues() {}

    /// Candidate values for a field of `scalar`, of its Java class.
    static List<Object> of(RuleExpression condition, ScalarType scalar) {
      List<Object> found = new ArrayList<>();
      collect(condition, found);
      return found.stream().flatMap(BoundaryValues::around).flatMap(v -> as(scalar, v)).toList();
    }

    private static void collect(RuleExpression expression, List<Object> to) {
      switch (expression) {
        case RuleExpression.ColumnReference _,
            RuleExpression.Now _,
            RuleExpression.Today _,
            RuleExpression.CurrentUser _ -> {}
        case RuleExpression.Constant constant -> to.add(constant.value());
        case RuleExpression.Length length -> collect(length.text(), to);
        case RuleExpression.Arithmetic arithmetic ->
            all(List.of(arithmetic.left(), arithmetic.right()), to);
        case RuleExpression.AddDays add -> collect(add.date(), to);
        case RuleExpression.DaysBetween days -> all(List.of(days.later(), days.earlier()), to);
        case RuleExpression.Compare compare -> all(List.of(compare.left(), compare.right()), to);
        case RuleExpression.In in -> {
          collect(in.value(), to);
          all(in.constants(), to);
        }
        case RuleExpression.IsNull isNull -> collect(isNull.value(), to);
        case RuleExpression.Not not -> collect(not.condition(), to);
        case RuleExpression.And and -> all(and.conditions(), to);
        case RuleExpression.Or or -> all(or.conditions(), to);
      }
    }

    private static void all(List<? extends RuleExpression> exprs, List<Object> to) {
      exprs.forEach(e -> collect(e, to));
    }

    private static Stream<Object> around(Object constant) {
      return switch (constant) {
        case BigDecimal n -> Stream.of(n, n.add(BigDecimal.ONE), n.subtract(BigDecimal.ONE));
        case LocalDate d -> Stream.of(d, d.plusDays(1), d.minusDays(1));
        case Object other -> Stream.of(other);
      };
    }

    private static Stream<Object> as(ScalarType scalar, Object value) {
      return switch (scalar) {
        case STRING, TEXT, EMAIL, URL, ENUM ->
            value instanceof String ? Stream.of(value) : Stream.empty();
        case DECIMAL -> value instanceof BigDecimal ? Stream.of(value) : Stream.empty();
        case INTEGER ->
            whole(value).filter(n -> n.bitLength() < 32).map(n -> (Object) n.intValue());
        case BIGINT, INTEGER_ID ->
            whole(value).filter(n -> n.bitLength() < 64).map(n -> (Object) n.longValue());
        case NUMBER ->
            value instanceof BigDecimal n ? Stream.of((Object) n.doubleValue()) : Stream.empty();
        case DATE -> value instanceof LocalDate ? Stream.of(value) : Stream.empty();
        case BOOLEAN, TIME, DATETIME, UUID, JSON -> Stream.empty();
      };
    }

    private static Stream<BigInteger> whole(Object value) {
      return value instanceof BigDecimal n && n.stripTrailingZeros().scale() <= 0
          ? Stream.of(n.toBigInteger())
          : Stream.empty();
    }
  }
}
