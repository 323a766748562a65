package dev.freehold.testkit.generate;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.testkit.generate.TestCaseBuilder.CreatedRow;
import dev.freehold.testkit.generate.TestCaseBuilder.SampleUnavailableException;
import dev.freehold.testkit.value.JsonValueConverter;
import dev.freehold.testkit.value.ValueSamples;
import dev.freehold.type.FieldType.ScalarType;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Tests every operator on every field, with a row that matches and one that does not.
final class FilterTestGenerator extends ResourceTestGenerator {
  private static final List<String> ALL =
      List.of(
          "eq",
          "ne",
          "in",
          "nin",
          "gt",
          "gte",
          "lt",
          "lte",
          "between",
          "contains",
          "icontains",
          "startsWith",
          "endsWith",
          "null");

  private FilterTestGenerator(TestCaseCollector cases, ResourcePlan resource, TestActor owner) {
    super(cases, resource, owner);
  }

  public static void add(TestCaseCollector cases, ResourcePlan resource) {
    cases
        .api()
        .owner(resource)
        .filter(owner -> owner.mayAccessSomeRow(resource, CrudOperation.READ))
        .ifPresent(
            owner -> {
              FilterTestGenerator conditions = new FilterTestGenerator(cases, resource, owner);
              owner.reads(resource).forEach(conditions::column);
              conditions.either();
            });
  }

  private static List<String> operators(ColumnPlan column) {
    ScalarType scalar = column.type().scalar();
    if (column.type().array()) {
      return scalar == ScalarType.JSON ? List.of("null") : List.of("contains", "null");
    }
    if (scalar == ScalarType.JSON) {
      return List.of("null");
    }
    if (scalar == ScalarType.BOOLEAN || scalar == ScalarType.ENUM || column.reference() != null) {
      return List.of("eq", "ne", "in", "nin", "null");
    }
    return scalar.isText()
        ? ALL
        : ALL.stream()
            .filter(o -> !List.of("contains", "icontains", "startsWith", "endsWith").contains(o))
            .toList();
  }

  private void column(ColumnPlan column) {
    List<String> operators = operators(column);
    String path = "GET /" + resource.name() + "?";
    for (String operator : operators) {
      cases.add(
          path + column.name() + "[" + operator + "]=… › exactly the matching rows",
          test -> met(test, column, operator));
    }
    List<String> others = ALL.stream().filter(o -> !operators.contains(o)).toList();
    if (!others.isEmpty()) {
      cases.add(
          path + column.name() + " › unsupported operators › 400",
          test ->
              others.forEach(
                  operator -> {
                    String parameter = column.name() + "[" + operator + "]";
                    test.send(owner, "GET", "/" + resource.name())
                        .query(parameter, operator.equals("null") ? "true" : "x")
                        .expectRefusal(400, "VALIDATION_ERROR")
                        .expectFieldError(parameter, List.of("bad_operator"));
                  }));
    }
  }

  private void met(TestCaseBuilder test, ColumnPlan column, String operator) {
    SampleRows sampled = SampleRows.of(test, resource, owner, column);
    if (operator.equals("null")) {
      for (boolean none : new boolean[] {true, false}) {
        List<Integer> met = new ArrayList<>();
        for (int i = 0; i < sampled.rows().size(); i++) {
          if ((sampled.values().get(i) == null) == none) {
            met.add(i);
          }
        }
        ask(test, sampled, column.name() + "[null]", String.valueOf(none), met);
      }
      return;
    }
    int first = present(sampled, true);
    int last = present(sampled, false);
    if (column.type().array()) {
      JsonArray array = (JsonArray) Objects.requireNonNull(sampled.values().get(first));
      Object element = array.getValue(0);
      List<Integer> met = new ArrayList<>();
      for (int i = 0; i < sampled.rows().size(); i++) {
        if (sampled.values().get(i) instanceof JsonArray other && other.contains(element)) {
          met.add(i);
        }
      }
      ask(
          test,
          sampled,
          column.name() + "[contains]",
          JsonValueConverter.toQueryText(element),
          met);
      return;
    }
    int operand = List.of("gte", "lt", "lte").contains(operator) ? last : first;
    String value = text(sampled, operand);
    String asked =
        switch (operator) {
          case "contains" -> value.substring(value.length() / 2);
          case "icontains" -> value.substring(value.length() / 2).toUpperCase(Locale.ROOT);
          case "startsWith" -> value;
          case "endsWith" -> value.substring(Math.min(1, value.length() - 1));
          case "between" -> quoted(value) + "," + quoted(value);
          case "in", "nin" -> quoted(value);
          default -> value;
        };
    List<Integer> met = new ArrayList<>();
    for (int i = 0; i < sampled.rows().size(); i++) {
      if (holds(sampled, operator, i, operand, asked)) {
        met.add(i);
      }
    }
    ask(test, sampled, column.name() + "[" + operator + "]", asked, met);
    if (operator.equals("eq")) {
      ask(test, sampled, column.name(), asked, met);
    }
  }

  private static int present(SampleRows sampled, boolean first) {
    int found = -1;
    for (int i = 0; i < sampled.values().size(); i++) {
      boolean empty = "".equals(sampled.values().get(i));
      if (sampled.values().get(i) != null && !empty && (found < 0 || !first)) {
        found = i;
      }
    }
    if (found < 0) {
      throw new SampleUnavailableException("no row has a value of " + sampled.column().name());
    }
    return found;
  }

  private static String text(SampleRows sampled, int i) {
    return JsonValueConverter.toQueryText(Objects.requireNonNull(sampled.values().get(i)));
  }

  private static String quoted(String text) {
    boolean plain =
        !text.startsWith("{") && text.chars().noneMatch(c -> ",\"()\\ ".indexOf(c) >= 0);
    return plain || text.matches("\\{[a-z0-9_.]+\\}")
        ? text
        : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static boolean holds(
      SampleRows sampled, String operator, int i, int operand, String asked) {
    @Nullable Object is = sampled.values().get(i);
    if (is == null) {
      return operator.equals("ne") || operator.equals("nin");
    }
    String text = is.toString();
    return switch (operator) {
      case "eq", "in", "between" -> sampled.compare(i, operand) == 0;
      case "ne", "nin" -> sampled.compare(i, operand) != 0;
      case "gt" -> sampled.compare(i, operand) > 0;
      case "gte" -> sampled.compare(i, operand) >= 0;
      case "lt" -> sampled.compare(i, operand) < 0;
      case "lte" -> sampled.compare(i, operand) <= 0;
      case "contains" -> text.contains(asked);
      case "icontains" -> text.toLowerCase(Locale.ROOT).contains(asked.toLowerCase(Locale.ROOT));
      case "startsWith" -> text.startsWith(asked);
      case "endsWith" -> text.endsWith(asked);
      default -> throw new IllegalArgumentException(operator);
    };
  }

  private void ask(
      TestCaseBuilder test, SampleRows sampled, String parameter, String value, List<Integer> met) {
    List<String> ids = met.stream().map(i -> sampled.rows().get(i)).map(CreatedRow::id).toList();
    TestStepBuilder step = test.list(owner, resource).query(parameter, value);
    among(step, parameter, sampled.ids())
        .expectStatus(200)
        .expectExactRows("data." + resource.name(), ids, false);
  }

  /// Restricts the list to these rows by another parameter than the tested one.
  private static TestStepBuilder among(TestStepBuilder step, String parameter, List<String> ids) {
    return parameter.equals("id[in]")
        ? step.query("or", ids.stream().collect(Collectors.joining(",id.eq.", "(id.eq.", ")")))
        : step.query("id[in]", String.join(",", ids));
  }

  private void either() {
    cases.add(
        "GET /" + resource.name() + "?or=(…) › the rows that match either condition",
        test -> {
          CreatedRow first = test.createRow(resource, owner);
          CreatedRow second = test.createRow(resource, owner);
          CreatedRow third = test.createRow(resource, owner);
          String or = "(id.eq." + first.id() + ",and(id.eq." + second.id() + ",id.null.false))";
          test.list(owner, resource)
              .query("or", or)
              .query(
                  "id[in]",
                  String.join(",", Stream.of(first, second, third).map(CreatedRow::id).toList()))
              .expectStatus(200)
              .expectExactRows("data." + resource.name(), List.of(first.id(), second.id()), false);
        });
  }

  /// Rows that differ in one column.
  ///
  /// @param rows the rows in the order of their creation
  /// @param values the value of the column in each row: JSON, or a variable for it
  /// @param ranks the order of values that the server generates; equal ranks are the same value
  record SampleRows(
      ColumnPlan column,
      List<CreatedRow> rows,
      List<@Nullable Object> values,
      List<Integer> ranks) {
    private static final int TRIES = 12;

    /// Two rows with different values and one without a value, as far as the column allows them.
    static SampleRows of(
        TestCaseBuilder test, ResourcePlan resource, TestActor owner, ColumnPlan column) {
      return switch (column.role()) {
        case FIELD ->
            owner.creates(resource, column.name())
                ? column.reference() == null
                    ? plain(test, resource, owner, column)
                    : references(test, resource, owner, column)
                : standard(test, resource, owner, column);
        case ID, CREATED_AT, UPDATED_AT -> told(test, resource, owner, column);
        case OWNER -> {
          CreatedRow row = test.createRow(resource, owner);
          yield new SampleRows(column, List.of(row), List.of("{owner.id}"), List.of(0));
        }
        case TEAM, VERSION -> throw new IllegalArgumentException(column.name());
      };
    }

    private static SampleRows plain(
        TestCaseBuilder test, ResourcePlan resource, TestActor owner, ColumnPlan column) {
      int first = 0;
      if (TestedApi.isUniqueAmongAll(resource, column)) {
        first = test.nextRowNumbers(resource, TRIES);
      } else if (TestedApi.isUnique(resource, column)) {
        test.requireFreshUsers();
      }
      List<CreatedRow> rows = new ArrayList<>();
      List<@Nullable Object> values = new ArrayList<>();
      for (int i = first; i < first + TRIES && rows.size() < 2; i++) {
        ValueSamples.of(column, i)
            .filter(v -> !values.contains(v))
            .ifPresent(v -> add(test, resource, owner, column, v, rows, values));
      }
      if (column.nullable()) {
        add(test, resource, owner, column, null, rows, values);
      }
      if (rows.isEmpty()) {
        throw new SampleUnavailableException(
            "no row was found that has a value of " + column.name() + " and keeps to its checks");
      }
      return new SampleRows(column, rows, values, List.of());
    }

    /// Creates no row for a value that the checks do not allow.
    private static void add(
        TestCaseBuilder test,
        ResourcePlan resource,
        TestActor owner,
        ColumnPlan column,
        @Nullable Object value,
        List<CreatedRow> rows,
        List<@Nullable Object> values) {
      Map<String, @Nullable Object> fixed = new LinkedHashMap<>();
      fixed.put(column.name(), value);
      try {
        rows.add(test.createRow(resource, owner, fixed));
        values.add(value);
      } catch (SampleUnavailableException _) {
        // Try the next value; the case reports if none is possible.
      }
    }

    private static SampleRows references(
        TestCaseBuilder test, ResourcePlan resource, TestActor owner, ColumnPlan column) {
      List<CreatedRow> rows = new ArrayList<>();
      List<@Nullable Object> values = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        Object id = test.createReferenceTarget(column, owner).id();
        Object at = column.type().array() ? new JsonArray().add(id) : id;
        rows.add(test.createRow(resource, owner, Map.of(column.name(), at)));
        values.add(at);
      }
      if (column.nullable()) {
        Map<String, @Nullable Object> none = new LinkedHashMap<>();
        none.put(column.name(), null);
        rows.add(test.createRow(resource, owner, none));
        values.add(null);
      }
      return new SampleRows(column, rows, values, List.of());
    }

    private static SampleRows standard(
        TestCaseBuilder test, ResourcePlan resource, TestActor owner, ColumnPlan column) {
      CreatedRow row = test.createRow(resource, owner);
      List<@Nullable Object> values = new ArrayList<>();
      values.add(row.value(column.name()));
      return new SampleRows(column, List.of(row), values, List.of());
    }

    private static SampleRows told(
        TestCaseBuilder test, ResourcePlan resource, TestActor owner, ColumnPlan column) {
      List<CreatedRow> rows = new ArrayList<>();
      List<@Nullable Object> values = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        CreatedRow row = test.createRow(resource, owner);
        String name = row.name() + "_value";
        test.send(owner, "GET", row.path()).expectStatus(200).save(name, "data." + column.name());
        rows.add(row);
        values.add("{" + name + "}");
      }
      return new SampleRows(column, rows, values, List.of(0, 1));
    }

    /// Compares the values of two rows; neither is null.
    int compare(int a, int b) {
      if (!ranks.isEmpty()) {
        return Integer.compare(ranks.get(a), ranks.get(b));
      }
      Object left = Objects.requireNonNull(values.get(a));
      Object right = Objects.requireNonNull(values.get(b));
      return column.reference() != null
          ? left.toString().compareTo(right.toString())
          : JsonValueConverter.compare(column, left, right);
    }

    List<String> ids() {
      return rows.stream().map(CreatedRow::id).toList();
    }
  }
}
