package dev.freehold.migrate.run;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DbFailure;
import dev.freehold.migrate.lease.Connections;
import dev.freehold.migrate.lease.Lease;
import dev.freehold.migrate.lease.LeaseLost;
import dev.freehold.migrate.lease.Patience;
import dev.freehold.migrate.lease.Progress;
import dev.freehold.migrate.lease.Terms;
import dev.freehold.migrate.ledger.Ledger;
import dev.freehold.migrate.ledger.LedgerRow;
import dev.freehold.migrate.ledger.MigrationRefused;
import dev.freehold.migrate.ledger.PlanPosition;
import dev.freehold.migrate.plan.Fingerprint;
import dev.freehold.migrate.plan.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Does the steps of a run, one after the other.
///
/// A step in a transaction is done with its row of the ledger or not at all. An index that is built by itself, and rows that
/// are changed in batches, get theirs right after: where that did not come to be, the step is done again, which changes
/// nothing that was done already.
public final class Runner {
  private final Lease lease;
  private final Terms terms;
  private final String program;
  private final StepWork work;
  private Map<String, String> model = Map.of();
  private long head;
  private long written;

  /// @param program version, for the ledger
  /// @param bound whether row-level security binds the login
  public Runner(Lease lease, Terms terms, String program, boolean bound) {
    this.lease = lease;
    this.terms = terms;
    this.program = program;
    this.work = new StepWork(lease, terms, bound);
  }

  /// @return what was done, in words
  /// @throws MigrationRefused where a step cannot be done; those before it stay done, and the rest can be run later
  /// @throws DbFailure where the database went away and stayed so
  public List<String> run(Run run) {
    model = run.model();
    head = run.head();
    List<String> done = new ArrayList<>();
    for (int i = 0; i < run.steps().size(); i++) {
      Step step = run.steps().get(i);
      PlanPosition at = run.at(i);
      long begin = System.nanoTime();
      lease.progress().accept(new Progress.Began(at.step(), at.of(), step));
      try {
        persist(run, step, at, begin);
      } catch (LeaseLost e) {
        throw new MigrationRefused(
            "Another node took over, since no sign came from this one in time.",
            List.of(position(at, step)),
            said(done) + " The other node goes on; start again when it is done.",
            e);
      } catch (DbFailure e) {
        throw Refusals.of(e, "A step could not be done: " + position(at, step) + ".", said(done));
      }
      model = step.change().applied(model);
      done.add(step.words());
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      lease.progress().accept(new Progress.Done(at.step(), at.of(), step, took));
    }
    return done;
  }

  private static String position(PlanPosition at, Step step) {
    return "step " + at.step() + " of " + at.of() + ", " + step.words();
  }

  private static String said(List<String> done) {
    return done.isEmpty()
        ? "Nothing was changed."
        : "Done before, and done for good: " + String.join("; ", done) + ".";
  }

  /// Until it is done: a lock is tried for again, a lost connection opened anew and looked what became of the step.
  private void persist(Run run, Step step, PlanPosition at, long begin) {
    Patience patience = new Patience(terms.lockPatience());
    for (int tries = 0; ; tries++) {
      int before = tries;
      try {
        lease.watching(step, () -> work.run(step, before, () -> write(run, step, at, begin)));
        head = written;
        return;
      } catch (DbFailure e) {
        boolean lost = Connections.isLost(e);
        if (!lost && !Connections.isRetryable(e)) {
          throw e;
        }
        patience.endure(e);
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
    Optional<LedgerRow> newest = new Ledger(lease.connection()).head();
    boolean done = newest.filter(r -> r.id() > head && r.progress().equals(at)).isPresent();
    if (done) {
      head = newest.orElseThrow().id();
    }
    return done;
  }

  /// The step's row; in the step's transaction where it has one.
  private void write(Run run, Step step, PlanPosition at, long begin) {
    AdminConnection connection = lease.connection();
    Ledger ledger = new Ledger(connection);
    ledger.lock();
    long newest = ledger.head().map(LedgerRow::id).orElse(0L);
    if (newest != head) {
      throw new MigrationRefused(
          "The ledger was written by somebody else meanwhile.",
          "The step was not done. Run it again.");
    }
    Map<String, String> after = step.change().applied(model);
    boolean last = at.step() == at.of() && !run.asked().isEmpty();
    written =
        ledger.append(
            new Ledger.Entry(
                program,
                last ? run.asked() : Fingerprint.of(after),
                List.of(step.words()),
                after,
                at,
                (System.nanoTime() - begin) / 1_000_000));
  }
}
