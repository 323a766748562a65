package dev.freehold.migrate.run;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseException;
import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.plan.ModelFingerprint;
import dev.freehold.migrate.run.MigrationBackoff.RetryDeadline;
import dev.freehold.migrate.run.MigrationLease.LeaseLostException;
import dev.freehold.migrate.run.MigrationLedger.LedgerRow;
import dev.freehold.migrate.run.MigrationLedger.PlanPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs the steps of a plan in order.
///
/// A transactional step commits together with its ledger row. A concurrent index build and a
/// batched update get their ledger row right after; if it is missing, the step is repeated, which
/// is idempotent.
public final class MigrationRunner {
  private final MigrationLease lease;
  private final MigrationTimeouts timeouts;
  private final String program;
  private final MigrationStepExecutor work;
  private Map<String, String> model = Map.of();
  private long head;
  private long written;

  /// @param program the version of this program, for the ledger
  /// @param bound whether row-level security binds the login
  public MigrationRunner(
      MigrationLease lease, MigrationTimeouts timeouts, String program, boolean bound) {
    this.lease = lease;
    this.timeouts = timeouts;
    this.program = program;
    this.work = new MigrationStepExecutor(lease, timeouts, bound);
  }

  /// @return the applied changes, in words
  /// @throws MigrationRefusedException if a step cannot be done; the steps before it stay done, and
  ///     the rest can be run later
  /// @throws DatabaseException if the database became unavailable and stayed so
  public List<String> run(PendingSteps run) {
    model = run.model();
    head = run.head();
    List<String> done = new ArrayList<>();
    for (int i = 0; i < run.steps().size(); i++) {
      MigrationStep step = run.steps().get(i);
      PlanPosition at = run.at(i);
      long begin = System.nanoTime();
      lease.progress().accept(new MigrationProgress.StepStarted(at.step(), at.totalSteps(), step));
      try {
        persist(run, step, at, begin);
      } catch (LeaseLostException e) {
        throw new MigrationRefusedException(
            "Another node took over, since no sign came from this one in time.",
            List.of(position(at, step)),
            said(done) + " The other node goes on; start again when it is done.",
            e);
      } catch (DatabaseException e) {
        throw MigrationRefusedException.translate(
            e, "A step could not be done: " + position(at, step) + ".", said(done));
      }
      model = step.modelChange().applyTo(model);
      done.add(step.description());
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      lease
          .progress()
          .accept(new MigrationProgress.StepFinished(at.step(), at.totalSteps(), step, took));
    }
    return done;
  }

  private static String position(PlanPosition at, MigrationStep step) {
    return "step " + at.step() + " of " + at.totalSteps() + ", " + step.description();
  }

  private static String said(List<String> done) {
    return done.isEmpty()
        ? "Nothing was changed."
        : "Done before, and done for good: " + String.join("; ", done) + ".";
  }

  /// Runs a step until it is done. Retries locks. After a lost connection, reconnects and checks
  /// whether the step was committed.
  private void persist(PendingSteps run, MigrationStep step, PlanPosition at, long begin) {
    RetryDeadline retryDeadline = new RetryDeadline(timeouts.lockRetryTime());
    for (int tries = 0; ; tries++) {
      int before = tries;
      try {
        lease.watching(step, () -> work.run(step, before, () -> write(run, step, at, begin)));
        head = written;
        return;
      } catch (DatabaseException e) {
        boolean lost = MigrationFailureClassifier.isLost(e);
        if (!lost && !MigrationFailureClassifier.isRetryable(e)) {
          throw e;
        }
        retryDeadline.awaitRetry(e);
        if (lost) {
          lease.reconnect(step, e);
          if (isDone(at)) {
            return;
          }
        }
      }
    }
  }

  private boolean isDone(PlanPosition at) {
    Optional<LedgerRow> newest = new MigrationLedger(lease.connection()).head();
    boolean done = newest.filter(r -> r.id() > head && r.position().equals(at)).isPresent();
    if (done) {
      head = newest.orElseThrow().id();
    }
    return done;
  }

  /// Appends the ledger row of the step, in the transaction of the step if it has one.
  private void write(PendingSteps run, MigrationStep step, PlanPosition at, long begin) {
    AdminConnection connection = lease.connection();
    MigrationLedger ledger = new MigrationLedger(connection);
    ledger.lock();
    long newest = ledger.head().map(LedgerRow::id).orElse(0L);
    if (newest != head) {
      throw new MigrationRefusedException(
          "The ledger was written by somebody else meanwhile.",
          "The step was not done. Run it again.");
    }
    Map<String, String> after = step.modelChange().applyTo(model);
    boolean last = at.step() == at.totalSteps() && !run.specFingerprint().isEmpty();
    written =
        ledger.append(
            new MigrationLedger.NewLedgerRow(
                program,
                last ? run.specFingerprint() : ModelFingerprint.of(after),
                List.of(step.description()),
                after,
                at,
                (System.nanoTime() - begin) / 1_000_000));
  }

  /// The pending steps of a run.
  ///
  /// @param model the model before the first step
  /// @param head the id of the newest ledger row when the steps were planned; 0 for none
  /// @param first the position of the first step in its plan; the other steps follow it
  /// @param specFingerprint the fingerprint of the spec's model, for the ledger; empty if the steps
  ///     do not come from a spec
  /// @param checksums for each step, the checksum of the file up to that step; empty without a file
  public record PendingSteps(
      List<MigrationStep> steps,
      Map<String, String> model,
      long head,
      PlanPosition first,
      String specFingerprint,
      List<String> checksums) {
    public PendingSteps {
      steps = List.copyOf(steps);
      checksums = List.copyOf(checksums);
    }

    /// Steps that come from no file.
    public PendingSteps(
        List<MigrationStep> steps,
        Map<String, String> model,
        long head,
        PlanPosition first,
        String asked) {
      this(steps, model, head, first, asked, List.of());
    }

    PlanPosition at(int index) {
      return new PlanPosition(
          first.plan(),
          first.target(),
          first.step() + index,
          first.totalSteps(),
          first.file(),
          checksums.isEmpty() ? first.checksum() : checksums.get(index));
    }
  }
}
