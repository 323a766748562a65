package dev.freehold.api;

import dev.freehold.db.ConstraintCatalog.ConstraintColumns;
import dev.freehold.db.ConstraintProblems;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseException.FailureKind;
import dev.freehold.db.DatabaseProblemMapper;
import dev.freehold.ddl.FieldWriteTriggerDdl;
import dev.freehold.ddl.MoveTriggerDdl;
import dev.freehold.ddl.TeamDdl;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import dev.freehold.rule.Rule;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Maps the failure of a statement to the error to respond with. Finds a constraint by its name in
/// the plan, or by its columns; the error names only fields.
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

  private static final String ACCOUNTS = "auth.users";

  private final ConstraintProblems constraints = new ConstraintProblems();

  /// The table of each constraint that keeps ids unique, by its name.
  private final Map<String, String> idConstraints = new HashMap<>();

  private final Set<ConstraintColumns> idColumns = new HashSet<>();

  private final @Nullable Problem locked;

  /// The table of the resource; null for statements on rows of several.
  private @Nullable TablePlan table;

  /// @param locked the error if a lock was not acquired in time; null for the default
  private ConstraintErrorMapper(@Nullable Problem locked) {
    this.locked = locked;
  }

  /// For statements that lock an idempotency key.
  public static ConstraintErrorMapper forIdempotencyKeys() {
    ConstraintErrorMapper failures = new ConstraintErrorMapper(KEY_IN_PROGRESS);
    failures.constraints.put(
        KEYS_OWNER,
        ConstraintColumns.foreignKey("_idempotency_keys", List.of("user_id"), ACCOUNTS),
        new Problem.InvalidToken());
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
    TablePlan table = plan.table();
    failures.table = table;
    failures.idConstraints.put(table.primaryKey(), table.name());
    failures.idColumns.add(ConstraintColumns.unique(table.name(), table.keyColumns(), false));
    for (TablePlan.Unique unique : table.uniques()) {
      if (unique.isOfId()) {
        failures.idConstraints.put(unique.name(), table.name());
        failures.idColumns.add(columns(table, unique));
      } else {
        failures.constraints.put(unique.name(), columns(table, unique), taken(unique));
      }
    }
    table
        .ownerForeignKey()
        .ifPresent(
            key ->
                failures.constraints.put(
                    key,
                    ConstraintColumns.foreignKey(
                        table.name(), List.of(table.owner().orElseThrow().name()), ACCOUNTS),
                    new Problem.InvalidToken()));
    for (TablePlan.ForeignKey key : table.foreignKeys()) {
      failures.constraints.put(
          key.name(),
          columns(table, key),
          new Problem.Invalid(List.of(unknownReference(key.field()))));
    }
    for (TablePlan.Link link : plan.table().links()) {
      Problem unknown = new Problem.Invalid(List.of(unknownReference(link.column().name())));
      failures.constraints.put(
          link.itemKey(),
          ConstraintColumns.foreignKey(
              link.name(),
              List.of(TablePlan.Link.ITEM),
              link.itemSchema() + "." + link.itemTable()),
          unknown);
      // Only the id that stands for an unreadable row can be twice in a list.
      failures.constraints.put(
          link.primaryKey(),
          ConstraintColumns.unique(
              link.name(), List.of(TablePlan.Link.ROW, TablePlan.Link.ITEM), false),
          unknown);
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
    for (ResourcePlan resource : plan.resources()) {
      TablePlan table = resource.table();
      table
          .foreignKeys()
          .forEach(key -> failures.constraints.put(key.name(), columns(table, key), referenced));
    }
    return failures;
  }

  /// For the check of all unique sets at the end of a transaction.
  public static ConstraintErrorMapper forUniqueSets(ApiPlan plan) {
    ConstraintErrorMapper failures = new ConstraintErrorMapper(null);
    for (ResourcePlan resource : plan.resources()) {
      TablePlan table = resource.table();
      table.uniques().stream()
          .filter(TablePlan.Unique::isDeferrable)
          .forEach(
              unique ->
                  failures.constraints.put(unique.name(), columns(table, unique), taken(unique)));
    }
    return failures;
  }

  static ConstraintColumns columns(TablePlan table, TablePlan.Unique unique) {
    return ConstraintColumns.unique(table.name(), unique.columns(), unique.condition() != null);
  }

  static ConstraintColumns columns(TablePlan table, TablePlan.ForeignKey key) {
    return ConstraintColumns.foreignKey(
        table.name(), key.columns(), key.schema() + "." + key.target());
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

  /// The error to respond with. A violated constraint whose name is not in the plan is a defect, or was
  /// renamed: its failure is passed on. A taken id is a [TakenIdException].
  public Throwable of(Throwable failure) {
    if (!(failure instanceof DatabaseException db)) {
      return failure;
    }
    String name = db.constraint();
    String table = name == null ? null : idConstraints.get(name);
    if (table != null && db.kind() == FailureKind.UNIQUE) {
      return new TakenIdException(table, db);
    }
    return switch (db.kind()) {
      case UNIQUE, CHECK, FOREIGN_KEY ->
          constraints
              .find(db)
              .or(() -> Optional.ofNullable(name).map(ConstraintErrorMapper::refusedChange))
              .<Throwable>map(Problem::toException)
              .orElse(db);
      case LOCKED ->
          locked == null ? DatabaseProblemMapper.toRequestFailure(db) : locked.toException();
      case UNAVAILABLE, UNKNOWN_OUTCOME, TIMEOUT, STORAGE, DEFECT ->
          DatabaseProblemMapper.toRequestFailure(db);
    };
  }

  /// The error for a violated constraint that the catalog tells; empty if the plan has none like it.
  ///
  /// @param failure whose constraint is not known by its name
  Optional<Throwable> of(DatabaseException failure, ConstraintColumns constraint) {
    return idColumns.contains(constraint)
        ? Optional.of(new TakenIdException(constraint.table(), failure))
        : constraints
            .find(constraint)
            .or(() -> Optional.ofNullable(takenInAnotherSpec(constraint)))
            .map(Problem::toException);
  }

  /// A unique set of fields that this spec has, as another spec: the one of a newer server, which has migrated
  /// the database.
  private @Nullable Problem takenInAnotherSpec(ConstraintColumns constraint) {
    TablePlan own = table;
    if (own == null
        || constraint.kind() == ConstraintColumns.Kind.FOREIGN_KEY
        || !constraint.table().equals(own.name())) {
      return null;
    }
    Set<String> fields = new TreeSet<>(constraint.columns());
    own.owner().ifPresent(owner -> fields.remove(owner.name()));
    Set<String> known =
        own.columns().stream().map(ColumnPlan::name).collect(Collectors.toUnmodifiableSet());
    if (fields.isEmpty() || !known.containsAll(fields)) {
      return null;
    }
    String message =
        String.join(", ", fields)
            + " must be unique"
            + (fields.size() == 1
                ? "; another row has this value."
                : " together; another row has these values.");
    return new Problem.Conflict(
        fields.stream().map(f -> new Violation(f, ViolationCode.TAKEN, message)).toList());
  }
}
