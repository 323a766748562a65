package dev.freehold.suite.value;

import dev.freehold.plan.Column;
import dev.freehold.rule.Expr;
import dev.freehold.rule.Rule;
import java.util.ArrayList;
import java.util.List;

/// Values that a rule compares a column with, and those beside them, as far as the column takes them.
final class Constants {
  private Constants() {}

  static List<Object> of(Rule rule, Column column) {
    List<Object> found = new ArrayList<>();
    collect(rule.condition(), found);
    return found.stream()
        .flatMap(v -> Neighbours.of(column, v).stream())
        .filter(v -> Fits.rules(column, v))
        .toList();
  }

  private static void collect(Expr expr, List<Object> found) {
    switch (expr) {
      case Expr.Column _ -> {}
      case Expr.Constant constant -> found.add(constant.value());
      case Expr.Length length -> collect(length.text(), found);
      case Expr.Arithmetic a -> {
        collect(a.left(), found);
        collect(a.right(), found);
      }
      case Expr.AddDays add -> collect(add.date(), found);
      case Expr.DaysBetween days -> {
        collect(days.later(), found);
        collect(days.earlier(), found);
      }
      case Expr.Compare compare -> {
        collect(compare.left(), found);
        collect(compare.right(), found);
      }
      case Expr.In in -> in.constants().forEach(c -> found.add(c.value()));
      case Expr.IsNull isNull -> collect(isNull.value(), found);
      case Expr.Not not -> collect(not.condition(), found);
      case Expr.And and -> and.conditions().forEach(c -> collect(c, found));
      case Expr.Or or -> or.conditions().forEach(c -> collect(c, found));
    }
  }
}
