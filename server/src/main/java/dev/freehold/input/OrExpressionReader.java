package dev.freehold.input;

import static dev.freehold.problem.ViolationCode.FORMAT;
import static dev.freehold.problem.ViolationCode.TOO_DEEP;

import dev.freehold.input.FilterTermReader.TermLocation;
import dev.freehold.plan.FilterOperator;
import dev.freehold.query.FieldPath;
import dev.freehold.query.RowPredicate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads `(completed.eq.true,priority.in.(low,high),and(a.gt.1,b.lt.2))`: alternatives, which may
/// be groups. A syntax error ends the reading; an unknown name or an invalid value does not.
final class OrExpressionReader {
  private static final int MAX_DEPTH = 4;

  private final FilterReader filters;
  private final FilterScanner in;
  private final TermLocation location;
  private boolean tooDeep;

  OrExpressionReader(FilterReader filters, TermLocation location, String text) {
    this.filters = filters;
    this.location = location;
    this.in = new FilterScanner(text);
  }

  /// Null if the expression is invalid, which is then a violation.
  @Nullable RowPredicate read() {
    List<RowPredicate> terms = terms(1);
    if (!in.isAtEnd()) {
      in.fail("something follows the end");
    }
    String error = in.error();
    if (tooDeep) {
      location.addViolation(TOO_DEEP, "must not nest deeper than " + MAX_DEPTH + " levels");
      return null;
    }
    if (error != null) {
      location.addViolation(FORMAT, error);
      return null;
    }
    return new RowPredicate.AnyOf(terms);
  }

  private List<RowPredicate> terms(int depth) {
    List<RowPredicate> terms = new ArrayList<>();
    in.expect('(');
    in.skipBlanks();
    if (in.isAt(')')) {
      in.fail("there must be at least one term between the parentheses");
    }
    while (in.error() == null) {
      RowPredicate term = term(depth);
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

  private @Nullable RowPredicate term(int depth) {
    in.skipBlanks();
    String name = in.until(".(),\"");
    if (in.isAt('(') && (name.equals("and") || name.equals("or"))) {
      return group(name, depth + 1);
    }
    if (name.isEmpty() || !in.take('.')) {
      in.fail("a term has the form completed.eq.true");
      return null;
    }
    String word = in.until(".(),\"");
    while (filters.isRelation(name, word) && in.take('.')) {
      name = name + "." + word;
      word = in.until(".(),\"");
    }
    if (!in.take('.')) {
      in.fail("a term has the form completed.eq.true");
      return null;
    }
    if (!in.isAt('(')) {
      String value = in.value();
      return in.error() == null ? readSingle(name, word, value) : null;
    }
    in.expect('(');
    List<String> values = in.values();
    in.expect(')');
    return in.error() == null ? readList(name, word, values) : null;
  }

  private @Nullable RowPredicate group(String name, int depth) {
    if (depth > MAX_DEPTH) {
      tooDeep = true;
      in.fail("this group is nested too deep");
      return null;
    }
    List<RowPredicate> terms = terms(depth);
    return name.equals("and") ? new RowPredicate.AllOf(terms) : new RowPredicate.AnyOf(terms);
  }

  private @Nullable RowPredicate readSingle(String name, String word, String value) {
    TermLocation place = location.of(name);
    FieldPath field = filters.field(place, name);
    FilterOperator operator =
        field == null ? null : FilterTermReader.operator(place, name, field.column(), word);
    if (field == null || operator == null) {
      return null;
    }
    if (FilterTermReader.takesList(operator)) {
      place.addViolation(FORMAT, "must have its values in parentheses, such as " + word + ".(1,2)");
      return null;
    }
    return meets(field, FilterTermReader.readSingle(place, field.column(), operator, value));
  }

  private @Nullable RowPredicate readList(String name, String word, List<String> values) {
    TermLocation place = location.of(name);
    FieldPath field = filters.field(place, name);
    FilterOperator operator =
        field == null ? null : FilterTermReader.operator(place, name, field.column(), word);
    if (field == null || operator == null) {
      return null;
    }
    if (!FilterTermReader.takesList(operator)) {
      place.addViolation(FORMAT, "takes one value with " + word + ", not a list");
      return null;
    }
    return meets(field, FilterTermReader.readList(place, field.column(), operator, values));
  }

  private static @Nullable RowPredicate meets(FieldPath field, @Nullable RowPredicate condition) {
    return condition == null ? null : field.meets(condition);
  }
}
