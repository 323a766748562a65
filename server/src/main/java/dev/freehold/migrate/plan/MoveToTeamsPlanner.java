package dev.freehold.migrate.plan;

import dev.freehold.ddl.AlterTableDdl;
import dev.freehold.ddl.DatabaseObject;
import dev.freehold.ddl.DatabaseObject.Kind;
import dev.freehold.ddl.DatabaseObjectKey;
import dev.freehold.ddl.RowsOf;
import dev.freehold.ddl.TeamDdl;
import dev.freehold.migrate.plan.MigrationPlanBuilder.StepBuilder;
import dev.freehold.migrate.plan.MigrationStep.Lock;
import dev.freehold.migrate.plan.MigrationStep.LockDuration;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.migrate.plan.MigrationStep.RowsAtRisk;
import dev.freehold.plan.TablePlan;
import dev.freehold.spec.Teams;
import dev.freehold.type.SqlQuoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/// Plans the move of owned rows into [PersonalTeams], so that exactly the owner of a row is a member of
/// its team. No team that exists gets a row, because its other members would read it.
///
/// One transaction moves the rows of all tables that change, so that rows that refer to each other are
/// never of two teams. It replaces the primary keys, and drops the policies, triggers, keys and indexes
/// that read the owner. Row-level security refuses every request then, until the steps after it have made
/// those of the target.
final class MoveToTeamsPlanner {
  private static final String OWNER = "user_id";
  private static final String TEAM = Teams.TEAM_ID;

  private final MigrationPlanBuilder builder;
  private final List<TablePlan> tables;
  private final String names;
  private final String role;

  private MoveToTeamsPlanner(MigrationPlanBuilder builder, List<TablePlan> tables) {
    this.builder = builder;
    this.tables = tables;
    this.names = tables.stream().map(TablePlan::name).collect(Collectors.joining(", "));
    this.role =
        TeamDdl.administrator(
            Objects.requireNonNull(builder.target().element(TeamDdl.administratorKey().toString()))
                .definition());
  }

  /// Plans the move, in the contract phase, of tables that have their names of the target.
  static void plan(MigrationPlanBuilder builder) {
    List<TablePlan> tables =
        builder.target().tables().stream()
            .filter(t -> RowsOf.of(t).isTeam() && !builder.isPostponed(t.name()))
            .filter(t -> RowOwnerPlanner.current(builder, t).equals(Optional.of(RowsOf.OWNER)))
            .toList();
    if (!tables.isEmpty()) {
      MoveToTeamsPlanner planner = new MoveToTeamsPlanner(builder, tables);
      builder.target().tables().forEach(planner::lists);
      planner.move();
    }
  }

  /// Counts the rows whose lists would name rows of another team afterwards. No foreign key refuses
  /// them: that of the links has only the id. It is made anew after the move, so that the model tells
  /// that the rows were counted.
  private void lists(TablePlan table) {
    for (TablePlan.Link link : table.links()) {
      DatabaseObjectKey list = DatabaseObjectKey.column(table.name(), link.column().name());
      DatabaseObjectKey items =
          new DatabaseObjectKey(Kind.FOREIGN_KEY, link.name(), TablePlan.Link.ITEM);
      if (!link.ofPeople() && isAcross(table, link) && builder.has(items)) {
        builder
            .step(
                list.displayName(),
                "%s: has only ids of rows that will be of the same team"
                    .formatted(list.displayName()))
            .stopsOldServers("writing " + list.displayName())
            .atRisk(across(table, list, link.itemTable()))
            .remedy("remove these ids first")
            .remove(items)
            .transaction(AlterTableDdl.table(link.name()).dropConstraint(link.itemKey()));
      }
    }
  }

  /// Whether rows of a team will have lists of rows of a team, and some of them have none yet.
  private boolean isAcross(TablePlan table, TablePlan.Link link) {
    return table.team().isPresent()
        && builder
            .target()
            .table(link.itemTable())
            .filter(items -> items.team().isPresent())
            .filter(items -> tables.contains(table) || tables.contains(items))
            .isPresent();
  }

  private Optional<RowsAtRisk> across(TablePlan table, DatabaseObjectKey list, String items) {
    CurrentRows rows = builder.currentRows();
    Optional<String> count =
        rows.rows(items, List.of(TEAM, "id"))
            .map(
                found ->
                    "exists (select from (select * from %s) i where i.\"id\" = any (r.%s) and i.\"team_id\" <> r.\"team_id\")"
                        .formatted(found, SqlQuoting.identifier(list.tablePart())))
            .flatMap(is -> rows.count(table.name(), List.of(TEAM, list.tablePart()), is));
    return count.map(
        sql ->
            new RowsAtRisk(
                sql,
                "rows of %s whose %s has ids of rows of other accounts"
                    .formatted(table.name(), list.tablePart()),
                Risk.BLOCKED));
  }

  private void move() {
    StepBuilder step =
        builder
            .step(names, names + ": owned rows → rows of teams")
            .stopsOldServers("serving " + names)
            .lock(Lock.ACCESS_EXCLUSIVE, LockDuration.REWRITE)
            .atRisk(moved());
    List<String> statements = new ArrayList<>();
    List<String> owned = tables.stream().map(TablePlan::name).toList();
    statements.add(
        "lock table %s in access exclusive mode"
            .formatted(
                owned.stream().map(AlterTableDdl::qualified).collect(Collectors.joining(", "))));
    tables.forEach(t -> statements.addAll(accessDrops(t, step)));
    statements.addAll(referenceDrops(step));
    tables.forEach(t -> statements.addAll(keyDrops(t, step)));
    statements.addAll(PersonalTeams.make(builder, owned, role));
    tables.forEach(t -> statements.addAll(move(t, step)));
    statements.add(PersonalTeams.end());
    step.transaction(statements);
  }

  /// The rows that move, in the tables as they are before the first step.
  private Optional<RowsAtRisk> moved() {
    List<String> counts =
        tables.stream()
            .flatMap(t -> builder.currentRows().currentTable(t.name()).stream())
            .map(t -> "(select count(*) from " + AlterTableDdl.qualified(t) + ")")
            .toList();
    return counts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new RowsAtRisk(
                "select " + String.join(" + ", counts),
                ("rows of %s, which move into a new team of their account: its only member, with"
                        + " the role %s")
                    .formatted(names, role),
                Risk.BACKFILL));
  }

  private List<String> accessDrops(TablePlan table, StepBuilder step) {
    AccessDrops drops = AccessDrops.ofTable(builder.model(), table.name());
    drops.removed().forEach(step::remove);
    return drops.statements();
  }

  /// Drops the foreign keys to rows of the tables that are found by their owner, and those from the
  /// tables.
  private List<String> referenceDrops(StepBuilder step) {
    List<String> statements = new ArrayList<>();
    for (DatabaseObjectKey key : builder.tableKeys()) {
      if (key.kind() == Kind.FOREIGN_KEY && isByOwner(key)) {
        statements.add(AlterTableDdl.table(key.table()).dropConstraint(key.catalogName()));
        step.remove(key);
      }
    }
    return statements;
  }

  private boolean isByOwner(DatabaseObjectKey key) {
    return ColumnReferences.lists(definition(key), OWNER)
        && tables.stream()
            .map(TablePlan::name)
            .anyMatch(t -> key.table().equals(t) || definition(key).contains(" to " + t + " ("));
  }

  /// Drops the keys and indexes of a table that read the owner and that the target does not have.
  private List<String> keyDrops(TablePlan table, StepBuilder step) {
    AlterTableDdl alterTable = AlterTableDdl.table(table.name());
    List<String> statements = new ArrayList<>();
    for (DatabaseObjectKey key : builder.tableKeys()) {
      if (!key.table().equals(table.name()) || isKept(key)) {
        continue;
      }
      switch (key.kind()) {
        case PRIMARY_KEY -> statements.add(alterTable.dropConstraint(key.catalogName()));
        case UNIQUE -> {
          if (ColumnReferences.lists(definition(key), OWNER)) {
            statements.add(
                definition(key).endsWith(MigrationPlanBuilder.INDEX_ALONE)
                    ? AlterTableDdl.dropIndex(key.tablePart())
                    : alterTable.dropConstraint(key.tablePart()));
            step.remove(key);
          }
        }
        case INDEX -> {
          if (ColumnReferences.lists(definition(key), OWNER)) {
            statements.add(AlterTableDdl.dropIndex(key.tablePart()));
            step.remove(key);
          }
        }
        case UNIQUE_INDEX -> {
          if (UniqueIndexPlanner.reads(definition(key), OWNER)) {
            statements.add(AlterTableDdl.dropIndex(key.tablePart()));
            step.remove(key);
          }
        }
        case SCHEMA,
            STATEMENT,
            TABLE,
            COLUMN,
            CHECK,
            RULE,
            FOREIGN_KEY,
            FUNCTION,
            VIEW,
            TRIGGER,
            ROW_SECURITY,
            POLICY,
            GRANT -> {}
      }
    }
    return statements;
  }

  private boolean isKept(DatabaseObjectKey key) {
    DatabaseObject target = builder.target().element(key.toString());
    return target != null && target.definition().equals(definition(key));
  }

  private List<String> move(TablePlan table, StepBuilder step) {
    AlterTableDdl alterTable = AlterTableDdl.table(table.name());
    List<String> statements = new ArrayList<>();
    DatabaseObject column =
        Objects.requireNonNull(
            builder.target().element(DatabaseObjectKey.column(table.name(), TEAM).toString()));
    statements.add(alterTable.addColumn(TEAM, "uuid"));
    statements.add(PersonalTeams.assign(table.name()));
    statements.add(alterTable.setNotNull(TEAM, true));
    step.set(column.key(), column.definition());
    if (table.owner().isEmpty()) {
      DatabaseObjectKey owner = DatabaseObjectKey.column(table.name(), OWNER);
      statements.add(alterTable.dropColumn(OWNER));
      step.remove(owner);
      step.remove(new DatabaseObjectKey(Kind.FOREIGN_KEY, table.name(), OWNER));
    }
    DatabaseObject key =
        Objects.requireNonNull(
            builder
                .target()
                .element(new DatabaseObjectKey(Kind.PRIMARY_KEY, table.name(), "").toString()));
    statements.addAll(key.createSql());
    step.set(key.key(), key.definition());
    step.set(new DatabaseObjectKey(Kind.TABLE, table.name(), ""), RowsOf.of(table).definition());
    return statements;
  }

  private String definition(DatabaseObjectKey key) {
    return String.valueOf(builder.definition(key.toString()));
  }
}
