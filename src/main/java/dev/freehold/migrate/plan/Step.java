package dev.freehold.migrate.plan;

import java.util.Optional;
import java.util.OptionalLong;

/// One step of a migration: done whole or not at all, and known as done by the ledger's model alone.
///
/// @param subject what it is about, as a consent names it: `tasks`, `tasks.notes`
/// @param words what it does: `new column tasks.due_on date`
/// @param declared its risk where no row is at risk
/// @param remedy what to do instead, or first; empty where there is no need
public record Step(
    String subject,
    String words,
    Phase phase,
    Risk declared,
    Lock lock,
    Hold hold,
    Work work,
    Optional<AtRisk> atRisk,
    String remedy,
    ModelChange change) {

  /// The risk, the rows considered.
  public Risk risk() {
    return atRisk
        .filter(r -> r.counted().orElse(0) > 0 && r.ifAny().compareTo(declared) > 0)
        .map(AtRisk::ifAny)
        .orElse(declared);
  }

  /// The same, taken for as bad as it may be where its rows were not counted.
  public Step cautious() {
    boolean unknown = atRisk.isPresent() && atRisk.get().counted().isEmpty();
    Risk worst = unknown ? atRisk.get().ifAny() : declared;
    return new Step(
        subject,
        words,
        phase,
        worst == Risk.LOSSY && declared.compareTo(worst) < 0 ? worst : declared,
        lock,
        hold,
        work,
        atRisk,
        remedy,
        change);
  }

  /// The same that runs something else.
  public Step doing(Work other) {
    return new Step(subject, words, phase, declared, lock, hold, other, atRisk, remedy, change);
  }

  /// The same that leaves another model.
  public Step changing(ModelChange other) {
    return new Step(subject, words, phase, declared, lock, hold, work, atRisk, remedy, other);
  }

  /// The same after its rows were counted.
  public Step counted(long rows) {
    return new Step(
        subject,
        words,
        phase,
        declared,
        lock,
        hold,
        work,
        atRisk.map(r -> new AtRisk(r.count(), r.what(), r.ifAny(), OptionalLong.of(rows))),
        remedy,
        change);
  }
}
