package dev.freehold.sql.embed;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.Relation;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.Selection;
import dev.freehold.query.View;
import dev.freehold.spec.Access.Operation;
import dev.freehold.sql.form.CallerText;
import dev.freehold.sql.form.Numbering;
import dev.freehold.sql.form.TableText;
import dev.freehold.sql.page.OrderText;
import dev.freehold.type.sql.SqlText;
import java.util.ArrayList;
import java.util.List;

/// The included relations of a row, each as a lateral item of `from` that has one column of JSON, `j`. PostgreSQL runs it
/// once for each row of the page, by an index: a row of one by its key, rows of many by the index of the reference.
///
/// Each hop names the caller's row `c`, and `offset 0` keeps its scan where it stands, so that it waits for the settings
/// wherever the planner puts it.
public final class IncludedText {
  /// Of the rows of one relation together.
  private static final int MAX_BYTES = 1 << 20;

  private final String base;
  private final CallerText caller;
  private final Numbering aliases = new Numbering(0);

  public IncludedText(ApiPlan api, CallerText caller) {
    this.base = api.base();
    this.caller = caller;
  }

  /// What hangs on a row: text that follows the row's own item of `from`, and the columns in the order of the selection.
  public record Joined(String from, List<String> columns) {}

  /// The row that relations hang on: expressions for what they need of it.
  public interface Anchor {
    String id();

    /// The value that points, for a relation to one row.
    String reference(Relation relation);
  }

  public Joined of(Selection selection, Anchor anchor) {
    StringBuilder from = new StringBuilder();
    List<String> columns = new ArrayList<>();
    for (Selection.Included included : selection.included()) {
      String alias = "i" + aliases.next();
      from.append(" left join lateral (")
          .append(
              included.relation().many()
                  ? many(selection.view(), included, anchor)
                  : one(included, anchor))
          .append(") ")
          .append(alias)
          .append(" on true");
      columns.add(alias + ".j");
    }
    return new Joined(from.toString(), List.copyOf(columns));
  }

  private String one(Selection.Included included, Anchor anchor) {
    ResourcePlan target = included.selection().view().plan();
    String row =
        rows(included)
            + "t."
            + TableText.id(target)
            + " = "
            + anchor.reference(included.relation());
    return objects(included, row + " offset 0");
  }

  /// One more than are shown tells whether there are more. They end before they are too long together: a page holds many
  /// such lists, and each is one value that is made whole, here and in PostgreSQL.
  private String many(View from, Selection.Included included, Anchor anchor) {
    Relation relation = included.relation();
    ResourcePlan target = included.selection().view().plan();
    String rows =
        "%st.%s = %s order by %s limit %d"
            .formatted(
                rows(included),
                SqlText.identifier(relation.column()),
                anchor.id(),
                OrderText.of("t", target.sort()),
                included.limit() + 1);
    return ("select row_to_json(m) as j from (select"
            + " coalesce(array_to_json(array_agg(o.j) filter (where o.n <= %1$d and o.b <= %6$d)),"
            + " '[]'::json) as \"data\", count(*) filter (where o.n > %1$d or o.b > %6$d) > 0 as"
            + " \"hasMore\", %2$s || %3$s || %4$s as \"url\" from (select o.j, row_number() over w"
            + " as n, sum(octet_length(o.j::text)) over w as b from (%5$s) o window w as (rows"
            + " unbounded preceding)) o) m")
        .formatted(
            included.limit(),
            SqlText.string(base + "/" + from.plan().name() + "/"),
            anchor.id(),
            SqlText.string("/" + relation.name()),
            objects(included, rows),
            MAX_BYTES);
  }

  private String rows(Selection.Included included) {
    View view = included.selection().view();
    return "select t.* from "
        + TableText.of(view.plan())
        + " as t where "
        + caller.reaches(view.reach(Operation.READ).orElse(null), "t", view.plan())
        + " and ";
  }

  /// @param rows of the target
  private String objects(Selection.Included included, String rows) {
    Selection selection = included.selection();
    String row = "r" + aliases.next();
    Joined deeper = of(selection, inside(row, selection.view()));
    List<String> members = new ArrayList<>();
    selection
        .columns()
        .forEach(c -> members.add(JsonColumn.of(row, c) + " as " + SqlText.identifier(c.name())));
    for (int i = 0; i < selection.included().size(); i++) {
      members.add(
          deeper.columns().get(i)
              + " as "
              + SqlText.identifier(selection.included().get(i).relation().name()));
    }
    return "select row_to_json(o) as j from (select %s from (%s) %s%s) o"
        .formatted(String.join(", ", members), rows, row, deeper.from());
  }

  private static Anchor inside(String row, View view) {
    return new Anchor() {
      @Override
      public String id() {
        return row + "." + TableText.id(view.plan());
      }

      @Override
      public String reference(Relation relation) {
        return row + "." + SqlText.identifier(relation.column());
      }
    };
  }
}
