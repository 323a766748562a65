package dev.freehold.migrate.run;

import dev.freehold.db.AdminConnection;
import dev.freehold.migrate.plan.MigrationPlan;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The record of what was applied to a database, stored in that database: table `freehold.ledger`,
/// with one row for each step of each plan. The newest row has the current model and the contents
/// of the catalog right after the step.
public final class MigrationLedger {
  /// The format of the table and of its columns. A program refuses a ledger with a higher format.
  /// The catalog had no expressions, keys and grants in format 1, no defaults and no index
  /// definitions in 2, and no triggers and functions in 3; what a catalog lacks is not compared.
  /// Before format 3, a row stood for a whole migration at startup. Before format 4, no unique
  /// constraint was deferrable.
  public static final int FORMAT = 4;

  private static final String CREATE =
      """
      create schema if not exists "freehold";
      create table if not exists "freehold"."ledger" (
        id bigint generated always as identity primary key,
        format integer not null,
        applied_at timestamptz not null default now(),
        program text not null,
        fingerprint text not null,
        changes text[] not null,
        model jsonb not null,
        catalog jsonb not null
      );
      alter table "freehold"."ledger"
        add column if not exists plan text not null default '',
        add column if not exists target text not null default '',
        add column if not exists step integer not null default 1,
        add column if not exists steps integer not null default 1,
        add column if not exists file text not null default '',
        add column if not exists checksum text not null default '',
        add column if not exists millis bigint not null default 0\
      """;

  private static final String IS_OF_TODAY =
      """
      select count(*) = 1 as today
        from pg_attribute
       where attrelid = to_regclass('"freehold"."ledger"') and attname = 'millis' and not attisdropped\
      """;

  /// Reads through JSON, because an older table lacks some of the columns.
  private static final String ROWS =
      """
      select l.id, l.format, l.applied_at, l.program, l.fingerprint, l.changes,
             j.v ->> 'plan' as plan, j.v ->> 'target' as target,
             (j.v ->> 'step')::integer as step, (j.v ->> 'steps')::integer as steps,
             j.v ->> 'file' as file, j.v ->> 'checksum' as checksum,
             (j.v ->> 'millis')::bigint as millis
        from "freehold"."ledger" l
       cross join lateral to_jsonb(l) as j(v)\
      """;

  private static final String DRIFT =
      """
      with was as (
             select e.key, e.value, substring(e.key from '^(?:body|default|definition) ([0-9]+) ') as major
               from (select l.catalog from "freehold"."ledger" l order by l.id desc limit 1) head,
                    jsonb_each_text(head.catalog) e),
           now as (
             select * from %s rows),
           version as (
             select (current_setting('server_version_num')::integer / 10000)::text as major)
      select array(
               select regexp_replace(regexp_replace(was.key, '^body [0-9]+', 'check'), '^(default|definition) [0-9]+', '\\1')
                        || ': was ' || was.value || ', is ' || coalesce(now.value, 'gone')
                 from version cross join was left join now using (key)
                where now.value is distinct from was.value
                  and was.key not similar to '(policy|row-security|grant|trigger|function)%%'
                  and (was.major is null or was.major = version.major)
               union all
               select now.key || ': is not ours'
                 from now
                where now.key like 'policy%%'
                  and not exists (select from was where was.key = now.key)
               order by 1) as drift,
             array(
               select was.key
                 from was left join now using (key)
                where now.value is distinct from was.value
                  and was.key similar to '(policy|row-security|grant|trigger|function)%%'
               order by 1) as worn\
      """
          .formatted(CatalogSnapshotSql.ROWS);

  private static final String MODEL =
      """
      select m.key, m.value
        from jsonb_each_text(
               (select l.model from "freehold"."ledger" l order by l.id desc limit 1)) m\
      """;

  private static final String APPEND =
      """
      insert into "freehold"."ledger" (
        format, program, fingerprint, changes, model, plan, target, step, steps, file, checksum, millis, catalog)
      select $1, $2, $3, $4, jsonb_object($5::text[], $6::text[]), $7, $8, $9, $10, $11, $12, $13,
             coalesce(jsonb_object_agg(n.key, n.value), '{}')
        from %s n
      returning id\
      """
          .formatted(CatalogSnapshotSql.ROWS);

  private static final String FORGET =
      """
      update "freehold"."ledger"
         set catalog = catalog - array(
               select k from jsonb_object_keys(catalog) k
                where k = 'index ' || $1 or k similar to 'definition [0-9]+ ' || $1)
       where id = (select max(id) from "freehold"."ledger")\
      """;

  private final AdminConnection connection;

  public MigrationLedger(AdminConnection connection) {
    this.connection = connection;
  }

  /// The differences between the catalog in the newest row and the current catalog.
  ///
  /// @param drift differences, in words. Extra tables, columns and indexes are not drift; extra
  ///     policies are, because each gives access to rows
  /// @param changedAccess changed policies, row-level security, grants, triggers and functions,
  ///     which can simply be recreated
  public record CatalogDifference(List<String> drift, List<String> changedAccess) {}

  /// The contents of a new row, which is written with a step.
  public record NewLedgerRow(
      String program,
      String fingerprint,
      List<String> changes,
      Map<String, String> model,
      PlanPosition position,
      long millis) {}

  /// Creates the table if it does not exist, or upgrades it to the current format. If two nodes try
  /// at the same time, one of them fails and must try again.
  public void create() {
    connection.execute(CREATE);
  }

  /// Calls [#create] if needed; otherwise takes no lock.
  public void createOrUpgrade() {
    if (!connection.query(IS_OF_TODAY, Tuple.tuple()).getFirst().getBoolean("today")) {
      create();
    }
  }

  /// Locks the ledger until the end of the transaction against other writers. Readers are not
  /// blocked.
  public void lock() {
    connection.execute("lock table \"freehold\".\"ledger\" in exclusive mode");
  }

  /// The newest row.
  public Optional<LedgerRow> head() {
    return connection.query(ROWS + " order by l.id desc limit 1", Tuple.tuple()).stream()
        .findFirst()
        .map(MigrationLedger::row);
  }

  /// All rows, oldest first.
  public List<LedgerRow> history() {
    return connection.query(ROWS + " order by l.id", Tuple.tuple()).stream()
        .map(MigrationLedger::row)
        .toList();
  }

  public CatalogDifference difference() {
    Row row = connection.query(DRIFT, Tuple.tuple()).getFirst();
    return new CatalogDifference(
        List.of(row.getArrayOfStrings("drift")), List.of(row.getArrayOfStrings("worn")));
  }

  /// The applied model, key to definition; empty for an empty ledger.
  public Map<String, String> model() {
    Map<String, String> model = new LinkedHashMap<>();
    for (Row row : connection.query(MODEL, Tuple.tuple())) {
      model.put(row.getString("key"), row.getString("value"));
    }
    return model;
  }

  /// Appends a row with the current catalog.
  ///
  /// @return the id of the row
  public long append(NewLedgerRow entry) {
    PlanPosition at = entry.position();
    Tuple row =
        Tuple.of(
                FORMAT,
                entry.program(),
                entry.fingerprint(),
                entry.changes().toArray(String[]::new),
                entry.model().keySet().toArray(String[]::new),
                entry.model().values().toArray(String[]::new))
            .addString(at.plan())
            .addString(at.target())
            .addInteger(at.step())
            .addInteger(at.totalSteps())
            .addString(at.file())
            .addString(at.checksum())
            .addLong(entry.millis());
    return connection.query(APPEND, row).getFirst().getLong("id");
  }

  /// Removes an index from the recorded catalog, before it is built or dropped outside of a
  /// transaction. Until the step is in the ledger, no state of the index is drift.
  ///
  /// @param index schema-qualified, unquoted: `app.tasks_title_idx`
  public void forget(String index) {
    connection.query(FORGET, Tuple.of(index));
  }

  private static LedgerRow row(Row row) {
    String plan = row.getString("plan");
    return new LedgerRow(
        row.getLong("id"),
        row.getInteger("format"),
        row.getOffsetDateTime("applied_at"),
        row.getString("program"),
        row.getString("fingerprint"),
        List.of(row.getArrayOfStrings("changes")),
        plan == null
            ? PlanPosition.NONE
            : new PlanPosition(
                plan,
                row.getString("target"),
                row.getInteger("step"),
                row.getInteger("steps"),
                row.getString("file"),
                row.getString("checksum")),
        plan == null ? 0 : row.getLong("millis"));
  }

  /// A row of the ledger.
  ///
  /// @param format the format of the ledger when the row was written
  /// @param program the version that applied the step
  /// @param fingerprint the fingerprint of the spec's model if the step reached it; otherwise of
  ///     the model after the step
  /// @param changes the changes in words
  /// @param position the position of the step in its plan
  /// @param millis the duration; 0 if it was not recorded
  public record LedgerRow(
      long id,
      int format,
      OffsetDateTime appliedAt,
      String program,
      String fingerprint,
      List<String> changes,
      PlanPosition position,
      long millis) {
    public LedgerRow {
      changes = List.copyOf(changes);
    }
  }

  /// The plan and the step that a row of the ledger records.
  ///
  /// @param plan the id of the plan; empty in rows of older programs
  /// @param target the fingerprint of the plan's end model: [MigrationPlan#to]
  /// @param step from 1
  /// @param totalSteps the number of steps of the plan
  /// @param file the migration file; empty if the plan was made from the spec
  /// @param checksum the checksum of the file up to this step
  public record PlanPosition(
      String plan, String target, int step, int totalSteps, String file, String checksum) {
    public static final PlanPosition NONE = new PlanPosition("", "", 1, 1, "", "");

    /// Whether steps of the plan are still pending.
    public boolean isIncomplete() {
      return step < totalSteps;
    }
  }
}
