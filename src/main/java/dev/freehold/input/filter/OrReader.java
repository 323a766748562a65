package dev.freehold.input.filter;

import static dev.freehold.problem.ViolationCode.FORMAT;
import static dev.freehold.problem.ViolationCode.TOO_DEEP;

import dev.freehold.plan.Column;
import dev.freehold.query.Operator;
import dev.freehold.query.Predicate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads `(completed.eq.true,priority.in.(low,high),and(a.gt.1,b.lt.2))`: alternatives, of which some may be groups. A
/// mistake in the grammar ends the reading; a name or a value that is wrong does not.
final class OrReader {
  private static final int MAX_DEPTH = 4;

  private final FilterReader filters;
  private final Scanner in;
  private final At at;
  private boolean tooDeep;

  OrReader(FilterReader filters, At at, String text) {
    this.filters = filters;
    this.at = at;
    this.in = new Scanner(text);
  }

  /// Null where something is wrong, which is then a violation.
  @Nullable Predicate read() {
    List<Predicate> terms = terms(1);
    if (!in.isAtEnd()) {
      in.fail("something follows the end");
    }
    String fault = in.fault();
    if (tooDeep) {
      at.fault(TOO_DEEP, "must not nest deeper than " + MAX_DEPTH + " levels");
      return null;
    }
    if (fault != null) {
      at.fault(FORMAT, fault);
      return null;
    }
    return new Predicate.Any(terms);
  }

  private List<Predicate> terms(int depth) {
    List<Predicate> terms = new ArrayList<>();
    in.expect('(');
    in.skipBlanks();
    if (in.isAt(')')) {
      in.fail("there must be at least one term between the parentheses");
    }
    while (in.fault() == null) {
      Predicate term = term(depth);
      if (term != null) {
        terms.add(term);
      }
      in.skipBlanks();
      if (!in.take(',')) {
        in.expect(')');
        in.skipBlanks();
        break;
      }
    }
    return terms;
  }

  private @Nullable Predicate term(int depth) {
    in.skipBlanks();
    String name = in.until(".(),\"");
    if (in.isAt('(') && (name.equals("and") || name.equals("or"))) {
      return group(name, depth + 1);
    }
    if (name.isEmpty() || !in.take('.')) {
      in.fail("a term is such as completed.eq.true");
      return null;
    }
    String word = in.until(".(),\"");
    if (!in.take('.')) {
      in.fail("a term is such as completed.eq.true");
      return null;
    }
    if (!in.isAt('(')) {
      String value = in.value();
      return in.fault() == null ? one(name, word, value) : null;
    }
    in.expect('(');
    List<String> values = in.values();
    in.expect(')');
    return in.fault() == null ? several(name, word, values) : null;
  }

  private @Nullable Predicate group(String name, int depth) {
    if (depth > MAX_DEPTH) {
      tooDeep = true;
      in.fail("this group is nested too deep");
      return null;
    }
    List<Predicate> terms = terms(depth);
    return name.equals("and") ? new Predicate.All(terms) : new Predicate.Any(terms);
  }

  private @Nullable Predicate one(String name, String word, String value) {
    At place = at.of(name);
    Column column = filters.column(place, name);
    Operator operator = column == null ? null : TermReader.operator(place, column, word);
    if (column == null || operator == null) {
      return null;
    }
    if (TermReader.takesList(operator)) {
      place.fault(FORMAT, "must have its values in parentheses, such as " + word + ".(1,2)");
      return null;
    }
    return TermReader.one(place, column, operator, value);
  }

  private @Nullable Predicate several(String name, String word, List<String> values) {
    At place = at.of(name);
    Column column = filters.column(place, name);
    Operator operator = column == null ? null : TermReader.operator(place, column, word);
    if (column == null || operator == null) {
      return null;
    }
    if (!TermReader.takesList(operator)) {
      place.fault(FORMAT, "takes one value with " + word + ", and no list");
      return null;
    }
    return TermReader.several(place, column, operator, values);
  }
}
