package dev.freehold.migrate.plan;

import dev.freehold.ddl.AuthSchemaDdl;
import dev.freehold.ddl.DatabaseObject;
import dev.freehold.ddl.DatabaseObject.Kind;
import dev.freehold.ddl.DatabaseObjectKey;
import dev.freehold.ddl.LinkDdl;
import dev.freehold.migrate.plan.MigrationPlanBuilder.StepBuilder;
import dev.freehold.migrate.plan.MigrationStep.Lock;
import dev.freehold.migrate.plan.MigrationStep.LockDuration;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.migrate.plan.MigrationStep.RowsAtRisk;
import dev.freehold.type.StoredYearsSql;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Plans new tables with all their objects except foreign keys. No role has a grant on them before
/// the last step. The foreign key of the owner column locks `auth.users`.
final class CreateTablePlanner {
  private CreateTablePlanner() {}

  static void plan(MigrationPlanBuilder builder) {
    for (DatabaseObject table : builder.wanted(Kind.TABLE)) {
      if (builder.definition(table.key()) == null && !isBlocked(builder, table)) {
        create(builder, table);
      }
    }
  }

  /// Blocks the links of an array that has values already: they need not be ids of rows.
  private static boolean isBlocked(MigrationPlanBuilder builder, DatabaseObject links) {
    boolean blocked = false;
    for (DatabaseObjectKey list : LinkDdl.list(links.definition())) {
      if (builder.has(list) && !builder.isNewTable(list.table())) {
        builder
            .step(
                list.displayName(),
                list.displayName() + ": an array cannot become a list of references")
            .remedy("give the list another name, and copy the ids with requests")
            .blocked();
        builder.blockTable(DatabaseObjectKey.of(links.key()).table());
        blocked = true;
      }
    }
    return blocked;
  }

  private static void create(MigrationPlanBuilder builder, DatabaseObject table) {
    String name = DatabaseObjectKey.of(table.key()).table();
    List<String> statements = new ArrayList<>(table.createSql());
    StepBuilder step =
        builder.step(name, "new table " + name).lock(Lock.SHARE_ROW_EXCLUSIVE, LockDuration.MOMENT);
    step.set(table.key(), table.definition());
    for (DatabaseObject element : builder.target().elements()) {
      if (element.parent().equals(table.key())) {
        step.set(element.key(), element.definition());
      } else if ((element.kind() == Kind.INDEX || element.kind() == Kind.UNIQUE_INDEX)
          && DatabaseObjectKey.of(element.key()).table().equals(name)) {
        step.set(element.key(), element.definition());
        statements.addAll(element.createSql());
      }
    }
    builder.madeTable(name);
    step.transaction(statements);
  }

  /// Plans the schemas and the sign-in tables, which are the same for every spec.
  static final class SystemTables {
    private static final String USERS = Kind.STATEMENT.word() + " create table auth.users";

    private SystemTables() {}

    static void plan(MigrationPlanBuilder builder) {
      List<DatabaseObject> missing = new ArrayList<>();
      for (DatabaseObject element : builder.target().elements()) {
        if (element.kind() == Kind.STATEMENT || element.kind() == Kind.SCHEMA) {
          String old = builder.definition(element.key());
          if (old == null) {
            missing.add(element);
          } else if (!old.equals(element.definition())) {
            blocked(builder, element.key());
          }
        }
      }
      Optional<DatabaseObject> validation = takeValidation(builder, missing);
      if (!missing.isEmpty()) {
        boolean first = builder.definition(USERS) == null;
        Set<String> words =
            missing.stream()
                .map(e -> first && e.kind() == Kind.STATEMENT ? AuthSchemaDdl.IN_WORDS : words(e))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        boolean alters = missing.stream().anyMatch(e -> e.subject().startsWith("alter "));
        StepBuilder step =
            builder
                .step("auth", String.join(", ", words))
                .lock(
                    alters ? Lock.ACCESS_EXCLUSIVE : Lock.SHARE_ROW_EXCLUSIVE, LockDuration.MOMENT);
        missing.forEach(e -> step.set(e.key(), e.definition()));
        step.transaction(missing.stream().flatMap(e -> e.createSql().stream()).toList());
      }
      validation.ifPresent(v -> validateYears(builder, v));
      builder.model().keySet().forEach(key -> gone(builder, key));
    }

    /// Removes the validation of existing accounts, which is a step of its own. Without accounts it
    /// stays in the list.
    private static Optional<DatabaseObject> takeValidation(
        MigrationPlanBuilder builder, List<DatabaseObject> missing) {
      if (builder.definition(USERS) == null) {
        return Optional.empty();
      }
      Optional<DatabaseObject> validation =
          missing.stream()
              .filter(e -> e.createSql().equals(List.of(AuthSchemaDdl.VALIDATE_YEARS)))
              .findFirst();
      validation.ifPresent(missing::remove);
      return validation;
    }

    private static void validateYears(MigrationPlanBuilder builder, DatabaseObject validation) {
      builder
          .step("auth", "look whether all accounts have dates of the years 0001 to 9999")
          .lock(Lock.SHARE_UPDATE_EXCLUSIVE, LockDuration.SCAN)
          .atRisk(
              Optional.of(
                  new RowsAtRisk(
                      "select count(*) from auth.users where not ("
                          + StoredYearsSql.CONDITION
                          + ")",
                      "accounts with other dates",
                      Risk.BLOCKED)))
          .remedy("mend them with: " + AuthSchemaDdl.MEND_YEARS)
          .set(validation.key(), validation.definition())
          .transaction(validation.createSql());
    }

    private static String words(DatabaseObject element) {
      return element.kind() == Kind.SCHEMA
          ? "new schema " + element.subject()
          : element.subject().replaceFirst("^create ", "new ");
    }

    private static void gone(MigrationPlanBuilder builder, String key) {
      Kind kind = Kind.ofKey(key);
      if ((kind == Kind.STATEMENT || kind == Kind.SCHEMA) && !builder.target().has(key)) {
        blocked(builder, key);
      }
    }

    private static void blocked(MigrationPlanBuilder builder, String key) {
      builder
          .step(key, key + " is unknown to this version")
          .remedy("run the version of Freehold that made it, or a later one")
          .blocked();
    }
  }
}
