package dev.freehold.migrate.plan;

import dev.freehold.ddl.AlterTableDdl;
import dev.freehold.ddl.DatabaseObject;
import dev.freehold.ddl.DatabaseObject.Kind;
import dev.freehold.ddl.DatabaseObjectKey;
import dev.freehold.migrate.plan.MigrationPlanBuilder.StepBuilder;
import dev.freehold.migrate.plan.MigrationStep.Lock;
import dev.freehold.migrate.plan.MigrationStep.LockDuration;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.migrate.plan.MigrationStep.RowsAtRisk;
import dev.freehold.plan.TablePlan;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Plans CHECK constraints of one or several columns. They are added as NOT VALID, so they bind new
/// writes at once, and are validated later without a blocking lock.
final class CheckConstraintPlanner {
  /// The rule of an enum.
  private static final String VALUES = "values";

  private final MigrationPlanBuilder builder;
  private final Map<String, List<DatabaseObject>> unproved = new LinkedHashMap<>();

  private CheckConstraintPlanner(MigrationPlanBuilder builder) {
    this.builder = builder;
  }

  static void plan(MigrationPlanBuilder builder) {
    CheckConstraintPlanner rules = new CheckConstraintPlanner(builder);
    for (DatabaseObject element : builder.target().elements()) {
      boolean binds = element.kind() == Kind.CHECK || element.kind() == Kind.RULE;
      if (binds && !builder.isPostponed(DatabaseObjectKey.of(element.key()).table())) {
        rules.plan(element);
      }
    }
    rules.unproved.forEach(rules::prove);
  }

  private void plan(DatabaseObject element) {
    DatabaseObjectKey key = DatabaseObjectKey.of(element.key());
    String now = builder.definition(element.key());
    if (!canBe(element, key) || element.definition().equals(now)) {
      return;
    }
    if (!(element.definition() + MigrationPlanBuilder.NOT_VALIDATED).equals(now)) {
      add(element, key, now);
    }
    unproved.computeIfAbsent(key.table(), _ -> new ArrayList<>()).add(element);
  }

  /// Whether every column that the rule reads exists and has its new type.
  private boolean canBe(DatabaseObject element, DatabaseObjectKey key) {
    return columns(element, key).stream()
        .allMatch(
            c ->
                builder.has(DatabaseObjectKey.column(key.table(), c))
                    && !builder.isPostponed(key.table(), c));
  }

  private void add(
      DatabaseObject element,
      DatabaseObjectKey key,
      @org.jspecify.annotations.Nullable String now) {
    AlterTableDdl alterTable = AlterTableDdl.table(key.table());
    List<String> statements = new ArrayList<>();
    if (now != null) {
      statements.add(alterTable.dropConstraint(element.name()));
    }
    statements.add(AlterTableDdl.addConstraintNotValid(element));
    String change = now == null ? "" : MigrationPlanBuilder.settled(now) + " → ";
    StepBuilder step =
        builder.step(
            subject(key),
            (now == null ? "new rule " : "rule ")
                + words(key)
                + ": "
                + change
                + element.definition());
    if (now == null || !isRelaxed(key, MigrationPlanBuilder.settled(now), element.definition())) {
      broken(element, key)
          .ifPresent(
              rows ->
                  step.atRisk(Optional.of(rows))
                      .remedy("mend these rows first, or change the rule"));
    }
    step.set(element.key(), element.definition() + MigrationPlanBuilder.NOT_VALIDATED)
        .transaction(statements);
  }

  private Optional<RowsAtRisk> broken(DatabaseObject element, DatabaseObjectKey key) {
    List<String> columns = columns(element, key);
    boolean nothingThere =
        columns.stream()
            .allMatch(c -> builder.currentRows().currentColumn(key.table(), c).isEmpty());
    if (nothingThere || builder.isNewTable(key.table())) {
      return Optional.empty();
    }
    return count(key, columns, "not (" + element.condition() + ")")
        .map(
            count ->
                new RowsAtRisk(
                    count, "rows of " + key.table() + " that break " + words(key), Risk.BLOCKED));
  }

  /// Names the values that an enum no longer has, and of other rules the rows.
  private Optional<String> count(DatabaseObjectKey key, List<String> columns, String condition) {
    return key.kind() == Kind.CHECK && key.rule().equals(VALUES)
        ? builder.currentRows().countValues(key.table(), key.column(), condition)
        : builder.currentRows().count(key.table(), columns, condition);
  }

  private List<String> columns(DatabaseObject element, DatabaseObjectKey key) {
    return element.kind() == Kind.CHECK
        ? List.of(key.column())
        : builder.target().table(key.table()).stream()
            .flatMap(t -> t.checks().stream())
            .filter(c -> c.name().equals(element.name()))
            .map(TablePlan.Check::rule)
            .flatMap(r -> r.columns().stream())
            .toList();
  }

  private void prove(String table, List<DatabaseObject> elements) {
    AlterTableDdl alterTable = AlterTableDdl.table(table);
    List<String> words = elements.stream().map(e -> words(DatabaseObjectKey.of(e.key()))).toList();
    StepBuilder step =
        builder
            .step(table, "look whether all rows keep to " + String.join(", ", words))
            .lock(Lock.SHARE_UPDATE_EXCLUSIVE, LockDuration.SCAN);
    elements.forEach(e -> step.set(e.key(), e.definition()));
    step.transaction(elements.stream().map(e -> alterTable.validate(e.name())).toList());
  }

  static String subject(DatabaseObjectKey key) {
    return key.kind() == Kind.CHECK ? key.table() + "." + key.column() : key.displayName();
  }

  /// `tasks.title maxLength`, `projects.projects_ends_on_starts_on_rule`
  static String words(DatabaseObjectKey key) {
    return key.displayName();
  }

  /// Whether every row that satisfies the old definition of a CHECK also satisfies the new one.
  /// Then no rows need to be counted.
  private static boolean isRelaxed(DatabaseObjectKey key, String from, String to) {
    if (key.kind() != Kind.CHECK) {
      return false;
    }
    return switch (key.rule()) {
      case "maxLength", "maximum" -> compare(from, to) <= 0;
      case "minLength", "minimum" -> compare(from, to) >= 0;
      // A value that contains ", " is split in two, on both sides in the same way.
      case VALUES ->
          new HashSet<>(Arrays.asList(to.split(", ", -1)))
              .containsAll(Arrays.asList(from.split(", ", -1)));
      default -> false;
    };
  }

  private static int compare(String from, String to) {
    return new BigDecimal(from).compareTo(new BigDecimal(to));
  }
}
