package dev.freehold.sql;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.query.Scope;
import dev.freehold.query.Selection;
import dev.freehold.sql.embed.IncludedText;
import dev.freehold.sql.embed.RowText;
import dev.freehold.sql.form.CallerText;
import dev.freehold.sql.form.Parameters;
import dev.freehold.sql.form.TableText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One row by its id. Answers the selection's columns, a text of JSON for each of its included relations and, last, the
/// version; no row where there is none in the scope.
public final class ReadSql {
  private final ApiPlan api;
  private final ResourcePlan plan;
  private final StatementTexts texts;
  private final CallerText caller;
  private volatile @Nullable Kept whole;

  /// With texts of its own.
  public ReadSql(ApiPlan api, ResourcePlan plan) {
    this(api, plan, new StatementTexts());
  }

  /// @param texts shared by all statements of an app
  public ReadSql(ApiPlan api, ResourcePlan plan, StatementTexts texts) {
    this.api = api;
    this.plan = plan;
    this.texts = texts;
    this.caller = CallerText.of(api);
  }

  /// @param id [Long] or [java.util.UUID], as the resource has it
  public Statement of(Scope scope, Selection selection, Object id) {
    return new Statement(text(scope, selection), scope.setting(), id);
  }

  private String text(Scope scope, Selection selection) {
    boolean isWhole = SelectionShape.isWhole(selection);
    Kept kept = whole;
    if (isWhole && kept != null && kept.serves(selection.view(), scope)) {
      return kept.text();
    }
    Parameters parameters = SelectionShape.begin("read", scope, selection);
    String text = texts.of(parameters.shape(), () -> make(scope, selection));
    if (isWhole && kept == null) {
      whole = new Kept(selection.view(), scope.reach(), text);
    }
    return text;
  }

  private String make(Scope scope, Selection selection) {
    RowText row =
        RowText.of(selection, List.of(TableText.tag(plan, "r.")), new IncludedText(api, caller));
    return "select %s from %s, lateral (select %s from %s as r where %s and %s offset 0) %s%s"
        .formatted(
            row.outer(),
            caller.row(),
            row.inner(),
            TableText.of(plan),
            caller.reaches(scope.reach(), "r", plan),
            TableText.hasId(plan, "r", 2),
            row.name(),
            row.joins());
  }
}
