package dev.freehold.migrate.plan;

import dev.freehold.ddl.DatabaseObject;
import dev.freehold.ddl.DatabaseObjectKey;
import dev.freehold.migrate.plan.MigrationPlanner.DatabaseStatistics;
import dev.freehold.migrate.plan.MigrationStep.Action;
import dev.freehold.migrate.plan.MigrationStep.Lock;
import dev.freehold.migrate.plan.MigrationStep.LockDuration;
import dev.freehold.migrate.plan.MigrationStep.ModelChange;
import dev.freehold.migrate.plan.MigrationStep.Phase;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.migrate.plan.MigrationStep.RowsAtRisk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Builds a plan: collects the steps, and tracks the model after the steps so far.
final class MigrationPlanBuilder {
  /// Marks a constraint that is added but not validated.
  public static final String NOT_VALIDATED = " (not validated)";

  /// Marks a unique constraint of which only the index exists.
  public static final String INDEX_ALONE = " (index)";

  /// Marks a unique constraint whose replacement index exists beside its own.
  public static final String SUCCESSOR = " (successor)";

  /// Marks a required column whose rows are filled but that is not yet NOT NULL.
  public static final String FILLED = "not null (filled)";

  private final TargetSchema target;
  private final CurrentRows currentRows;
  private final DatabaseStatistics statistics;
  private final MigrationOptions options;
  private final List<MigrationStep> steps = new ArrayList<>();
  private final Set<String> newTables = new HashSet<>();
  private final Set<DatabaseObjectKey> postponed = new HashSet<>();
  private final Set<String> postponedTables = new HashSet<>();
  private final Set<String> blockedTables = new HashSet<>();
  private Map<String, String> model;
  private Phase phase = Phase.EXPAND;

  public MigrationPlanBuilder(
      Map<String, String> applied,
      TargetSchema target,
      DatabaseStatistics statistics,
      MigrationOptions options) {
    this.model = new TreeMap<>(applied);
    this.target = target;
    this.statistics = statistics;
    this.options = options;
    this.currentRows = new CurrentRows(applied, target, options, statistics.major());
  }

  /// The definition without its marker.
  public static String settled(String definition) {
    for (String marker : List.of(NOT_VALIDATED, INDEX_ALONE, SUCCESSOR)) {
      if (definition.endsWith(marker)) {
        return definition.substring(0, definition.length() - marker.length());
      }
    }
    return definition;
  }

  public TargetSchema target() {
    return target;
  }

  public CurrentRows currentRows() {
    return currentRows;
  }

  public DatabaseStatistics facts() {
    return statistics;
  }

  public MigrationOptions options() {
    return options;
  }

  public List<MigrationStep> steps() {
    return List.copyOf(steps);
  }

  /// The current model: key to definition, in the order of the keys.
  public Map<String, String> model() {
    return new LinkedHashMap<>(model);
  }

  public @Nullable String definition(String key) {
    return model.get(key);
  }

  public boolean has(DatabaseObjectKey key) {
    return model.containsKey(key.toString());
  }

  /// Keys of the tables of resources and operations, without postponed tables.
  public List<DatabaseObjectKey> tableKeys() {
    return model.keySet().stream()
        .filter(DatabaseObjectKey::isOfTable)
        .map(DatabaseObjectKey::of)
        .filter(key -> !isPostponed(key.table()))
        .toList();
  }

  /// The elements of a kind in the target, without those of postponed tables.
  public List<DatabaseObject> wanted(DatabaseObject.Kind kind) {
    return target.elements(kind).stream()
        .filter(e -> !isPostponed(DatabaseObjectKey.of(e.key()).table()))
        .toList();
  }

  /// Records that the plan creates a table, so it has no rows.
  public void madeTable(String table) {
    newTables.add(table);
  }

  public boolean isNewTable(String table) {
    return newTables.contains(table);
  }

  /// Postpones a column to the contract phase, with everything that depends on it.
  public void postpone(DatabaseObjectKey column) {
    postponed.add(column);
  }

  /// Postpones a table of the target to the contract phase, with everything that belongs to it.
  public void postponeTable(String table) {
    postponedTables.add(table);
  }

  public boolean isPostponed(String table) {
    return postponedTables.contains(table) || blockedTables.contains(table);
  }

  /// Excludes a table of the target from both phases, after a blocked step. The other steps of the
  /// table would not describe it.
  public void blockTable(String table) {
    blockedTables.add(table);
  }

  public boolean isPostponed(String table, String column) {
    return postponed.contains(DatabaseObjectKey.column(table, column));
  }

  /// Starts the contract phase: the following steps run after the last server of the old spec has
  /// stopped.
  public void contract() {
    phase = Phase.CONTRACT;
    postponed.clear();
    postponedTables.clear();
  }

  public boolean isContract() {
    return phase == Phase.CONTRACT;
  }

  /// Starts the last steps, which belong to the phase of the step before them.
  public void finish() {
    phase = steps.isEmpty() ? Phase.EXPAND : steps.getLast().phase();
  }

  /// Whether an index or a unique constraint reads a column that the contract phase drops. Servers
  /// of the old spec use it until then.
  public boolean readsDroppedColumn(DatabaseObjectKey key) {
    String definition = String.valueOf(definition(key.toString()));
    return !isContract()
        && tableKeys().stream()
            .filter(k -> k.kind() == DatabaseObject.Kind.COLUMN && k.table().equals(key.table()))
            .filter(k -> !target.has(k))
            .anyMatch(k -> ColumnReferences.reads(definition, k.tablePart()));
  }

  /// @param subject the name for the consent: `tasks.notes`
  /// @param words what the step does
  public StepBuilder step(String subject, String words) {
    return new StepBuilder(subject, words, phase, model, this::add);
  }

  /// A blocked step appears in both phases, and is listed once.
  private void add(MigrationStep step) {
    if (step.action() instanceof Action.Blocked() && isListed(step)) {
      return;
    }
    steps.add(step);
    model = new TreeMap<>(step.modelChange().applyTo(model));
  }

  private boolean isListed(MigrationStep step) {
    return steps.stream()
        .anyMatch(
            s -> s.subject().equals(step.subject()) && s.description().equals(step.description()));
  }

  /// A step under construction. Defaults: SAFE, ACCESS EXCLUSIVE for a moment.
  public static final class StepBuilder {
    private final String subject;
    private final String words;
    private final Phase phase;
    private final Map<String, String> before;
    private final Consumer<MigrationStep> done;
    private final Map<String, String> set = new LinkedHashMap<>();
    private final Set<String> removed = new LinkedHashSet<>();
    private Risk risk = Risk.SAFE;
    private Lock lock = Lock.ACCESS_EXCLUSIVE;
    private LockDuration lockDuration = LockDuration.MOMENT;
    private Optional<RowsAtRisk> atRisk = Optional.empty();
    private String remedy = "";
    private String stops = "";

    StepBuilder(
        String subject,
        String words,
        Phase phase,
        Map<String, String> before,
        Consumer<MigrationStep> done) {
      this.subject = subject;
      this.words = words;
      this.phase = phase;
      this.before = before;
      this.done = done;
    }

    public StepBuilder risk(Risk other) {
      risk = other;
      return this;
    }

    public StepBuilder lock(Lock other, LockDuration time) {
      lock = other;
      lockDuration = time;
      return this;
    }

    public StepBuilder atRisk(Optional<RowsAtRisk> rows) {
      atRisk = rows;
      return this;
    }

    public StepBuilder remedy(String text) {
      remedy = text;
      return this;
    }

    /// Records what servers of the old spec can no longer do. The step gets at least the risk
    /// [MigrationStep.Risk#BREAKING] and belongs to the contract phase.
    ///
    /// @param what the action that stops: `serving tasks.notes`
    public StepBuilder stopsOldServers(String what) {
      if (phase != Phase.CONTRACT) {
        throw new IllegalStateException("not in the expand phase: " + words);
      }
      stops = "servers of the old spec stop " + what + MigrationStep.STOP_OLD_SERVERS;
      return risk(risk.compareTo(Risk.BREAKING) < 0 ? Risk.BREAKING : risk);
    }

    public StepBuilder set(String key, String definition) {
      set.put(key, definition);
      return this;
    }

    public StepBuilder set(DatabaseObjectKey key, String definition) {
      return set(key.toString(), definition);
    }

    public StepBuilder remove(DatabaseObjectKey key) {
      removed.add(key.toString());
      return this;
    }

    /// The model after the step.
    public StepBuilder replaceModel(Map<String, String> after) {
      before.keySet().stream().filter(k -> !after.containsKey(k)).forEach(removed::add);
      after.forEach(
          (key, definition) -> {
            if (!definition.equals(before.get(key))) {
              set.put(key, definition);
            }
          });
      return this;
    }

    public void transaction(String... statements) {
      transaction(Arrays.asList(statements));
    }

    public void transaction(List<String> statements) {
      end(new Action.Transaction(statements));
    }

    /// @param index schema-qualified and quoted
    public void concurrently(String index, String statement) {
      end(new Action.ConcurrentIndex(index, statement));
    }

    public void batches(Action.BatchedUpdate batches) {
      end(batches);
    }

    /// Finishes the step as blocked. It changes nothing.
    public void blocked() {
      risk = Risk.BLOCKED;
      stops = "";
      lock = Lock.NONE;
      lockDuration = LockDuration.MOMENT;
      set.clear();
      removed.clear();
      end(new Action.Blocked());
    }

    private void end(Action action) {
      done.accept(
          new MigrationStep(
              subject,
              words,
              phase,
              risk,
              lock,
              lockDuration,
              action,
              atRisk,
              Stream.of(stops, remedy).filter(t -> !t.isEmpty()).collect(Collectors.joining("; ")),
              new ModelChange(set, removed)));
    }
  }
}
