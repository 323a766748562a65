package dev.freehold.migrate;

import dev.freehold.ddl.ColumnDefinition;
import dev.freehold.ddl.DatabaseObject.Kind;
import dev.freehold.ddl.DatabaseObjectKey;
import dev.freehold.ddl.RowViewDdl;
import dev.freehold.migrate.file.MigrationFileStep;
import dev.freehold.migrate.plan.AccessDrops;
import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.plan.MigrationStep.Action;
import dev.freehold.migrate.plan.MigrationStep.ModelChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Completes the steps of migration files, which contain no grants and no policies: a step drops those of
/// the database that read what it changes, and removes from the model those of a table that it drops or
/// renames.
final class FileStepAccess {
  private Map<String, String> model;

  /// @param model of the database before the first step
  FileStepAccess(Map<String, String> model) {
    this.model = Map.copyOf(model);
  }

  /// Completes the step after those that were completed before.
  MigrationStep complete(MigrationStep step) {
    ModelChange change = step.modelChange();
    Map<String, String> set = new HashMap<>(change.set());
    Set<String> removed = new HashSet<>(change.removed());
    Set<String> statements = new LinkedHashSet<>();
    for (AccessDrops drops : drops(change)) {
      statements.addAll(drops.statements());
      drops.removed().forEach(key -> removed.add(key.toString()));
      drops.outdated().forEach(key -> set.put(key.toString(), AccessDrops.OUTDATED));
    }
    List<DatabaseObjectKey> gone = keys(change.removed(), Kind.TABLE);
    Map<String, String> renamed = new HashMap<>();
    for (Map.Entry<String, String> object : model.entrySet()) {
      String key = object.getKey();
      if (MigrationFileStep.isAccess(key) && DatabaseObjectKey.isOfTable(key)) {
        DatabaseObjectKey access = DatabaseObjectKey.of(key);
        if (gone.stream().anyMatch(t -> t.table().equals(access.table()))) {
          removed.add(key);
          if (RowViewDdl.isView(access)) {
            statements.add(RowViewDdl.drop(access.table()));
            continue;
          }
          keys(change.set().keySet(), Kind.TABLE)
              .forEach(
                  to ->
                      renamed.put(
                          access.of(to.table(), access.tablePart()).toString(), object.getValue()));
        }
      }
    }
    MigrationStep complete =
        step.withAction(before(statements, step.action()))
            .withModelChange(new ModelChange(set, removed));
    Map<String, String> after = new HashMap<>(complete.modelChange().applyTo(model));
    // The objects of a renamed table are there still. The last step makes them anew.
    after.putAll(renamed);
    model = after;
    return complete;
  }

  private List<AccessDrops> drops(ModelChange change) {
    List<AccessDrops> drops = new ArrayList<>();
    for (DatabaseObjectKey table : keys(change.set().keySet(), Kind.TABLE)) {
      String now = model.get(table.toString());
      if (now != null && !now.equals(change.set().get(table.toString()))) {
        drops.add(AccessDrops.ofTable(model, table.table()));
      }
    }
    // PostgreSQL renames a table in its policies.
    boolean renames =
        !keys(change.removed(), Kind.TABLE).isEmpty()
            && !keys(change.set().keySet(), Kind.TABLE).isEmpty();
    for (DatabaseObjectKey column : keys(change.removed(), Kind.COLUMN)) {
      if (!renames) {
        drops.add(AccessDrops.ofColumn(model, column));
      }
    }
    for (DatabaseObjectKey column : keys(change.set().keySet(), Kind.COLUMN)) {
      String now = model.get(column.toString());
      if (now != null && !isSameType(now, String.valueOf(change.set().get(column.toString())))) {
        drops.add(AccessDrops.ofColumn(model, column));
      }
    }
    return drops;
  }

  private static boolean isSameType(String now, String then) {
    return ColumnDefinition.of(now).type().equals(ColumnDefinition.of(then).type());
  }

  private static List<DatabaseObjectKey> keys(Set<String> keys, Kind kind) {
    return keys.stream()
        .filter(key -> Kind.ofKey(key) == kind && DatabaseObjectKey.isOfTable(key))
        .sorted()
        .map(DatabaseObjectKey::of)
        .toList();
  }

  private static Action before(Set<String> first, Action action) {
    if (!(action instanceof Action.Transaction(List<String> statements))) {
      return action;
    }
    List<String> all = new ArrayList<>(first);
    all.addAll(statements);
    return new Action.Transaction(all);
  }
}
