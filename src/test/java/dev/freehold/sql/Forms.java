package dev.freehold.sql;

import dev.freehold.db.AdminConnection;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.FieldValues;
import dev.freehold.query.Precondition;
import dev.freehold.query.Scope;
import dev.freehold.query.Selection;
import dev.freehold.query.View;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The statements of an [Agency], and each without the predicate that says whose rows it reaches.
final class Forms {
  private Forms() {}

  static boolean isNull(Row row) {
    return row.getValue(row.size() - 1) == null;
  }

  static Statement read(Scope scope, View view, Object id) {
    return new ReadSql(Agency.API, view.plan()).of(scope, Selection.whole(view), id);
  }

  static Statement update(Scope scope, View view, Object id, Precondition condition) {
    FieldValues values = new FieldValues(view.update().size());
    values.set(0, "project");
    return new UpdateSql(Agency.API, view).of(scope, id, values, condition);
  }

  static Statement delete(Scope scope, ResourcePlan plan, Object id, Precondition condition) {
    return new DeleteSql(Agency.API, plan).of(scope, id, condition);
  }

  static Statement insert(Scope scope, ResourcePlan plan, @Nullable Object project) {
    View view = Agency.peoples(plan);
    FieldValues values = new FieldValues(view.create().size());
    values.set(0, "new");
    values.set(view.create().size() - 1, project);
    return new InsertSql(Agency.API, view, UUID::randomUUID).of(scope, values);
  }

  static List<Row> run(AdminConnection connection, Statement statement, boolean withoutPredicate) {
    return Agency.run(connection, withoutPredicate ? withoutPredicate(statement) : statement);
  }

  static Statement withoutPredicate(Statement statement) {
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
    return new Statement(text, values);
  }
}
