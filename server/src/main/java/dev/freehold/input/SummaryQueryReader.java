package dev.freehold.input;

import static dev.freehold.problem.ViolationCode.BAD_OPERATOR;
import static dev.freehold.problem.ViolationCode.FORMAT;
import static dev.freehold.problem.ViolationCode.NOT_ONE_OF;
import static dev.freehold.problem.ViolationCode.REPEATED;
import static dev.freehold.problem.ViolationCode.TOO_MANY;
import static dev.freehold.problem.ViolationCode.UNKNOWN;

import dev.freehold.input.ListQueryReader.SearchReader;
import dev.freehold.plan.AggregateFunction;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.GroupableColumn;
import dev.freehold.plan.GroupableColumn.CalendarUnit;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.TextSearch;
import dev.freehold.plan.SortableColumn;
import dev.freehold.problem.ProblemException;
import dev.freehold.query.ApiView;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowPredicate;
import dev.freehold.query.Selection.IncludedRelation;
import dev.freehold.query.SummaryQuery;
import dev.freehold.query.SummaryQuery.Aggregate;
import dev.freehold.query.SummaryQuery.Figure;
import dev.freehold.query.SummaryQuery.GroupKey;
import dev.freehold.query.SummaryQuery.RowCount;
import dev.freehold.query.SummaryQuery.SummaryMember;
import dev.freehold.query.SummaryQuery.SummaryOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the query of a summary: the conditions of a list, `q`, `group`, `count`, `sum`, `avg`,
/// `min`, `max`, `sort`, `limit` and `include`. A field that the caller may not read is reported like an unknown
/// one. A field of the spec may have the name of such a parameter: `min[eq]` is then its condition.
public final class SummaryQueryReader {
  /// The parameters whose value is a list of names.
  public static final Set<String> LISTS =
      Set.of("group", "sum", "avg", "min", "max", "sort", IncludeReader.NAME);

  /// The maximum number of keys of a group, and of `sort`.
  public static final int MAX_KEYS = 4;

  /// The maximum number of fields in `sum`, `avg`, `min` and `max` together.
  public static final int MAX_AGGREGATES = 20;

  public static final int MAX_GROUPS = 1_000;
  public static final int DEFAULT_GROUPS = 100;

  private static final String GROUP = "group";
  private static final String LIMIT = "limit";
  private static final String COUNT = RowCount.NAME;
  private static final List<String> RESERVED_NAMES =
      Stream.concat(
              Stream.of(GROUP, COUNT, SortReader.NAME, LIMIT, IncludeReader.NAME, FilterReader.OR),
              Arrays.stream(AggregateFunction.values()).map(AggregateFunction::word))
          .toList();

  private final ResourcePlan plan;
  private final NamedFilterPredicates namedFilters;

  public SummaryQueryReader(ResourcePlan plan) {
    this.plan = plan;
    this.namedFilters = new NamedFilterPredicates(plan);
  }

  /// @param apiView of the caller
  public SummaryQueryBuilder newBuilder(ApiView apiView) {
    return new SummaryQueryBuilder(apiView);
  }

  /// Builds one query: call [#addParameter] for each parameter in order, then [#build].
  public final class SummaryQueryBuilder {
    private final ApiView apiView;
    private final ResourceView view;
    private final ViolationCollector violations = new ViolationCollector();
    private final QueryParameterValidator validator = new QueryParameterValidator(violations);
    private final FilterReader filters;
    private final List<Aggregate> aggregates = new ArrayList<>();
    private List<GroupKey> groups = List.of();
    private List<IncludedRelation> included = List.of();
    private boolean counts;
    private @Nullable String sort;
    private int limit = DEFAULT_GROUPS;
    private @Nullable RowPredicate search;
    private @Nullable List<String> names;

    private SummaryQueryBuilder(ApiView apiView) {
      this.apiView = apiView;
      this.view = apiView.resource(plan);
      this.filters = new FilterReader(apiView, view, namedFilters, violations);
    }

    /// @param value percent-decoded
    public void addParameter(String name, String value) {
      AggregateFunction function = AggregateFunction.ofWord(name).orElse(null);
      if (function != null || name.equals(SearchReader.NAME) || isReserved(name)) {
        if (validator.acceptOnce(name)) {
          read(name, function, value);
        }
      } else if (!filters.addParameter(name, value)) {
        unknown(name);
      }
    }

    private static boolean isReserved(String name) {
      return switch (name) {
        case GROUP, COUNT, SortReader.NAME, LIMIT, IncludeReader.NAME -> true;
        default -> false;
      };
    }

    private void read(String name, @Nullable AggregateFunction function, String value) {
      if (function != null) {
        readAggregates(function, value);
        return;
      }
      switch (name) {
        case GROUP -> groups = readGroups(value);
        case COUNT -> {
          counts = true;
          if (!value.isEmpty() && !value.equals("true")) {
            violations.add(COUNT, NOT_ONE_OF, "must be true, or have no value");
          }
        }
        // The names that it may use are known once all parameters are read.
        case SortReader.NAME -> sort = value;
        case IncludeReader.NAME ->
            included = new IncludeReader(apiView, violations).read(view, value);
        case LIMIT -> limit = validator.readInteger(name, value, MAX_GROUPS);
        default -> search(value);
      }
    }

    private void search(String value) {
      TextSearch searched = SearchReader.of(view);
      if (searched == null) {
        unknown(SearchReader.NAME);
      } else {
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

    private List<GroupKey> readGroups(String value) {
      List<GroupKey> keys = new ArrayList<>();
      for (String text : parts(GROUP, value, MAX_KEYS)) {
        GroupKey key = readGroup(text);
        if (key != null && keys.contains(key)) {
          fault(GROUP, text, REPEATED, "must not be named more than once");
        } else if (key != null) {
          keys.add(key);
        }
      }
      if (keys.stream().map(GroupKey::column).mapToLong(SortableColumn::maxCursorBytes).sum()
          > SortableColumn.MAX_CURSOR_BYTES) {
        violations.add(
            GROUP,
            BAD_OPERATOR,
            "must not name text that may be longer than "
                + SortableColumn.MAX_CURSOR_BYTES / SortableColumn.BYTES_PER_CHARACTER
                + " characters together");
      }
      return keys;
    }

    private @Nullable GroupKey readGroup(String text) {
      int open = text.endsWith(")") ? text.indexOf('(') : -1;
      ColumnPlan column =
          column(GROUP, open < 0 ? text : text.substring(open + 1, text.length() - 1));
      if (column == null) {
        return null;
      }
      if (open < 0) {
        if (GroupableColumn.isGroupable(column)) {
          return new GroupKey(column, null);
        }
        fault(GROUP, text, BAD_OPERATOR, "cannot be a key: it is " + why(column));
        return null;
      }
      CalendarUnit unit = CalendarUnit.ofWord(text.substring(0, open)).orElse(null);
      if (unit == null) {
        String units =
            Arrays.stream(CalendarUnit.values())
                .map(CalendarUnit::word)
                .collect(Collectors.joining(", "));
        fault(GROUP, text, NOT_ONE_OF, "must be one of " + units + " before the parenthesis");
        return null;
      }
      if (!CalendarUnit.appliesTo(column)) {
        fault(GROUP, text, BAD_OPERATOR, "has no " + unit.word() + ": it is " + keyword(column));
        return null;
      }
      return new GroupKey(column, unit);
    }

    private static String why(ColumnPlan column) {
      return AggregateFunction.ofWord(column.name()).isPresent()
          ? "the name of a function in the response"
          : keyword(column);
    }

    private static String keyword(ColumnPlan column) {
      return column.type().keyword();
    }

    private void readAggregates(AggregateFunction function, String value) {
      for (String name : parts(function.word(), value, MAX_AGGREGATES)) {
        ColumnPlan column = column(function.word(), name);
        if (column == null) {
          continue;
        }
        Aggregate aggregate = new Aggregate(function, column);
        if (!function.appliesTo(column)) {
          fault(
              function.word(),
              name,
              BAD_OPERATOR,
              "has no " + function.word() + ": it is " + keyword(column));
        } else if (aggregates.contains(aggregate)) {
          fault(function.word(), name, REPEATED, "must not be named more than once");
        } else if (aggregates.size() == MAX_AGGREGATES) {
          fault(
              function.word(),
              name,
              TOO_MANY,
              "is one too many: sum, avg, min and max may name at most "
                  + MAX_AGGREGATES
                  + " fields together");
          return;
        } else {
          aggregates.add(aggregate);
        }
      }
    }

    /// The names in a list; none if they are too many, which is then a violation.
    private String[] parts(String parameter, String value, int max) {
      if (value.isEmpty()) {
        violations.add(parameter, FORMAT, "must name a field");
        return new String[0];
      }
      String[] parts = value.split(",", max + 2);
      if (parts.length > max) {
        violations.add(parameter, TOO_MANY, "must name at most " + max + " fields");
        return new String[0];
      }
      return parts;
    }

    /// Null for an unknown or unreadable field, which is then a violation.
    private @Nullable ColumnPlan column(String parameter, String name) {
      ColumnPlan column = view.queryColumn(name).orElse(null);
      if (column == null) {
        List<String> known = view.queryColumns().stream().map(ColumnPlan::name).toList();
        fault(parameter, name, UNKNOWN, violations.unknownNameMessage(name, known));
      }
      return column;
    }

    private void fault(String parameter, String name, String code, String message) {
      violations.add(
          parameter, parameter + ": " + ViolationCollector.shortened(name), code, message);
    }

    /// @throws ProblemException of [dev.freehold.problem.Problem.Invalid] with every violation
    public SummaryQuery build() {
      List<Figure> figures = new ArrayList<>();
      if (counts || aggregates.isEmpty()) {
        figures.add(new RowCount());
      }
      aggregates.stream().sorted(Comparator.comparing(Aggregate::function)).forEach(figures::add);
      List<SummaryOrder> order = order(figures);
      included.forEach(this::check);
      violations.throwIfAny();
      return new SummaryQuery(
          view,
          filters.build(search == null ? List.of() : List.of(search)),
          groups,
          figures,
          order,
          limit,
          included);
    }

    /// Refuses all but the rows that keys refer to. A relation with the name of a figure would hide it.
    private void check(IncludedRelation relation) {
      String name = relation.relation().name();
      if (!isOfOne(relation)) {
        fault(IncludeReader.NAME, name, BAD_OPERATOR, "must lead to one row for each group");
      } else if (isFigure(name)) {
        fault(
            IncludeReader.NAME,
            name,
            BAD_OPERATOR,
            "cannot be included: it is the name of a figure in the response");
      } else if (groups.stream().noneMatch(key -> key.isValueOf(relation.relation().column()))) {
        fault(
            IncludeReader.NAME,
            name,
            BAD_OPERATOR,
            "needs " + relation.relation().column() + " in group");
      }
    }

    private static boolean isOfOne(IncludedRelation relation) {
      return !relation.relation().many()
          && relation.selection().included().stream().allMatch(SummaryQueryBuilder::isOfOne);
    }

    private static boolean isFigure(String name) {
      return name.equals(COUNT) || AggregateFunction.ofWord(name).isPresent();
    }

    /// The order of `sort`, then the keys that it does not name.
    private List<SummaryOrder> order(List<Figure> figures) {
      List<SummaryMember> members =
          Stream.<SummaryMember>concat(groups.stream(), figures.stream()).toList();
      List<SummaryMember> sorted = new ArrayList<>();
      List<SummaryOrder> order = new ArrayList<>();
      if (sort != null) {
        for (String part : parts(SortReader.NAME, sort, MAX_KEYS)) {
          boolean descending = part.startsWith("-");
          String name = descending ? part.substring(1) : part;
          SummaryMember member =
              members.stream().filter(m -> m.name().equals(name)).findFirst().orElse(null);
          if (member == null) {
            List<String> known = members.stream().map(SummaryMember::name).toList();
            fault(SortReader.NAME, name, UNKNOWN, violations.unknownNameMessage(name, known));
          } else if (sorted.contains(member)) {
            fault(SortReader.NAME, name, REPEATED, "must not be named more than once");
          } else {
            sorted.add(member);
            order.add(new SummaryOrder(member, descending));
          }
        }
      }
      groups.stream()
          .filter(key -> !sorted.contains(key))
          .forEach(key -> order.add(new SummaryOrder(key, false)));
      return order;
    }
  }
}
