package dev.freehold.migrate.compare;

import dev.freehold.ddl.RoleNames;
import dev.freehold.ddl.SchemaModel;
import dev.freehold.migrate.plan.AtRisk;
import dev.freehold.migrate.plan.Facts;
import dev.freehold.migrate.plan.MigrationPlan;
import dev.freehold.migrate.plan.Step;
import dev.freehold.migrate.plan.Wishes;
import dev.freehold.migrate.plan.Work;
import dev.freehold.plan.ApiPlan;
import dev.freehold.testing.RelatedSpecs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// A golden case of the family `migration`: two specs, and what lies between them.
///
/// @param folder with `before.yaml` and `after.yaml`; with `wishes.txt` where something was said beside the spec, a line each:
///     `allow-loss tasks.notes`, `backfill tasks.priority=low`, `rows tasks=200000`, `major 15`
record MigrationCase(
    Path folder, SchemaModel before, SchemaModel after, Facts facts, Wishes wishes) {
  static final RoleNames ROLES = new RoleNames("steps_owner", "steps_api", "steps_auth");

  static MigrationCase of(Path folder) {
    Set<String> mayLose = new HashSet<>();
    Map<String, String> backfill = new HashMap<>();
    Map<String, Long> rows = new HashMap<>();
    int major = 18;
    for (String line : lines(folder.resolve("wishes.txt"))) {
      String[] words = line.split(" ", 2);
      String[] pair = words[1].split("=", 2);
      switch (words[0]) {
        case "allow-loss" -> mayLose.add(words[1]);
        case "backfill" -> backfill.put(pair[0], pair[1]);
        case "rows" -> rows.put(pair[0], Long.parseLong(pair[1]));
        case "major" -> major = Integer.parseInt(words[1]);
        default -> throw new AssertionError(line);
      }
    }
    return new MigrationCase(
        folder,
        model(folder.resolve("before.yaml")),
        model(folder.resolve("after.yaml")),
        new Facts(rows, major),
        new Wishes(mayLose, backfill));
  }

  private static List<String> lines(Path file) {
    return Files.exists(file) ? read(file).lines().toList() : List.of();
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SchemaModel model(Path spec) {
    return model(RelatedSpecs.plan(read(spec)));
  }

  static SchemaModel model(ApiPlan plan) {
    return SchemaModel.of(plan, ROLES);
  }

  MigrationPlan plan(Map<String, String> applied) {
    return StepPlanner.plan(applied, after, facts, wishes);
  }

  MigrationPlan plan() {
    return plan(before.definitions());
  }

  static String text(MigrationPlan plan) {
    StringBuilder text = new StringBuilder();
    int number = 0;
    for (Step step : plan.steps()) {
      text.append(text.isEmpty() ? "" : "\n");
      step(text, ++number, step);
    }
    return text.isEmpty() ? "nothing to do\n" : text.toString();
  }

  private static void step(StringBuilder text, int number, Step step) {
    text.append(
        "%d %s %s [%s] %s%n"
            .formatted(number, step.phase(), step.declared(), step.subject(), step.words()));
    text.append("  lock: %s, %s%n".formatted(step.lock(), step.hold()));
    step.atRisk().ifPresent(r -> text.append(atRisk(r)));
    if (!step.remedy().isEmpty()) {
      text.append("  remedy: ").append(step.remedy()).append('\n');
    }
    work(step.work()).forEach(s -> text.append("  sql: ").append(indented(s)).append('\n'));
    new TreeSet<>(step.change().removed()).forEach(k -> text.append("  - " + k + "\n"));
    new TreeMap<>(step.change().set())
        .forEach((k, d) -> text.append("  + " + k + ": " + indented(d) + "\n"));
  }

  private static String atRisk(AtRisk rows) {
    return "  at risk: %s; %s if any%n    %s%n"
        .formatted(rows.what(), rows.ifAny(), indented(rows.count()));
  }

  private static List<String> work(Work work) {
    return switch (work) {
      case Work.Transaction t -> t.statements();
      case Work.Concurrently c -> List.of(c.statement());
      case Work.Batches b -> List.of("in batches from '" + b.start() + "'\n" + b.statement());
      case Work.Nothing() -> List.of();
    };
  }

  private static String indented(String text) {
    return text.replace("\n", "\n    ");
  }
}
