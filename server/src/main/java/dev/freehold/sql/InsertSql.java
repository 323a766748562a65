package dev.freehold.sql;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.FieldValues;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.spec.Spec;
import dev.freehold.type.SqlQuoting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Inserts a row that the caller owns, one of the team that the request names, or one that belongs to
/// nobody. Returns the view's read set
/// and, last, the version; no row if the caller may not create such a row. One text serves every
/// subset of fields: a field that was not given gets its default, and a column that the view does
/// not write gets the table's default.
public final class InsertSql {
  private final ResourcePlan plan;
  private final String text;
  private final List<ColumnPlan> columns;
  private final @Nullable Supplier<UUID> ids;

  /// @param ids generates the ids of resources with UUID ids
  public InsertSql(ApiPlan api, ResourceView view, Supplier<UUID> ids) {
    this(
        api,
        view,
        ids,
        " returning "
            + RowVersionSql.selectListWithVersion(
                view,
                "r",
                new ReadableColumnSql(new AccessPredicate(CallerSettingsSql.of(api))::forChange)));
  }

  /// Returns no row: PostgreSQL would require that the caller may read the new row, and it is
  /// a later statement that makes it readable.
  static InsertSql withoutReading(ApiPlan api, ResourceView view, Supplier<UUID> ids) {
    return new InsertSql(api, view, ids, "");
  }

  /// @param returning the last clause; empty for none
  private InsertSql(ApiPlan api, ResourceView view, Supplier<UUID> ids, String returning) {
    this.plan = view.plan();
    this.ids =
        switch (plan.id()) {
          case INTEGER -> null;
          case UUID -> ids;
        };
    this.columns = view.createFields().stream().map(ResourcePlan.WriteField::column).toList();
    CallerSettingsSql caller = CallerSettingsSql.of(api);
    ReferenceVisibilitySql references = new ReferenceVisibilitySql(api, view, caller);
    Map<String, String> values = new LinkedHashMap<>();
    TableSql.owner(plan).ifPresent(owner -> values.put(owner, caller.userId()));
    TableSql.team(plan).ifPresent(team -> values.put(team, caller.teamId()));
    int parameter = 1;
    if (plan.id() == Spec.IdType.UUID) {
      values.put(TableSql.id(plan), "$" + ++parameter + "::uuid");
    }
    for (ColumnPlan column : columns) {
      values.put(SqlQuoting.identifier(column.name()), references.forInsert(column, ++parameter));
    }
    UnaryOperator<String> value = NewRow.inserted(plan, values, caller.userId())::value;
    AccessPredicate access = new AccessPredicate(caller);
    List<String> conditions = new ArrayList<>();
    String reached = access.forInsert(view.rowExtent(CrudOperation.CREATE).orElseThrow(), value);
    if (reached != null) {
      conditions.add(reached);
    }
    for (ColumnPlan column : RestrictedFields.of(view, CrudOperation.CREATE).columns()) {
      conditions.add(writable(view, column, access, value));
    }
    text =
        "insert into %s as r (%s) select %s from %s%s%s"
            .formatted(
                TableSql.of(plan),
                String.join(", ", values.keySet()),
                String.join(", ", values.values()),
                caller.fromItem(),
                conditions.isEmpty() ? "" : " where " + afterCaller(conditions),
                returning);
  }

  /// Conditions that read tables only once `c` has its row. PostgreSQL makes an `exists` in a `where` a join,
  /// and since version 18 it may read the table of the `exists` first (Hash Right Semi Join): before the
  /// settings that the policies and views of the table need. It makes no join of a `case`.
  private static String afterCaller(List<String> conditions) {
    return conditions.stream()
        .collect(Collectors.joining(") and (", "case when c.uid is not null then (", ") end"));
  }

  /// The condition that a new row has the default value of a field, or that the caller may write the
  /// field in this row.
  ///
  /// @param value of a column in the new row, by its quoted name
  static String writable(
      ResourceView view, ColumnPlan column, AccessPredicate access, UnaryOperator<String> value) {
    String name = SqlQuoting.identifier(column.name());
    return access.forFieldInsert(
        value.apply(name) + " is not distinct from " + NewRow.tableDefault(view.plan(), name),
        view.writtenRows(column, CrudOperation.CREATE),
        value);
  }

  /// @param values of the view's create set
  public SqlStatement of(RowScope scope, FieldValues values) {
    int first = ids == null ? 1 : 2;
    @Nullable Object[] arguments = new @Nullable Object[first + columns.size()];
    arguments[0] = scope.callerSetting();
    if (ids != null) {
      arguments[1] = ids.get();
    }
    for (int i = 0; i < columns.size(); i++) {
      ColumnPlan column = columns.get(i);
      Object value = values.isGiven(i) ? values.value(i) : column.defaultValue();
      arguments[first + i] = ColumnCodec.argument(column, value);
    }
    return new SqlStatement(text, arguments).writing(plan, scope);
  }
}
