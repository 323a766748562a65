package dev.freehold.input.query;

import static dev.freehold.problem.ViolationCode.EXCLUDED;
import static dev.freehold.problem.ViolationCode.INVALID_CURSOR;
import static dev.freehold.problem.ViolationCode.NOT_ONE_OF;

import dev.freehold.input.Violations;
import dev.freehold.input.cursor.Cursors;
import dev.freehold.input.filter.FilterReader;
import dev.freehold.input.filter.NamedFilters;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.Table;
import dev.freehold.plan.TextSearch;
import dev.freehold.problem.ProblemException;
import dev.freehold.query.ListQuery;
import dev.freehold.query.ListQuery.Count;
import dev.freehold.query.ListQuery.Paging;
import dev.freehold.query.Predicate;
import dev.freehold.query.Selection;
import dev.freehold.query.Sight;
import dev.freehold.query.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Reads the query of a list of one resource: conditions, `sort`, `fields`, `include`, `q`, `page` or `cursor`, `limit` and
/// `count`. Linear in its length. What a caller may not read is as unknown as what is not there. Safe for any number of
/// threads.
public final class ListQueryReader {
  private static final String PAGE = "page";
  private static final String LIMIT = "limit";
  private static final String CURSOR = "cursor";
  private static final String COUNT = "count";
  private static final List<String> WORDS =
      List.of(
          PAGE,
          LIMIT,
          CURSOR,
          COUNT,
          SortReader.NAME,
          FieldsReader.NAME,
          IncludeReader.NAME,
          FilterReader.OR);

  private static final Paging FIRST_PAGE = new Paging.ByPage(1);

  /// There are as many views as kinds of caller; more than these are made anew each time.
  private static final int MAX_KEPT = 256;

  private final ResourcePlan plan;
  private final Cursors cursors;
  private final NamedFilters named;
  private final Map<View, ListQuery> standard = new ConcurrentHashMap<>();

  /// @param plan one of those of `api`
  public ListQueryReader(ApiPlan api, ResourcePlan plan, Cursors cursors) {
    this.plan = api.resource(plan.name());
    this.cursors = cursors;
    this.named = new NamedFilters(plan);
  }

  /// @param sight of whoever asks
  /// @param user who asks; null for somebody who is not signed in
  /// @param parent the row whose children are listed; null for a list of all
  public Reading begin(Sight sight, @Nullable UUID user, ListQuery.@Nullable Parent parent) {
    return new Reading(sight, user, parent);
  }

  /// What a query without parameters asks for.
  private ListQuery standard(View view) {
    ListQuery kept = standard.get(view);
    if (kept == null) {
      Predicate where = new FilterReader(view, named, new Violations()).end(List.of());
      kept =
          new ListQuery(
              Selection.whole(view),
              where,
              plan.sort(),
              plan.limit().standard(),
              FIRST_PAGE,
              Count.EXACT,
              null,
              Canonical.of(plan, null, where, plan.sort()));
      if (standard.size() < MAX_KEPT) {
        standard.put(view, kept);
      }
    }
    return kept;
  }

  /// One query on its way in: [#take] for each parameter in order, then [#end].
  public final class Reading {
    private final Sight sight;
    private final View view;
    private final @Nullable UUID user;
    private final ListQuery.@Nullable Parent parent;
    private final Violations violations = new Violations();
    private final Once once = new Once(violations);
    private final FilterReader filters;
    private boolean isStandard;
    private @Nullable Predicate search;
    private List<Table.Key> order = plan.sort();
    private @Nullable List<Column> columns;
    private List<Selection.Included> included = List.of();
    private int page = 1;
    private int limit = plan.limit().standard();
    private @Nullable String cursor;
    private @Nullable Count count;
    private @Nullable List<String> names;

    private Reading(Sight sight, @Nullable UUID user, ListQuery.@Nullable Parent parent) {
      this.sight = sight;
      this.view = sight.of(plan);
      this.user = user;
      this.parent = parent;
      this.filters = new FilterReader(view, named, violations);
      this.isStandard = parent == null;
    }

    /// @param value percent-decoded
    public void take(String name, String value) {
      isStandard = false;
      switch (name) {
        case PAGE, LIMIT, CURSOR, COUNT, SortReader.NAME, FieldsReader.NAME, IncludeReader.NAME -> {
          if (once.take(name)) {
            word(name, value);
          }
        }
        case SearchReader.NAME -> search(value);
        default -> {
          if (!filters.take(name, value)) {
            unknown(name);
          }
        }
      }
    }

    private void word(String name, String value) {
      switch (name) {
        case PAGE -> page = WholeNumber.read(violations, name, value, ListQuery.MAX_PAGE);
        case LIMIT -> limit = WholeNumber.read(violations, name, value, plan.limit().max());
        case CURSOR -> cursor = value;
        case COUNT -> count(value);
        case SortReader.NAME -> order = new SortReader(view, violations).read(value);
        case FieldsReader.NAME -> columns = FieldsReader.read(view, value, violations);
        default -> included = new IncludeReader(sight, violations).read(view, value);
      }
    }

    private void count(String value) {
      switch (value) {
        case "exact" -> count = Count.EXACT;
        case "estimated" -> count = Count.ESTIMATED;
        case "none" -> count = Count.NONE;
        default -> violations.add(COUNT, NOT_ONE_OF, "must be one of exact, estimated, none");
      }
    }

    private void search(String value) {
      TextSearch searched = SearchReader.of(view);
      if (searched == null) {
        unknown(SearchReader.NAME);
      } else if (once.take(SearchReader.NAME)) {
        search = SearchReader.read(searched, value, violations);
      }
    }

    private void unknown(String name) {
      if (names == null) {
        names = new ArrayList<>(WORDS);
        if (SearchReader.of(view) != null) {
          names.add(SearchReader.NAME);
        }
        names.addAll(named.names());
        view.read().forEach(c -> names.add(c.name()));
      }
      violations.addUnknown(name, FilterReader.field(name), names);
    }

    /// @throws ProblemException of [dev.freehold.problem.Problem.Invalid] naming every fault
    public ListQuery end() {
      if (isStandard) {
        return standard(view);
      }
      if (cursor != null && once.isTaken(PAGE)) {
        violations.add(PAGE, EXCLUDED, "must not stand beside cursor");
      }
      violations.throwIfAny();
      Predicate where = filters.end(search == null ? List.of() : List.of(search));
      String canonical = Canonical.of(plan, parent, where, order);
      Paging paging = cursor == null ? page() : after(cursor, canonical);
      return new ListQuery(
          new Selection(view, columns == null ? view.read() : columns, included),
          where,
          order,
          limit,
          paging,
          count != null ? count : cursor == null ? Count.EXACT : Count.NONE,
          parent,
          canonical);
    }

    private Paging page() {
      return page == 1 ? FIRST_PAGE : new Paging.ByPage(page);
    }

    private Paging after(String text, String canonical) {
      List<Column> keys = order.stream().map(k -> plan.table().column(k.column())).toList();
      Optional<List<@Nullable Object>> values = cursors.read(text, canonical, keys, user);
      if (values.isEmpty()) {
        violations.add(
            CURSOR, INVALID_CURSOR, "is not one that this list gave out; start again without it");
      }
      violations.throwIfAny();
      return new Paging.After(values.orElseThrow());
    }
  }
}
