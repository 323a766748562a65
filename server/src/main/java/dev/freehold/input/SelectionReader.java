package dev.freehold.input;

import static dev.freehold.problem.ViolationCode.FORMAT;
import static dev.freehold.problem.ViolationCode.REPEATED;
import static dev.freehold.problem.ViolationCode.UNKNOWN;

import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.ProblemException;
import dev.freehold.query.ApiView;
import dev.freehold.query.ResourceView;
import dev.freehold.query.Selection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the query of one row: `fields` and `include`.
public final class SelectionReader {
  private final ResourcePlan plan;

  public SelectionReader(ResourcePlan plan) {
    this.plan = plan;
  }

  /// @param apiView of the caller
  public SelectionBuilder newBuilder(ApiView apiView) {
    return new SelectionBuilder(apiView, apiView.resource(plan));
  }

  /// Builds one selection: call [#addParameter] for each parameter in order, then [#build].
  public static final class SelectionBuilder {
    private final ApiView apiView;
    private final ResourceView view;
    private final ViolationCollector violations = new ViolationCollector();
    private final QueryParameterValidator validator = new QueryParameterValidator(violations);
    private @Nullable List<ColumnPlan> columns;
    private List<Selection.IncludedRelation> included = List.of();

    private SelectionBuilder(ApiView apiView, ResourceView view) {
      this.apiView = apiView;
      this.view = view;
    }

    /// @param value percent-decoded
    public void addParameter(String name, String value) {
      switch (name) {
        case FieldsReader.NAME -> {
          if (validator.acceptOnce(name)) {
            columns = FieldsReader.read(view, value, violations);
          }
        }
        case IncludeReader.NAME -> {
          if (validator.acceptOnce(name)) {
            included = new IncludeReader(apiView, violations).read(view, value);
          }
        }
        default -> violations.addUnknown(name, List.of(FieldsReader.NAME, IncludeReader.NAME));
      }
    }

    /// @throws ProblemException of [dev.freehold.problem.Problem.Invalid] with every violation
    public Selection build() {
      violations.throwIfAny();
      return new Selection(view, columns == null ? view.readColumns() : columns, included);
    }
  }

  /// Reads `fields=id,title` as columns of the read set, in the order of the read set.
  static final class FieldsReader {
    static final String NAME = "fields";

    private FieldsReader() {}

    /// The result has no meaning if there are violations.
    static List<ColumnPlan> read(ResourceView view, String value, ViolationCollector violations) {
      if (value.isEmpty()) {
        violations.add(NAME, FORMAT, "must name a field, such as id");
        return List.of();
      }
      List<String> known = view.readColumns().stream().map(ColumnPlan::name).toList();
      Set<String> named = new HashSet<>();
      for (String name : value.split(",", -1)) {
        if (view.column(name).isEmpty()) {
          fault(violations, name, UNKNOWN, violations.unknownNameMessage(name, known));
        } else if (!named.add(name)) {
          fault(violations, name, REPEATED, "must not be named more than once");
        }
      }
      return view.readColumns().stream().filter(c -> named.contains(c.name())).toList();
    }

    private static void fault(
        ViolationCollector violations, String name, String code, String message) {
      violations.add(NAME, NAME + ": " + ViolationCollector.shortened(name), code, message);
    }
  }
}
