package dev.freehold.testkit.scene;

import dev.freehold.rule.Rule;
import dev.freehold.rule.RuleEvaluator;
import dev.freehold.rule.RuleEvaluator.RowValues;
import dev.freehold.rule.RuleEvaluator.TruthValue;
import dev.freehold.rule.RuleExpression;
import dev.freehold.rule.RuleExpression.Constant;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/// Whether a row meets a condition of access: the time and the caller become constants, and what is left
/// is a rule on the row alone.
final class ConditionTruth {
  /// A column that no row has: the caller of an anonymous request is null.
  private static final RuleExpression NOBODY =
      new RuleExpression.ColumnReference("", FieldType.of(ScalarType.UUID));

  private final OffsetDateTime now;
  private final ScenePerson caller;

  private ConditionTruth(OffsetDateTime now, ScenePerson caller) {
    this.now = now;
    this.caller = caller;
  }

  /// @param row without a value for the empty name
  static boolean holds(Rule rule, RowValues row, ScenePerson caller, OffsetDateTime now) {
    RuleExpression condition = new ConditionTruth(now, caller).settled(rule.condition());
    return RuleEvaluator.evaluate(new Rule(rule.text(), condition, rule.columns()), row)
        == TruthValue.TRUE;
  }

  /// The value of a UUID that a test case only has a variable for: equal for equal variables.
  static UUID uuid(String id) {
    return UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8));
  }

  private RuleExpression settled(RuleExpression expression) {
    return switch (expression) {
      case RuleExpression.Now(long seconds) ->
          new Constant(ScalarType.DATETIME, now.plusSeconds(seconds));
      case RuleExpression.Today _ ->
          new Constant(ScalarType.DATE, now.withOffsetSameInstant(ZoneOffset.UTC).toLocalDate());
      case RuleExpression.CurrentUser _ ->
          caller.signedIn() ? new Constant(ScalarType.UUID, uuid(caller.id())) : NOBODY;
      case RuleExpression.ColumnReference _, Constant _ -> expression;
      case RuleExpression.Length(RuleExpression text) -> new RuleExpression.Length(settled(text));
      case RuleExpression.Arithmetic(var operation, var left, var right) ->
          new RuleExpression.Arithmetic(operation, settled(left), settled(right));
      case RuleExpression.AddDays(var date, int days) ->
          new RuleExpression.AddDays(settled(date), days);
      case RuleExpression.DaysBetween(var later, var earlier) ->
          new RuleExpression.DaysBetween(settled(later), settled(earlier));
      case RuleExpression.Compare(var comparison, var left, var right) ->
          new RuleExpression.Compare(comparison, settled(left), settled(right));
      case RuleExpression.In(var value, var constants) ->
          new RuleExpression.In(settled(value), constants);
      case RuleExpression.IsNull(var value) -> new RuleExpression.IsNull(settled(value));
      case RuleExpression.Not(var condition) -> new RuleExpression.Not(settled(condition));
      case RuleExpression.And(var conditions) -> new RuleExpression.And(settled(conditions));
      case RuleExpression.Or(var conditions) -> new RuleExpression.Or(settled(conditions));
    };
  }

  private List<RuleExpression> settled(List<RuleExpression> conditions) {
    return conditions.stream().map(this::settled).toList();
  }
}
