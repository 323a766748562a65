package dev.freehold.sql;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.Relation;
import dev.freehold.query.ListQuery.OrderKey;
import dev.freehold.query.ResourceView;
import dev.freehold.query.Selection;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.sql.StatementParameters.ParameterNumbering;
import dev.freehold.type.SqlQuoting;
import java.util.ArrayList;
import java.util.List;

/// The included relations of a row. Each is a lateral `from` item with one column of JSON, `j`.
/// PostgreSQL evaluates it once for each row of the page by an index: a to-one relation by the
/// primary key, a to-many relation by the index of the reference, a list of references by the primary
/// key for each id.
///
/// Each subquery names the caller's row `c` and ends with `offset 0`. The planner then cannot move
/// its scan before the settings.
final class IncludedRelationSql {
  /// The maximum size of the rows of one relation together.
  private static final int MAX_BYTES = 1 << 20;

  private final String base;
  private final AccessPredicate owner;
  private final ReadableColumnSql readable;
  private final TextCollation collation;
  private final ParameterNumbering aliases = new ParameterNumbering(0);

  public IncludedRelationSql(ApiPlan api, CallerSettingsSql caller, TextCollation collation) {
    this.collation = collation;
    this.base = api.base();
    this.owner = new AccessPredicate(caller);
    this.readable = new ReadableColumnSql(owner::forRead);
  }

  /// The lateral joins of a row: text that follows the row's own `from` item, and the columns in
  /// the order of the selection.
  public record LateralJoins(String from, List<String> columns) {}

  /// The row that has the relations: SQL expressions for its join columns.
  public interface OuterRow {
    String id();

    /// The reference value of a to-one relation, or the ids of a list.
    String reference(Relation relation);
  }

  public LateralJoins of(Selection selection, OuterRow outerRow) {
    StringBuilder from = new StringBuilder();
    List<String> columns = new ArrayList<>();
    for (Selection.IncludedRelation included : selection.included()) {
      String alias = "i" + aliases.next();
      from.append(" left join lateral (")
          .append(query(selection.view(), included, outerRow))
          .append(") ")
          .append(alias)
          .append(" on true");
      columns.add(alias + ".j");
    }
    return new LateralJoins(from.toString(), List.copyOf(columns));
  }

  private String query(ResourceView from, Selection.IncludedRelation included, OuterRow outerRow) {
    if (included.counted()) {
      return new RelationSql(owner::forRead)
          .count(from.plan(), outerRow.id(), included.relation(), included.selection().view());
    }
    return switch (included.relation().kind()) {
      case ONE -> one(included, outerRow);
      case MANY, LISTING, OF_ACCOUNT -> many(from, included, outerRow);
      case LISTED -> listed(included, outerRow);
    };
  }

  private String one(Selection.IncludedRelation included, OuterRow outerRow) {
    ResourcePlan target = included.selection().view().plan();
    if (target.isPeople()) {
      return objects(included, profile(included, outerRow.reference(included.relation())));
    }
    String row =
        rows(included, "")
            + "t."
            + TableSql.id(target)
            + " = "
            + outerRow.reference(included.relation());
    return objects(included, row + " offset 0");
  }

  /// The profile of an account.
  ///
  /// @param account as in [ProfileRowSql]
  private String profile(Selection.IncludedRelation included, String account) {
    ResourceView view = included.selection().view();
    return ProfileRowSql.of(
        view.plan(),
        view.rowExtent(CrudOperation.READ).map(extent -> owner.forRead(extent, "t", view.plan())),
        account);
  }

  /// Reads one row more than the limit to find out whether there are more.
  private String many(ResourceView from, Selection.IncludedRelation included, OuterRow outerRow) {
    Relation relation = included.relation();
    ResourcePlan target = included.selection().view().plan();
    String rows =
        "%st.%s = %s order by %s limit %d"
            .formatted(
                rows(included, ""),
                SqlQuoting.identifier(relation.column()),
                outerRow.id(),
                OrderByClause.of("t", target, OrderKey.of(target.sort()), collation),
                included.limit() + 1);
    String url =
        ", %s || %s || %s as \"url\""
            .formatted(
                SqlQuoting.stringLiteral(base + "/" + from.plan().name() + "/"),
                outerRow.id(),
                SqlQuoting.stringLiteral("/" + relation.name()));
    return list(included, rows, url);
  }

  /// The rows of a list of references, in its order. A constraint keeps their number within the limit.
  private String listed(Selection.IncludedRelation included, OuterRow outerRow) {
    ResourcePlan target = included.selection().view().plan();
    String ids =
        "unnest("
            + outerRow.reference(included.relation())
            + ") with ordinality as _listed(id, place)";
    String rows =
        target.isPeople()
            ? "select t.* from " + ids + ", lateral (" + profile(included, "_listed.id") + ") t"
            : rows(included, ids + ", ") + "t." + TableSql.id(target) + " = _listed.id";
    return list(included, rows + " order by _listed.place offset 0", "");
  }

  /// Stops before the rows exceed [#MAX_BYTES] together: a page has many such lists, and PostgreSQL
  /// and this server each build a list as one value.
  ///
  /// @param rows a query of the rows
  /// @param more members after the rows
  private String list(Selection.IncludedRelation included, String rows, String more) {
    return ("select row_to_json(m) as j from (select"
            + " coalesce(array_to_json(array_agg(o.j) filter (where o.n <= %1$d and o.b <= %4$d)),"
            + " '[]'::json) as \"data\", count(*) filter (where o.n > %1$d or o.b > %4$d) > 0 as"
            + " \"hasMore\"%2$s from (select o.j, row_number() over w"
            + " as n, sum(octet_length(o.j::text)) over w as b from (%3$s) o window w as (rows"
            + " unbounded preceding)) o) m")
        .formatted(included.limit(), more, objects(included, rows), MAX_BYTES);
  }

  /// @param before `from` items before the rows
  private String rows(Selection.IncludedRelation included, String before) {
    ResourceView view = included.selection().view();
    return "select t.* from "
        + before
        + TableSql.of(view.plan())
        + " as t where "
        + owner.forRead(view.rowExtent(CrudOperation.READ).orElse(null), "t", view.plan())
        + " and ";
  }

  /// @param rows a query of the target's rows
  private String objects(Selection.IncludedRelation included, String rows) {
    Selection selection = included.selection();
    String row = "r" + aliases.next();
    LateralJoins nested = of(selection, outerRowOf(row, selection.view()));
    List<String> members = new ArrayList<>();
    selection
        .columns()
        .forEach(
            c ->
                members.add(
                    JsonColumn.of(readable.of(selection.view(), row, c), c)
                        + " as "
                        + SqlQuoting.identifier(c.name())));
    for (int i = 0; i < selection.included().size(); i++) {
      members.add(
          nested.columns().get(i)
              + " as "
              + SqlQuoting.identifier(selection.included().get(i).key()));
    }
    return "select row_to_json(o) as j from (select %s from (%s) %s%s) o"
        .formatted(String.join(", ", members), rows, row, nested.from());
  }

  private OuterRow outerRowOf(String row, ResourceView view) {
    return new OuterRow() {
      @Override
      public String id() {
        return row + "." + TableSql.id(view.plan());
      }

      @Override
      public String reference(Relation relation) {
        return readable.ofReference(view, row, relation);
      }
    };
  }

  /// A column as an expression that `row_to_json` writes in the API's format: `bigint` and
  /// decimals as strings, and date-times in UTC with `Z`, independent of the session's time zone. The other types need
  /// no conversion.
  static final class JsonColumn {
    private JsonColumn() {}

    /// @param name of the column, or an expression of its type
    static String of(String name, ColumnPlan column) {
      return switch (column.type().scalar()) {
        case BIGINT, DECIMAL -> name + (column.type().array() ? "::text[]" : "::text");
        case DATETIME -> column.type().array() ? dateTimes(name) : dateTime(name);
        case STRING,
            TEXT,
            EMAIL,
            URL,
            ENUM,
            INTEGER,
            INTEGER_ID,
            NUMBER,
            BOOLEAN,
            DATE,
            TIME,
            UUID,
            JSON ->
            name;
      };
    }

    /// `to_json` writes a `timestamp` as ISO 8601 with all its fraction digits, independent of
    /// `DateStyle`.
    private static String dateTime(String value) {
      return "(to_json(" + value + " at time zone 'UTC') #>> '{}') || 'Z'";
    }

    private static String dateTimes(String values) {
      return "case when %1$s is not null then array(select %2$s from unnest(%1$s) with ordinality as u(e, n) order by u.n) end"
          .formatted(values, dateTime("u.e"));
    }
  }
}
