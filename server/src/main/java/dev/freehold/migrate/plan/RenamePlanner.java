package dev.freehold.migrate.plan;

import dev.freehold.ddl.AlterTableDdl;
import dev.freehold.ddl.AlterTriggerDdl;
import dev.freehold.ddl.ColumnDefinition;
import dev.freehold.ddl.DatabaseObject;
import dev.freehold.ddl.DatabaseObject.Kind;
import dev.freehold.ddl.DatabaseObjectKey;
import dev.freehold.ddl.LinkDdl;
import dev.freehold.ddl.RowViewDdl;
import dev.freehold.ddl.UniqueIndexDefinition;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.TablePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// Plans `renamed_from`: a renamed table or column keeps its rows, and every object named after it
/// is renamed too. There is nothing to do if the old name does not exist, so `renamed_from` may
/// stay in a spec for good.
final class RenamePlanner {
  private RenamePlanner() {}

  /// Postpones each table that is renamed or has a renamed column.
  static void postpone(MigrationPlanBuilder builder) {
    for (TablePlan table : builder.target().tables()) {
      String former = table.renamedFrom();
      boolean tableRenamed =
          former != null && builder.has(new DatabaseObjectKey(Kind.TABLE, former, ""));
      boolean columnRenamed =
          table.columns().stream()
              .map(ColumnPlan::renamedFrom)
              .anyMatch(c -> c != null && builder.has(DatabaseObjectKey.column(table.name(), c)));
      if (tableRenamed || columnRenamed) {
        builder.postponeTable(table.name());
      }
    }
  }

  static void plan(MigrationPlanBuilder builder) {
    builder.target().tables().forEach(t -> table(builder, t));
    builder.target().tables().forEach(t -> t.columns().forEach(c -> column(builder, t.name(), c)));
  }

  private static void table(MigrationPlanBuilder builder, TablePlan table) {
    String former = table.renamedFrom();
    String name = table.name();
    if (former == null || !builder.has(new DatabaseObjectKey(Kind.TABLE, former, ""))) {
      return;
    }
    if (builder.has(new DatabaseObjectKey(Kind.TABLE, name, ""))) {
      both(builder, name, former, name);
      return;
    }
    if (builder.tableKeys().stream()
        .anyMatch(
            k ->
                k.kind() == Kind.TABLE
                    && LinkDdl.isOf(String.valueOf(builder.definition(k.toString())), former))) {
      builder
          .step(name, name + ": a table with a list of references cannot be renamed")
          .remedy("keep the name " + former)
          .blocked();
      builder.blockTable(name);
      return;
    }
    RenamedModel names = RenamedModel.ofTable(builder, former, name);
    List<String> statements = new ArrayList<>();
    statements.add(AlterTableDdl.table(former).renameTable(name));
    String id =
        Objects.requireNonNull(
            builder.definition(DatabaseObjectKey.column(former, "id").toString()));
    if (ColumnDefinition.of(id).identity()) {
      statements.add(AlterTableDdl.renameSequence(former, name));
    }
    statements.addAll(names.statements());
    builder
        .step(name, "rename " + former + " to " + name)
        .stopsOldServers("serving " + former)
        .replaceModel(names.model())
        .transaction(statements);
  }

  private static void column(MigrationPlanBuilder builder, String table, ColumnPlan column) {
    String former = column.renamedFrom();
    String name = column.name();
    if (former == null || !builder.has(DatabaseObjectKey.column(table, former))) {
      return;
    }
    if (builder.has(DatabaseObjectKey.column(table, name))) {
      both(builder, table + "." + name, former, name);
      return;
    }
    RenamedModel names = RenamedModel.ofColumn(builder, table, former, name);
    List<String> statements = new ArrayList<>();
    statements.add(AlterTableDdl.table(table).renameColumn(former, name));
    statements.addAll(names.statements());
    Map<String, String> model = new TreeMap<>(names.model());
    for (DatabaseObjectKey trigger :
        AccessControlPlanner.namedBy(builder, DatabaseObjectKey.column(table, former))) {
      model.remove(trigger.toString());
      statements.add(AlterTriggerDdl.drop(trigger.table(), trigger.tablePart()));
    }
    builder
        .step(table + "." + name, "rename " + table + "." + former + " to " + name)
        .stopsOldServers("serving " + table + "." + former)
        .replaceModel(model)
        .transaction(statements);
  }

  private static void both(
      MigrationPlanBuilder builder, String subject, String former, String name) {
    builder
        .step(subject, subject + " is said to be renamed from " + former + ", and both are there")
        .remedy(
            "leave renamed_from out, and "
                + former
                + " is dropped with --allow-loss; or bring its values over to "
                + name
                + " first")
        .blocked();
  }

  /// The model after a table or a column was renamed, and the statements that rename the catalog
  /// objects whose names contain the old name.
  ///
  /// PostgreSQL applies a rename to every expression, key and reference by itself, but renames no
  /// constraint and no index. A view keeps its name and those of its columns, so it is dropped; the last
  /// step creates the one of the target. `plan` chooses those names, so they are looked up in the target: an
  /// object with the same definition there is the same object. An object without a counterpart
  /// keeps its name until it is dropped or changed.
  /// until it is dropped or changed.
  public static final class RenamedModel {
    private final TargetSchema target;
    private final Map<String, String> model = new TreeMap<>();
    private final List<String> statements = new ArrayList<>();

    private RenamedModel(TargetSchema target) {
      this.target = target;
    }

    public static RenamedModel ofTable(MigrationPlanBuilder builder, String former, String name) {
      RenamedModel names = new RenamedModel(builder.target());
      builder.model().forEach((k, d) -> names.moveToTable(k, d, former, name));
      names.settle(name);
      return names;
    }

    public static RenamedModel ofColumn(
        MigrationPlanBuilder builder, String table, String former, String name) {
      RenamedModel names = new RenamedModel(builder.target());
      ColumnReferences words = new ColumnReferences(former, name);
      builder.model().forEach((k, d) -> names.moveToColumn(k, d, table, words));
      names.settle(table);
      return names;
    }

    /// Key to definition.
    public Map<String, String> model() {
      return Map.copyOf(model);
    }

    /// The statements to run after the table or the column has its new name.
    public List<String> statements() {
      return List.copyOf(statements);
    }

    private void moveToTable(String text, String definition, String former, String name) {
      if (!DatabaseObjectKey.isOfTable(text)) {
        model.put(text, definition);
        return;
      }
      DatabaseObjectKey key = DatabaseObjectKey.of(text);
      String moved =
          key.kind() == Kind.FOREIGN_KEY
              ? definition.replace(" to " + former + " (", " to " + name + " (")
              : definition;
      if (key.table().equals(former) && RowViewDdl.isView(key)) {
        statements.add(RowViewDdl.drop(former));
      } else if (key.table().equals(former)) {
        put(key, new DatabaseObjectKey(key.kind(), name, key.tablePart()), moved);
      } else {
        model.put(text, moved);
      }
    }

    private void moveToColumn(
        String text, String definition, String table, ColumnReferences words) {
      DatabaseObjectKey key = DatabaseObjectKey.isOfTable(text) ? DatabaseObjectKey.of(text) : null;
      if (key == null || !key.table().equals(table)) {
        model.put(text, definition);
        return;
      }
      switch (key.kind()) {
        case COLUMN, CHECK -> put(key, words.of(key), definition);
        case FOREIGN_KEY -> put(key, words.of(key), words.inList(definition));
        case PRIMARY_KEY, UNIQUE, INDEX -> put(key, key, words.inList(definition));
        case UNIQUE_INDEX ->
            put(
                key,
                key,
                UniqueIndexDefinition.of(definition)
                    .renamed(words::inItem, words::inRule)
                    .toString());
        case RULE -> put(key, key, words.inRule(definition));
        case TRIGGER -> put(key, words.ofTrigger(key), definition);
        case VIEW -> statements.add(RowViewDdl.drop(table));
        case SCHEMA, STATEMENT, TABLE, FUNCTION, ROW_SECURITY, POLICY, GRANT ->
            put(key, key, definition);
      }
    }

    /// Handles objects whose names follow from those of the table and the column alone.
    private void put(DatabaseObjectKey was, DatabaseObjectKey is, String definition) {
      model.put(is.toString(), definition);
      switch (is.kind()) {
        case PRIMARY_KEY, CHECK, FOREIGN_KEY -> {
          if (!was.catalogName().equals(is.catalogName())
              && !definition.equals(MigrationPlanBuilder.FILLED)) {
            statements.add(
                AlterTableDdl.table(is.table())
                    .renameConstraint(was.catalogName(), is.catalogName()));
          }
        }
        case TRIGGER -> {
          if (!was.tablePart().equals(is.tablePart())) {
            statements.add(AlterTriggerDdl.rename(is.table(), was.tablePart(), is.tablePart()));
          }
        }
        case SCHEMA,
            STATEMENT,
            TABLE,
            COLUMN,
            UNIQUE,
            UNIQUE_INDEX,
            RULE,
            INDEX,
            FUNCTION,
            VIEW,
            ROW_SECURITY,
            POLICY,
            GRANT -> {}
      }
    }

    private void settle(String table) {
      for (DatabaseObjectKey key :
          model.keySet().stream()
              .filter(DatabaseObjectKey::isOfTable)
              .map(DatabaseObjectKey::of)
              .toList()) {
        if (key.table().equals(table) && !target.has(key)) {
          switch (key.kind()) {
            case UNIQUE, UNIQUE_INDEX, RULE, INDEX -> alike(key).ifPresent(to -> settle(key, to));
            case SCHEMA,
                STATEMENT,
                TABLE,
                COLUMN,
                PRIMARY_KEY,
                CHECK,
                FOREIGN_KEY,
                FUNCTION,
                VIEW,
                TRIGGER,
                ROW_SECURITY,
                POLICY,
                GRANT -> {}
          }
        }
      }
    }

    private void settle(DatabaseObjectKey from, DatabaseObjectKey to) {
      String definition = String.valueOf(model.remove(from.toString()));
      model.put(to.toString(), definition);
      boolean index =
          from.kind() == Kind.INDEX
              || from.kind() == Kind.UNIQUE_INDEX
              || definition.endsWith(MigrationPlanBuilder.INDEX_ALONE);
      statements.add(
          index
              ? AlterTableDdl.renameIndex(from.tablePart(), to.tablePart())
              : AlterTableDdl.table(to.table()).renameConstraint(from.tablePart(), to.tablePart()));
      if (definition.endsWith(MigrationPlanBuilder.SUCCESSOR)) {
        statements.add(
            AlterTableDdl.renameIndex(
                UniqueConstraintPlanner.successor(from.tablePart()),
                UniqueConstraintPlanner.successor(to.tablePart())));
      }
    }

    /// Whether a unique constraint has the columns of the target. Its other differences are
    /// replaced later.
    private static boolean isSuccessor(DatabaseObject target, String definition) {
      return target.kind() == Kind.UNIQUE
          && UniqueConstraintPlanner.columns(target.definition())
              .equals(UniqueConstraintPlanner.columns(definition));
    }

    private Optional<DatabaseObjectKey> alike(DatabaseObjectKey key) {
      String definition = MigrationPlanBuilder.settled(String.valueOf(model.get(key.toString())));
      return target.elements(key.kind()).stream()
          .filter(e -> e.definition().equals(definition) || isSuccessor(e, definition))
          .map(DatabaseObject::key)
          .filter(k -> !model.containsKey(k))
          .map(DatabaseObjectKey::of)
          .filter(k -> k.table().equals(key.table()))
          .findFirst();
    }
  }
}
