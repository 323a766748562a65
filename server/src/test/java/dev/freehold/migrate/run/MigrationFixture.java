package dev.freehold.migrate.run;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.plan.MigrationStep.Action;
import dev.freehold.migrate.plan.MigrationStep.Lock;
import dev.freehold.migrate.plan.MigrationStep.LockDuration;
import dev.freehold.migrate.plan.MigrationStep.ModelChange;
import dev.freehold.migrate.plan.MigrationStep.Phase;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.migrate.run.MigrationLedger.LedgerRow;
import dev.freehold.migrate.run.MigrationLedger.PlanPosition;
import dev.freehold.migrate.run.MigrationRunner.PendingSteps;
import dev.freehold.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A database with the table `app.items` and some rows, a ledger that knows the table, and
/// handwritten steps.
final class MigrationFixture implements AutoCloseable {
  static final int ROWS = 3000;

  static final MigrationTimeouts TERMS =
      new MigrationTimeouts(
          Duration.ofMillis(1500),
          Duration.ofMillis(200),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30));

  private static final String MAKE =
      """
      create schema app;
      create table app.items (user_id uuid, id bigint, title text, primary key (user_id, id));
      insert into app.items
        select '00000000-0000-0000-0000-000000000001', n, 'title ' || n from generate_series(1, %d) n\
      """
          .formatted(ROWS);

  private static final String FILL =
      """
      with page as (
             select user_id, id from "app"."items" where id > ($2::text)::bigint order by id limit $1),
           done as (
             update "app"."items" t set note = 'n' || t.id from page p
              where t.user_id = p.user_id and t.id = p.id and t.note is null returning 1)
      select (select count(*) from done) as changed, (select max(id)::text from page) as last\
      """;

  static final MigrationStep COLUMN =
      step(
          "new column note",
          new Action.Transaction(List.of("alter table app.items add note text")));

  static final MigrationStep INDEX =
      step(
          "new index",
          new Action.ConcurrentIndex(
              "\"app\".\"items_title_idx\"",
              "create unique index concurrently items_title_idx on app.items (title)"));

  static final MigrationStep FILLED = step("fill note", new Action.BatchedUpdate(FILL, "0"));

  static final MigrationStep REQUIRED =
      step(
          "note is required",
          new Action.Transaction(List.of("alter table app.items alter note set not null")));

  private final @Nullable TestDatabase database;
  private final DatabaseTarget target;
  private final PlanPosition first = new PlanPosition("0123456789ab", "target", 1, 4, "", "");

  private MigrationFixture(@Nullable TestDatabase database, DatabaseTarget target) {
    this.database = database;
    this.target = target;
  }

  /// Opens a fixture that another process created.
  static MigrationFixture of(DatabaseTarget target) {
    return new MigrationFixture(null, target);
  }

  /// All steps, with pauses in which a process can be killed.
  static MigrationStep[] slow() {
    return new MigrationStep[] {
      step(
          COLUMN.description(),
          new Action.Transaction(
              List.of(
                  "select pg_sleep(0.02)",
                  "alter table app.items add note text",
                  "select pg_sleep(0.02)"))),
      INDEX,
      FILLED,
      REQUIRED
    };
  }

  static MigrationFixture make() {
    return make(TestDatabase.embedded());
  }

  static MigrationFixture make(DatabaseTarget server) {
    TestDatabase fresh = TestDatabase.fresh(server);
    MigrationFixture fixture = new MigrationFixture(fresh, fresh.target());
    TestDatabase.execute(fixture.target(), MAKE);
    fixture.with(
        connection -> {
          connection.execute("set search_path = pg_catalog");
          MigrationLedger ledger = new MigrationLedger(connection);
          ledger.createOrUpgrade();
          ledger.append(
              new MigrationLedger.NewLedgerRow(
                  "0.1.0", "", List.of("made"), Map.of(), PlanPosition.NONE, 0));
        });
    return fixture;
  }

  /// A step that the ledger records as a column, named by its description.
  static MigrationStep step(String words, Action action) {
    return new MigrationStep(
        "items",
        words,
        Phase.EXPAND,
        Risk.SAFE,
        Lock.ACCESS_EXCLUSIVE,
        LockDuration.MOMENT,
        action,
        Optional.empty(),
        "",
        new ModelChange(Map.of("column app.items." + words, "done"), Set.of()));
  }

  DatabaseTarget target() {
    return target;
  }

  MigrationLease lease(Consumer<MigrationProgress> progress) {
    return MigrationLease.take(TestDatabase.vertx(), target(), TERMS, progress);
  }

  /// Runs the steps that the ledger does not record as done, as if they were planned again.
  List<String> run(Consumer<MigrationProgress> progress, MigrationStep... steps) {
    try (MigrationLease lease = lease(progress)) {
      return run(lease, steps);
    }
  }

  List<String> run(MigrationLease lease, MigrationStep... steps) {
    MigrationLedger ledger = new MigrationLedger(lease.connection());
    Map<String, String> model = ledger.model();
    List<MigrationStep> due =
        List.of(steps).stream()
            .filter(s -> !model.keySet().containsAll(s.modelChange().set().keySet()))
            .toList();
    long head = ledger.head().map(LedgerRow::id).orElseThrow();
    return new MigrationRunner(lease, TERMS, "0.1.0", false)
        .run(new PendingSteps(due, model, head, first, "asked"));
  }

  String query(String sql) {
    return TestDatabase.query(target(), sql);
  }

  void execute(String sql) {
    TestDatabase.execute(target(), sql);
  }

  /// Everything that the steps of this class change, as text.
  String state() {
    return query(
        """
        select (select string_agg(attname || coalesce(attnotnull::text, ''), ',' order by attname) from pg_attribute
                 where attrelid = 'app.items'::regclass and attnum > 0)
               || ' ' || (select string_agg(relname || indisvalid, ',' order by relname)
                            from pg_index join pg_class c on c.oid = indexrelid
                           where indrelid = 'app.items'::regclass)\
        """);
  }

  List<LedgerRow> history() {
    try (AdminConnection connection = AdminConnection.open(TestDatabase.vertx(), target())) {
      return new MigrationLedger(connection).history();
    }
  }

  /// The differences between the catalog and the ledger.
  List<String> drift() {
    try (AdminConnection connection = AdminConnection.open(TestDatabase.vertx(), target())) {
      connection.execute("set search_path = pg_catalog");
      return new MigrationLedger(connection).difference().drift();
    }
  }

  private void with(Consumer<AdminConnection> work) {
    try (AdminConnection connection = AdminConnection.open(TestDatabase.vertx(), target())) {
      work.accept(connection);
    }
  }

  @Override
  public void close() {
    if (database != null) {
      database.close();
    }
  }

  /// Ignores the events.
  static void nobody(MigrationProgress told) {}
}
