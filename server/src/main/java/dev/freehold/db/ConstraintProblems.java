package dev.freehold.db;

import dev.freehold.db.ConstraintCatalog.ConstraintColumns;
import dev.freehold.problem.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The problems to respond with when constraints are violated. A constraint is known by its name, also with the
/// number of a shard, or else by its columns: another program may have renamed it. One that is known by
/// neither has no problem here.
public final class ConstraintProblems {
  private final Map<String, Problem> byName = new HashMap<>();
  private final Map<ConstraintColumns, Problem> byColumns = new HashMap<>();

  /// A constraint that is known by its name alone.
  public void put(String name, Problem problem) {
    byName.put(name, problem);
  }

  /// A constraint that is known by its columns too.
  public void put(String name, ConstraintColumns columns, Problem problem) {
    byName.put(name, problem);
    byColumns.putIfAbsent(columns, problem);
  }

  /// The problem by the name of the violated constraint.
  public Optional<Problem> find(DatabaseException failure) {
    ViolatedConstraint violated = failure.violated();
    return violated == null ? Optional.empty() : Optional.ofNullable(violated.in(byName));
  }

  /// The problem by what the constraint is about.
  public Optional<Problem> find(ConstraintColumns columns) {
    return Optional.ofNullable(byColumns.get(columns));
  }
}
