package dev.freehold.migrate.plan;

import dev.freehold.ddl.AlterTableDdl;
import dev.freehold.ddl.DatabaseObject;
import dev.freehold.ddl.DatabaseObject.Kind;
import dev.freehold.ddl.DatabaseObjectKey;
import dev.freehold.ddl.UniqueIndexDefinition;
import dev.freehold.migrate.plan.MigrationStep.Lock;
import dev.freehold.migrate.plan.MigrationStep.LockDuration;
import dev.freehold.plan.ColumnPlan;
import java.util.List;

/// Plans the indexes of unique sets with a condition. They are created and dropped while reads and
/// writes continue. The name of an index follows from its condition, so that a changed condition is a
/// new index, and the old one is dropped after it.
final class UniqueIndexPlanner {
  private UniqueIndexPlanner() {}

  static void plan(MigrationPlanBuilder builder) {
    builder.wanted(Kind.UNIQUE_INDEX).forEach(e -> plan(builder, e));
    for (DatabaseObjectKey key : builder.tableKeys()) {
      if (key.kind() == Kind.UNIQUE_INDEX
          && !builder.target().has(key)
          && !builder.readsDroppedColumn(key)
          && builder.target().has(new DatabaseObjectKey(Kind.TABLE, key.table(), ""))) {
        IndexPlanner.drop(builder, key);
      }
    }
  }

  private static void plan(MigrationPlanBuilder builder, DatabaseObject element) {
    DatabaseObjectKey key = DatabaseObjectKey.of(element.key());
    List<String> read = columns(builder, key, element.definition());
    boolean canBe =
        read.stream()
            .allMatch(
                c ->
                    builder.has(DatabaseObjectKey.column(key.table(), c))
                        && !builder.isPostponed(key.table(), c));
    if (!canBe || builder.has(key)) {
      return;
    }
    UniqueIndexDefinition set = UniqueIndexDefinition.of(element.definition());
    builder
        .step(key.displayName(), "new unique " + key.displayName() + " " + element.definition())
        .lock(Lock.SHARE_UPDATE_EXCLUSIVE, LockDuration.SCAN)
        .atRisk(
            UniqueConstraintPlanner.twice(
                builder, key, set.columns(), read, element.condition(), set.condition()))
        .remedy("mend these rows first, or leave unique out")
        .set(element.key(), element.definition())
        .concurrently(
            AlterTableDdl.qualified(element.name()),
            AlterTableDdl.createUniqueIndexConcurrently(element));
  }

  /// The columns of the target's table that an index has or whose values its condition reads.
  private static List<String> columns(
      MigrationPlanBuilder builder, DatabaseObjectKey key, String definition) {
    return builder.target().table(key.table()).stream()
        .flatMap(t -> t.columns().stream())
        .map(ColumnPlan::name)
        .filter(c -> reads(definition, c))
        .toList();
  }

  /// Whether an index has a column, or its condition reads it.
  static boolean reads(String definition, String column) {
    UniqueIndexDefinition set = UniqueIndexDefinition.of(definition);
    return set.columns().contains(column) || ColumnReferences.reads(set.condition(), column);
  }
}
