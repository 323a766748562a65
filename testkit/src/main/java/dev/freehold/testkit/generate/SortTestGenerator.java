package dev.freehold.testkit.generate;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.SortableColumn;
import dev.freehold.plan.TablePlan;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.testkit.generate.FilterTestGenerator.SampleRows;
import dev.freehold.testkit.generate.TestCaseBuilder.CreatedRow;
import dev.freehold.testkit.value.JsonValueConverter;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType.ScalarType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Tests the order of lists by each field, ascending and descending.
final class SortTestGenerator {
  /// Maximum length of texts that fit in a cursor.
  private static final int LONGEST = 650;

  private SortTestGenerator() {}

  public static void add(TestCaseCollector cases, ResourcePlan resource) {
    cases
        .api()
        .owner(resource)
        .filter(owner -> owner.mayAccessSomeRow(resource, CrudOperation.READ))
        .ifPresent(
            owner -> owner.reads(resource).forEach(column -> add(cases, resource, owner, column)));
  }

  private static void add(
      TestCaseCollector cases, ResourcePlan resource, TestActor owner, ColumnPlan column) {
    String path = "GET /" + resource.name() + "?sort=" + column.name();
    if (!isSortable(column)) {
      cases.add(
          path + " › 400: not sortable",
          test ->
              test.send(owner, "GET", "/" + resource.name())
                  .query("sort", column.name())
                  .expectValidationError("sort", "not_sortable"));
      return;
    }
    cases.add(
        path + " › ascending and descending", test -> sorted(test, resource, owner, column, ""));
    if (SortableColumn.canIgnoreCase(column)) {
      cases.add(
          path + SortableColumn.IGNORING_CASE + " › ascending and descending, ignoring case",
          test -> sorted(test, resource, owner, column, SortableColumn.IGNORING_CASE));
    }
  }

  static boolean isSortable(ColumnPlan column) {
    FieldConstraints.Text text = column.constraints().text();
    return !column.type().array()
        && column.type().scalar() != ScalarType.JSON
        && (text == null || text.maxLength() <= LONGEST);
  }

  private static void sorted(
      TestCaseBuilder test,
      ResourcePlan resource,
      TestActor owner,
      ColumnPlan column,
      String modifier) {
    SampleRows sampled = SampleRows.of(test, resource, owner, column);
    boolean hidden = column.reference() != null;
    for (boolean descending : new boolean[] {false, true}) {
      List<Integer> order =
          new ArrayList<>(IntStream.range(0, sampled.rows().size()).boxed().toList());
      Comparator<Integer> up = (a, b) -> compare(sampled, a, b, !modifier.isEmpty());
      order.sort(descending ? up.reversed() : up);
      List<String> ids =
          order.stream().map(i -> sampled.rows().get(i)).map(CreatedRow::id).toList();
      test.list(owner, resource)
          .query("id[in]", String.join(",", sampled.ids()))
          .query("sort", (descending ? "-" : "") + column.name() + modifier)
          .expectStatus(200)
          // The order of generated ids is not known from the rows.
          .expectExactRows("data." + resource.name(), ids, !hidden);
    }
  }

  /// Nulls sort last; equal values sort by id, which is the order of creation.
  private static int compare(SampleRows sampled, int a, int b, boolean ignoringCase) {
    Object left = sampled.values().get(a);
    Object right = sampled.values().get(b);
    if (left == null || right == null) {
      int order = Boolean.compare(left == null, right == null);
      return order != 0 ? order : Integer.compare(a, b);
    }
    int order =
        ignoringCase
            ? JsonValueConverter.compare(
                sampled.column(), lower(left.toString()), lower(right.toString()))
            : 0;
    order = order != 0 ? order : sampled.compare(a, b);
    return order != 0 ? order : Integer.compare(a, b);
  }

  /// The simple lower-case mapping of Unicode.
  private static String lower(String text) {
    return text.codePoints()
        .map(Character::toLowerCase)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /// The indexes of the rows, given in the order of creation, in the default order of the resource.
  static List<Integer> standard(ResourcePlan resource, List<CreatedRow> rows) {
    Comparator<Integer> order = Comparator.comparingInt(_ -> 0);
    for (TablePlan.Key key : resource.sort()) {
      ColumnPlan column = resource.table().column(key.column());
      Comparator<Integer> by =
          (a, b) ->
              switch (column.role()) {
                case ID, CREATED_AT, UPDATED_AT -> Integer.compare(a, b);
                case OWNER, TEAM, VERSION -> 0;
                case FIELD -> {
                  Object left = rows.get(a).value(column.name());
                  Object right = rows.get(b).value(column.name());
                  yield left == null || right == null
                      ? Boolean.compare(left == null, right == null)
                      : JsonValueConverter.compare(column, left, right);
                }
              };
      order = order.thenComparing(key.descending() ? by.reversed() : by);
    }
    return IntStream.range(0, rows.size()).boxed().sorted(order).toList();
  }
}
