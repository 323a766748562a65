package dev.freehold.db;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Set;
import java.util.stream.Collectors;

/// Knows which tables are small, so that even reading all of their rows is cheap. Asks PostgreSQL
/// every few seconds, and knows no small table before the first answer.
public final class TableSizeMonitor {
  /// PostgreSQL reads that many rows in about two milliseconds.
  private static final int SMALL_ROWS = 5_000;

  /// The pages of 8 KiB, with those of the values that are stored out of line (TOAST).
  private static final int SMALL_PAGES = 128;

  private static final long TICK_MILLIS = 5_000;

  /// Reads estimates, because `pg_table_size` waits for locks on the table. The statistics lag behind
  /// by a second, the pages until the next analyze.
  private static final String SMALL =
      """
      select r.relname::text
        from pg_namespace n
        join pg_class r on r.relnamespace = n.oid and r.relkind = 'r'
        left join pg_class t on t.oid = r.reltoastrelid
        where n.nspname = $1::text
          and r.relpages + coalesce(t.relpages, 0) < %d
          and greatest(r.reltuples, pg_stat_get_live_tuples(r.oid)) < %d\
      """
          .formatted(SMALL_PAGES, SMALL_ROWS);

  private final Vertx vertx;
  private final Database database;
  private final String schema;
  private final long timer;
  private volatile Set<String> small = Set.of();

  /// @param schema the schema of the tables
  public TableSizeMonitor(Vertx vertx, Database database, String schema) {
    this.vertx = vertx;
    this.database = database;
    this.schema = schema;
    this.timer = vertx.setPeriodic(0, TICK_MILLIS, _ -> ask());
  }

  /// Whether the table was small when PostgreSQL was last asked. Runs no statement.
  public boolean isSmall(String table) {
    return small.contains(table);
  }

  private void ask() {
    // If it fails, the last answer stays; the table cannot grow much until the database is back.
    var _ =
        database
            .run(
                SMALL,
                Tuple.of(schema),
                Collectors.mapping((Row row) -> row.getString(0), Collectors.<String>toSet()))
            .onSuccess(names -> small = Set.copyOf(names));
  }

  /// Ends the periodic check.
  public void close() {
    vertx.cancelTimer(timer);
  }
}
