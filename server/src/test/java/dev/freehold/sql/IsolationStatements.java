package dev.freehold.sql;

import dev.freehold.db.AdminConnection;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.FieldValues;
import dev.freehold.query.Precondition;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope;
import dev.freehold.query.Selection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The statements of a [SharedRowsFixture], each with and without its owner predicate.
final class IsolationStatements {
  private IsolationStatements() {}

  static boolean isNull(Row row) {
    return row.getValue(row.size() - 1) == null;
  }

  static SqlStatement read(RowScope scope, ResourceView view, Object id) {
    return new ReadSql(
            SharedRowsFixture.API, view.plan(), new StatementTextCache(TextCollation.STANDARD))
        .of(scope, Selection.allColumns(view), id);
  }

  static SqlStatement update(RowScope scope, ResourceView view, Object id, Precondition condition) {
    FieldValues values = new FieldValues(view.updateFields().size());
    values.set(0, "project");
    return new UpdateSql(SharedRowsFixture.API, view).of(scope, id, values, condition);
  }

  static SqlStatement lock(RowScope scope, ResourceView view, Object... ids) {
    return new LockRowsSql(SharedRowsFixture.API, view).reading(scope, List.of(ids));
  }

  static SqlStatement delete(RowScope scope, ResourcePlan plan, Object id, Precondition condition) {
    return new DeleteSql(SharedRowsFixture.API, SharedRowsFixture.ofUser(plan))
        .of(scope, id, condition);
  }

  static SqlStatement insert(RowScope scope, ResourcePlan plan, @Nullable Object project) {
    ResourceView view = SharedRowsFixture.ofUser(plan);
    FieldValues values = new FieldValues(view.createFields().size());
    values.set(0, "new");
    values.set(view.createFields().size() - 1, project);
    return new InsertSql(SharedRowsFixture.API, view, UUID::randomUUID).of(scope, values);
  }

  static List<Row> run(
      AdminConnection connection, SqlStatement statement, boolean withoutPredicate) {
    return SharedRowsFixture.run(
        connection, withoutPredicate ? withoutPredicate(statement) : statement);
  }

  static SqlStatement withoutPredicate(SqlStatement statement) {
    String text =
        statement
            .text()
            .replace(
                "\"user_id\" = nullif(c.uid, '')::uuid",
                "\"user_id\" is not null and c.uid is not null")
            .replace(
                "\"user_id\" = nullif(split_part($1::text, '|', 1), '')::uuid",
                "\"user_id\" is not null");
    Tuple arguments = statement.arguments();
    Object[] values = new Object[arguments.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = arguments.getValue(i);
    }
    return new SqlStatement(text, values);
  }
}
