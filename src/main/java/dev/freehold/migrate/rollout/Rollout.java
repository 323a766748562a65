package dev.freehold.migrate.rollout;

import dev.freehold.ddl.Element;
import dev.freehold.ddl.SchemaModel;
import dev.freehold.migrate.Applied;
import dev.freehold.migrate.Migrations;
import dev.freehold.migrate.Order;
import dev.freehold.migrate.Planned;
import dev.freehold.migrate.Script;
import dev.freehold.migrate.file.Chain;
import dev.freehold.migrate.file.FaultyFiles;
import dev.freehold.migrate.file.FileStep;
import dev.freehold.migrate.file.MigrationFile;
import dev.freehold.migrate.ledger.LedgerRow;
import dev.freehold.migrate.ledger.MigrationRefused;
import dev.freehold.migrate.ledger.PlanPosition;
import dev.freehold.migrate.plan.Facts;
import dev.freehold.migrate.plan.Fingerprint;
import dev.freehold.migrate.plan.MigrationPlan;
import dev.freehold.migrate.plan.ModelChange;
import dev.freehold.migrate.plan.Phase;
import dev.freehold.migrate.plan.Risk;
import dev.freehold.migrate.plan.Step;
import dev.freehold.migrate.plan.Wishes;
import dev.freehold.plan.ApiPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// One spec, its files and one database. Blocking.
///
/// All of it throws [MigrationRefused] and [FaultyFiles] with what is the matter and what to do.
public final class Rollout {
  private static final int LATEST = 18;

  private final Migrations migrations;
  private final Chain chain;
  private final ApiPlan plan;
  private final Wishes wishes;
  private final boolean contract;

  /// @param chain without files: the database follows the spec by itself
  /// @param contract whether the second phase runs too
  public Rollout(
      Migrations migrations, Chain chain, ApiPlan plan, Wishes wishes, boolean contract) {
    this.migrations = migrations;
    this.chain = chain;
    this.plan = plan;
    this.wishes = wishes;
    this.contract = contract;
  }

  /// What a run would do now. Changes nothing.
  public Outlook outlook() {
    Planned planned = migrations.plan(plan, wishes);
    return chain.isEmpty()
        ? fromSpec(planned, planned.due(contract), List.of())
        : fromFiles(planned);
  }

  private static Outlook fromSpec(Planned planned, List<Step> due, List<String> applied) {
    List<Step> later = planned.plan().steps().stream().filter(s -> !due.contains(s)).toList();
    List<Part> parts = due.isEmpty() ? List.of() : List.of(new Part(Optional.empty(), due, due));
    return new Outlook(planned.plan().id(), parts, later, applied, planned);
  }

  private Outlook fromFiles(Planned planned) {
    FilePosition position = FilePosition.of(chain, migrations.history(), planned.applied());
    List<MigrationFile> pending = chain.from(position.done());
    mustDoAllThatTheSpecAsks(planned);
    List<String> applied =
        chain.files().subList(0, position.done()).stream().map(f -> f.name().toString()).toList();
    if (pending.isEmpty()) {
      List<Step> access = planned.due(false);
      return fromSpec(planned, isOnlyAccess(access) ? access : List.of(), applied);
    }
    List<Part> parts = new ArrayList<>();
    List<Step> later = new ArrayList<>();
    for (MigrationFile file : pending) {
      List<Step> all =
          file.steps().stream()
              .map(s -> s.step(planned.roles()))
              .map(s -> forgetting(s, planned.applied()))
              .toList();
      boolean first = parts.isEmpty() && later.isEmpty();
      if (!later.isEmpty() || (file.isContract() && !contract && !first)) {
        later.addAll(all);
      } else {
        int done = first ? position.steps() : 0;
        List<Step> due = migrations.counted(all.subList(done, all.size()));
        parts.add(new Part(Optional.of(file), due, all));
      }
    }
    return new Outlook(
        id(Fingerprint.of(planned.applied()), parts), parts, later, applied, planned);
  }

  /// The ledger forgets the grants and policies of a table that goes or gets another name. The file does not know them.
  private static Step forgetting(Step step, Map<String, String> model) {
    List<String> tables =
        step.change().removed().stream()
            .filter(k -> Element.Kind.ofKey(k) == Element.Kind.TABLE)
            .map(k -> k.substring(Element.Kind.TABLE.word().length() + 1))
            .toList();
    if (tables.isEmpty()) {
      return step;
    }
    Set<String> removed = new HashSet<>(step.change().removed());
    model.keySet().stream()
        .filter(FileStep::isAccess)
        .filter(
            k -> tables.stream().anyMatch(t -> k.endsWith(" " + t) || k.contains(" " + t + ".")))
        .forEach(removed::add);
    return step.changing(new ModelChange(step.change().set(), removed));
  }

  private String id(String from, List<Part> parts) {
    String to = chain.files().getLast().to();
    List<Step> steps = parts.stream().flatMap(p -> p.steps().stream()).toList();
    return new MigrationPlan(from, to, steps).id();
  }

  /// The second phase may still be without a file: it is written when it is time for it.
  ///
  /// @throws MigrationRefused where the files end before the spec does
  private void mustDoAllThatTheSpecAsks(Planned planned) {
    Facts facts = new Facts(Map.of(), LATEST);
    SchemaModel target = SchemaModel.of(plan, planned.roles());
    List<String> more =
        Migrations.PLANNING.plan(chain.model(), target, facts, wishes).steps().stream()
            .filter(s -> s.phase() == Phase.EXPAND && !isOnlyAccess(List.of(s)))
            .map(Step::words)
            .toList();
    if (!more.isEmpty()) {
      throw new MigrationRefused(
          "The spec asks for more than the files of migrations/ do:",
          more,
          "Nothing was changed. Write a file for it: freehold migrate new",
          null);
    }
  }

  /// Whether these make grants, policies and row-level security alone, which follow the spec and are in no file.
  public static boolean isOnlyAccess(List<Step> steps) {
    return steps.stream()
        .flatMap(
            s -> Stream.concat(s.change().set().keySet().stream(), s.change().removed().stream()))
        .allMatch(key -> Element.Kind.ofKey(key).renewable());
  }

  /// Applies what was shown.
  ///
  /// @param shown what [#outlook] said a moment ago
  /// @param id of the plan that somebody agreed to: that one, or one that broke off and of which that is the rest
  public Applied apply(Outlook shown, String id) {
    if (shown.parts().stream().noneMatch(p -> p.file().isPresent())) {
      return migrations.apply(
          new Order(plan, wishes, Optional.of(id), contract && chain.isEmpty()));
    }
    mustBe(shown, id);
    mustBePossible(shown);
    long begin = System.nanoTime();
    List<String> changes = new ArrayList<>();
    for (Part part : shown.parts()) {
      part.file()
          .ifPresent(
              file ->
                  changes.addAll(
                      migrations
                          .run(
                              new Script(
                                  file.name().toString(),
                                  file.checksums(),
                                  id,
                                  file.from(),
                                  file.to(),
                                  part.all()),
                              wishes)
                          .changes()));
    }
    changes.addAll(access());
    return new Applied(changes, shown.later().size(), Duration.ofNanos(System.nanoTime() - begin));
  }

  /// Brings grants and policies to the spec, after the last file.
  private List<String> access() {
    Planned rest = migrations.plan(plan, wishes);
    return !rest.isEmpty() && isOnlyAccess(rest.due(false))
        ? migrations.apply(new Order(plan, wishes, Optional.of(rest.plan().id()), false)).changes()
        : List.of();
  }

  private static void mustBe(Outlook shown, String id) {
    boolean rest =
        shown
            .planned()
            .head()
            .map(LedgerRow::progress)
            .map(PlanPosition::plan)
            .filter(id::equals)
            .isPresent();
    if (!shown.id().equals(id) && !rest) {
      throw new MigrationRefused(
          "The plan " + id + " is stale. It is " + shown.id() + " now.",
          "Nothing was changed. Look at the plan of now: freehold migrate plan");
    }
  }

  private static void mustBePossible(Outlook shown) {
    List<String> blocked =
        shown.steps().stream().filter(s -> s.risk() == Risk.BLOCKED).map(Step::words).toList();
    if (!blocked.isEmpty()) {
      throw new MigrationRefused(
          "A file holds what cannot be done:", blocked, "Nothing was changed.", null);
    }
  }
}
