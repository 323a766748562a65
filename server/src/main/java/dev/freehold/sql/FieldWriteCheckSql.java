package dev.freehold.sql;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.WriteField;
import dev.freehold.query.FieldValues;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.type.SqlQuoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Tells which of the [RestrictedFields] of a body its caller may write in a row, and which moves the
/// caller may make. Explains a write that was refused; a write that succeeds checks its fields itself.
/// Each statement returns one row with a boolean for each restricted field, or no row if the caller may
/// not change the row at all.
public final class FieldWriteCheckSql {
  private FieldWriteCheckSql() {}

  private static String result(String condition, int i) {
    return "coalesce(" + condition + ", false) as w" + i;
  }

  /// The check of an update, by the stored row. Two more columns for each field with moves: whether the
  /// caller may make the move of the body, and the stored value.
  public static final class UpdatedFieldsSql {
    /// The parameters before those of the fields: the caller's setting and the id.
    private static final int FIXED_PARAMETERS = 2;

    private final List<Integer> places;
    private final List<ColumnPlan> columns;
    private final String text;

    /// @param fields those of the view's update set
    /// @param moved the places of the fields with moves in the update set
    public UpdatedFieldsSql(
        ApiPlan api, ResourceView view, RestrictedFields fields, List<Integer> moved) {
      List<ColumnPlan> set = view.updateFields().stream().map(WriteField::column).toList();
      places = Stream.concat(fields.places().stream(), moved.stream()).toList();
      columns = places.stream().map(set::get).toList();
      ResourcePlan plan = view.plan();
      CallerSettingsSql caller = CallerSettingsSql.of(api);
      AccessPredicate access = new AccessPredicate(caller);
      ReadableColumnSql readable = new ReadableColumnSql(access::forRead);
      List<String> results = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        ColumnPlan column = columns.get(i);
        int given = FIXED_PARAMETERS + 2 * i + 1;
        String value = ColumnCodec.parameter(column, given + 1);
        String stored = "r." + SqlQuoting.identifier(column.name());
        boolean isRead = view.readColumns().contains(column);
        boolean moves = i >= fields.columns().size();
        String allowed =
            moves
                ? access.forReadOfMove(view.moves(column), stored, value, "r", plan)
                : "(%s is not distinct from %s and %s) or %s"
                    .formatted(
                        isRead ? readable.of(view, "r", column) : stored,
                        value,
                        isRead,
                        access.forRead(view.writtenRows(column, CrudOperation.UPDATE), "r", plan));
        results.add(result("(not $%d::boolean or %s)".formatted(given, allowed), i));
        if (moves) {
          results.add(stored + " as b" + i);
        }
      }
      text =
          "select x.* from %s, lateral (select %s from %s as r where %s and %s offset 0) x"
              .formatted(
                  caller.fromItem(),
                  String.join(", ", results),
                  TableSql.of(plan),
                  access.forRead(view.rowExtent(CrudOperation.UPDATE).orElseThrow(), "r", plan),
                  TableSql.idEquals(plan, "r", 2));
    }

    /// @param values of the view's update set
    public SqlStatement of(RowScope scope, Object id, FieldValues values) {
      @Nullable Object[] arguments = new @Nullable Object[FIXED_PARAMETERS + 2 * columns.size()];
      arguments[0] = scope.callerSetting();
      arguments[1] = id;
      for (int i = 0; i < columns.size(); i++) {
        int place = places.get(i);
        arguments[FIXED_PARAMETERS + 2 * i] = values.isGiven(place);
        arguments[FIXED_PARAMETERS + 2 * i + 1] =
            ColumnCodec.argument(columns.get(i), values.value(place));
      }
      return new SqlStatement(text, arguments);
    }
  }

  /// The check of a create, by the new row.
  public static final class CreatedFieldsSql {
    private final List<ColumnPlan> columns;
    private final String text;

    /// @param fields those of the view's create set; at least one
    public CreatedFieldsSql(ApiPlan api, ResourceView view, RestrictedFields fields) {
      columns = view.createFields().stream().map(WriteField::column).toList();
      CallerSettingsSql caller = CallerSettingsSql.of(api);
      AccessPredicate access = new AccessPredicate(caller);
      List<String> names =
          new ArrayList<>(columns.stream().map(c -> SqlQuoting.identifier(c.name())).toList());
      List<String> values = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        values.add(ColumnCodec.parameter(columns.get(i), i + 2) + " as " + names.get(i));
      }
      TableSql.owner(view.plan())
          .ifPresent(
              owner -> {
                names.add(owner);
                values.add(caller.userId() + " as " + owner);
              });
      TableSql.team(view.plan())
          .ifPresent(
              team -> {
                names.add(team);
                values.add(caller.teamId() + " as " + team);
              });
      Map<String, String> row =
          names.stream().collect(Collectors.toMap(Function.identity(), name -> "r." + name));
      UnaryOperator<String> value = NewRow.inserted(view.plan(), row, caller.userId())::value;
      List<String> results = new ArrayList<>();
      for (int i = 0; i < fields.columns().size(); i++) {
        results.add(result(InsertSql.writable(view, fields.columns().get(i), access, value), i));
      }
      text =
          "select x.* from %s, lateral (select %s where c.uid is not null offset 0) r, lateral (select %s) x"
              .formatted(caller.fromItem(), String.join(", ", values), String.join(", ", results));
    }

    /// @param values of the view's create set
    public SqlStatement of(RowScope scope, FieldValues values) {
      @Nullable Object[] arguments = new @Nullable Object[columns.size() + 1];
      arguments[0] = scope.callerSetting();
      for (int i = 0; i < columns.size(); i++) {
        ColumnPlan column = columns.get(i);
        Object value = values.isGiven(i) ? values.value(i) : column.defaultValue();
        arguments[i + 1] = ColumnCodec.argument(column, value);
      }
      return new SqlStatement(text, arguments);
    }
  }
}
