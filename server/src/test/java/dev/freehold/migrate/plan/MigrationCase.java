package dev.freehold.migrate.plan;

import dev.freehold.ddl.DatabaseObject;
import dev.freehold.ddl.DatabaseRoleNames;
import dev.freehold.ddl.SchemaModel;
import dev.freehold.migrate.plan.MigrationPlanner.DatabaseStatistics;
import dev.freehold.migrate.plan.MigrationStep.Action;
import dev.freehold.migrate.plan.MigrationStep.RowsAtRisk;
import dev.freehold.plan.ApiPlan;
import dev.freehold.testing.SampleSpecs;
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

/// A golden case of the family `migration`: two specs, and the plan from one to the other.
///
/// @param folder the folder with `before.yaml` and `after.yaml`. An optional `wishes.txt` has one
///     option a line: `allow-loss tasks.notes`, `backfill tasks.priority=low`, `rows tasks=200000`,
///     `major 15`; `before immediate` for a database of a version that made no unique constraint
///     deferrable
record MigrationCase(
    Path folder,
    SchemaModel before,
    SchemaModel after,
    DatabaseStatistics statistics,
    MigrationOptions options) {
  static final DatabaseRoleNames ROLES =
      new DatabaseRoleNames("steps_owner", "steps_api", "steps_auth");

  static MigrationCase of(Path folder) {
    Set<String> mayLose = new HashSet<>();
    Map<String, String> backfill = new HashMap<>();
    Map<String, Long> rows = new HashMap<>();
    int major = 18;
    SchemaModel before = model(folder.resolve("before.yaml"));
    for (String line : lines(folder.resolve("wishes.txt"))) {
      String[] words = line.split(" ", 2);
      String[] pair = words[1].split("=", 2);
      switch (words[0]) {
        case "allow-loss" -> mayLose.add(words[1]);
        case "backfill" -> backfill.put(pair[0], pair[1]);
        case "rows" -> rows.put(pair[0], Long.parseLong(pair[1]));
        case "major" -> major = Integer.parseInt(words[1]);
        case "before" -> before = withImmediateUniques(before);
        default -> throw new AssertionError(line);
      }
    }
    return new MigrationCase(
        folder,
        before,
        model(folder.resolve("after.yaml")),
        new DatabaseStatistics(rows, major),
        new MigrationOptions(mayLose, backfill));
  }

  private static SchemaModel withImmediateUniques(SchemaModel model) {
    return new SchemaModel(
        model.elements().stream()
            .map(
                e ->
                    new DatabaseObject(
                        e.kind(),
                        e.subject(),
                        e.parent(),
                        e.kind() == DatabaseObject.Kind.UNIQUE
                            ? e.definition().replace(" deferrable", "")
                            : e.definition(),
                        e.dropSql(),
                        e.createSql().stream()
                            .map(
                                sql ->
                                    sql.replaceAll(
                                        "(unique \\([^)]*\\)) deferrable initially immediate",
                                        "$1"))
                            .toList(),
                        e.name(),
                        e.condition()))
            .toList(),
        model.tables());
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
    return model(SampleSpecs.plan(read(spec)));
  }

  static SchemaModel model(ApiPlan plan) {
    return SchemaModel.of(plan, ROLES);
  }

  MigrationPlan plan(Map<String, String> applied) {
    return MigrationPlanner.plan(applied, after, statistics, options);
  }

  MigrationPlan plan() {
    return plan(before.definitions());
  }

  static String text(MigrationPlan plan) {
    StringBuilder text = new StringBuilder();
    int number = 0;
    for (MigrationStep step : plan.steps()) {
      text.append(text.isEmpty() ? "" : "\n");
      step(text, ++number, step);
    }
    return text.isEmpty() ? "nothing to do\n" : text.toString();
  }

  private static void step(StringBuilder text, int number, MigrationStep step) {
    text.append(
        "%d %s %s [%s] %s%n"
            .formatted(number, step.phase(), step.declared(), step.subject(), step.description()));
    text.append("  lock: %s, %s%n".formatted(step.lock(), step.lockDuration()));
    step.atRisk().ifPresent(r -> text.append(atRisk(r)));
    if (!step.remedy().isEmpty()) {
      text.append("  remedy: ").append(step.remedy()).append('\n');
    }
    work(step.action()).forEach(s -> text.append("  sql: ").append(indented(s)).append('\n'));
    new TreeSet<>(step.modelChange().removed()).forEach(k -> text.append("  - " + k + "\n"));
    new TreeMap<>(step.modelChange().set())
        .forEach((k, d) -> text.append("  + " + k + ": " + indented(d) + "\n"));
  }

  private static String atRisk(RowsAtRisk rows) {
    return "  at risk: %s; %s if any%n    %s%n"
        .formatted(rows.description(), rows.riskIfAny(), indented(rows.countSql()));
  }

  private static List<String> work(Action action) {
    return switch (action) {
      case Action.Transaction t -> t.statements();
      case Action.ConcurrentIndex c -> List.of(c.statement());
      case Action.BatchedUpdate b ->
          List.of("in batches from '" + b.start() + "'\n" + b.statement());
      case Action.Blocked() -> List.of();
    };
  }

  private static String indented(String text) {
    return text.replace("\n", "\n    ");
  }
}
