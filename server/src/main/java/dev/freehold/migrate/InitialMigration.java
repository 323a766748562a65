package dev.freehold.migrate;

import dev.freehold.db.AdminConnection;
import dev.freehold.ddl.AuthSchemaDdl;
import dev.freehold.ddl.DatabaseObject;
import dev.freehold.ddl.SchemaModel;
import dev.freehold.migrate.run.DriftChecker;
import dev.freehold.migrate.run.MigrationLedger;
import dev.freehold.migrate.run.MigrationLedger.PlanPosition;
import dev.freehold.migrate.run.PostgresServerInfo;
import dev.freehold.migrate.run.ServingRoles;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Creates the whole schema in a database without a ledger, in one transaction. No other session
/// uses the tables yet, so its locks block no session.
final class InitialMigration {
  private final AdminConnection connection;
  private final String program;
  private final Duration patience;

  InitialMigration(AdminConnection connection, String program, Duration patience) {
    this.connection = connection;
    this.program = program;
    this.patience = patience;
  }

  /// @param position the position of the approved plan; that of no plan if none was shown
  /// @return the created objects, as sentences; empty if another node was faster
  /// @throws dev.freehold.db.DatabaseException also if another node created the same object at the
  ///     same time and committed first
  List<String> run(
      PostgresServerInfo server, ServingRoles roles, SchemaModel target, PlanPosition position) {
    long begin = System.nanoTime();
    return connection.inTransaction(
        () -> {
          settings();
          MigrationLedger ledger = new MigrationLedger(connection);
          ledger.create();
          ledger.lock();
          if (ledger.head().isPresent()) {
            return List.<String>of();
          }
          DriftChecker.requireNoForeignSchemas(
              server.database(), PostgresServerInfo.of(connection).schemas());
          List<String> changes = new ArrayList<>();
          if (!roles.choose().names().isSingle()) {
            changes.addAll(roles.lacking());
            roles.ensure();
          }
          connection.execute(
              target.elements().stream()
                  .filter(e -> e.parent().isEmpty())
                  .flatMap(e -> e.createSql().stream())
                  .collect(Collectors.joining(";\n")));
          Map<String, String> model = new LinkedHashMap<>();
          for (DatabaseObject element : target.elements()) {
            model.put(element.key(), element.definition());
          }
          changes.addAll(words(target));
          ledger.append(
              new MigrationLedger.NewLedgerRow(
                  program,
                  target.fingerprint(),
                  changes,
                  model,
                  position,
                  (System.nanoTime() - begin) / 1_000_000));
          return changes;
        });
  }

  /// Read committed: after the lock is granted, reads see the commits of the node that held it.
  private void settings() {
    connection.execute("set transaction isolation level read committed, read write");
    connection.query(
        """
        select set_config('lock_timeout', $1, true), set_config('statement_timeout', '0', true),
               set_config('search_path', 'pg_catalog', true)\
        """,
        Tuple.of(patience.toMillis() + "ms"));
  }

  private static List<String> words(SchemaModel target) {
    return target.elements().stream()
        .filter(e -> e.parent().isEmpty() && !e.kind().isRecreatable())
        .map(
            e ->
                switch (e.kind()) {
                  case STATEMENT -> AuthSchemaDdl.IN_WORDS;
                  case SCHEMA,
                      TABLE,
                      COLUMN,
                      PRIMARY_KEY,
                      UNIQUE,
                      UNIQUE_INDEX,
                      CHECK,
                      RULE,
                      FOREIGN_KEY,
                      INDEX ->
                      "new " + e.kind().word() + " " + e.subject().replaceFirst("^app\\.", "");
                  case FUNCTION, VIEW, TRIGGER, ROW_SECURITY, POLICY, GRANT -> e.subject();
                })
        .distinct()
        .toList();
  }
}
