package dev.freehold.cli;

import dev.freehold.cli.terminal.Colour;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.Column;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.Table;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a spec makes, as a short table.
final class PlanSummary {
  private final Colour colour;

  PlanSummary(Colour colour) {
    this.colour = colour;
  }

  /// @param file the spec's name
  void print(PrintWriter out, String file, ApiPlan plan) {
    out.println(colour.bold(file + ": " + plan.name() + " " + plan.version() + " is valid"));
    int left = plan.auth().roles().isEmpty() ? "auth".length() : "roles".length();
    int width = plan.resources().stream().mapToInt(r -> r.name().length()).reduce(left, Math::max);
    for (ResourcePlan resource : plan.resources()) {
      out.println(row(width, resource.name(), counts(resource)));
      out.println(row(width, "", plan.base() + "/" + resource.name() + "  GET POST"));
      out.println(
          row(width, "", plan.base() + "/" + resource.name() + "/{id}  GET PUT PATCH DELETE"));
      indexes(resource.table()).forEach(i -> out.println(row(width, "", i)));
    }
    out.println(
        row(width, "auth", plan.auth().signup() ? "anybody may sign up" : "sign-up is closed"));
    if (!plan.auth().roles().isEmpty()) {
      out.println(row(width, "roles", String.join(", ", plan.auth().roles())));
    }
  }

  private static String row(int width, String left, String right) {
    return String.format(Locale.ROOT, "  %-" + width + "s  %s", left, right);
  }

  private static String counts(ResourcePlan resource) {
    long fields =
        resource.table().columns().stream().filter(c -> c.role() == Column.Role.FIELD).count();
    return Stream.of(
            count(fields, "field"),
            count(resource.filters().size(), "filter"),
            "ids: " + resource.id().name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  private static String count(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  /// The owner leads every one and is not repeated here.
  private static List<String> indexes(Table table) {
    return Stream.concat(
            table.uniques().stream().map(u -> "unique (" + String.join(", ", u.fields()) + ")"),
            table.indexes().stream().map(i -> "index (" + keys(i) + ")"))
        .toList();
  }

  private static String keys(Table.Index index) {
    return index.keys().stream()
        .skip(1)
        .map(k -> (k.descending() ? "-" : "") + k.column())
        .collect(Collectors.joining(", "));
  }
}
