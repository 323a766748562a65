package dev.freehold.sql;

import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.ResourcePlan.Relation;
import dev.freehold.plan.TablePlan;
import dev.freehold.query.ApiView.VisibleRelation;
import dev.freehold.query.FieldPath;
import dev.freehold.query.ResourceView;
import dev.freehold.query.RowScope.Extent;
import dev.freehold.spec.Access.CrudOperation;
import dev.freehold.type.SqlQuoting;
import org.jspecify.annotations.Nullable;

/// The rows that a row is related to, as far as the caller may read them, as `from` items.
///
/// @param readable the condition on the rows that the caller may read
record RelationSql(ReadableRows readable) {
  /// No table has a name that begins so, so an alias hides no table.
  private static final String ALIAS = "_rel";

  /// The alias of a table of links.
  private static final String LINKS = "_links";

  /// [AccessPredicate#forRead] or [AccessPredicate#forChange].
  interface ReadableRows {
    String condition(@Nullable Extent extent, String alias, ResourcePlan plan);
  }

  /// A row in a statement.
  ///
  /// @param depth the number of relations that lead to it
  record RelatingRow(ResourcePlan plan, String alias, int depth) {
    RelatingRow(ResourcePlan plan, String alias) {
      this(plan, alias, 0);
    }

    private RelatingRow related(ResourceView target) {
      return new RelatingRow(target.plan(), ALIAS + (depth + 1), depth + 1);
    }

    /// The value of a column, by its name.
    String column(String name) {
      return alias + "." + SqlQuoting.identifier(name);
    }
  }

  /// @param row the related row; of a counted relation, a row with the one column
  ///     [FieldPath#COUNT]
  /// @param from its `from` item
  /// @param condition that it is the related row
  record RelatedItem(RelatingRow row, String from, String condition) {}

  RelatedItem follow(RelatingRow from, VisibleRelation to) {
    RelatingRow row = from.related(to.target());
    VisibleRelation account = to.account();
    String fromId =
        account == null
            ? from.alias() + "." + TableSql.id(from.plan())
            : from.column(account.relation().column());
    Related related = related(from, fromId, to.relation(), row);
    String condition =
        related.condition()
            + " and "
            + readable.condition(
                to.target().rowExtent(CrudOperation.READ).orElse(null), row.alias(), row.plan());
    if (!to.counted()) {
      return new RelatedItem(row, related.from(), condition);
    }
    String count =
        "lateral (select count(*) as %s from %s where %s) as %s"
            .formatted(
                SqlQuoting.identifier(FieldPath.COUNT.name()),
                related.from(),
                condition,
                row.alias());
    return new RelatedItem(
        row, count, account == null ? "true" : isShown(account.target(), fromId));
  }

  /// The condition that the caller sees the profile of an account: of each account, or of none.
  private static String isShown(ResourceView people, String account) {
    return people.rowExtent(CrudOperation.READ).isPresent() ? account + " is not null" : "false";
  }

  /// A query of the number of related rows, as column `j`.
  ///
  /// @param id of the row that has the relation
  /// @param relation with [Relation#isCountable]
  String count(ResourcePlan plan, String id, Relation relation, ResourceView target) {
    RelatingRow from = new RelatingRow(plan, "");
    RelatingRow row = from.related(target);
    Related related = related(from, id, relation, row);
    return "select count(*) as j from %s where %s and %s offset 0"
        .formatted(
            related.from(),
            related.condition(),
            readable.condition(
                target.rowExtent(CrudOperation.READ).orElse(null), row.alias(), row.plan()));
  }

  /// @param from the `from` items of the related rows
  /// @param condition that they are related
  private record Related(String from, String condition) {}

  private static Related related(
      RelatingRow from, String fromId, Relation relation, RelatingRow row) {
    String table = TableSql.of(row.plan()) + " as " + row.alias();
    String id = row.alias() + "." + TableSql.id(row.plan());
    String column = relation.column();
    return switch (relation.kind()) {
      case ONE -> new Related(table, id + " = " + from.column(column));
      case MANY, OF_ACCOUNT -> new Related(table, row.column(column) + " = " + fromId);
      case LISTED -> {
        // The links of accounts show a caller only those to his own account.
        if (row.plan().isPeople()) {
          yield new Related(table, id + " = any (" + from.column(column) + ")");
        }
        yield linked(table, from.plan().table().link(column), row, fromId, id);
      }
      case LISTING -> linked(table, row.plan().table().link(column), row, id, fromId);
    };
  }

  /// @param rowId the id of the row with the list
  /// @param itemId the id in the list
  private static Related linked(
      String table, TablePlan.Link link, RelatingRow row, String rowId, String itemId) {
    String links = LINKS + row.depth();
    return new Related(
        SqlQuoting.qualified(TablePlan.SCHEMA, link.name()) + " as " + links + ", " + table,
        "%1$s.%2$s = %3$s and %1$s.%4$s = %5$s"
            .formatted(
                links,
                SqlQuoting.identifier(TablePlan.Link.ROW),
                rowId,
                SqlQuoting.identifier(TablePlan.Link.ITEM),
                itemId));
  }
}
