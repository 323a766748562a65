package dev.freehold.migrate.plan;

import java.util.OptionalLong;

/// Rows that a step would change, lose or stumble over.
///
/// @param count a statement of one row and one column, a number
/// @param what which rows: `rows of tasks with notes`, `rows longer than 100 characters`
/// @param ifAny what the step's risk is where there is one
/// @param counted how many there were when they were counted; empty before
public record AtRisk(String count, String what, Risk ifAny, OptionalLong counted) {
  public AtRisk(String count, String what, Risk ifAny) {
    this(count, what, ifAny, OptionalLong.empty());
  }
}
