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
import dev.freehold.plan.PostgresIdentifier;
import dev.freehold.type.SqlQuoting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Plans unique constraints. The index is created while reads and writes continue, and then becomes
/// the index of the constraint.
final class UniqueConstraintPlanner {
  /// An id is unique from the start, with or without a constraint.
  private static final String ID_ALONE = "(id)";

  /// The suffix that `ddl` writes at the end of a definition.
  private static final String DEFERRABLE = " deferrable";

  private UniqueConstraintPlanner() {}

  static void plan(MigrationPlanBuilder builder) {
    builder.wanted(Kind.UNIQUE).forEach(e -> plan(builder, e));
  }

  private static void plan(MigrationPlanBuilder builder, DatabaseObject element) {
    DatabaseObjectKey key = DatabaseObjectKey.of(element.key());
    List<String> columns = columns(element.definition());
    boolean canBe =
        columns.stream()
            .allMatch(
                c ->
                    builder.has(DatabaseObjectKey.column(key.table(), c))
                        && !builder.isPostponed(key.table(), c));
    String now = builder.definition(element.key());
    if (!canBe || element.definition().equals(now)) {
      return;
    }
    AlterTableDdl alterTable = AlterTableDdl.table(key.table());
    if (now != null && isSameSet(element, now)) {
      replace(builder, element, key, now);
      return;
    }
    String half = element.definition() + MigrationPlanBuilder.INDEX_ALONE;
    if (now != null && !now.equals(half)) {
      drop(builder, key, now);
    }
    if (!half.equals(now)) {
      builder
          .step(key.displayName(), "new unique " + key.displayName() + " " + element.definition())
          .lock(Lock.SHARE_UPDATE_EXCLUSIVE, LockDuration.SCAN)
          .atRisk(twice(builder, element, key, columns))
          .remedy("mend these rows first, or leave unique out")
          .set(element.key(), half)
          .concurrently(
              AlterTableDdl.qualified(element.name()),
              alterTable.createUniqueIndex(element.name(), SqlQuoting.identifiers(columns)));
    }
    builder
        .step(key.displayName(), "the index " + element.name() + " holds what is unique")
        .set(element.key(), element.definition())
        .transaction(
            alterTable.uniqueUsingIndex(element.name(), element.name(), isDeferrable(element)));
  }

  private static boolean isDeferrable(DatabaseObject element) {
    return element.definition().endsWith(DEFERRABLE);
  }

  /// Whether a constraint of the database has the columns of the target and differs in something
  /// else.
  private static boolean isSameSet(DatabaseObject element, String now) {
    String settled = MigrationPlanBuilder.settled(now);
    return !now.endsWith(MigrationPlanBuilder.INDEX_ALONE)
        && !settled.equals(element.definition())
        && columns(settled).equals(columns(element.definition()));
  }

  /// Replaces a unique constraint, because PostgreSQL cannot alter one. A second index takes the
  /// place of the first in one transaction, so that two rows can never have the same values.
  private static void replace(
      MigrationPlanBuilder builder, DatabaseObject element, DatabaseObjectKey key, String now) {
    AlterTableDdl alterTable = AlterTableDdl.table(key.table());
    String index = successor(element.name());
    String underway = MigrationPlanBuilder.settled(now) + MigrationPlanBuilder.SUCCESSOR;
    if (!underway.equals(now)) {
      builder
          .step(
              key.displayName(),
              "a second index for unique " + key.displayName() + " " + element.definition())
          .lock(Lock.SHARE_UPDATE_EXCLUSIVE, LockDuration.SCAN)
          .set(element.key(), underway)
          .concurrently(
              AlterTableDdl.qualified(index),
              alterTable.createUniqueIndex(
                  index, SqlQuoting.identifiers(columns(element.definition()))));
    }
    builder
        .step(
            key.displayName(),
            "unique "
                + key.displayName()
                + ": "
                + MigrationPlanBuilder.settled(now)
                + " → "
                + element.definition())
        .set(element.key(), element.definition())
        .transaction(
            alterTable.dropConstraint(element.name()),
            alterTable.uniqueUsingIndex(element.name(), index, isDeferrable(element)));
  }

  /// The name of the index that replaces the index of a constraint.
  static String successor(String constraint) {
    return PostgresIdentifier.truncate(constraint + "_successor");
  }

  private static Optional<RowsAtRisk> twice(
      MigrationPlanBuilder builder,
      DatabaseObject element,
      DatabaseObjectKey key,
      List<String> columns) {
    if (element.definition().equals(ID_ALONE)) {
      return Optional.empty();
    }
    return twice(builder, key, columns, columns, "", "");
  }

  /// The rows that share their values with another row.
  ///
  /// @param columns the columns with the values
  /// @param read all columns that the query reads
  /// @param condition a condition on the rows in SQL; empty for all rows
  /// @param words the condition for people; empty for all rows
  static Optional<RowsAtRisk> twice(
      MigrationPlanBuilder builder,
      DatabaseObjectKey key,
      List<String> columns,
      List<String> read,
      String condition,
      String words) {
    String set =
        Stream.concat(
                columns.stream().map(c -> SqlQuoting.identifier(c) + " is not null"),
                Stream.of(condition).filter(c -> !c.isEmpty()))
            .collect(Collectors.joining(" and "));
    return builder
        .currentRows()
        .rows(key.table(), Stream.concat(Stream.of("id"), read.stream()).toList())
        .map(
            rows ->
                new RowsAtRisk(
                    """
                    with twice as (
                      select count(*) as n, min(r."id"::text) as one, max(r."id"::text) as other
                        from %s where %s group by %s having count(*) > 1)
                    select coalesce(sum(n), 0)::bigint, (select 'such as id ' || string_agg(one || ' and ' || other, ', ')
                      from (select one, other from twice order by one limit %d) f)
                      from twice\
                    """
                        .formatted(rows, set, SqlQuoting.identifiers(columns), CurrentRows.FIRST),
                    "rows of "
                        + key.table()
                        + (words.isEmpty() ? "" : " where " + words)
                        + " of which several have the same "
                        + String.join(", ", columns),
                    Risk.BLOCKED));
  }

  /// The columns in a definition.
  static List<String> columns(String definition) {
    return Arrays.asList(definition.substring(1, definition.indexOf(')')).split(", ", -1));
  }

  /// Drops the unique constraints that the target does not have. A constraint that a foreign key
  /// still references, or that reads a dropped column, waits for the contract phase.
  static void planDrops(MigrationPlanBuilder builder) {
    for (DatabaseObjectKey key : builder.tableKeys()) {
      if (key.kind() == Kind.UNIQUE
          && !builder.target().has(key)
          && !builder.readsDroppedColumn(key)
          && !isReferenced(builder, key)
          && builder.target().has(new DatabaseObjectKey(Kind.TABLE, key.table(), ""))) {
        drop(builder, key, String.valueOf(builder.definition(key.toString())));
      }
    }
  }

  private static boolean isReferenced(MigrationPlanBuilder builder, DatabaseObjectKey key) {
    String definition = String.valueOf(builder.definition(key.toString()));
    String end = " to " + key.table() + " " + MigrationPlanBuilder.settled(definition) + ", ";
    return builder.model().entrySet().stream()
        .anyMatch(e -> Kind.ofKey(e.getKey()) == Kind.FOREIGN_KEY && e.getValue().contains(end));
  }

  private static void drop(MigrationPlanBuilder builder, DatabaseObjectKey key, String definition) {
    StepBuilder step =
        builder
            .step(
                key.displayName(),
                "no more unique "
                    + key.displayName()
                    + " "
                    + MigrationPlanBuilder.settled(definition))
            .remove(key);
    if (definition.endsWith(MigrationPlanBuilder.INDEX_ALONE)) {
      step.lock(Lock.SHARE_UPDATE_EXCLUSIVE, LockDuration.MOMENT)
          .concurrently(
              AlterTableDdl.qualified(key.tablePart()),
              AlterTableDdl.dropIndexConcurrently(key.tablePart()));
    } else {
      List<String> statements = new ArrayList<>();
      statements.add(AlterTableDdl.table(key.table()).dropConstraint(key.tablePart()));
      if (definition.endsWith(MigrationPlanBuilder.SUCCESSOR)) {
        statements.add(AlterTableDdl.dropIndex(successor(key.tablePart())));
      }
      step.transaction(statements);
    }
  }
}
