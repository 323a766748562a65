package dev.freehold.sql;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.query.RowScope;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.SqlQuoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Statements that check the unique sets of all resources at the end of a transaction, and find the
/// rows that break one.
public final class UniqueDeferralSql {
  private final SqlStatement defer;
  private final SqlStatement check;
  private final CallerSettingsSql caller;

  /// @param api the statements are of use only if it has a unique set
  public UniqueDeferralSql(ApiPlan api) {
    caller = CallerSettingsSql.of(api);
    defer = set("deferred");
    check = set("immediate");
  }

  /// `set constraints` for the unique sets that the database has now: a migration adds and drops
  /// them while this server runs, and the command fails if one that it names is gone. `all` would
  /// include references.
  private static SqlStatement set(String mode) {
    return new SqlStatement(
        """
        do $do$
        declare
          names text;
        begin
          select string_agg(format('%%I.%%I', n.nspname, k.conname), ', ') into names
            from pg_constraint k join pg_namespace n on n.oid = k.connamespace
           where n.nspname = %s and k.contype = 'u' and k.condeferrable;
          if names is not null then
            execute 'set constraints ' || names || ' %s';
          end if;
        end
        $do$\
        """
            .formatted(SqlQuoting.stringLiteral(TablePlan.SCHEMA), mode));
  }

  /// From here on, rows of the transaction may break a unique set.
  public SqlStatement defer() {
    return defer;
  }

  /// Fails if a row of the transaction breaks a unique set.
  public SqlStatement check() {
    return check;
  }

  /// Finds the rows of one resource that break a unique set.
  public ConflictSql conflicts(ResourcePlan plan) {
    return new ConflictSql(plan, caller);
  }

  /// Finds the rows with the ids `$2` whose unique fields another row of the same owner has.
  /// Returns, for each row and broken set, the row's id, the id of one such other row, and the index
  /// of the set in `TablePlan#uniques`. Finds only rows that the scope and the policies let the
  /// caller read.
  public static final class ConflictSql {
    private final ResourcePlan plan;
    private final CallerSettingsSql caller;
    private final ScalarType id;
    private final Map<Extent, String> texts = new ConcurrentHashMap<>();

    private ConflictSql(ResourcePlan plan, CallerSettingsSql caller) {
      this.plan = plan;
      this.caller = caller;
      this.id = plan.table().column(ColumnPlan.Role.ID).type().scalar();
    }

    private static String text(ResourcePlan plan, CallerSettingsSql caller, Extent extent) {
      List<String> sets = new ArrayList<>();
      List<TablePlan.Unique> uniques = plan.table().uniques();
      for (int i = 0; i < uniques.size(); i++) {
        if (uniques.get(i).isDeferrable()) {
          sets.add(
              "select r.%1$s as id, o.%1$s as other, %2$d as place from %3$s r, lateral (select o.%1$s from %3$s o where %4$s and o.%1$s <> r.%1$s limit 1) o where %5$s and r.%1$s = any(%6$s)"
                  .formatted(
                      TableSql.id(plan),
                      i,
                      TableSql.of(plan),
                      equal(uniques.get(i)),
                      new AccessPredicate(caller).forRead(extent, "r", plan),
                      ColumnCodec.arrayParameter(plan.table().column(ColumnPlan.Role.ID), 2)));
        }
      }
      return "select d.* from %s, lateral (%s offset 0) d"
          .formatted(caller.fromItem(), String.join(" union all ", sets));
    }

    private static String equal(TablePlan.Unique unique) {
      return unique.columns().stream()
          .map(SqlQuoting::identifier)
          .map(c -> "o." + c + " = r." + c)
          .collect(Collectors.joining(" and "));
    }

    /// @param ids [Long] or [java.util.UUID], as the resource has them
    public SqlStatement of(RowScope scope, List<Object> ids) {
      return new SqlStatement(
          texts.computeIfAbsent(scope.extent(), extent -> text(plan, caller, extent)),
          scope.callerSetting(),
          ColumnCodec.array(id, ids));
    }
  }
}
