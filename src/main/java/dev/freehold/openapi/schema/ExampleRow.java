package dev.freehold.openapi.schema;

import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.plan.Table;
import dev.freehold.rule.Evaluator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One row as an example: what a body says to make it, and what an answer shows of it. The rules of its fields and those
/// of the row as a whole accept it. What only some roles may write, and what points at other rows, is left out where it
/// can be, so that whoever pastes the body makes the row.
public final class ExampleRow {
  /// How many combinations of values are tried before there is no example.
  private static final int MAX_TRIES = 20_000;

  private final ResourcePlan resource;
  private final Map<String, Object> given;

  private ExampleRow(ResourcePlan resource, Map<String, Object> given) {
    this.resource = resource;
    this.given = given;
  }

  /// A field of the body, and what it may be; null: it is left out.
  private record Choice(Column column, List<@Nullable Object> values) {}

  /// Empty where none was found that the rules accept.
  public static Optional<ExampleRow> of(ResourcePlan resource) {
    List<Choice> choices =
        resource.create().stream()
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
    Column column = field.column();
    return field.required() || (column.writers().isEmpty() && column.reference() == null);
  }

  private static Choice choice(ResourcePlan resource, WriteField field) {
    Column column = field.column();
    List<Object> constants = new ArrayList<>();
    for (Table.Check check : resource.table().checks()) {
      if (check.rule().columns().contains(column.name())) {
        constants.addAll(RuleConstants.of(check.rule().condition(), column.type().scalar()));
      }
    }
    List<@Nullable Object> values = new ArrayList<>(Example.of(column, constants));
    if (!field.required()) {
      values.add(null);
    }
    return new Choice(column, values);
  }

  private static Map<String, Object> given(List<Choice> choices, int[] places) {
    Map<String, Object> given = new HashMap<>();
    for (int i = 0; i < places.length; i++) {
      Object value = choices.get(i).values().get(places[i]);
      if (value != null) {
        given.put(choices.get(i).column().name(), value);
      }
    }
    return given;
  }

  /// The next combination; only what a rule reads is worth changing.
  private static boolean advance(ResourcePlan resource, List<Choice> choices, int[] places) {
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
                Evaluator.evaluate(c.rule(), name -> value(resource.table().column(name)))
                    .passes());
  }

  /// What an answer shows: a default where nothing was given.
  public @Nullable Object value(Column column) {
    return switch (column.role()) {
      case ID ->
          switch (resource.id()) {
            case INTEGER -> (Object) 1L;
            case UUID -> Example.ROW;
          };
      case OWNER -> Example.PERSON;
      case CREATED_AT, UPDATED_AT -> Example.CREATED;
      case FIELD -> {
        Object value = given.get(column.name());
        yield value == null ? column.defaultValue() : value;
      }
      case VERSION -> 1L;
    };
  }

  /// The fields that the body names, with their values.
  public Map<Column, Object> body() {
    Map<Column, Object> body = new LinkedHashMap<>();
    for (WriteField field : resource.create()) {
      Object value = given.get(field.column().name());
      if (value != null) {
        body.put(field.column(), value);
      }
    }
    return body;
  }

  /// One of those fields that an update may change, by anybody who may update at all; best one that no rule of the row
  /// reads, so that it suits other rows too.
  public Optional<Map<Column, Object>> changed() {
    List<Map.Entry<Column, Object>> changeable =
        body().entrySet().stream().filter(e -> isChangeable(e.getKey())).toList();
    return changeable.stream()
        .filter(e -> !isRead(resource, e.getKey().name()))
        .findFirst()
        .or(() -> changeable.stream().findFirst())
        .map(e -> Map.of(e.getKey(), e.getValue()));
  }

  private boolean isChangeable(Column column) {
    return column.writers().isEmpty()
        && column.reference() == null
        && resource.update().stream().anyMatch(f -> f.column().equals(column));
  }
}
