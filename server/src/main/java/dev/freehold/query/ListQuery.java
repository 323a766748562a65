package dev.freehold.query;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.Relation;
import dev.freehold.plan.TablePlan;
import dev.freehold.query.ApiView.VisibleRelation;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.rule.Rule;
import dev.freehold.spec.Access.CrudOperation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The query of a list.
///
/// @param order a total order: it ends with the id
/// @param limit the page size
/// @param parent the row whose children are listed; null for a list of all rows
/// @param canonical filter, search and order as one text, equal for equivalent queries; cursors are
///     bound to it
public record ListQuery(
    Selection selection,
    RowPredicate where,
    List<OrderKey> order,
    int limit,
    Paging paging,
    CountMode count,
    @Nullable ParentRow parent,
    String canonical) {
  public ListQuery {
    order = List.copyOf(order);
  }

  /// The other resources whose rows the query reads.
  public Stream<ResourcePlan> related() {
    return Stream.of(
            selection.related(),
            RowPredicate.related(where),
            order.stream().flatMap(key -> key.relations().stream()).map(r -> r.target().plan()))
        .flatMap(resources -> resources);
  }

  /// One key of an order.
  ///
  /// @param relations as in [FieldPath]; empty for a column of the table
  /// @param column the name of the column
  /// @param ignoresCase whether lower case is compared first. Texts that differ in case only are
  ///     then ordered by code point, so that equal keys are equal values
  public record OrderKey(
      List<VisibleRelation> relations, String column, boolean descending, boolean ignoresCase) {
    public OrderKey {
      relations = List.copyOf(relations);
    }

    /// A column of the table.
    public OrderKey(String column, boolean descending, boolean ignoresCase) {
      this(List.of(), column, descending, ignoresCase);
    }

    /// Whether it is this column of the table.
    public boolean isOwn(String name) {
      return relations.isEmpty() && column.equals(name);
    }

    /// Whether it is the number of related rows.
    public boolean isCount() {
      return !relations.isEmpty() && relations.getLast().counted();
    }

    /// @param plan of the rows
    public ColumnPlan columnOf(ResourcePlan plan) {
      if (isCount()) {
        return FieldPath.COUNT;
      }
      ResourcePlan last = relations.isEmpty() ? plan : relations.getLast().target().plan();
      return last.table().column(column);
    }

    /// Whether a row may have no value.
    ///
    /// @param plan of the rows
    public boolean isNullable(ResourcePlan plan) {
      return !relations.isEmpty() || columnOf(plan).nullable();
    }

    /// The keys of an index or of the order of a spec.
    public static List<OrderKey> of(List<TablePlan.Key> keys) {
      return keys.stream().map(k -> new OrderKey(k.column(), k.descending(), false)).toList();
    }
  }

  /// The start of a page.
  public sealed interface Paging {
    /// @param page from 1
    record PageNumber(int page) implements Paging {
      /// The number of rows before this page.
      public long offset(int limit) {
        return (page - 1L) * limit;
      }
    }

    /// The page after the row with these values in the columns of the order. Each value is of the
    /// Java class of its column, or null.
    record AfterRow(List<@Nullable Object> values) implements Paging {
      // Not a compact constructor: the compiler would lose the elements' nullability.
      public AfterRow(List<@Nullable Object> values) {
        this.values = Collections.unmodifiableList(new ArrayList<>(values));
      }
    }
  }

  /// How the total is counted.
  public enum CountMode {
    EXACT,
    /// Counts up to [ResourcePlan#COUNT_CAP] and no further.
    ESTIMATED,
    NONE
  }

  /// @param view of the parent's resource
  /// @param relation from the parent to its children
  /// @param id of the parent; [Long] or [java.util.UUID]
  public record ParentRow(ResourceView view, Relation relation, Object id) {

    /// What is left of an extent to check for the rows that refer to the parent, once the caller is
    /// known to be able to read the parent. `via ticket` leaves [Extent#ALL] of the comments of a
    /// ticket.
    public Extent remaining(Extent extent) {
      if (!(extent instanceof Extent.Matching(List<Extent.Branch> branches))) {
        return extent;
      }
      List<Extent.Branch> left = branches.stream().map(this::remaining).distinct().toList();
      return left.contains(new Extent.Branch(null, null)) ? Extent.ALL : new Extent.Matching(left);
    }

    private Extent.Branch remaining(Extent.Branch branch) {
      Rule condition = branch.condition();
      boolean asksOnlyToReadTheParent =
          branch.path().size() == 1
              && branch.path().getFirst().column().equals(relation.column())
              && branch.path().getFirst().target().equals(view.plan())
              && Optional.of(branch.path().getFirst().extent())
                  .equals(view.rowExtent(CrudOperation.READ))
              && branch.pathPerson() == null
              && (condition == null
                  || condition.columns().stream().noneMatch(c -> c.contains(".")));
      return asksOnlyToReadTheParent
          ? new Extent.Branch(branch.person(), List.of(), null, condition, branch.team())
          : branch;
    }
  }
}
