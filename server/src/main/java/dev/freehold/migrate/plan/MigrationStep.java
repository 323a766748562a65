package dev.freehold.migrate.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// One step of a migration. It is done completely or not at all. Only the model in the ledger
/// records that it is done.
///
/// @param subject the name for the consent: `tasks`, `tasks.notes`
/// @param description what the step does: `new column tasks.due_on date`
/// @param declared the risk if no row is at risk
/// @param remedy what to do instead, or first; empty if nothing is needed
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

  /// The end of a remedy that is needed whatever the rows; that for rows at risk follows it.
  static final String STOP_OLD_SERVERS = ": stop them first";

  /// The risk, with the counted rows at risk considered.
  public Risk risk() {
    return atRisk
        .filter(r -> r.counted().orElse(0) > 0 && r.riskIfAny().compareTo(declared) > 0)
        .map(RowsAtRisk::riskIfAny)
        .orElse(declared);
  }

  /// The part of the remedy that is needed without rows at risk.
  private String remedyWithoutRows() {
    int end = remedy.indexOf(STOP_OLD_SERVERS);
    return end < 0 ? "" : remedy.substring(0, end + STOP_OLD_SERVERS.length());
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

  /// This step with the counted number of rows at risk. What to do with such rows is no matter if
  /// there are none.
  ///
  /// @param examples of these rows; empty if the query does not tell them
  public MigrationStep counted(long rows, String examples) {
    boolean harmless =
        rows == 0 && atRisk.filter(r -> r.riskIfAny().compareTo(declared) > 0).isPresent();
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
                    r.countSql(), r.description(), r.riskIfAny(), OptionalLong.of(rows), examples)),
        harmless ? remedyWithoutRows() : remedy,
        modelChange);
  }

  /// The rows that a step would change or lose, or that make it fail.
  ///
  /// @param countSql a query that returns one row: the number, and in a second column, if there is one,
  ///     a text that names some of the rows
  /// @param description the rows in words: `rows of tasks with notes`, `rows longer than 100
  ///     characters`
  /// @param riskIfAny the risk of the step if there is at least one such row
  /// @param counted the number of rows when they were counted; empty before
  /// @param examples of these rows when they were counted: `such as id 1, 2`; empty if they are not
  ///     told
  public record RowsAtRisk(
      String countSql, String description, Risk riskIfAny, OptionalLong counted, String examples) {
    public RowsAtRisk(String count, String what, Risk ifAny) {
      this(count, what, ifAny, OptionalLong.empty(), "");
    }

    /// The rows in words, with examples.
    public String named() {
      return examples.isEmpty() ? description : description + "; " + examples;
    }
  }

  /// How long a step holds its lock.
  public enum LockDuration {
    /// While the catalog is written: milliseconds, whatever the size of the table.
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
    /// `SHARE UPDATE EXCLUSIVE`: reads and writes continue.
    SHARE_UPDATE_EXCLUSIVE,
    /// `SHARE ROW EXCLUSIVE`: reads continue, writes wait.
    SHARE_ROW_EXCLUSIVE,
    /// `ACCESS EXCLUSIVE`: everything waits.
    ACCESS_EXCLUSIVE
  }

  /// The change of a step to the model in the ledger: keys and definitions of `ddl.DatabaseObject`.
  ///
  /// @param set the new definition of each added or changed key
  /// @param removed the keys to remove
  public record ModelChange(Map<String, String> set, Set<String> removed) {
    public ModelChange {
      set = Map.copyOf(set);
      removed = Set.copyOf(removed);
    }

    /// The model after the change.
    public Map<String, String> applyTo(Map<String, String> model) {
      Map<String, String> after = new LinkedHashMap<>(model);
      after.keySet().removeAll(removed);
      after.putAll(set);
      return after;
    }
  }

  /// The phase of a step (expand and contract), for servers of the old spec that run at the same
  /// time.
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

    /// `create index concurrently` or `drop index concurrently`, outside of a transaction. An
    /// interrupted attempt leaves an invalid index with this name, which is dropped first.
    ///
    /// @param index schema-qualified and quoted
    record ConcurrentIndex(String index, String statement) implements Action {}

    /// A statement that reads the next `$1` rows by primary key after `$2` and changes those that
    /// need it. It is repeated, each time in its own transaction, until it reads no row. Restarting
    /// at `start` is safe.
    ///
    /// The statement returns one row: `changed`, a number; `last`, text: the next `$2`, or null if
    /// no row was left.
    ///
    /// @param start the first `$2`
    record BatchedUpdate(String statement, String start) implements Action {}

    /// No action: the step is blocked.
    record Blocked() implements Action {}
  }
}
