package dev.freehold.input.query;

import static dev.freehold.problem.ViolationCode.REQUIRED;

import dev.freehold.input.Violations;
import dev.freehold.input.filter.FilterReader;
import dev.freehold.input.filter.NamedFilters;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.ProblemException;
import dev.freehold.query.Sight;
import dev.freehold.query.View;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the query of a change of many rows: the conditions of a list, `max_affected` and `dry_run`. The same conditions name
/// the same rows as in a list, so that somebody can look first: named filters that are not named apply here too.
public final class BulkQueryReader {
  /// The most rows that one request may change.
  public static final int MAX_AFFECTED = 1_000;

  private static final String MAX = "max_affected";

  private final ResourcePlan plan;
  private final NamedFilters named;

  public BulkQueryReader(ResourcePlan plan) {
    this.plan = plan;
    this.named = new NamedFilters(plan);
  }

  /// @param sight of whoever asks
  public Reading begin(Sight sight) {
    return new Reading(sight.of(plan));
  }

  /// One query on its way in: [#take] for each parameter in order, then [#end].
  public final class Reading {
    private final View view;
    private final Violations violations = new Violations();
    private final Once once = new Once(violations);
    private final FilterReader filters;
    private @Nullable Integer maxAffected;
    private boolean dryRun;
    private @Nullable List<String> names;

    private Reading(View view) {
      this.view = view;
      this.filters = new FilterReader(view, named, violations);
    }

    /// @param value percent-decoded
    public void take(String name, String value) {
      switch (name) {
        case MAX -> {
          if (once.take(name)) {
            maxAffected = WholeNumber.read(violations, name, value, MAX_AFFECTED);
          }
        }
        case DryRunReader.NAME -> {
          if (once.take(name)) {
            dryRun = DryRunReader.read(value, violations);
          }
        }
        default -> {
          if (!filters.take(name, value)) {
            violations.addUnknown(name, FilterReader.field(name), names());
          }
        }
      }
    }

    private List<String> names() {
      if (names == null) {
        names = new ArrayList<>(List.of(MAX, DryRunReader.NAME, FilterReader.OR));
        names.addAll(named.names());
        view.read().forEach(c -> names.add(c.name()));
      }
      return names;
    }

    /// @throws ProblemException of [dev.freehold.problem.Problem.Invalid] naming every fault; also where there is no
    ///   condition, or no `max_affected` where there must be one
    public BulkQuery end() {
      violations.throwIfAny();
      if (!filters.isNarrowing()) {
        violations.addWhole(REQUIRED, "The query must name the rows by a condition at least.");
      }
      boolean byId = filters.isById();
      if (maxAffected == null && !byId) {
        violations.add(MAX, REQUIRED, "must be given");
      }
      violations.throwIfAny();
      return new BulkQuery(filters.end(List.of()), maxAffected, byId, dryRun);
    }
  }
}
