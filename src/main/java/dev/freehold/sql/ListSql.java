package dev.freehold.sql;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.ListQuery;
import dev.freehold.query.ListQuery.Paging;
import dev.freehold.query.Predicate;
import dev.freehold.query.Scope;
import dev.freehold.sql.filter.PredicateValues;
import dev.freehold.sql.form.CallerText;
import dev.freehold.sql.form.Parameters;
import dev.freehold.sql.page.Keyset;
import org.jspecify.annotations.Nullable;

/// A page of rows and the number of all rows, in one statement. Answers
///
/// - the total: null where it was not counted, -1 where the query's parent is not a row that the caller may read, at most
///   [ListQuery#COUNT_CAP] where it was estimated;
/// - the selection's columns;
/// - a text of JSON for each of its included relations;
/// - the columns of the query's order, in the form in which they travel; the last is the id.
///
/// It answers one row more than the page has where there are more. A page without rows is one row whose id is null.
public final class ListSql {
  private final ApiPlan api;
  private final ResourcePlan plan;
  private final StatementTexts texts;
  private final CallerText caller;
  private volatile @Nullable Kept standard;

  /// With texts of its own.
  public ListSql(ApiPlan api, ResourcePlan plan) {
    this(api, plan, new StatementTexts());
  }

  /// @param texts shared by all statements of an app
  public ListSql(ApiPlan api, ResourcePlan plan, StatementTexts texts) {
    this.api = api;
    this.plan = plan;
    this.texts = texts;
    this.caller = CallerText.of(api);
  }

  public Statement of(Scope scope, ListQuery query) {
    boolean isStandard = isStandard(query);
    Kept kept = standard;
    if (isStandard && kept != null && kept.serves(query.selection().view(), scope)) {
      return new Statement(kept.text(), scope.setting());
    }
    Parameters parameters = parameters(scope, query);
    String text =
        texts.of(
            parameters.shape(), () -> new ListText(api, plan, caller, scope.reach(), query).text());
    if (isStandard && kept == null) {
      standard = new Kept(query.selection().view(), scope.reach(), text);
    }
    return new Statement(text, parameters.values());
  }

  /// What `GET /tasks` without a query asks.
  private boolean isStandard(ListQuery query) {
    return SelectionShape.isWhole(query.selection())
        && query.where().equals(Predicate.TRUE)
        && query.order().equals(plan.sort())
        && query.limit() == plan.limit().standard()
        && query.count() == ListQuery.Count.EXACT
        && query.parent() == null
        && query.paging() instanceof Paging.ByPage(int page)
        && page == 1;
  }

  /// In the order in which [ListText] numbers them.
  private Parameters parameters(Scope scope, ListQuery query) {
    Parameters to = SelectionShape.begin("list", scope, query.selection());
    to.shape(query.count(), query.order());
    ListQuery.Parent parent = query.parent();
    if (parent == null) {
      to.shape("all");
    } else {
      to.shape(parent.view(), parent.relation().name());
      to.add(parent.id());
    }
    PredicateValues.add(query.where(), to);
    boolean usual = isUsual(query, plan);
    to.shape(usual);
    switch (query.paging()) {
      case Paging.ByPage page -> {
        long offset = page.offset(query.limit());
        to.shape(offset > 0);
        if (!usual) {
          to.add((long) query.limit());
        }
        if (offset > 0) {
          to.add(offset);
        }
      }
      case Paging.After(var values) -> {
        to.shape("after");
        Keyset.add(plan, query.order(), values, to);
        if (!usual) {
          to.add((long) query.limit());
        }
      }
    }
    return to;
  }

  /// Whether the limit is part of the text: with a number to go by, a plan that serves every value of the parameters is as
  /// good as one for these, and PostgreSQL need not plan each time.
  static boolean isUsual(ListQuery query, ResourcePlan plan) {
    return query.limit() == plan.limit().standard();
  }
}
