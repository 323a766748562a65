package dev.freehold.migrate.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// One step of a migration. It is done completely or not at all, and is recorded as done only in
/// the model of the ledger.
///
/// @param subject what it is about, as a consent names it: `tasks`, `tasks.notes`
/// @param description what it does: `new column tasks.due_on date`
/// @param declared its risk where no row is at risk
/// @param remedy what to do instead, or first; empty where there is no need
public record MigrationStep(
    String subject,
    String description,
    Phase phase,
    Risk declared,
    Lock lock,
    LockDuration lockDuration,
    Action action,
    Optional<RowsAtRisk> atRisk,
    String remedy,
    ModelChange modelChange) {

  /// The risk, with the counted rows at risk considered.
  public Risk risk() {
    return atRisk
        .filter(r -> r.counted().orElse(0) > 0 && r.riskIfAny().compareTo(declared) > 0)
        .map(RowsAtRisk::riskIfAny)
        .orElse(declared);
  }

  /// This step with the worst possible risk if its rows were not counted.
  public MigrationStep assumingRowsAtRisk() {
    boolean unknown = atRisk.isPresent() && atRisk.get().counted().isEmpty();
    Risk worst = unknown ? atRisk.get().riskIfAny() : declared;
    return new MigrationStep(
        subject,
        description,
        phase,
        worst == Risk.LOSSY && declared.compareTo(worst) < 0 ? worst : declared,
        lock,
        lockDuration,
        action,
        atRisk,
        remedy,
        modelChange);
  }

  /// This step with another action.
  public MigrationStep withAction(Action other) {
    return new MigrationStep(
        subject,
        description,
        phase,
        declared,
        lock,
        lockDuration,
        other,
        atRisk,
        remedy,
        modelChange);
  }

  /// This step with another model change.
  public MigrationStep withModelChange(ModelChange other) {
    return new MigrationStep(
        subject, description, phase, declared, lock, lockDuration, action, atRisk, remedy, other);
  }

  /// This step with the counted number of rows at risk.
  public MigrationStep counted(long rows) {
    return new MigrationStep(
        subject,
        description,
        phase,
        declared,
        lock,
        lockDuration,
        action,
        atRisk.map(
            r ->
                new RowsAtRisk(
                    r.countSql(), r.description(), r.riskIfAny(), OptionalLong.of(rows))),
        remedy,
        modelChange);
  }

  /// The rows that a step would change or lose, or that make it fail.
  ///
  /// @param countSql a statement of one row and one column, a number
  /// @param description which rows: `rows of tasks with notes`, `rows longer than 100 characters`
  /// @param riskIfAny what the step's risk is where there is one
  /// @param counted how many there were when they were counted; empty before
  public record RowsAtRisk(
      String countSql, String description, Risk riskIfAny, OptionalLong counted) {
    public RowsAtRisk(String count, String what, Risk ifAny) {
      this(count, what, ifAny, OptionalLong.empty());
    }
  }

  /// How long a step holds its lock.
  public enum LockDuration {
    /// While the catalog is written: milliseconds, whatever the table holds.
    MOMENT,
    /// While every row of the table is read.
    SCAN,
    /// While every row of the table is rewritten.
    REWRITE
  }

  /// The lock that a step takes (PostgreSQL manual, "Explicit Locking").
  public enum Lock {
    /// No lock that blocks other sessions.
    NONE,
    /// `SHARE UPDATE EXCLUSIVE`: reads and writes go on.
    SHARE_UPDATE_EXCLUSIVE,
    /// `SHARE ROW EXCLUSIVE`: reads go on, writes wait.
    SHARE_ROW_EXCLUSIVE,
    /// `ACCESS EXCLUSIVE`: everything waits.
    ACCESS_EXCLUSIVE
  }

  /// What a step changes in the model that the ledger keeps: keys and definitions of
  /// `ddl.DatabaseObject`.
  ///
  /// @param set key to definition from now on
  /// @param removed keys that are gone
  public record ModelChange(Map<String, String> set, Set<String> removed) {
    public ModelChange {
      set = Map.copyOf(set);
      removed = Set.copyOf(removed);
    }

    /// The model afterwards.
    public Map<String, String> applyTo(Map<String, String> model) {
      Map<String, String> after = new LinkedHashMap<>(model);
      after.keySet().removeAll(removed);
      after.putAll(set);
      return after;
    }
  }

  /// The phase of a step (expand and contract), for servers of the old spec that run at the same time.
  public enum Phase {
    /// Before the servers of the old spec stop. They keep working.
    EXPAND,
    /// After the last server of the old spec has stopped, and before those of the new spec start.
    CONTRACT
  }

  /// The risk of a step for existing rows, in ascending order.
  public enum Risk {
    /// No value is lost, and no write waits for more than a moment.
    SAFE,
    /// Servers of the old spec stop serving the subject, or requests wait while the table is
    /// rewritten. No value is lost.
    BREAKING,
    /// Existing rows get a new value.
    BACKFILL,
    /// Values are lost. The step needs a consent that names its subject.
    LOSSY,
    /// The step cannot run with the existing rows or in this plan.
    BLOCKED;

    /// The worst risk of the steps; [#SAFE] for no steps.
    public static Risk worst(List<MigrationStep> steps) {
      return steps.stream().map(MigrationStep::risk).max(Risk::compareTo).orElse(SAFE);
    }
  }

  /// The action of a step. It runs with `search_path` set to `pg_catalog` and must see all rows
  /// despite row-level security.
  public sealed interface Action {
    /// Statements in one transaction, together with the ledger row of the step.
    record Transaction(List<String> statements) implements Action {
      public Transaction {
        statements = List.copyOf(statements);
      }
    }

    /// `create index concurrently` or `drop index concurrently`, by itself. Where an attempt broke
    /// off, an invalid index of the name is there: it is dropped first.
    ///
    /// @param index schema-qualified and quoted
    record ConcurrentIndex(String index, String statement) implements Action {}

    /// A statement that reads the next `$1` rows by primary key after `$2` and changes those that
    /// need it. It is repeated, each time in its own transaction, until it reads no row. Restarting
    /// at `start` is safe.
    ///
    /// It answers one row: `changed`, a number; `last`, text: the next `$2`, null where no row was
    /// left.
    ///
    /// @param start the first `$2`
    record BatchedUpdate(String statement, String start) implements Action {
      private static final String NIL = "00000000-0000-0000-0000-000000000000";

      /// The first `$2` of a table with the primary key `(user_id, id)`: below every key.
      ///
      /// @param idType the PostgreSQL type of `id`
      public static String start(String idType) {
        return NIL + " " + (idType.equals("uuid") ? NIL : Long.toString(Long.MIN_VALUE));
      }
    }

    /// No action: the step is blocked.
    record Blocked() implements Action {}
  }
}
