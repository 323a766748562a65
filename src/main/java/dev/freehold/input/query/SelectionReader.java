package dev.freehold.input.query;

import dev.freehold.input.Violations;
import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.ProblemException;
import dev.freehold.query.Selection;
import dev.freehold.query.Sight;
import dev.freehold.query.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the query of one row: `fields` and `include`.
public final class SelectionReader {
  private final ResourcePlan plan;

  public SelectionReader(ResourcePlan plan) {
    this.plan = plan;
  }

  /// @param sight of whoever asks
  public Reading begin(Sight sight) {
    return new Reading(sight, sight.of(plan));
  }

  /// One query on its way in: [#take] for each parameter in order, then [#end].
  public static final class Reading {
    private final Sight sight;
    private final View view;
    private final Violations violations = new Violations();
    private final Once once = new Once(violations);
    private @Nullable List<Column> columns;
    private List<Selection.Included> included = List.of();

    private Reading(Sight sight, View view) {
      this.sight = sight;
      this.view = view;
    }

    /// @param value percent-decoded
    public void take(String name, String value) {
      switch (name) {
        case FieldsReader.NAME -> {
          if (once.take(name)) {
            columns = FieldsReader.read(view, value, violations);
          }
        }
        case IncludeReader.NAME -> {
          if (once.take(name)) {
            included = new IncludeReader(sight, violations).read(view, value);
          }
        }
        default -> violations.addUnknown(name, List.of(FieldsReader.NAME, IncludeReader.NAME));
      }
    }

    /// @throws ProblemException of [dev.freehold.problem.Problem.Invalid] naming every fault
    public Selection end() {
      violations.throwIfAny();
      return new Selection(view, columns == null ? view.read() : columns, included);
    }
  }
}
