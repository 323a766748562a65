package dev.freehold.suite.list;

import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Access.Operation;
import dev.freehold.suite.story.Cases;
import dev.freehold.suite.story.Line;
import dev.freehold.suite.story.Made;
import dev.freehold.suite.story.Story;
import dev.freehold.suite.story.Unmakeable;
import dev.freehold.suite.story.Who;
import dev.freehold.suite.value.Typed;
import dev.freehold.type.Scalar;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Every operator on every field, with a row that meets it and one that does not.
public final class Conditions {
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

  private final Cases cases;
  private final ResourcePlan resource;
  private final Who owner;

  private Conditions(Cases cases, ResourcePlan resource, Who owner) {
    this.cases = cases;
    this.resource = resource;
    this.owner = owner;
  }

  public static void add(Cases cases, ResourcePlan resource) {
    cases
        .world()
        .owner(resource)
        .filter(owner -> owner.any(resource, Operation.READ))
        .ifPresent(
            owner -> {
              Conditions conditions = new Conditions(cases, resource, owner);
              owner.reads(resource).forEach(conditions::column);
              conditions.either();
            });
  }

  private static List<String> operators(Column column) {
    Scalar scalar = column.type().scalar();
    if (column.type().array()) {
      return scalar == Scalar.JSON ? List.of("null") : List.of("contains", "null");
    }
    if (scalar == Scalar.JSON) {
      return List.of("null");
    }
    if (scalar == Scalar.BOOLEAN || scalar == Scalar.ENUM || column.reference() != null) {
      return List.of("eq", "ne", "in", "nin", "null");
    }
    return scalar.isText()
        ? ALL
        : ALL.stream()
            .filter(o -> !List.of("contains", "icontains", "startsWith", "endsWith").contains(o))
            .toList();
  }

  private void column(Column column) {
    List<String> operators = operators(column);
    String path = "GET /" + resource.name() + "?";
    for (String operator : operators) {
      cases.add(
          path + column.name() + "[" + operator + "]=… › the rows that meet it and no other",
          story -> met(story, column, operator));
    }
    List<String> others = ALL.stream().filter(o -> !operators.contains(o)).toList();
    if (!others.isEmpty()) {
      cases.add(
          path + column.name() + " › operators that it does not take › 400",
          story ->
              others.forEach(
                  operator -> {
                    String parameter = column.name() + "[" + operator + "]";
                    story
                        .send(owner, "GET", "/" + resource.name())
                        .query(parameter, operator.equals("null") ? "true" : "x")
                        .refused(400, "VALIDATION_ERROR")
                        .fault(parameter, List.of("bad_operator"));
                  }));
    }
  }

  private void met(Story story, Column column, String operator) {
    Sampled sampled = Sampled.of(story, resource, owner, column);
    if (operator.equals("null")) {
      for (boolean none : new boolean[] {true, false}) {
        List<Integer> met = new ArrayList<>();
        for (int i = 0; i < sampled.rows().size(); i++) {
          if ((sampled.values().get(i) == null) == none) {
            met.add(i);
          }
        }
        ask(story, sampled, column.name() + "[null]", String.valueOf(none), met);
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
      ask(story, sampled, column.name() + "[contains]", Typed.text(element), met);
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
    ask(story, sampled, column.name() + "[" + operator + "]", asked, met);
    if (operator.equals("eq")) {
      ask(story, sampled, column.name(), asked, met);
    }
  }

  private static int present(Sampled sampled, boolean first) {
    int found = -1;
    for (int i = 0; i < sampled.values().size(); i++) {
      boolean empty = "".equals(sampled.values().get(i));
      if (sampled.values().get(i) != null && !empty && (found < 0 || !first)) {
        found = i;
      }
    }
    if (found < 0) {
      throw new Unmakeable("no row has a value of " + sampled.column().name());
    }
    return found;
  }

  private static String text(Sampled sampled, int i) {
    return Typed.text(Objects.requireNonNull(sampled.values().get(i)));
  }

  private static String quoted(String text) {
    boolean plain =
        !text.startsWith("{") && text.chars().noneMatch(c -> ",\"()\\ ".indexOf(c) >= 0);
    return plain || text.matches("\\{[a-z0-9_.]+\\}")
        ? text
        : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static boolean holds(Sampled sampled, String operator, int i, int operand, String asked) {
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
      Story story, Sampled sampled, String parameter, String value, List<Integer> met) {
    List<String> ids = met.stream().map(i -> sampled.rows().get(i)).map(Made::id).toList();
    Line line = story.list(owner, resource).query(parameter, value);
    among(story, line, parameter, sampled.ids())
        .status(200)
        .rows("data." + resource.name(), ids, false);
  }

  /// Only these rows, along another way than the parameter.
  private static Line among(Story story, Line line, String parameter, List<String> ids) {
    if (parameter.equals("id[in]")) {
      story.own();
      return line.query("user_id", "{owner.id}");
    }
    return line.query("id[in]", String.join(",", ids));
  }

  private void either() {
    cases.add(
        "GET /" + resource.name() + "?or=(…) › rows that meet one or the other",
        story -> {
          Made first = story.row(resource, owner);
          Made second = story.row(resource, owner);
          Made third = story.row(resource, owner);
          String or = "(id.eq." + first.id() + ",and(id.eq." + second.id() + ",id.null.false))";
          story
              .list(owner, resource)
              .query("or", or)
              .query(
                  "id[in]",
                  String.join(",", Stream.of(first, second, third).map(Made::id).toList()))
              .status(200)
              .rows("data." + resource.name(), List.of(first.id(), second.id()), false);
        });
  }
}
