package dev.freehold.spec.check;

import dev.freehold.problem.PrintableText;
import dev.freehold.rule.Rule;
import dev.freehold.rule.RuleEvaluator;
import dev.freehold.rule.RuleEvaluator.TruthValue;
import dev.freehold.spec.Access;
import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.Stamp.StampValue;
import dev.freehold.spec.SpecIssueCode;
import dev.freehold.spec.SpecIssueCollector;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Warns of a stamp with the caller that can name the owner of a row to readers from whom `user_id` is
/// kept.
final class StampedOwnerChecker {
  private final SpecIssueCollector warnings;
  private final ResourceFields fields;

  /// @param fields of the resource that is checked
  StampedOwnerChecker(SpecIssueCollector warnings, ResourceFields fields) {
    this.warnings = warnings;
    this.fields = fields;
  }

  /// @param owner who may read the owner of a row; empty: every caller who may read the row
  void check(List<Spec.Field> stamped, Access access, List<Grant> owner) {
    if (owner.isEmpty()) {
      return;
    }
    Map<String, Spec.Field> byName =
        stamped.stream().collect(Collectors.toMap(Spec.Field::name, Function.identity()));
    for (Spec.Field field : stamped) {
      Spec.Stamp stamp = field.stamp();
      if (stamp != null
          && stamp.value() == StampValue.ME
          && !isReadBy(field, access, owner)
          && isMetByOwner(stamp.condition(), byName)) {
        warnings.add(
            fields.position(field.name()),
            SpecIssueCode.OWNER_REVEALED,
            PrintableText.quote(field.name())
                + " can name the owner of the row, whom only some callers may read",
            "limit read of "
                + field.name()
                + " too, or let others than the owner make the row meet the condition");
      }
    }
  }

  /// Whether everyone who reads the field may read the owner.
  private static boolean isReadBy(Spec.Field field, Access access, List<Grant> owner) {
    List<Grant> readers = field.readers().isEmpty() ? access.read() : field.readers();
    return readers.stream().allMatch(reader -> owner.stream().anyMatch(o -> o.covers(reader)));
  }

  /// Whether the owner may make a row meet the condition: by a value that the owner may write, or because
  /// a new row meets it.
  private static boolean isMetByOwner(Rule condition, Map<String, Spec.Field> byName) {
    boolean written =
        condition.columns().stream()
            .map(column -> Objects.requireNonNull(byName.get(column)))
            .anyMatch(StampedOwnerChecker::isWrittenByOwner);
    return written
        || RuleEvaluator.evaluate(
                condition, column -> Objects.requireNonNull(byName.get(column)).defaultValue())
            == TruthValue.TRUE;
  }

  private static boolean isWrittenByOwner(Spec.Field field) {
    boolean value =
        field.writers().isEmpty()
            || field.writers().stream().anyMatch(StampedOwnerChecker::isOwner);
    boolean move =
        field.moves().isEmpty()
            || field.moves().stream()
                .flatMap(m -> m.grants().stream())
                .anyMatch(StampedOwnerChecker::isOwner);
    return !field.readonly() && field.copy() == null && value && move;
  }

  private static boolean isOwner(Grant grant) {
    return grant.subject() instanceof Grant.Owner || grant.subject() instanceof Grant.User;
  }
}
