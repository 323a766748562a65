package dev.freehold.suite.list;

import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.Table;
import dev.freehold.spec.Access.Operation;
import dev.freehold.suite.story.Cases;
import dev.freehold.suite.story.Made;
import dev.freehold.suite.story.Story;
import dev.freehold.suite.story.Who;
import dev.freehold.suite.value.Typed;
import dev.freehold.type.Rules;
import dev.freehold.type.Scalar;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// The order of lists by each field, both ways.
public final class Orders {
  /// Characters of the texts that a cursor has room for.
  private static final int LONGEST = 650;

  private Orders() {}

  public static void add(Cases cases, ResourcePlan resource) {
    cases
        .world()
        .owner(resource)
        .filter(owner -> owner.any(resource, Operation.READ))
        .ifPresent(
            owner -> owner.reads(resource).forEach(column -> add(cases, resource, owner, column)));
  }

  private static void add(Cases cases, ResourcePlan resource, Who owner, Column column) {
    String path = "GET /" + resource.name() + "?sort=" + column.name();
    if (!isSortable(column)) {
      cases.add(
          path + " › 400: it has no order",
          story ->
              story
                  .send(owner, "GET", "/" + resource.name())
                  .query("sort", column.name())
                  .invalid("sort", "not_sortable"));
      return;
    }
    cases.add(
        path + " › in order, and the other way", story -> sorted(story, resource, owner, column));
  }

  static boolean isSortable(Column column) {
    Rules.Text text = column.rules().text();
    return !column.type().array()
        && column.type().scalar() != Scalar.JSON
        && (text == null || text.maxLength() <= LONGEST);
  }

  private static void sorted(Story story, ResourcePlan resource, Who owner, Column column) {
    Sampled sampled = Sampled.of(story, resource, owner, column);
    boolean hidden = column.reference() != null;
    for (boolean descending : new boolean[] {false, true}) {
      List<Integer> order =
          new ArrayList<>(IntStream.range(0, sampled.rows().size()).boxed().toList());
      Comparator<Integer> up = (a, b) -> compare(sampled, a, b);
      order.sort(descending ? up.reversed() : up);
      List<String> ids = order.stream().map(i -> sampled.rows().get(i)).map(Made::id).toList();
      story
          .list(owner, resource)
          .query("id[in]", String.join(",", sampled.ids()))
          .query("sort", (descending ? "-" : "") + column.name())
          .status(200)
          // Which of two ids that the server makes is the smaller one, the rows that have them do
          // not say.
          .rows("data." + resource.name(), ids, !hidden);
    }
  }

  /// Rows without a value are last; those of the same value stand in the order of their ids, which is that of their making.
  private static int compare(Sampled sampled, int a, int b) {
    boolean left = sampled.values().get(a) == null;
    boolean right = sampled.values().get(b) == null;
    int order = left || right ? Boolean.compare(left, right) : sampled.compare(a, b);
    return order != 0 ? order : Integer.compare(a, b);
  }

  /// Of rows in the order of their making, their places in the order of the resource's lists.
  static List<Integer> standard(ResourcePlan resource, List<Made> rows) {
    Comparator<Integer> order = Comparator.comparingInt(_ -> 0);
    for (Table.Key key : resource.sort()) {
      Column column = resource.table().column(key.column());
      Comparator<Integer> by =
          (a, b) ->
              switch (column.role()) {
                case ID, CREATED_AT, UPDATED_AT -> Integer.compare(a, b);
                case OWNER, VERSION -> 0;
                case FIELD -> {
                  Object left = rows.get(a).value(column.name());
                  Object right = rows.get(b).value(column.name());
                  yield left == null || right == null
                      ? Boolean.compare(left == null, right == null)
                      : Typed.compare(column.type(), left, right);
                }
              };
      order = order.thenComparing(key.descending() ? by.reversed() : by);
    }
    return IntStream.range(0, rows.size()).boxed().sorted(order).toList();
  }
}
