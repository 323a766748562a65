package dev.freehold.db;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/// Finds out what stands between this program and PostgreSQL, with two connections.
///
/// A pooler answers the connection with a process number of its own, not that of the session. If a connection
/// changes its session while another one is in a transaction, the pooler gives each transaction another session.
/// A prepared statement that works in the new session is carried by the pooler.
public final class PoolerProbe {
  private static final String SESSION = "select pg_backend_pid() as pid, $1::integer as one";
  private static final Duration ANSWER = Duration.ofSeconds(3);

  private final PgConnector connector;
  private final boolean transactions;

  /// @param target its [DatabaseTarget#pooler] is not read
  /// @param transactions whether it is known that each transaction may have another session
  public PoolerProbe(Vertx vertx, DatabaseTarget target, boolean transactions) {
    this.transactions = transactions;
    this.connector =
        new PgConnector(
            vertx,
            target.withPooler(Pooler.TRANSACTION),
            SessionSettings.ofStatements(Duration.ZERO));
  }

  /// Fails with a [DatabaseException] if there is no connection.
  public Future<Pooler> find() {
    return connect().compose(one -> find(one).eventually(one::close));
  }

  private Future<PgConnection> connect() {
    return connector
        .connect(connector.target().connectTimeout().toMillis())
        .recover(
            failure ->
                Future.failedFuture(PostgresErrorMapper.fromConnect(connector.target(), failure)));
  }

  private Future<Pooler> find(PgConnection one) {
    return session(one)
        .compose(
            first ->
                first == one.processId() && !transactions
                    ? Future.succeededFuture(Pooler.NONE)
                    : connect()
                        .compose(
                            other ->
                                whileOtherIsInTransaction(one, first, other)
                                    .eventually(other::close)));
  }

  private Future<Pooler> whileOtherIsInTransaction(
      PgConnection one, int first, PgConnection other) {
    return other
        .query("begin; select pg_backend_pid() as pid")
        .execute()
        .timeout(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
        .map(rows -> rows.next().iterator().next().getInteger("pid"))
        .compose(second -> afterwards(one, first, second))
        .recover(
            failure ->
                failure instanceof TimeoutException && !transactions
                    // The pool has one session, which the first connection keeps.
                    ? Future.succeededFuture(Pooler.SESSION)
                    : Future.failedFuture(PostgresErrorMapper.fromStatement(failure)));
  }

  private Future<Pooler> afterwards(PgConnection one, int first, int second) {
    return session(one)
        .timeout(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
        .map(
            now -> {
              if (now != first) {
                return Pooler.TRANSACTION;
              }
              return transactions || second == first
                  ? Pooler.TRANSACTION_UNPREPARED
                  : Pooler.SESSION;
            })
        // Not prepared there, or the pool has one session, which the other connection has now.
        .otherwise(Pooler.TRANSACTION_UNPREPARED);
  }

  /// The process number of the session that runs a prepared statement.
  private static Future<Integer> session(PgConnection connection) {
    return connection
        .preparedQuery(SESSION)
        .collecting(Collectors.<Row>toList())
        .execute(Tuple.of(1))
        .map(result -> result.value().getFirst().getInteger("pid"));
  }
}
