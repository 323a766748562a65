package dev.freehold.migrate;

import dev.freehold.db.AdminConnection;
import dev.freehold.ddl.DatabaseObject;
import dev.freehold.ddl.DatabaseRoleNames;
import dev.freehold.ddl.SchemaModel;
import dev.freehold.migrate.DatabaseMigrator.MigrationStatus;
import dev.freehold.migrate.plan.MigrationOptions;
import dev.freehold.migrate.plan.MigrationPlan;
import dev.freehold.migrate.plan.MigrationPlanner;
import dev.freehold.migrate.plan.MigrationPlanner.DatabaseStatistics;
import dev.freehold.migrate.run.AtRiskRowCounter;
import dev.freehold.migrate.run.DriftChecker;
import dev.freehold.migrate.run.MigrationLedger;
import dev.freehold.migrate.run.MigrationLedger.LedgerRow;
import dev.freehold.migrate.run.MigrationRefusedException;
import dev.freehold.migrate.run.PostgresServerInfo;
import dev.freehold.migrate.run.ServingLogins;
import dev.freehold.migrate.run.ServingRoles;
import dev.freehold.plan.ApiPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the migration state of a database: applied model, drift, pending steps. Changes nothing.
final class MigrationStateReader {
  private static final String PATH = "set search_path = pg_catalog";

  /// Appended to the definition of an access element that was changed outside Freehold. It matches
  /// no definition, so the planner recreates the element.
  private static final String ACCESS_CHANGED = " (worn)";

  private final AdminConnection connection;
  private final PostgresServerInfo server;
  private final ServingRoles roles;

  /// Sets `search_path` to `pg_catalog`, so that objects in `public` cannot capture names.
  MigrationStateReader(AdminConnection connection, ServingLogins logins) {
    this.connection = connection;
    connection.execute(PATH);
    this.server = PostgresServerInfo.of(connection);
    server.requireSupported();
    this.roles = new ServingRoles(connection, server, logins);
  }

  /// The applied model and the drift from it.
  record AppliedState(
      Optional<LedgerRow> head,
      MigrationLedger.CatalogDifference difference,
      Map<String, String> model) {
    /// @throws MigrationRefusedException if the database has drifted, or a newer program has
    ///     migrated it
    void requireIntact() {
      head.ifPresent(DriftChecker::requireSupportedFormat);
      DriftChecker.requireNoDrift(difference.drift());
    }
  }

  PostgresServerInfo server() {
    return server;
  }

  ServingRoles roles() {
    return roles;
  }

  /// Whether the database is up to date, with as few reads as possible.
  boolean isUpToDate(ServingRoles.Choice choice, SchemaModel target) {
    if (!choice.ready() || !server.ledger()) {
      return false;
    }
    MigrationLedger ledger = new MigrationLedger(connection);
    Optional<LedgerRow> head = ledger.head();
    if (head.isEmpty()) {
      return false;
    }
    DriftChecker.requireSupportedFormat(head.get());
    MigrationLedger.CatalogDifference difference = ledger.difference();
    DriftChecker.requireNoDrift(difference.drift());
    return head.get().fingerprint().equals(target.fingerprint())
        && difference.changedAccess().isEmpty();
  }

  AtRiskRowCounter survey() {
    return new AtRiskRowCounter(connection, !server.bypassesRowSecurity());
  }

  /// Reads the state in one snapshot.
  AppliedState appliedState() {
    if (!server.ledger()) {
      return new AppliedState(
          Optional.empty(), new MigrationLedger.CatalogDifference(List.of(), List.of()), Map.of());
    }
    MigrationLedger ledger = new MigrationLedger(connection);
    return connection.inTransaction(
        () -> {
          connection.execute("set transaction isolation level repeatable read, read only");
          Optional<LedgerRow> head = ledger.head();
          return new AppliedState(
              head,
              head.isPresent()
                  ? ledger.difference()
                  : new MigrationLedger.CatalogDifference(List.of(), List.of()),
              ledger.model());
        });
  }

  /// @throws MigrationRefusedException if the schema was changed outside Freehold, a newer
  ///     Freehold prepared it, schemas with these names already exist, or a name of an issuer was given
  ///     to another
  PendingMigration pendingMigration(ApiPlan plan, MigrationOptions options) {
    AppliedState appliedState = appliedState();
    appliedState.requireIntact();
    if (appliedState.head().isEmpty()) {
      DriftChecker.requireNoForeignSchemas(server.database(), server.schemas());
    }
    IssuerNames.requireUnchanged(connection, plan);
    return pendingMigration(plan, options, appliedState);
  }

  private PendingMigration pendingMigration(
      ApiPlan plan, MigrationOptions options, AppliedState appliedState) {
    ServingRoles.Choice choice = roles.choose();
    DatabaseRoleNames names = choice.names();
    roles.requireOwner(plan, names);
    SchemaModel target = SchemaModel.of(plan, names);
    List<String> lacking = names.isSingle() || choice.ready() ? List.of() : roles.lacking();
    AtRiskRowCounter atRiskRowCounter = survey();
    DatabaseStatistics statistics = atRiskRowCounter.facts(server.major());
    boolean accessChanged =
        appliedState.head().isPresent()
            && !(appliedState.difference().changedAccess().isEmpty() && lacking.isEmpty());
    Map<String, String> applied =
        accessChanged ? withChangedAccessMarked(appliedState.model()) : appliedState.model();
    MigrationPlan steps = MigrationPlanner.plan(applied, target, statistics, options);
    boolean onlyAccessChanged =
        accessChanged
            && MigrationPlanner.plan(appliedState.model(), target, statistics, options).isEmpty();
    return new PendingMigration(
        atRiskRowCounter.counted(steps),
        names,
        applied,
        target,
        appliedState.head(),
        lacking,
        appliedState.difference().changedAccess(),
        onlyAccessChanged);
  }

  private static Map<String, String> withChangedAccessMarked(Map<String, String> model) {
    Map<String, String> marked = new LinkedHashMap<>(model);
    marked.replaceAll(
        (key, definition) ->
            DatabaseObject.Kind.ofKey(key).isRecreatable()
                ? definition + ACCESS_CHANGED
                : definition);
    return marked;
  }

  MigrationStatus status(ApiPlan plan, MigrationOptions options) {
    AppliedState appliedState = appliedState();
    try {
      appliedState.requireIntact();
      if (appliedState.head().isEmpty()) {
        DriftChecker.requireNoForeignSchemas(server.database(), server.schemas());
      }
      IssuerNames.requireUnchanged(connection, plan);
      return new MigrationStatus(
          appliedState.head(),
          List.of(),
          Optional.empty(),
          Optional.of(pendingMigration(plan, options, appliedState)));
    } catch (MigrationRefusedException e) {
      return new MigrationStatus(
          appliedState.head(), appliedState.difference().drift(), Optional.of(e), Optional.empty());
    }
  }
}
