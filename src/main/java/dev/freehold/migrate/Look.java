package dev.freehold.migrate;

import dev.freehold.db.AdminConnection;
import dev.freehold.ddl.Element;
import dev.freehold.ddl.RoleNames;
import dev.freehold.ddl.SchemaModel;
import dev.freehold.migrate.ledger.Drift;
import dev.freehold.migrate.ledger.Ledger;
import dev.freehold.migrate.ledger.LedgerRow;
import dev.freehold.migrate.ledger.MigrationRefused;
import dev.freehold.migrate.plan.Facts;
import dev.freehold.migrate.plan.MigrationPlan;
import dev.freehold.migrate.plan.Wishes;
import dev.freehold.migrate.role.Roles;
import dev.freehold.migrate.role.Server;
import dev.freehold.migrate.run.Survey;
import dev.freehold.plan.ApiPlan;
import dev.freehold.type.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a database has and what it lacks of a spec. Reads only.
final class Look {
  private static final String PATH = "set search_path = pg_catalog";

  /// No element is defined so: what is worn differs from what is asked, and is made anew.
  private static final String WORN = " (worn)";

  private final AdminConnection connection;
  private final Planning planning;
  private final Server server;
  private final Roles roles;

  /// Names resolve to what is meant from now on, whatever others made in `public`.
  Look(AdminConnection connection, Secret secret, Planning planning) {
    this.connection = connection;
    this.planning = planning;
    connection.execute(PATH);
    this.server = Server.of(connection);
    server.mustServe();
    this.roles = new Roles(connection, server, secret);
  }

  /// What was applied, and whether it is still so.
  record Found(Optional<LedgerRow> head, Ledger.Difference difference, Map<String, String> model) {
    /// @throws MigrationRefused where it is not, or where a newer program was here
    void mustBeOurs() {
      head.ifPresent(Drift::mustBeReadable);
      Drift.mustBeNone(difference.drift());
    }
  }

  Server server() {
    return server;
  }

  Roles roles() {
    return roles;
  }

  /// Whether nothing is to be done, by the fewest reads.
  boolean isDone(Roles.Choice choice, SchemaModel target) {
    if (!choice.ready() || !server.ledger()) {
      return false;
    }
    Ledger ledger = new Ledger(connection);
    Optional<LedgerRow> head = ledger.head();
    if (head.isEmpty()) {
      return false;
    }
    Drift.mustBeReadable(head.get());
    Ledger.Difference difference = ledger.difference();
    Drift.mustBeNone(difference.drift());
    return head.get().fingerprint().equals(target.fingerprint()) && difference.worn().isEmpty();
  }

  Survey survey() {
    return new Survey(connection, !server.bypassesRowSecurity());
  }

  /// All of one moment.
  Found found() {
    if (!server.ledger()) {
      return new Found(Optional.empty(), new Ledger.Difference(List.of(), List.of()), Map.of());
    }
    Ledger ledger = new Ledger(connection);
    return connection.inTransaction(
        () -> {
          connection.execute("set transaction isolation level repeatable read, read only");
          Optional<LedgerRow> head = ledger.head();
          return new Found(
              head,
              head.isPresent() ? ledger.difference() : new Ledger.Difference(List.of(), List.of()),
              ledger.model());
        });
  }

  /// @throws MigrationRefused where the database is not as Freehold left it, a newer Freehold prepared it, or somebody
  ///     else's schemas are in the way
  Planned planned(ApiPlan plan, Wishes wishes) {
    Found found = found();
    found.mustBeOurs();
    if (found.head().isEmpty()) {
      Drift.mustBeEmpty(server.database(), server.schemas());
    }
    return planned(plan, wishes, found);
  }

  private Planned planned(ApiPlan plan, Wishes wishes, Found found) {
    Roles.Choice choice = roles.choose();
    RoleNames names = choice.names();
    SchemaModel target = SchemaModel.of(plan, names);
    List<String> lacking = names.isSingle() || choice.ready() ? List.of() : roles.lacking();
    Survey survey = survey();
    Facts facts = survey.facts(server.major());
    boolean worn =
        found.head().isPresent() && !(found.difference().worn().isEmpty() && lacking.isEmpty());
    Map<String, String> applied = worn ? withWorn(found.model()) : found.model();
    MigrationPlan steps = planning.plan(applied, target, facts, wishes);
    boolean onlyWorn = worn && planning.plan(found.model(), target, facts, wishes).isEmpty();
    return new Planned(
        survey.counted(steps),
        names,
        applied,
        target,
        found.head(),
        lacking,
        found.difference().worn(),
        onlyWorn);
  }

  private static Map<String, String> withWorn(Map<String, String> model) {
    Map<String, String> worn = new LinkedHashMap<>(model);
    worn.replaceAll(
        (key, definition) -> Element.Kind.ofKey(key).renewable() ? definition + WORN : definition);
    return worn;
  }

  Standing standing(ApiPlan plan, Wishes wishes) {
    Found found = found();
    try {
      found.mustBeOurs();
      if (found.head().isEmpty()) {
        Drift.mustBeEmpty(server.database(), server.schemas());
      }
      return new Standing(
          found.head(), List.of(), Optional.empty(), Optional.of(planned(plan, wishes, found)));
    } catch (MigrationRefused e) {
      return new Standing(
          found.head(), found.difference().drift(), Optional.of(e), Optional.empty());
    }
  }
}
