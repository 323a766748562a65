package dev.freehold.cli.migrate;

import dev.freehold.migrate.plan.Wishes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Option;

/// What an operator says beside the spec, the same in each command that plans.
final class WishOptions {
  @Option(
      names = "--allow-loss",
      paramLabel = "NAME",
      description = "Agree to lose the values of tasks.notes, or the rows of tasks. Repeatable.")
  private List<String> mayLose = List.of();

  @Option(
      names = "--backfill",
      paramLabel = "NAME=VALUE",
      description = "The value for rows that lack one: tasks.priority=low. Repeatable.")
  private Map<String, String> backfill = new LinkedHashMap<>();

  /// The same words once more: a plan is another one without them.
  String again() {
    StringBuilder again = new StringBuilder();
    mayLose.forEach(name -> again.append(" --allow-loss ").append(StepText.plain(name)));
    backfill.forEach(
        (name, value) ->
            again
                .append(" --backfill '")
                .append(StepText.plain(name + "=" + value).replace("'", "'\\''"))
                .append('\''));
    return again.toString();
  }

  Wishes wishes() {
    return new Wishes(Set.copyOf(mayLose), backfill);
  }
}
