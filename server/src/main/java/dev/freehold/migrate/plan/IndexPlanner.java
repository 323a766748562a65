package dev.freehold.migrate.plan;

import dev.freehold.ddl.AlterTableDdl;
import dev.freehold.ddl.DatabaseObject;
import dev.freehold.ddl.DatabaseObject.Kind;
import dev.freehold.ddl.DatabaseObjectKey;
import dev.freehold.migrate.plan.MigrationStep.Lock;
import dev.freehold.migrate.plan.MigrationStep.LockDuration;
import dev.freehold.plan.ColumnPlan;

/// Plans indexes, created and dropped concurrently. New indexes come first, so that no list query
/// lacks its index.
final class IndexPlanner {
  private IndexPlanner() {}

  static void plan(MigrationPlanBuilder builder) {
    builder.wanted(Kind.INDEX).forEach(e -> plan(builder, e));
    for (DatabaseObjectKey key : builder.tableKeys()) {
      if (key.kind() == Kind.INDEX
          && !builder.target().has(key)
          && !builder.readsDroppedColumn(key)
          && builder.target().has(new DatabaseObjectKey(Kind.TABLE, key.table(), ""))) {
        drop(builder, key);
      }
    }
  }

  private static void plan(MigrationPlanBuilder builder, DatabaseObject element) {
    DatabaseObjectKey key = DatabaseObjectKey.of(element.key());
    String now = builder.definition(element.key());
    if (element.definition().equals(now) || waits(builder, element, key)) {
      return;
    }
    if (now != null) {
      drop(builder, key);
    }
    builder
        .step(key.displayName(), "new index " + key.displayName() + " " + element.definition())
        .lock(Lock.SHARE_UPDATE_EXCLUSIVE, LockDuration.SCAN)
        .set(element.key(), element.definition())
        .concurrently(
            AlterTableDdl.qualified(element.name()),
            AlterTableDdl.createIndexConcurrently(element));
  }

  private static boolean waits(
      MigrationPlanBuilder builder, DatabaseObject element, DatabaseObjectKey key) {
    return builder.target().table(key.table()).stream()
        .flatMap(t -> t.columns().stream())
        .map(ColumnPlan::name)
        .filter(c -> ColumnReferences.lists(element.definition(), c))
        .anyMatch(
            c ->
                builder.isPostponed(key.table(), c)
                    || !builder.has(DatabaseObjectKey.column(key.table(), c)));
  }

  /// @param key of an index or a unique index
  static void drop(MigrationPlanBuilder builder, DatabaseObjectKey key) {
    builder
        .step(key.displayName(), "no more " + key.kind().word() + " " + key.displayName())
        .lock(Lock.SHARE_UPDATE_EXCLUSIVE, LockDuration.MOMENT)
        .remove(key)
        .concurrently(
            AlterTableDdl.qualified(key.tablePart()),
            AlterTableDdl.dropIndexConcurrently(key.tablePart()));
  }
}
