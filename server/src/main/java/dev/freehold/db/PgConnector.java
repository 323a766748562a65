package dev.freehold.db;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Opens connections to the first suitable server of a [DatabaseTarget], with the settings of their session. Begins
/// with the server that was suitable last. Attempts are paced by the [ConnectGate] of the node.
final class PgConnector {
  /// 25006 read_only_sql_transaction: what a statement fails with on a server that takes no writes.
  private static final String READ_ONLY = "25006";

  private static final String STATE =
      "select pg_is_in_recovery() as standby,"
          + " current_setting('default_transaction_read_only') = 'on' as read_only";

  private final Vertx vertx;
  private final DatabaseTarget target;
  private final SessionSettings settings;
  private final UnaryOperator<PgConnectOptions> options;
  private final ConnectGate gate;

  /// @param settings of the session; none are made where a pooler gives each transaction another one
  PgConnector(Vertx vertx, DatabaseTarget target, SessionSettings settings) {
    this(vertx, target, settings, UnaryOperator.identity());
  }

  /// @param options changes of the usual ones
  PgConnector(
      Vertx vertx,
      DatabaseTarget target,
      SessionSettings settings,
      UnaryOperator<PgConnectOptions> options) {
    this.vertx = vertx;
    this.target = target;
    this.settings = settings;
    this.options = options;
    this.gate = ConnectGate.of(vertx);
  }

  DatabaseTarget target() {
    return target;
  }

  /// Connects in its turn. A connection that is there too late is closed.
  ///
  /// @param limitMillis for each server
  /// @return fails with the failure of the last server, a [TimeoutException] for one that did not answer
  Future<PgConnection> connect(long limitMillis) {
    return gate.run(vertx, target, () -> first(inOrder(), 0, limitMillis));
  }

  /// The same at once, for one who does not repeat it without a pause.
  Future<PgConnection> connectUnpaced(long limitMillis) {
    return first(inOrder(), 0, limitMillis);
  }

  private List<ServerAddress> inOrder() {
    ServerAddress last = gate.suitable(target);
    if (last == null || target.servers().size() == 1) {
      return target.servers();
    }
    List<ServerAddress> order = new ArrayList<>(target.servers());
    order.remove(last);
    order.addFirst(last);
    return order;
  }

  private Future<PgConnection> first(List<ServerAddress> servers, int index, long limitMillis) {
    ServerAddress server = servers.get(index);
    Future<PgConnection> made =
        PgConnection.connect(vertx, options.apply(PgConnectOptionsFactory.of(target.at(server))))
            .compose(this::prepared);
    return made.timeout(limitMillis, TimeUnit.MILLISECONDS)
        .onSuccess(_ -> gate.suitable(target, server))
        .recover(
            failure -> {
              var _ = made.onSuccess(PgConnection::close);
              return index + 1 < servers.size() && mayDiffer(failure)
                  ? first(servers, index + 1, limitMillis)
                  : Future.failedFuture(
                      failure instanceof TimeoutException
                          ? new TimeoutException("no connection within " + limitMillis + " ms")
                          : failure);
            });
  }

  /// Whether another server may accept what this one refused. A wrong password is the same on each.
  private static boolean mayDiffer(Throwable failure) {
    return !(failure instanceof PgException e) || !e.getSqlState().startsWith("28");
  }

  /// Makes the settings and asks for the state of the server, in one round trip.
  private Future<PgConnection> prepared(PgConnection connection) {
    boolean any = target.attributes() == SessionAttributes.ANY;
    boolean none = target.pooler().isTransaction() || settings.values().isEmpty();
    if (any && none) {
      return Future.succeededFuture(connection);
    }
    // The state first: a setting may make the session read-only.
    String sql = (any ? "" : STATE) + (any || none ? "" : "; ") + (none ? "" : settings.sql());
    return connection
        .query(sql)
        .execute()
        .map(
            rows -> {
              if (!any) {
                requireSuitable(rows);
              }
              return connection;
            })
        .onFailure(
            _ -> {
              var _ = connection.close();
            });
  }

  private void requireSuitable(RowSet<Row> rows) {
    Row row = rows.iterator().next();
    boolean standby = row.getBoolean("standby");
    boolean readOnly =
        target.attributes() == SessionAttributes.READ_WRITE && row.getBoolean("read_only");
    if (standby || readOnly) {
      throw readOnlyError(standby ? "the server is a standby" : "the server is read-only");
    }
  }

  private static PgException readOnlyError(String message) {
    return new PgException(message, "FATAL", READ_ONLY, "");
  }

  /// The failure of a server that does not suit, as if a statement had said so.
  static DatabaseException readOnly(String message) {
    return PostgresErrorMapper.fromConnect(readOnlyError(message));
  }

  /// Whether the server takes no writes: it was demoted, or made read-only.
  static boolean isReadOnly(@Nullable DatabaseException failure) {
    return failure != null && READ_ONLY.equals(failure.sqlState());
  }
}
