package dev.freehold.migrate.run;

import dev.freehold.migrate.ledger.PlanPosition;
import dev.freehold.migrate.plan.Step;
import java.util.List;
import java.util.Map;

/// Steps that are to be done now.
///
/// @param model that they begin with
/// @param head number of the ledger's newest row when they were planned; 0 for none
/// @param first where in its plan the first of them stands; the others follow
/// @param asked what the ledger knows the spec's model by; empty where no spec was asked
/// @param checksums of the file up to each of the steps; none for steps of no file
public record Run(
    List<Step> steps,
    Map<String, String> model,
    long head,
    PlanPosition first,
    String asked,
    List<String> checksums) {
  public Run {
    steps = List.copyOf(steps);
    checksums = List.copyOf(checksums);
  }

  /// Of steps of no file.
  public Run(
      List<Step> steps, Map<String, String> model, long head, PlanPosition first, String asked) {
    this(steps, model, head, first, asked, List.of());
  }

  PlanPosition at(int index) {
    return new PlanPosition(
        first.plan(),
        first.target(),
        first.step() + index,
        first.of(),
        first.file(),
        checksums.isEmpty() ? first.checksum() : checksums.get(index));
  }
}
