package dev.freehold.input;

import static dev.freehold.problem.ViolationCode.EXCLUDED;
import static dev.freehold.problem.ViolationCode.INVALID_CURSOR;
import static dev.freehold.problem.ViolationCode.NOT_ONE_OF;
import static dev.freehold.problem.ViolationCode.OUT_OF_RANGE;
import static dev.freehold.problem.ViolationCode.TOO_LONG;
import static dev.freehold.problem.ViolationCode.TOO_SHORT;

import dev.freehold.input.SelectionReader.FieldsReader;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.TextSearch;
import dev.freehold.plan.SortableColumn;
import dev.freehold.problem.ProblemException;
import dev.freehold.query.ApiView;
import dev.freehold.query.ListQuery;
import dev.freehold.query.ListQuery.CountMode;
import dev.freehold.query.ListQuery.OrderKey;
import dev.freehold.query.ListQuery.Paging;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowPredicate;
import dev.freehold.query.Selection;
import dev.freehold.spec.Spec;
import dev.freehold.type.ConstraintValidator.TextNormalizer;
import dev.freehold.type.ValueParser;
import dev.freehold.type.ValueResult;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the query of a list: conditions, `sort`, `fields`, `include`, `q`, `page` or `cursor`,
/// `limit` and `count`. Runs in linear time. A field that the caller may not read is reported like
/// an unknown one. Thread-safe.
public final class ListQueryReader {
  private static final String PAGE = "page";
  private static final String LIMIT = "limit";
  private static final String CURSOR = "cursor";
  private static final String COUNT = "count";
  private static final List<String> RESERVED_NAMES =
      List.of(
          PAGE,
          LIMIT,
          CURSOR,
          COUNT,
          SortReader.NAME,
          FieldsReader.NAME,
          IncludeReader.NAME,
          FilterReader.OR);

  private static final Paging FIRST_PAGE = new Paging.PageNumber(1);

  /// The maximum number of cached default queries. There is one view for each kind of caller; for
  /// more of them the query is built each time.
  private static final int MAX_CACHED = 256;

  private final ResourcePlan plan;
  private final KeysetCursorCodec cursors;
  private final NamedFilterPredicates namedFilters;
  private final List<OrderKey> defaultOrder;
  private final Map<ResourceView, ListQuery> defaultQueries = new ConcurrentHashMap<>();

  /// @param plan a resource of `api`
  public ListQueryReader(ApiPlan api, ResourcePlan plan, KeysetCursorCodec cursors) {
    this.plan = api.resource(plan.name());
    this.cursors = cursors;
    this.namedFilters = new NamedFilterPredicates(plan);
    this.defaultOrder = OrderKey.of(plan.sort());
  }

  /// @param apiView of the caller
  /// @param holder of the cursor
  /// @param parent the row whose children are listed; null for a list of all rows
  public ListQueryBuilder newBuilder(
      ApiView apiView, KeysetCursorCodec.Holder holder, ListQuery.@Nullable ParentRow parent) {
    return new ListQueryBuilder(apiView, holder, parent);
  }

  /// The query without parameters.
  private ListQuery defaultQuery(ApiView apiView, ResourceView view) {
    ListQuery query = defaultQueries.get(view);
    if (query == null) {
      RowPredicate where =
          new FilterReader(apiView, view, namedFilters, new ViolationCollector()).build(List.of());
      query =
          new ListQuery(
              Selection.allColumns(view),
              where,
              defaultOrder,
              plan.limit().defaultLimit(),
              FIRST_PAGE,
              CountMode.EXACT,
              null,
              CanonicalText.of(plan, null, where, defaultOrder));
      if (defaultQueries.size() < MAX_CACHED) {
        defaultQueries.put(view, query);
      }
    }
    return query;
  }

  /// Builds one query: call [#addParameter] for each parameter in order, then [#build].
  public final class ListQueryBuilder {
    private final ApiView apiView;
    private final ResourceView view;
    private final KeysetCursorCodec.Holder holder;
    private final ListQuery.@Nullable ParentRow parent;
    private final ViolationCollector violations = new ViolationCollector();
    private final QueryParameterValidator validator = new QueryParameterValidator(violations);
    private final FilterReader filters;
    private boolean isDefault;
    private @Nullable RowPredicate search;
    private List<OrderKey> order = defaultOrder;
    private @Nullable List<ColumnPlan> columns;
    private List<Selection.IncludedRelation> included = List.of();
    private int page = 1;
    private int limit = plan.limit().defaultLimit();
    private @Nullable String cursor;
    private @Nullable CountMode count;
    private @Nullable List<String> names;

    private ListQueryBuilder(
        ApiView apiView, KeysetCursorCodec.Holder holder, ListQuery.@Nullable ParentRow parent) {
      this.apiView = apiView;
      this.view = apiView.resource(plan);
      this.holder = holder;
      this.parent = parent;
      this.filters = new FilterReader(apiView, view, namedFilters, violations);
      this.isDefault = parent == null;
    }

    /// @param value percent-decoded
    public void addParameter(String name, String value) {
      isDefault = false;
      switch (name) {
        case PAGE, LIMIT, CURSOR, COUNT, SortReader.NAME, FieldsReader.NAME, IncludeReader.NAME -> {
          if (validator.acceptOnce(name)) {
            readReserved(name, value);
          }
        }
        case SearchReader.NAME -> search(value);
        default -> {
          if (!filters.addParameter(name, value)) {
            unknown(name);
          }
        }
      }
    }

    private void readReserved(String name, String value) {
      switch (name) {
        case PAGE -> page = validator.readInteger(name, value, ResourcePlan.MAX_PAGE);
        case LIMIT -> limit = validator.readInteger(name, value, plan.limit().max());
        case CURSOR -> cursor = value;
        case COUNT -> count(value);
        case SortReader.NAME -> order = new SortReader(apiView, view, violations).read(value);
        case FieldsReader.NAME -> columns = FieldsReader.read(view, value, violations);
        default -> included = new IncludeReader(apiView, violations).read(view, value);
      }
    }

    private void count(String value) {
      switch (value) {
        case "exact" -> count = CountMode.EXACT;
        case "estimated" -> count = CountMode.ESTIMATED;
        case "none" -> count = CountMode.NONE;
        default -> violations.add(COUNT, NOT_ONE_OF, "must be one of exact, estimated, none");
      }
    }

    private void search(String value) {
      TextSearch searched = SearchReader.of(view);
      if (searched == null) {
        unknown(SearchReader.NAME);
      } else if (validator.acceptOnce(SearchReader.NAME)) {
        search = SearchReader.read(searched, value, violations);
      }
    }

    private void unknown(String name) {
      if (names == null) {
        names = new ArrayList<>(RESERVED_NAMES);
        if (SearchReader.of(view) != null) {
          names.add(SearchReader.NAME);
        }
        names.addAll(namedFilters.names());
        view.queryColumns().forEach(c -> names.add(c.name()));
      }
      violations.addUnknown(name, FilterReader.field(name), names);
    }

    /// @throws ProblemException of [dev.freehold.problem.Problem.Invalid] with every violation
    public ListQuery build() {
      if (isDefault) {
        return defaultQuery(apiView, view);
      }
      if (cursor != null && validator.isPresent(PAGE)) {
        violations.add(PAGE, EXCLUDED, "must not be combined with cursor");
      }
      if (limit > Spec.Limit.MOST
          && included.stream().anyMatch(Selection.IncludedRelation::readsSeveralRows)) {
        violations.add(
            LIMIT,
            OUT_OF_RANGE,
            "must be at most %d with include of a relation to several rows"
                .formatted(Spec.Limit.MOST));
      }
      violations.throwIfAny();
      RowPredicate where = filters.build(search == null ? List.of() : List.of(search));
      String canonical = CanonicalText.of(plan, parent, where, order);
      Paging paging = cursor == null ? page() : after(cursor, canonical);
      return new ListQuery(
          new Selection(view, columns == null ? view.readColumns() : columns, included),
          where,
          order,
          limit,
          paging,
          count != null ? count : cursor == null ? CountMode.EXACT : CountMode.NONE,
          parent,
          canonical);
    }

    private Paging page() {
      return page == 1 ? FIRST_PAGE : new Paging.PageNumber(page);
    }

    private Paging after(String text, String canonical) {
      List<ColumnPlan> keys = order.stream().map(k -> k.columnOf(plan)).toList();
      Optional<List<@Nullable Object>> values = cursors.decode(text, canonical, keys, holder);
      if (values.isEmpty()) {
        violations.add(
            CURSOR, INVALID_CURSOR, "is not valid for this list; start again without it");
      }
      violations.throwIfAny();
      return new Paging.AfterRow(values.orElseThrow());
    }
  }

  /// The canonical text of a query's resource, conditions and order. Equal for equivalent queries,
  /// in whatever order the parameters came. Each value follows its length, so that no two queries
  /// share a text.
  static final class CanonicalText {
    private CanonicalText() {}

    static String of(
        ResourcePlan plan,
        ListQuery.@Nullable ParentRow parent,
        RowPredicate where,
        List<OrderKey> order) {
      String from =
          parent == null
              ? ""
              : parent.view().plan().name()
                  + "/"
                  + parent.id()
                  + "/"
                  + parent.relation().name()
                  + "/";
      String keys =
          order.stream().map(k -> key(k, k.columnOf(plan))).collect(Collectors.joining(","));
      return from + plan.name() + "\n" + of(where) + "\n" + keys;
    }

    /// Includes the type, because the bytes of a cursor have no types, and the order of an enum.
    private static String key(OrderKey key, ColumnPlan column) {
      return (key.descending() ? "-" : "")
          + key.relations().stream().map(r -> r.name() + ".").collect(Collectors.joining())
          + column.name()
          + (key.ignoresCase() ? SortableColumn.IGNORING_CASE : "")
          + ":"
          + column.type().keyword()
          + (column.isEnum() ? column.constraints().values() : "");
    }

    private static String of(RowPredicate predicate) {
      return switch (predicate) {
        case RowPredicate.AllOf(List<RowPredicate> terms) ->
            terms.size() == 1
                ? of(terms.getFirst())
                : "all" + sorted(terms.stream().map(CanonicalText::of));
        case RowPredicate.AnyOf(List<RowPredicate> terms) ->
            terms.size() == 1
                ? of(terms.getFirst())
                : "any" + sorted(terms.stream().map(CanonicalText::of));
        case RowPredicate.ValueComparison(
                ColumnPlan column,
                RowPredicate.ComparisonOperator comparison,
                Object value) ->
            column.name() + " " + comparison + " " + value(value);
        case RowPredicate.InList(ColumnPlan column, List<Object> values, boolean negated) ->
            column.name()
                + (negated ? " NIN " : " IN ")
                + sorted(values.stream().map(CanonicalText::value).distinct());
        case RowPredicate.Between(ColumnPlan column, Object low, Object high) ->
            column.name() + " BETWEEN " + value(low) + " " + value(high);
        case RowPredicate.TextMatch(
                ColumnPlan column,
                RowPredicate.TextMatchMode matchMode,
                String text) ->
            column.name() + " " + matchMode + " " + value(text);
        case RowPredicate.ArrayContains(ColumnPlan column, Object value) ->
            column.name() + " HAS " + value(value);
        case RowPredicate.IsNull(ColumnPlan column, boolean negated) ->
            column.name() + (negated ? " NOT NULL" : " NULL");
        case RowPredicate.Related(ApiView.VisibleRelation to, RowPredicate condition) ->
            to.name() + ".(" + of(condition) + ")";
        case RowPredicate.SearchMatch(_, String text) -> "q " + value(text);
      };
    }

    private static String sorted(Stream<String> parts) {
      return parts.sorted().collect(Collectors.joining(",", "(", ")"));
    }

    private static String value(Object value) {
      String text =
          value instanceof BigDecimal number
              ? number.stripTrailingZeros().toPlainString()
              : value.toString();
      return text.length() + ":" + text;
    }
  }

  /// Reads `q=words`.
  static final class SearchReader {
    static final String NAME = "q";
    private static final int MAX_CHARACTERS = 200;

    private SearchReader() {}

    /// The search of the view; null if the caller has no parameter `q`.
    static @Nullable TextSearch of(ResourceView view) {
      TextSearch search = view.plan().search();
      return search != null
              && search.columns().stream().allMatch(c -> view.queryColumn(c).isPresent())
          ? search
          : null;
    }

    /// Null for an invalid value, which is a violation.
    static @Nullable RowPredicate read(
        TextSearch search, String value, ViolationCollector violations) {
      ValueResult.Invalid invalid = ValueParser.checkStorable(value);
      String trimmed = TextNormalizer.trim(value);
      String text = search.nfc() ? TextNormalizer.nfc(trimmed) : trimmed;
      if (invalid != null) {
        violations.add(NAME, invalid);
      } else if (text.isEmpty()) {
        violations.add(NAME, TOO_SHORT, "must not be empty");
      } else if (text.codePointCount(0, text.length()) > MAX_CHARACTERS) {
        violations.add(NAME, TOO_LONG, "must have at most " + MAX_CHARACTERS + " characters");
      } else {
        return new RowPredicate.SearchMatch(search, text);
      }
      return null;
    }
  }
}
