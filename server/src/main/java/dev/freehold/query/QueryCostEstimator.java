package dev.freehold.query;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.PersonColumn;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.query.ListQuery.CountMode;
import dev.freehold.query.ListQuery.Paging;
import dev.freehold.query.QueryCost.Scan;
import dev.freehold.query.QueryCost.ScanReason;
import dev.freehold.query.RowPredicate.ComparisonOperator;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.query.Selection.IncludedRelation;
import dev.freehold.spec.Spec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Estimates the cost of the queries of one resource from its keys and indexes. Uses no statistics:
/// a condition on an indexed field may match every row.
///
/// A page is bounded if one index serves the whole query: the owner and the compared fields are its
/// first keys, the order is the rest of it, and no condition remains to be checked row by row.
/// PostgreSQL then stops after the rows of the page.
public final class QueryCostEstimator {
  /// The rows before a page that PostgreSQL skips at the cost of a bounded query.
  static final long MAX_OFFSET = 1_000;

  /// The included rows of a page at the cost of a bounded query.
  static final long MAX_INCLUDED = 200;

  private final ResourcePlan plan;
  private final boolean textIndexesAreOrdered;
  private final @Nullable String owner;
  private final List<Set<String>> keys = new ArrayList<>();
  private final List<List<TablePlan.Key>> indexes = new ArrayList<>();

  /// @param textIndexesAreOrdered whether indexes serve orders and ranges of text, and not only
  ///     equality
  public QueryCostEstimator(ResourcePlan plan, boolean textIndexesAreOrdered) {
    this.plan = plan;
    this.textIndexesAreOrdered = textIndexesAreOrdered;
    TablePlan table = plan.table();
    this.owner = table.owner().map(ColumnPlan::name).orElse(null);
    Stream.concat(
            Stream.of(table.keyColumns()),
            table.uniques().stream()
                .filter(unique -> unique.condition() == null)
                .map(TablePlan.Unique::columns))
        .forEach(
            columns -> {
              keys.add(Set.copyOf(columns));
              indexes.add(columns.stream().map(c -> new TablePlan.Key(c, false)).toList());
            });
    table.indexes().forEach(index -> indexes.add(index.keys()));
  }

  /// The cost of a page.
  ///
  /// @param extent as the statement checks it for each row; see [ListQuery.ParentRow#remaining]
  public QueryCost ofList(Extent extent, ListQuery query) {
    Conditions conditions = conditions(extent, query.where());
    ListQuery.ParentRow parent = query.parent();
    if (parent != null) {
      conditions.equal.add(parent.relation().column());
    }
    ScanReason reason = listReason(conditions, query);
    return reason == null ? QueryCost.BOUNDED : scan(extent, reason);
  }

  private @Nullable ScanReason listReason(Conditions conditions, ListQuery query) {
    if (conditions.searchesText) {
      return ScanReason.SEARCH;
    }
    if (includedRows(query.selection()) * query.limit() > MAX_INCLUDED) {
      return ScanReason.INCLUDE;
    }
    if (conditions.countsRelated
        || countsIncluded(query.selection())
        || query.order().stream().anyMatch(ListQuery.OrderKey::isCount)) {
      return ScanReason.RELATED;
    }
    if (conditions.matchFewRows(keys)) {
      return null;
    }
    if (query.limit() > Spec.Limit.MOST) {
      return ScanReason.PAGE;
    }
    if (indexes.stream().noneMatch(index -> conditions.areServedBy(index))) {
      return ScanReason.FILTER;
    }
    if (query.order().stream().anyMatch(key -> !hasOrderedIndexes(key, conditions))
        || indexes.stream().noneMatch(index -> conditions.areServedBy(index, query.order()))) {
      return ScanReason.SORT;
    }
    if (query.paging() instanceof Paging.PageNumber page
        && page.offset(query.limit()) > MAX_OFFSET) {
      return ScanReason.OFFSET;
    }
    return query.count() == CountMode.NONE ? null : ScanReason.COUNT;
  }

  private boolean hasOrderedIndexes(ListQuery.OrderKey key, Conditions conditions) {
    ColumnPlan column = key.columnOf(plan);
    return !column.isEnum()
        && (isEqual(key, conditions)
            || (key.relations().isEmpty()
                && !key.ignoresCase()
                && (textIndexesAreOrdered || !column.isOrderedAsText())));
  }

  private static boolean isEqual(ListQuery.OrderKey key, Conditions conditions) {
    return key.relations().isEmpty() && conditions.equal.contains(key.column());
  }

  /// The cost of reading one row by its id.
  public QueryCost ofRow(Extent extent, Selection selection) {
    if (countsIncluded(selection)) {
      return scan(extent, ScanReason.RELATED);
    }
    return includedRows(selection) > MAX_INCLUDED
        ? scan(extent, ScanReason.INCLUDE)
        : QueryCost.BOUNDED;
  }

  /// The cost of a change of all rows that match. The number of changed rows is limited, so that
  /// only finding them can be expensive.
  public QueryCost ofChange(Extent extent, RowPredicate where) {
    Conditions conditions = conditions(extent, where);
    if (conditions.searchesText) {
      return scan(extent, ScanReason.SEARCH);
    }
    if (conditions.countsRelated) {
      return scan(extent, ScanReason.RELATED);
    }
    return conditions.matchFewRows(keys) || indexes.stream().anyMatch(conditions::areServedBy)
        ? QueryCost.BOUNDED
        : scan(extent, ScanReason.FILTER);
  }

  /// The cost of a summary, which reads every row that matches.
  public QueryCost ofSummary(Extent extent, SummaryQuery query) {
    Conditions conditions = conditions(extent, query.where());
    if (conditions.searchesText) {
      return scan(extent, ScanReason.SEARCH);
    }
    if (includedRows(query.selection()) * query.limit() > MAX_INCLUDED) {
      return scan(extent, ScanReason.INCLUDE);
    }
    if (conditions.countsRelated) {
      return scan(extent, ScanReason.RELATED);
    }
    if (conditions.matchFewRows(keys)) {
      return QueryCost.BOUNDED;
    }
    return scan(
        extent,
        indexes.stream().anyMatch(conditions::areServedBy)
            ? ScanReason.SUMMARY
            : ScanReason.FILTER);
  }

  /// Whether it has the number of the rows of a relation.
  private static boolean countsIncluded(Selection selection) {
    return selection.included().stream()
        .anyMatch(relation -> relation.counted() || countsIncluded(relation.selection()));
  }

  /// The most rows of all relations together, for one row.
  private static long includedRows(Selection selection) {
    long rows = 0;
    for (IncludedRelation relation : selection.included()) {
      long related = relation.relation().many() ? relation.limit() : 1;
      rows += related * (1 + includedRows(relation.selection()));
    }
    return rows;
  }

  private Conditions conditions(Extent extent, RowPredicate where) {
    Conditions conditions = new Conditions(textIndexesAreOrdered);
    String key = key(extent);
    if (key != null) {
      conditions.equal.add(key);
    }
    conditions.unindexable =
        extent instanceof Extent.Matching(List<Extent.Branch> branches)
            && (key == null
                || branches.stream()
                    .anyMatch(
                        b ->
                            b.condition() != null
                                || !b.path().isEmpty()
                                || (isOfTeam(b) && b.person() != null)));
    conditions.add(where);
    return conditions;
  }

  /// The column that has one value in every row of the extent, the caller's id or the named team; null
  /// if there is none.
  private @Nullable String key(Extent extent) {
    return switch (extent) {
      case Extent.Own _ -> owner;
      case Extent.All _ -> null;
      case Extent.Matching(List<Extent.Branch> branches) -> {
        String first = branches.isEmpty() ? null : key(branches.getFirst());
        yield branches.stream().allMatch(b -> Objects.equals(key(b), first)) ? first : null;
      }
    };
  }

  private static @Nullable String key(Extent.Branch branch) {
    Extent.TeamMembership team = branch.team();
    PersonColumn person = branch.person();
    return team != null && team.named()
        ? team.column()
        : person == null || person.many() ? null : person.name();
  }

  private static boolean isOfTeam(Extent.Branch branch) {
    Extent.TeamMembership team = branch.team();
    return team != null && team.named();
  }

  private Scan scan(Extent extent, ScanReason reason) {
    return new Scan(plan.table().name(), key(extent) == null ? Extent.ALL : Extent.OWN, reason);
  }

  /// The conditions of one query that must all hold.
  private static final class Conditions {
    private final boolean textIndexesAreOrdered;

    /// Columns that equal one value.
    final Set<String> equal = new HashSet<>();

    /// Columns that equal one value of a list.
    private final Set<String> listed = new HashSet<>();

    /// Columns within a range of values.
    private final Set<String> ranges = new HashSet<>();

    /// Whether a condition cannot use an index.
    private boolean unindexable;

    private boolean none;
    boolean searchesText;

    /// Whether a condition is on several related rows, or on their number.
    boolean countsRelated;

    Conditions(boolean textIndexesAreOrdered) {
      this.textIndexesAreOrdered = textIndexesAreOrdered;
    }

    void add(RowPredicate predicate) {
      switch (predicate) {
        case RowPredicate.AllOf(List<RowPredicate> terms) -> terms.forEach(this::add);
        case RowPredicate.AnyOf(List<RowPredicate> terms) -> {
          switch (terms.size()) {
            case 0 -> none = true;
            case 1 -> add(terms.getFirst());
            default -> {
              unindexable = true;
              terms.forEach(this::addWork);
            }
          }
        }
        case RowPredicate.ValueComparison(ColumnPlan column, ComparisonOperator comparison, _) -> {
          switch (comparison) {
            case EQ -> equal.add(column.name());
            case GT, GTE, LT, LTE -> addRange(column);
            case NE -> unindexable = true;
          }
        }
        case RowPredicate.Between(ColumnPlan column, _, _) -> addRange(column);
        case RowPredicate.InList(ColumnPlan column, _, boolean negated) -> {
          if (negated) {
            unindexable = true;
          } else {
            listed.add(column.name());
          }
        }
        case RowPredicate.IsNull _ -> unindexable = true;
        case RowPredicate.Related(ApiView.VisibleRelation to, RowPredicate condition) -> {
          unindexable = true;
          countsRelated |= to.relation().many();
          addWork(condition);
        }
        case RowPredicate.TextMatch _, RowPredicate.ArrayContains _, RowPredicate.SearchMatch _ ->
            searchesText = true;
      }
    }

    private void addRange(ColumnPlan column) {
      if (textIndexesAreOrdered || !column.isOrderedAsText()) {
        ranges.add(column.name());
      } else {
        unindexable = true;
      }
    }

    /// Adds the work of checking a condition for one row.
    private void addWork(RowPredicate predicate) {
      Conditions one = new Conditions(textIndexesAreOrdered);
      one.add(predicate);
      searchesText |= one.searchesText;
      countsRelated |= one.countsRelated;
    }

    /// Whether a key limits the matching rows to the values in the request. At most one of its
    /// columns has a list of values: two lists would multiply.
    boolean matchFewRows(List<Set<String>> keys) {
      return none
          || keys.stream()
              .anyMatch(
                  key -> {
                    List<String> open = key.stream().filter(c -> !equal.contains(c)).toList();
                    return open.isEmpty() || (open.size() == 1 && listed.contains(open.getFirst()));
                  });
    }

    /// Whether the matching rows are one range of the index.
    boolean areServedBy(List<TablePlan.Key> index) {
      int prefix = prefix(index);
      return prefix >= 0
          && (ranges.isEmpty()
              || (prefix < index.size() && ranges.equals(Set.of(index.get(prefix).column()))));
    }

    /// Whether they are, in this order. A column that equals one value has no place in the order.
    boolean areServedBy(List<TablePlan.Key> index, List<ListQuery.OrderKey> order) {
      if (!areServedBy(index)) {
        return false;
      }
      int at = prefix(index);
      @Nullable Boolean backward = null;
      for (ListQuery.OrderKey key : order) {
        if (isEqual(key, this)) {
          continue;
        }
        if (at == index.size()
            || !key.relations().isEmpty()
            || !index.get(at).column().equals(key.column())) {
          return false;
        }
        boolean opposite = index.get(at).descending() != key.descending();
        if (backward != null && backward != opposite) {
          return false;
        }
        backward = opposite;
        at++;
      }
      return true;
    }

    /// The number of leading keys that equal one value, or -1 if a condition is left that the index
    /// does not serve.
    private int prefix(List<TablePlan.Key> index) {
      int length = 0;
      while (length < index.size() && equal.contains(index.get(length).column())) {
        length++;
      }
      return unindexable || !listed.isEmpty() || length < equal.size() ? -1 : length;
    }
  }
}
