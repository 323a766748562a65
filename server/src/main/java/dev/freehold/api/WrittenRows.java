package dev.freehold.api;

import dev.freehold.db.Database;
import dev.freehold.query.RowScope;
import dev.freehold.sql.SqlStatement;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collector;

/// A transaction that remembers the rows which its statements insert and update, and their places
/// in the request. Used for one attempt of one request.
final class WrittenRows implements StatementDatabase {
  private final Database transaction;
  private final String place;
  private final List<WrittenRow> rows;

  private WrittenRows(Database transaction, String place, List<WrittenRow> rows) {
    this.transaction = transaction;
    this.place = place;
    this.rows = rows;
  }

  /// @param place as [ViolationPathPrefix] takes it: `operations[1][0].`; empty for the whole
  ///     request
  record WrittenRow(String resource, RowScope scope, Object id, String place) {}

  static WrittenRows of(Database transaction) {
    return new WrittenRows(transaction, "", Collections.synchronizedList(new ArrayList<>()));
  }

  /// The same database for the statements of one part of the request.
  ///
  /// @param part its place within the request or the part: `[3].`
  static Database at(Database database, String part) {
    return database instanceof WrittenRows written
        ? new WrittenRows(written.transaction, written.place(part), written.rows)
        : database;
  }

  private String place(String part) {
    boolean element = !place.isEmpty() && part.startsWith("[");
    return element ? place.substring(0, place.length() - 1) + part : place + part;
  }

  /// The rows in the order of their statements. A row may occur several times.
  List<WrittenRow> rows() {
    synchronized (rows) {
      return List.copyOf(rows);
    }
  }

  @Override
  public <A, R> Future<R> run(SqlStatement statement, Collector<Row, A, R> collector) {
    SqlStatement.Written written = statement.written();
    return run(
        statement.text(),
        statement.arguments(),
        written == null ? collector : remembering(written, collector));
  }

  /// The collector of a statement's rows, which also remembers them.
  private <A, R> Collector<Row, A, R> remembering(
      SqlStatement.Written written, Collector<Row, A, R> collector) {
    return Collector.of(
        collector.supplier(),
        (all, row) -> {
          // Null where the precondition failed.
          Object id = row.getValue(0);
          if (id != null) {
            rows.add(new WrittenRow(written.resource(), written.scope(), id, place));
          }
          collector.accumulator().accept(all, row);
        },
        collector.combiner(),
        collector.finisher());
  }

  @Override
  public <A, R> Future<R> run(String sql, Tuple arguments, Collector<Row, A, R> collector) {
    return transaction.run(sql, arguments, collector);
  }
}
