package dev.freehold.testkit.generate;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.spec.Spec.UniqueSet.Within;
import dev.freehold.testkit.value.ValueSamples;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Numbers the rows of a resource in a run, and knows which numbers give values of a unique set that
/// an earlier number gave. Short texts and patterns have fewer values than a large run has rows.
final class RowNumbers {
  /// The number of tries to find rows that differ from all others.
  private static final int TRIES = 100;

  private final List<Values> ofOwner;
  private final List<Values> ofAll;
  private int last;

  RowNumbers(ResourcePlan resource) {
    ofOwner = values(resource, within -> within != Within.ALL);
    ofAll = values(resource, within -> within == Within.ALL);
  }

  private static List<Values> values(ResourcePlan resource, Predicate<Within> which) {
    return resource.table().uniques().stream()
        .filter(unique -> which.test(unique.within()))
        .flatMap(unique -> Values.of(resource.table(), unique).stream())
        .toList();
  }

  /// Consecutive numbers.
  ///
  /// @param repeatsOfOwner whether earlier rows have a value that is unique among the rows of an owner
  /// @param repeatsOfAll whether earlier rows have a value that is unique among all rows
  record Block(int first, boolean repeatsOfOwner, boolean repeatsOfAll) {}

  /// The next numbers. Those that repeat a value among all rows are left out, if there are others.
  Block next(int count) {
    Block block = nextInTurn(count);
    for (int i = 0; i < TRIES && block.repeatsOfAll(); i++) {
      block = nextInTurn(count);
    }
    return block;
  }

  private Block nextInTurn(int count) {
    int first = last + 1;
    last += count;
    return new Block(first, repeat(ofOwner, first, count), repeat(ofAll, first, count));
  }

  private static boolean repeat(List<Values> sets, int first, int count) {
    boolean repeats = false;
    for (Values set : sets) {
      for (int n = first; n < first + count; n++) {
        repeats |= !set.add(n);
      }
    }
    return repeats;
  }

  /// The values of one unique set.
  private static final class Values {
    private final List<ColumnPlan> columns;
    private final Set<List<Object>> seen = new HashSet<>();

    private Values(List<ColumnPlan> columns) {
      this.columns = columns;
    }

    /// Empty if the set has a column whose values do not come from the number of a row.
    static Optional<Values> of(TablePlan table, TablePlan.Unique unique) {
      List<ColumnPlan> columns = unique.fields().stream().map(table::column).toList();
      boolean numbered =
          columns.stream()
              .allMatch(c -> c.role() == ColumnPlan.Role.FIELD && c.reference() == null);
      return numbered && !columns.isEmpty() ? Optional.of(new Values(columns)) : Optional.empty();
    }

    /// Whether no earlier row has the values of this row.
    boolean add(int n) {
      List<Object> values =
          columns.stream().flatMap(column -> ValueSamples.of(column, n).stream()).toList();
      return values.size() < columns.size() || seen.add(values);
    }
  }
}
