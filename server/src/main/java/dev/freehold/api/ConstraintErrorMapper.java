package dev.freehold.api;

import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseException.FailureKind;
import dev.freehold.db.DatabaseProblemMapper;
import dev.freehold.ddl.FieldWriteTriggerDdl;
import dev.freehold.ddl.MoveTriggerDdl;
import dev.freehold.ddl.TeamDdl;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import dev.freehold.rule.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Maps the failure of a statement to the error to respond with. Finds a constraint by its name in
/// the plan; the error names only fields.
final class ConstraintErrorMapper {
  /// Another request with the same `Idempotency-Key` is in progress.
  public static final Problem KEY_IN_PROGRESS =
      new Problem.Conflict(
          List.of(
              new Violation(
                  "Idempotency-Key",
                  ViolationCode.TAKEN,
                  "A request with this Idempotency-Key is under way; send it again in a moment.")));

  /// The foreign key of the idempotency keys to `auth.users`.
  private static final String KEYS_OWNER = "_idempotency_keys_user_id_fkey";

  private static final Problem LAST_ADMINISTRATOR =
      new Problem.Conflict(
          List.of(
              new Violation(
                  "role",
                  ViolationCode.REFERENCED,
                  "The team would have no administrator. Give the role to another member first.")));

  private final Map<String, Problem> constraints = new HashMap<>();

  /// The table of each constraint that keeps ids unique.
  private final Map<String, String> idConstraints = new HashMap<>();

  private final @Nullable Problem locked;

  /// @param locked the error if a lock was not acquired in time; null for the default
  private ConstraintErrorMapper(@Nullable Problem locked) {
    this.locked = locked;
  }

  /// For statements that lock an idempotency key.
  public static ConstraintErrorMapper forIdempotencyKeys() {
    ConstraintErrorMapper failures = new ConstraintErrorMapper(KEY_IN_PROGRESS);
    failures.constraints.put(KEYS_OWNER, new Problem.InvalidToken());
    return failures;
  }

  /// For statements that only read, and so violate no constraint.
  static ConstraintErrorMapper forReading() {
    return new ConstraintErrorMapper(null);
  }

  /// For statements that read, insert or update rows of a resource. A violated foreign key of the
  /// owner column means that the account of the token was deleted.
  public static ConstraintErrorMapper forResource(ResourcePlan plan) {
    ConstraintErrorMapper failures = new ConstraintErrorMapper(null);
    failures.idConstraints.put(plan.table().primaryKey(), plan.table().name());
    for (TablePlan.Unique unique : plan.table().uniques()) {
      if (unique.isOfId()) {
        failures.idConstraints.put(unique.name(), plan.table().name());
      } else {
        failures.constraints.put(unique.name(), taken(unique));
      }
    }
    plan.table()
        .ownerForeignKey()
        .ifPresent(key -> failures.constraints.put(key, new Problem.InvalidToken()));
    for (TablePlan.ForeignKey key : plan.table().foreignKeys()) {
      failures.constraints.put(
          key.name(), new Problem.Invalid(List.of(unknownReference(key.field()))));
    }
    for (TablePlan.Link link : plan.table().links()) {
      Problem unknown = new Problem.Invalid(List.of(unknownReference(link.column().name())));
      failures.constraints.put(link.itemKey(), unknown);
      // Only the id that stands for an unreadable row can be twice in a list.
      failures.constraints.put(link.primaryKey(), unknown);
    }
    for (TablePlan.Check check : plan.table().checks()) {
      failures.constraints.put(check.name(), ruleViolation(check));
    }
    return failures;
  }

  /// For statements that delete rows of any resource. A row that references a deleted row, or a row
  /// deleted with it, is a conflict. The error does not name that row: the caller may not be
  /// allowed to read it.
  public static ConstraintErrorMapper forDelete(ApiPlan plan) {
    ConstraintErrorMapper failures = new ConstraintErrorMapper(null);
    Problem referenced =
        new Problem.Conflict(
            List.of(
                new Violation(
                    "id", ViolationCode.REFERENCED, "Something else still points at this.")));
    plan.resources().stream()
        .flatMap(r -> r.table().foreignKeys().stream())
        .forEach(key -> failures.constraints.put(key.name(), referenced));
    return failures;
  }

  /// For the check of all unique sets at the end of a transaction.
  public static ConstraintErrorMapper forUniqueSets(ApiPlan plan) {
    ConstraintErrorMapper failures = new ConstraintErrorMapper(null);
    plan.resources().stream()
        .flatMap(r -> r.table().uniques().stream())
        .filter(TablePlan.Unique::isDeferrable)
        .forEach(unique -> failures.constraints.put(unique.name(), taken(unique)));
    return failures;
  }

  /// The error for a value of a unique set that another row has.
  static Problem taken(TablePlan.Unique unique) {
    Rule condition = unique.condition();
    String other =
        switch (unique.within()) {
          case OWNER -> "another row of the same owner";
          case TEAM -> "another row of the team";
          case ALL -> "another row";
        };
    String message =
        String.join(", ", unique.fields())
            + " must be unique"
            + (unique.fields().size() == 1 ? "" : " together")
            + (condition == null ? "; " : " where " + condition.text() + "; ")
            + other
            + (unique.fields().size() == 1 ? " has this value." : " has these values.");
    List<Violation> violations =
        unique.fields().stream()
            .map(field -> new Violation(field, ViolationCode.TAKEN, message))
            .toList();
    return new Problem.Conflict(violations);
  }

  /// Names one field, so that one violated rule is one violation.
  private static Problem ruleViolation(TablePlan.Check check) {
    return Problem.Invalid.of(check.field(), ViolationCode.RULE, check.message());
  }

  /// A move or a write of a field that the database refuses and the statement did not: the server
  /// still has the old spec or the new one, and the database has the other.
  private static @Nullable Problem refusedChange(String constraint) {
    if (constraint.equals(TeamDdl.KEEP_ADMINISTRATOR)) {
      return LAST_ADMINISTRATOR;
    }
    String moved = MoveTriggerDdl.column(constraint);
    if (moved != null) {
      return MoveRefusal.problem(moved, "cannot change to this value");
    }
    String written = FieldWriteTriggerDdl.column(constraint);
    return written == null
        ? null
        : new Problem.Invalid(List.of(FieldWriteRefusal.violation(written)));
  }

  /// The violation of a reference to a row that does not exist, or that the caller may not read.
  static Violation unknownReference(String field) {
    return new Violation(
        field,
        ViolationCode.UNKNOWN_REFERENCE,
        field + " does not name something that you can read.");
  }

  /// The error to respond with. A violated constraint that is not in the plan is a defect: its
  /// failure is passed on, so that the server reports it and responds `INTERNAL_ERROR`. A taken id
  /// is a [TakenIdException].
  public Throwable of(Throwable failure) {
    if (!(failure instanceof DatabaseException db)) {
      return failure;
    }
    String name = db.constraint();
    String table = name == null ? null : idConstraints.get(name);
    if (table != null && db.kind() == FailureKind.UNIQUE) {
      return new TakenIdException(table, db);
    }
    @Nullable Problem known =
        name == null
            ? null
            : constraints.containsKey(name) ? constraints.get(name) : refusedChange(name);
    return switch (db.kind()) {
      case UNIQUE, CHECK, FOREIGN_KEY ->
          known == null ? DatabaseProblemMapper.toRequestFailure(db) : known.toException();
      case LOCKED ->
          locked == null ? DatabaseProblemMapper.toRequestFailure(db) : locked.toException();
      case UNAVAILABLE, UNKNOWN_OUTCOME, TIMEOUT, STORAGE, DEFECT ->
          DatabaseProblemMapper.toRequestFailure(db);
    };
  }
}
