package dev.freehold.input;

import static dev.freehold.problem.ViolationCode.FORMAT;
import static dev.freehold.problem.ViolationCode.NOT_ONE_OF;
import static dev.freehold.problem.ViolationCode.REPEATED;
import static dev.freehold.problem.ViolationCode.TOO_DEEP;
import static dev.freehold.problem.ViolationCode.TOO_MANY;
import static dev.freehold.problem.ViolationCode.UNKNOWN;

import dev.freehold.input.FilterTermReader.TermLocation;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.FilterOperator;
import dev.freehold.query.ApiView;
import dev.freehold.query.FieldPath;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowPredicate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the conditions of one query: named filters, `field=value`, `field[operator]=value` and
/// `or=(…)`. All of them must hold. Confined to one request.
final class FilterReader {
  /// The parameter of an `or` expression.
  public static final String OR = "or";

  /// The maximum number of conditions on fields in one query, including those inside `or`.
  private static final int MAX_TERMS = 20;

  /// The maximum number of those that are on related rows.
  private static final int MAX_RELATED_TERMS = 8;

  private final ApiView apiView;
  private final ResourceView view;
  private final NamedFilterPredicates namedFilters;
  private final ViolationCollector violations;
  private final @Nullable RowPredicate[] chosen;
  private final List<RowPredicate> terms = new ArrayList<>(0);
  private final Set<String> seen = new HashSet<>(0);
  private @Nullable List<String> columns;
  private int count;
  private int relatedCount;

  /// @param apiView of the caller
  /// @param view of the resource, part of `apiView`
  public FilterReader(
      ApiView apiView,
      ResourceView view,
      NamedFilterPredicates namedFilters,
      ViolationCollector violations) {
    this.apiView = apiView;
    this.view = view;
    this.namedFilters = namedFilters;
    this.violations = violations;
    this.chosen = new @Nullable RowPredicate[namedFilters.size()];
  }

  /// @param name of a parameter
  /// @param value percent-decoded
  /// @return whether the parameter is a condition, valid or not
  public boolean addParameter(String name, String value) {
    Integer place = namedFilters.place(name);
    if (place != null) {
      option(name, place, value);
      return true;
    }
    if (name.equals(OR)) {
      if (acceptOnce(name, name)) {
        add(new OrExpressionReader(this, TermLocation.parameter(violations, OR), value).read());
      }
      return true;
    }
    String field = field(name);
    FieldPath path = apiView.field(view, field).orElse(null);
    if (path == null) {
      return refuseIfTooDeep(TermLocation.parameter(violations, name), field);
    }
    term(
        name,
        field,
        path,
        name.length() == field.length() ? FilterOperator.EQ.word() : word(name),
        value);
    return true;
  }

  /// The part of a parameter's name before its operator; the whole name if it has none.
  public static String field(String name) {
    int open = name.endsWith("]") ? name.indexOf('[') : -1;
    return open < 0 ? name : name.substring(0, open);
  }

  private static String word(String name) {
    return name.substring(name.indexOf('[') + 1, name.length() - 1);
  }

  private void option(String name, int place, String value) {
    if (acceptOnce(name, name)) {
      chosen[place] = namedFilters.option(place, value);
      if (chosen[place] == null) {
        violations.add(name, NOT_ONE_OF, "must be one of " + namedFilters.choices(place));
      }
    }
  }

  private void term(String name, String field, FieldPath path, String word, String value) {
    TermLocation location = TermLocation.parameter(violations, name);
    FilterOperator operator = FilterTermReader.operator(location, field, path.column(), word);
    if (operator == null
        || !acceptOnce(name, field + " " + word)
        || !isCounted(location)
        || !isCounted(location, path)) {
      return;
    }
    if (!FilterTermReader.takesList(operator)) {
      add(path, FilterTermReader.readSingle(location, path.column(), operator, value));
      return;
    }
    FilterScanner in = new FilterScanner(value);
    List<String> values = in.values();
    if (!in.isAtEnd()) {
      in.fail("a value with parentheses must be in double quotes");
    }
    String error = in.error();
    if (error != null) {
      location.addViolation(FORMAT, error);
    } else {
      add(path, FilterTermReader.readList(location, path.column(), operator, values));
    }
  }

  private boolean acceptOnce(String name, String meaning) {
    if (seen.add(meaning)) {
      return true;
    }
    violations.add(
        ViolationCollector.shortened(name), REPEATED, "must not be given more than once");
    return false;
  }

  private void add(FieldPath path, @Nullable RowPredicate condition) {
    add(condition == null ? null : path.meets(condition));
  }

  private void add(@Nullable RowPredicate term) {
    if (term != null) {
      terms.add(term);
    }
  }

  /// Whether a name inside `or` may be that of a relation, which a point and a field follow. A name of
  /// a field that an operator follows is that of the field.
  ///
  /// @param name with the relations before it
  /// @param next what follows the point
  boolean isRelation(String name, String next) {
    return apiView.relations(view, name).isPresent()
        && (FilterOperator.ofWord(next).isEmpty() || apiView.field(view, name).isEmpty());
  }

  /// The field of a term inside `or`. Null if it is unknown or if there are too many conditions,
  /// which is then a violation.
  @Nullable FieldPath field(TermLocation location, String name) {
    if (!isCounted(location)) {
      return null;
    }
    FieldPath path = apiView.field(view, name).orElse(null);
    if (path == null && !refuseIfTooDeep(location, name)) {
      if (columns == null) {
        columns = view.queryColumns().stream().map(ColumnPlan::name).toList();
      }
      location.addViolation(UNKNOWN, violations.unknownNameMessage(name, columns));
    }
    return path == null || !isCounted(location, path) ? null : path;
  }

  /// Whether a name has too many relations, which is then a violation.
  private static boolean refuseIfTooDeep(TermLocation location, String name) {
    if (FieldPath.isTooDeep(name)) {
      location.addViolation(
          TOO_DEEP, "must be at most " + FieldPath.MAX_RELATIONS + " relations deep");
      return true;
    }
    return false;
  }

  private boolean isCounted(TermLocation location, FieldPath path) {
    if (path.isOwn()) {
      return true;
    }
    relatedCount++;
    if (relatedCount == MAX_RELATED_TERMS + 1) {
      violations.add(
          location.parameter(),
          TOO_MANY,
          "is one too many: there may be at most "
              + MAX_RELATED_TERMS
              + " conditions on related rows");
    }
    return relatedCount <= MAX_RELATED_TERMS;
  }

  private boolean isCounted(TermLocation location) {
    count++;
    if (count == MAX_TERMS + 1) {
      violations.add(
          location.parameter(),
          TOO_MANY,
          "is one too many: there may be at most " + MAX_TERMS + " conditions");
    }
    return count <= MAX_TERMS;
  }

  /// Whether the query has a condition that some row might not meet.
  public boolean isNarrowing() {
    for (RowPredicate option : chosen) {
      if (option != null && !option.equals(RowPredicate.TRUE)) {
        return true;
      }
    }
    return !terms.stream().allMatch(FilterReader::isMetByAll);
  }

  /// Whether every row meets a term, as with an empty `nin`.
  private static boolean isMetByAll(RowPredicate term) {
    return switch (term) {
      case RowPredicate.AllOf(List<RowPredicate> conditions) ->
          conditions.stream().allMatch(FilterReader::isMetByAll);
      case RowPredicate.AnyOf(List<RowPredicate> choices) ->
          choices.stream().anyMatch(FilterReader::isMetByAll);
      case RowPredicate.InList(_, List<Object> values, boolean negated) ->
          negated && values.isEmpty();
      case RowPredicate.IsNull(ColumnPlan column, boolean negated) -> negated && !column.nullable();
      // A row without the related row does not meet it, but a client would hardly expect that.
      case RowPredicate.Related(_, RowPredicate condition) -> isMetByAll(condition);
      case RowPredicate.ValueComparison _,
          RowPredicate.Between _,
          RowPredicate.TextMatch _,
          RowPredicate.ArrayContains _,
          RowPredicate.SearchMatch _ ->
          false;
    };
  }

  /// Whether the query lists the ids of the rows, which limits their number.
  public boolean isById() {
    return terms.stream()
        .anyMatch(
            term ->
                switch (term) {
                  case RowPredicate.ValueComparison(
                          ColumnPlan column,
                          RowPredicate.ComparisonOperator comparison,
                          _) ->
                      column.role() == ColumnPlan.Role.ID
                          && comparison == RowPredicate.ComparisonOperator.EQ;
                  case RowPredicate.InList(ColumnPlan column, _, boolean negated) ->
                      column.role() == ColumnPlan.Role.ID && !negated;
                  case RowPredicate.AllOf _,
                      RowPredicate.AnyOf _,
                      RowPredicate.Between _,
                      RowPredicate.TextMatch _,
                      RowPredicate.ArrayContains _,
                      RowPredicate.IsNull _,
                      RowPredicate.Related _,
                      RowPredicate.SearchMatch _ ->
                      false;
                });
  }

  /// The conjunction of all conditions, including the defaults of named filters that were not
  /// given. The result has no meaning if there are violations.
  ///
  /// @param more further conditions
  public RowPredicate build(List<RowPredicate> more) {
    List<RowPredicate> all = new ArrayList<>();
    for (int i = 0; i < chosen.length; i++) {
      RowPredicate option = chosen[i];
      add(all, option == null ? namedFilters.defaultPredicate(i) : option);
    }
    all.addAll(terms);
    all.addAll(more);
    if (all.isEmpty()) {
      return RowPredicate.TRUE;
    }
    return all.size() == 1 ? all.getFirst() : new RowPredicate.AllOf(all);
  }

  /// Flattens a conjunction.
  private static void add(List<RowPredicate> all, RowPredicate option) {
    if (option instanceof RowPredicate.AllOf(List<RowPredicate> conditions)) {
      all.addAll(conditions);
    } else {
      all.add(option);
    }
  }
}
