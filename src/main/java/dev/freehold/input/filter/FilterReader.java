package dev.freehold.input.filter;

import static dev.freehold.problem.ViolationCode.FORMAT;
import static dev.freehold.problem.ViolationCode.NOT_ONE_OF;
import static dev.freehold.problem.ViolationCode.REPEATED;
import static dev.freehold.problem.ViolationCode.TOO_MANY;
import static dev.freehold.problem.ViolationCode.UNKNOWN;

import dev.freehold.input.Violations;
import dev.freehold.plan.Column;
import dev.freehold.query.Operator;
import dev.freehold.query.Predicate;
import dev.freehold.query.View;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the conditions of one query as one predicate: named filters, `field=value`, `field[operator]=value` and `or=(…)`, all
/// of which must hold. Confined to the request.
public final class FilterReader {
  /// The parameter of alternatives.
  public static final String OR = "or";

  /// Conditions on fields in one query, those inside `or` included.
  private static final int MAX_TERMS = 20;

  private final View view;
  private final NamedFilters named;
  private final Violations violations;
  private final @Nullable Predicate[] chosen;
  private final List<Predicate> terms = new ArrayList<>(0);
  private final Set<String> seen = new HashSet<>(0);
  private @Nullable List<String> columns;
  private int count;

  public FilterReader(View view, NamedFilters named, Violations violations) {
    this.view = view;
    this.named = named;
    this.violations = violations;
    this.chosen = new @Nullable Predicate[named.size()];
  }

  /// @param name of a parameter
  /// @param value percent-decoded
  /// @return whether the parameter is a condition, sound or not
  public boolean take(String name, String value) {
    Integer place = named.place(name);
    if (place != null) {
      option(name, place, value);
      return true;
    }
    if (name.equals(OR)) {
      if (once(name, name)) {
        add(new OrReader(this, At.parameter(violations, OR), value).read());
      }
      return true;
    }
    String field = field(name);
    Column column = view.column(field).orElse(null);
    if (column == null) {
      return false;
    }
    term(name, column, name.length() == field.length() ? Operator.EQ.word() : word(name), value);
    return true;
  }

  /// The part of a parameter's name before its operator: all of it where it has none.
  public static String field(String name) {
    int open = name.endsWith("]") ? name.indexOf('[') : -1;
    return open < 0 ? name : name.substring(0, open);
  }

  private static String word(String name) {
    return name.substring(name.indexOf('[') + 1, name.length() - 1);
  }

  private void option(String name, int place, String value) {
    if (once(name, name)) {
      chosen[place] = named.option(place, value);
      if (chosen[place] == null) {
        violations.add(name, NOT_ONE_OF, "must be one of " + named.choices(place));
      }
    }
  }

  private void term(String name, Column column, String word, String value) {
    At at = At.parameter(violations, name);
    Operator operator = TermReader.operator(at, column, word);
    if (operator == null || !once(name, column.name() + " " + word) || !isCounted(at)) {
      return;
    }
    if (!TermReader.takesList(operator)) {
      add(TermReader.one(at, column, operator, value));
      return;
    }
    Scanner in = new Scanner(value);
    List<String> values = in.values();
    if (!in.isAtEnd()) {
      in.fail("a value with parentheses stands in double quotes");
    }
    String fault = in.fault();
    if (fault != null) {
      at.fault(FORMAT, fault);
    } else {
      add(TermReader.several(at, column, operator, values));
    }
  }

  private boolean once(String name, String meaning) {
    if (seen.add(meaning)) {
      return true;
    }
    violations.add(Violations.shortened(name), REPEATED, "must not be given more than once");
    return false;
  }

  private void add(@Nullable Predicate term) {
    if (term != null) {
      terms.add(term);
    }
  }

  /// The column that a term inside `or` names; null where there is none or the term is one too many, which is then a violation.
  @Nullable Column column(At at, String name) {
    if (!isCounted(at)) {
      return null;
    }
    Column column = view.column(name).orElse(null);
    if (column == null) {
      if (columns == null) {
        columns = view.read().stream().map(Column::name).toList();
      }
      at.fault(UNKNOWN, violations.unknown(name, columns));
    }
    return column;
  }

  private boolean isCounted(At at) {
    count++;
    if (count == MAX_TERMS + 1) {
      violations.add(
          at.parameter(),
          TOO_MANY,
          "is one too many: there may be at most " + MAX_TERMS + " conditions");
    }
    return count <= MAX_TERMS;
  }

  /// Whether the query names a condition that some row might not meet.
  public boolean isNarrowing() {
    for (Predicate option : chosen) {
      if (option != null && !option.equals(Predicate.TRUE)) {
        return true;
      }
    }
    return !terms.stream().allMatch(FilterReader::isMetByAll);
  }

  /// Whether a term says nothing, as an empty list of exceptions does.
  private static boolean isMetByAll(Predicate term) {
    return switch (term) {
      case Predicate.All(List<Predicate> demands) ->
          demands.stream().allMatch(FilterReader::isMetByAll);
      case Predicate.Any(List<Predicate> choices) ->
          choices.stream().anyMatch(FilterReader::isMetByAll);
      case Predicate.OneOf(_, List<Object> values, boolean negated) -> negated && values.isEmpty();
      case Predicate.Null(Column column, boolean negated) -> negated && !column.nullable();
      case Predicate.Compare _,
          Predicate.Between _,
          Predicate.Match _,
          Predicate.HasElement _,
          Predicate.Search _ ->
          false;
    };
  }

  /// Whether the query names the rows by their ids, and so how many there can be.
  public boolean isById() {
    return terms.stream()
        .anyMatch(
            term ->
                switch (term) {
                  case Predicate.Compare(Column column, Predicate.Comparison comparison, _) ->
                      column.role() == Column.Role.ID && comparison == Predicate.Comparison.EQ;
                  case Predicate.OneOf(Column column, _, boolean negated) ->
                      column.role() == Column.Role.ID && !negated;
                  case Predicate.All _,
                      Predicate.Any _,
                      Predicate.Between _,
                      Predicate.Match _,
                      Predicate.HasElement _,
                      Predicate.Null _,
                      Predicate.Search _ ->
                      false;
                });
  }

  /// What all conditions come to, those of named filters that were not named included. It means nothing where there are
  /// violations.
  ///
  /// @param more further demands
  public Predicate end(List<Predicate> more) {
    List<Predicate> all = new ArrayList<>();
    for (int i = 0; i < chosen.length; i++) {
      Predicate option = chosen[i];
      add(all, option == null ? named.standard(i) : option);
    }
    all.addAll(terms);
    all.addAll(more);
    if (all.isEmpty()) {
      return Predicate.TRUE;
    }
    return all.size() == 1 ? all.getFirst() : new Predicate.All(all);
  }

  /// A demand of several is several demands.
  private static void add(List<Predicate> all, Predicate option) {
    if (option instanceof Predicate.All(List<Predicate> demands)) {
      all.addAll(demands);
    } else {
      all.add(option);
    }
  }
}
