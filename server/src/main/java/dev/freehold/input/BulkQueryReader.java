package dev.freehold.input;

import static dev.freehold.problem.ViolationCode.REQUIRED;
import static dev.freehold.problem.ViolationCode.TYPE;

import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.ProblemException;
import dev.freehold.query.ApiView;
import dev.freehold.query.BulkQuery;
import dev.freehold.query.ResourceView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the query of a change by query: the conditions of a list, `max_affected` and `dry_run`.
/// The conditions match the same rows as in a list, so that a client can check the rows first. The
/// defaults of named filters apply here too.
public final class BulkQueryReader {
  /// The maximum number of rows that one request may change.
  public static final int MAX_AFFECTED = 1_000;

  private static final String MAX_AFFECTED_NAME = "max_affected";
  private static final String DRY_RUN = "dry_run";

  private final ResourcePlan plan;
  private final NamedFilterPredicates namedFilters;

  public BulkQueryReader(ResourcePlan plan) {
    this.plan = plan;
    this.namedFilters = new NamedFilterPredicates(plan);
  }

  /// @param apiView of the caller
  public BulkQueryBuilder newBuilder(ApiView apiView) {
    return new BulkQueryBuilder(apiView);
  }

  /// Builds one query: call [#addParameter] for each parameter in order, then [#build].
  public final class BulkQueryBuilder {
    private final ResourceView view;
    private final ViolationCollector violations = new ViolationCollector();
    private final QueryParameterValidator validator = new QueryParameterValidator(violations);
    private final FilterReader filters;
    private @Nullable Integer maxAffected;
    private boolean dryRun;
    private @Nullable List<String> names;

    private BulkQueryBuilder(ApiView apiView) {
      this.view = apiView.resource(plan);
      this.filters = new FilterReader(apiView, view, namedFilters, violations);
    }

    /// @param value percent-decoded
    public void addParameter(String name, String value) {
      switch (name) {
        case MAX_AFFECTED_NAME -> {
          if (validator.acceptOnce(name)) {
            maxAffected = validator.readInteger(name, value, MAX_AFFECTED);
          }
        }
        case DRY_RUN -> {
          if (validator.acceptOnce(name)) {
            dryRun = readDryRun(value);
          }
        }
        default -> {
          if (!filters.addParameter(name, value)) {
            violations.addUnknown(name, FilterReader.field(name), names());
          }
        }
      }
    }

    private boolean readDryRun(String value) {
      if (!value.equals("true") && !value.equals("false")) {
        violations.add(DRY_RUN, TYPE, "must be true or false");
      }
      return value.equals("true");
    }

    private List<String> names() {
      if (names == null) {
        names = new ArrayList<>(List.of(MAX_AFFECTED_NAME, DRY_RUN, FilterReader.OR));
        names.addAll(namedFilters.names());
        view.queryColumns().forEach(c -> names.add(c.name()));
      }
      return names;
    }

    /// @throws ProblemException of [dev.freehold.problem.Problem.Invalid] with every violation;
    ///     also if there is no condition, or if a required `max_affected` is missing
    public BulkQuery build() {
      violations.throwIfAny();
      if (!filters.isNarrowing()) {
        violations.addForWholeRequest(REQUIRED, "The query must have at least one condition.");
      }
      boolean byId = filters.isById();
      if (maxAffected == null && !byId) {
        violations.add(MAX_AFFECTED_NAME, REQUIRED, "must be given");
      }
      violations.throwIfAny();
      return new BulkQuery(filters.build(List.of()), maxAffected, byId, dryRun);
    }
  }
}
