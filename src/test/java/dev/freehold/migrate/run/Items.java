package dev.freehold.migrate.run;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.migrate.lease.Lease;
import dev.freehold.migrate.lease.Progress;
import dev.freehold.migrate.lease.Terms;
import dev.freehold.migrate.ledger.Ledger;
import dev.freehold.migrate.ledger.LedgerRow;
import dev.freehold.migrate.ledger.PlanPosition;
import dev.freehold.migrate.plan.Hold;
import dev.freehold.migrate.plan.Lock;
import dev.freehold.migrate.plan.ModelChange;
import dev.freehold.migrate.plan.Phase;
import dev.freehold.migrate.plan.Risk;
import dev.freehold.migrate.plan.Step;
import dev.freehold.migrate.plan.Work;
import dev.freehold.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A database with one table, `app.items`, of some rows, a ledger that knows of it, and steps written by hand.
final class Items implements AutoCloseable {
  static final int ROWS = 3000;

  static final Terms TERMS =
      new Terms(
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

  static final Step COLUMN =
      step("new column note", new Work.Transaction(List.of("alter table app.items add note text")));

  static final Step INDEX =
      step(
          "new index",
          new Work.Concurrently(
              "\"app\".\"items_title_idx\"",
              "create unique index concurrently items_title_idx on app.items (title)"));

  static final Step FILLED = step("fill note", new Work.Batches(FILL, "0"));

  static final Step REQUIRED =
      step(
          "note is required",
          new Work.Transaction(List.of("alter table app.items alter note set not null")));

  private final @Nullable TestDatabase database;
  private final DatabaseTarget target;
  private final PlanPosition first = new PlanPosition("0123456789ab", "target", 1, 4, "", "");

  private Items(@Nullable TestDatabase database, DatabaseTarget target) {
    this.database = database;
    this.target = target;
  }

  /// One that another process made.
  static Items of(DatabaseTarget target) {
    return new Items(null, target);
  }

  /// All of the steps, with time in which a process can be killed.
  static Step[] slow() {
    return new Step[] {
      step(
          COLUMN.words(),
          new Work.Transaction(
              List.of(
                  "select pg_sleep(0.02)",
                  "alter table app.items add note text",
                  "select pg_sleep(0.02)"))),
      INDEX,
      FILLED,
      REQUIRED
    };
  }

  static Items make() {
    return make(TestDatabase.embedded());
  }

  static Items make(DatabaseTarget server) {
    TestDatabase fresh = TestDatabase.fresh(server);
    Items items = new Items(fresh, fresh.target());
    TestDatabase.execute(items.target(), MAKE);
    items.with(
        connection -> {
          connection.execute("set search_path = pg_catalog");
          Ledger ledger = new Ledger(connection);
          ledger.bringUp();
          ledger.append(
              new Ledger.Entry("0.1.0", "", List.of("made"), Map.of(), PlanPosition.NONE, 0));
        });
    return items;
  }

  /// Known to the ledger as a column of the name of what it does.
  static Step step(String words, Work work) {
    return new Step(
        "items",
        words,
        Phase.EXPAND,
        Risk.SAFE,
        Lock.ACCESS_EXCLUSIVE,
        Hold.MOMENT,
        work,
        Optional.empty(),
        "",
        new ModelChange(Map.of("column app.items." + words, "done"), Set.of()));
  }

  DatabaseTarget target() {
    return target;
  }

  Lease lease(Consumer<Progress> progress) {
    return Lease.take(TestDatabase.vertx(), target(), TERMS, progress);
  }

  /// Runs those steps that the ledger does not know to be done, as if they were planned anew.
  List<String> run(Consumer<Progress> progress, Step... steps) {
    try (Lease lease = lease(progress)) {
      return run(lease, steps);
    }
  }

  List<String> run(Lease lease, Step... steps) {
    Ledger ledger = new Ledger(lease.connection());
    Map<String, String> model = ledger.model();
    List<Step> due =
        List.of(steps).stream()
            .filter(s -> !model.keySet().containsAll(s.change().set().keySet()))
            .toList();
    long head = ledger.head().map(LedgerRow::id).orElseThrow();
    return new Runner(lease, TERMS, "0.1.0", false).run(new Run(due, model, head, first, "asked"));
  }

  String query(String sql) {
    return TestDatabase.query(target(), sql);
  }

  void execute(String sql) {
    TestDatabase.execute(target(), sql);
  }

  /// Everything that the steps of this class leave, in words.
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
      return new Ledger(connection).history();
    }
  }

  /// What the catalog shows otherwise than the ledger says.
  List<String> drift() {
    try (AdminConnection connection = AdminConnection.open(TestDatabase.vertx(), target())) {
      connection.execute("set search_path = pg_catalog");
      return new Ledger(connection).difference().drift();
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

  /// Where what is told does not matter.
  static void nobody(Progress told) {}
}
