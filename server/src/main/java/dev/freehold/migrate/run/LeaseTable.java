package dev.freehold.migrate.run;

import dev.freehold.db.AdminConnection;
import dev.freehold.migrate.run.MigrationLease.LeaseLostException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The single row of `freehold.lease`: which node may migrate, by the clock of the database.
///
/// Each new holder increments the token. The token column is unique, so PostgreSQL treats it as a
/// key: a step that locks the row `for key share` blocks a new holder until the step has ended,
/// while its own holder can still renew the lease (PostgreSQL manual, "Row-Level Locks").
final class LeaseTable {
  private static final String CREATE =
      """
      create schema if not exists "freehold";
      create table if not exists "freehold"."lease" (
        id integer primary key check (id = 1),
        token bigint not null unique,
        holder text not null,
        backend integer not null,
        backend_start timestamptz not null,
        taken_at timestamptz not null,
        beat_at timestamptz not null,
        expires_at timestamptz not null
      );
      insert into "freehold"."lease"
        values (1, 0, '', 0, '-infinity', '-infinity', '-infinity', '-infinity')
        on conflict do nothing\
      """;

  private static final String STATE =
      """
      select token, holder, expires_at <= clock_timestamp() as free
        from "freehold"."lease"\
      """;

  /// Terminates the connection of the previous holder, as far as this login has the privilege.
  private static final String EVICT =
      """
      select pg_terminate_backend(a.pid)
        from "freehold"."lease" l
        join pg_stat_activity a on a.pid = l.backend and a.backend_start = l.backend_start
       where l.token = $1 and (l.expires_at <= clock_timestamp() or $2)
         and a.usename = current_user and a.pid <> pg_backend_pid()\
      """;

  private static final String TAKE =
      """
      update "freehold"."lease" l
         set token = token + 1, holder = $2, backend = a.pid, backend_start = a.backend_start,
             taken_at = clock_timestamp(), beat_at = clock_timestamp(),
             expires_at = clock_timestamp() + $3 * interval '1 ms'
        from pg_stat_activity a
       where l.token = $1 and a.pid = pg_backend_pid()
         and (l.expires_at <= clock_timestamp() or $4)
      returning l.token\
      """;

  private static final String BEAT =
      """
      update "freehold"."lease"
         set beat_at = clock_timestamp(), expires_at = clock_timestamp() + $2 * interval '1 ms'
       where token = $1\
      """;

  private static final String RELEASE =
      """
      update "freehold"."lease" set holder = '', expires_at = clock_timestamp() where token = $1\
      """;

  private static final String FENCE =
      """
      select pg_current_xact_id()::text as transaction
        from "freehold"."lease" where token = $1 for key share\
      """;

  private final AdminConnection connection;

  LeaseTable(AdminConnection connection) {
    this.connection = connection;
  }

  /// @param holder empty if the lease is free
  record State(long token, String holder, boolean free) {}

  void create() {
    boolean there =
        connection
            .query(
                "select to_regclass('\"freehold\".\"lease\"') is not null as there", Tuple.tuple())
            .getFirst()
            .getBoolean("there");
    if (!there) {
      connection.execute(CREATE);
    }
  }

  State state() {
    Row row = connection.query(STATE, Tuple.tuple()).getFirst();
    return new State(row.getLong("token"), row.getString("holder"), row.getBoolean("free"));
  }

  /// Terminates the connection of a holder.
  ///
  /// @param own whether the token belongs to this holder, which ends its lost connection although
  ///     the lease has not expired
  void evict(long token, boolean own) {
    connection.query(EVICT, Tuple.of(token, own));
  }

  /// @param token the last token that was read
  /// @param own whether this holder has the lease, so that it need not have expired
  /// @return the new token; empty if another node was faster
  Optional<Long> take(long token, String holder, Duration life, boolean own) {
    List<Row> taken = connection.query(TAKE, Tuple.of(token, holder, life.toMillis(), own));
    return taken.stream().findFirst().map(r -> r.getLong("token"));
  }

  /// Renews the lease.
  ///
  /// @return whether the lease is still this holder's
  boolean beat(long token, Duration life) {
    return connection.update(BEAT, Tuple.of(token, life.toMillis())) == 1;
  }

  void release(long token) {
    connection.update(RELEASE, Tuple.of(token));
  }

  /// Blocks every other holder until the end of the transaction.
  ///
  /// @return the id of the transaction
  /// @throws LeaseLostException if another node has taken the lease
  String fence(long token) {
    return connection.query(FENCE, Tuple.of(token)).stream()
        .findFirst()
        .map(r -> r.getString("transaction"))
        .orElseThrow(LeaseLostException::new);
  }
}
