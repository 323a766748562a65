package dev.freehold.model;

import dev.freehold.model.ModelRequest.Answer;
import dev.freehold.model.ModelSpec.Field;
import dev.freehold.model.ModelSpec.Flag;
import dev.freehold.model.ModelSpec.Kind;
import dev.freehold.model.ModelSpec.Operation;
import dev.freehold.model.ModelSpec.Resource;
import dev.freehold.model.ModelStore.ModelRow;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A summary of a list: the number of rows of each group, and the sums and largest values of fields.
///
/// @param keys of a group; empty for one group of all rows
/// @param limit 0 if it is not in the query
record SummaryAction(
    ModelUser actor,
    ModelListQuery query,
    List<Field> keys,
    List<Field> sums,
    List<Field> largest,
    int limit)
    implements ModelAction {
  private static final int DEFAULT_LIMIT = 100;

  static SummaryAction random(ModelUser actor, ModelListQuery query, Random random) {
    Resource resource = query.resource();
    return new SummaryAction(
        actor,
        new ModelListQuery(
            resource, query.parent(), query.where(), query.options(), query.q(), List.of()),
        some(random, 3, actor.reads(resource).stream().filter(SummaryAction::isKey).toList()),
        some(random, 2, actor.reads(resource).stream().filter(SummaryAction::hasSum).toList()),
        some(random, 3, actor.reads(resource).stream().filter(SummaryAction::hasMaximum).toList()),
        random.nextInt(6));
  }

  private static List<Field> some(Random random, int bound, List<Field> fields) {
    List<Field> all = new ArrayList<>(fields);
    Collections.shuffle(all, random);
    return List.copyOf(all.subList(0, Math.min(all.size(), random.nextInt(bound))));
  }

  /// The model does not know the times of the server before it reads them.
  private static boolean isKey(Field field) {
    return field.kind().isSortable() && !(field.is(Flag.SYSTEM) && field.kind() == Kind.DATETIME);
  }

  private static boolean hasSum(Field field) {
    return switch (field.kind()) {
      case INTEGER, BIGINT, NUMBER, DECIMAL -> true;
      case STRING,
          TEXT,
          ID,
          BOOLEAN,
          DATE,
          TIME,
          DATETIME,
          UUID,
          EMAIL,
          URL,
          ENUM,
          JSON,
          STRINGS,
          INTEGERS,
          BIGINTS ->
          false;
    };
  }

  private static boolean hasMaximum(Field field) {
    return hasSum(field)
        || field.kind() == Kind.DATE
        || field.kind() == Kind.TIME
        || (field.kind() == Kind.DATETIME && !field.is(Flag.SYSTEM));
  }

  @Override
  public ModelRequest call() {
    ModelRequest call =
        ModelRequest.of(actor, "GET", "/" + query.resource().name() + "/summary")
            .query(query.parameters())
            .query("count", "true");
    call = keys.isEmpty() ? call : call.query("group", names(keys));
    call = sums.isEmpty() ? call : call.query("sum", names(sums));
    call = largest.isEmpty() ? call : call.query("max", names(largest));
    return limit == 0 ? call : call.query("limit", String.valueOf(limit));
  }

  private static String names(List<Field> fields) {
    return String.join(",", fields.stream().map(Field::name).toList());
  }

  @Override
  public ExpectedOutcome outcome(ModelStore store) {
    return ExpectedOutcome.forAccess(actor, store, query.resource(), Operation.READ);
  }

  @Override
  public void applySuccess(ModelStore store, Answer answer) {
    ModelAction.status(200, answer);
    Map<List<Object>, List<ModelRow>> groups = new LinkedHashMap<>();
    if (keys.isEmpty()) {
      groups.put(List.of(), new ArrayList<>());
    }
    for (ModelRow row : query.rows(actor, store)) {
      List<Object> key = keys.stream().map(f -> row.value(f.name())).toList();
      groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(row);
    }
    int most = limit == 0 ? DEFAULT_LIMIT : limit;
    List<Object> expected =
        groups.entrySet().stream()
            .sorted(Map.Entry.comparingByKey(order()))
            .limit(most)
            .<Object>map(g -> json(g.getKey(), g.getValue()))
            .toList();
    ServerAssignedValue.check("groups", expected, JsonTree.at(answer.data(), "groups"));
    Object pagination =
        Map.of("limit", JsonTree.number(most), "hasMore", groups.size() > expected.size());
    ServerAssignedValue.check("pagination", pagination, JsonTree.at(answer.data(), "pagination"));
  }

  private Comparator<List<Object>> order() {
    Comparator<List<Object>> order = (_, _) -> 0;
    for (int i = 0; i < keys.size(); i++) {
      int place = i;
      Field key = keys.get(i);
      order =
          order.thenComparing(
              (a, b) -> ModelValues.compareInOrder(key, a.get(place), b.get(place), false));
    }
    return order;
  }

  private Map<String, Object> json(List<Object> key, List<ModelRow> rows) {
    Map<String, Object> json = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      json.put(keys.get(i).name(), key.get(i));
    }
    json.put("count", JsonTree.number(rows.size()));
    figures(json, "sum", sums, rows, SummaryAction::sum);
    figures(
        json,
        "max",
        largest,
        rows,
        (field, values) ->
            values.stream().max((a, b) -> ModelValues.compare(field, a, b)).orElseThrow());
    return json;
  }

  private interface Function {
    /// @param values at least one, none of them null
    Object of(Field field, List<Object> values);
  }

  private static void figures(
      Map<String, Object> json,
      String name,
      List<Field> fields,
      List<ModelRow> rows,
      Function function) {
    if (fields.isEmpty()) {
      return;
    }
    Map<String, Object> all = new LinkedHashMap<>();
    for (Field field : fields) {
      List<Object> values =
          rows.stream().map(r -> r.value(field.name())).filter(v -> v != JsonTree.NULL).toList();
      all.put(field.name(), values.isEmpty() ? JsonTree.NULL : function.of(field, values));
    }
    json.put(name, all);
  }

  private static Object sum(Field field, List<Object> values) {
    BigDecimal sum =
        JsonTree.number(
            values.stream()
                .map(v -> new BigDecimal(ModelValues.text(v)))
                .reduce(BigDecimal.ZERO, BigDecimal::add));
    return field.kind() == Kind.NUMBER ? sum : sum.toPlainString();
  }
}
