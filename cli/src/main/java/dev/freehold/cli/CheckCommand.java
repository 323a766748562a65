package dev.freehold.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freehold.cli.TextTable.Cell;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.plan.ColumnPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.plan.TablePlan;
import dev.freehold.rule.Rule;
import dev.freehold.spec.Access;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.Issuer;
import dev.freehold.spec.diff.SpecChange;
import dev.freehold.spec.diff.SpecDiff;
import dev.freehold.type.BoundedJson;
import dev.freehold.type.Verification;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// `freehold check`: prints the faults of a spec, or a summary and the warnings of a valid one; with `--against` its
/// compatibility with an older spec. Exit status 0 for a valid spec, 2 for an invalid one, 1 for
/// one with breaking changes.
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description =
        "Check a spec: print all faults with line, column and a hint, or a summary and warnings.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold check                              the faults of freehold.yaml, or a summary",
      "  freehold check --explain shop.yaml          the access rules",
      "  freehold check --as role:agent desk.yaml    what an agent may do, as a table",
      "  freehold check --against old.yaml new.yaml  the breaking changes for clients of old.yaml",
      "  git show main:freehold.yaml > main.yaml && freehold check --against main.yaml",
      "",
      "Warnings name what is valid and probably not intended. They do not change the exit status.",
      "",
      "Exit status: 0 valid; 1 --against found breaking changes, or with --strict widening ones;",
      "2 a spec has faults."
    })
final class CheckCommand implements Callable<Integer> {
  private static final String SCHEMA = "/dev/freehold/spec/freehold.schema.json";

  @picocli.CommandLine.Spec private @Nullable CommandSpec command;

  @Parameters(
      arity = "0..1",
      paramLabel = "SPEC",
      description = "The spec. Default: ./freehold.yaml; without one, the built-in Tasks example.")
  private @Nullable Path file;

  @Option(
      names = "--schema",
      description = "Print the JSON Schema of the spec language, for editors.")
  private boolean schema;

  @Option(
      names = "--explain",
      description = "Print the access rules of resources and fields, and the relations.")
  private boolean explain;

  @Option(
      names = "--as",
      paramLabel = "CALLER",
      description =
          "Print what one kind of caller may do with the rows of each resource: anonymous, user,"
              + " role:NAME, or team:ROLE for a member of the team.")
  private @Nullable String caller;

  @Option(
      names = "--against",
      paramLabel = "OLD",
      description =
          "Print the changes for clients since the spec OLD: additive, widening or breaking."
              + " Widening: responses may have values that clients have not met.")
  private @Nullable Path against;

  @Option(names = "--strict", description = "With --against: exit with 1 for widening changes too.")
  private boolean strict;

  @Option(
      names = "--format",
      paramLabel = "text|json",
      description = "Output format of --against. Default: text.")
  private @Nullable OutputFormat format;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(command).commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    if (schema) {
      out.print(schemaText());
      out.flush();
      return ExitStatus.DONE;
    }
    if (format != null && against == null) {
      throw new ParameterException(command.commandLine(), "--format requires --against");
    }
    if (strict && against == null) {
      throw new ParameterException(command.commandLine(), "--strict requires --against");
    }
    Optional<CheckedSpec> checked = CheckedSpec.read(file, err);
    if (against != null) {
      Optional<CheckedSpec> old = CheckedSpec.read(against, err);
      return old.isPresent() && checked.isPresent()
          ? compare(out, old.get(), checked.get())
          : ExitStatus.FAULTY_INPUT;
    }
    checked.ifPresent(c -> print(out, c));
    out.flush();
    checked.ifPresent(
        c ->
            new IssuePrinter(TerminalStyle.ofTerminal())
                .printWarnings(err, c.file(), c.warnings()));
    err.flush();
    return checked.isPresent() ? ExitStatus.DONE : ExitStatus.FAULTY_INPUT;
  }

  private int compare(PrintWriter out, CheckedSpec old, CheckedSpec now) throws IOException {
    SpecDiffReport report =
        new SpecDiffReport(
            old.file().name(), now.file().name(), SpecDiff.between(old.spec(), now.spec()));
    if (format == OutputFormat.JSON) {
      report.json(out);
    } else {
      report.print(out, TerminalStyle.ofTerminal());
    }
    out.flush();
    return report.isBreaking() || (strict && report.isWidening())
        ? ExitStatus.FAILED
        : ExitStatus.DONE;
  }

  private void print(PrintWriter out, CheckedSpec checked) {
    TerminalStyle colour = TerminalStyle.ofTerminal();
    String name = checked.file().name();
    if (caller != null) {
      CallerAccessTable table = callerTable(checked.spec(), caller);
      out.println(colour.bold(name + ": rows for " + caller));
      table.print(out, colour);
    } else if (explain) {
      new AccessSummary(colour, AccessSummary.width(System.getenv("COLUMNS")))
          .print(out, name, checked.spec());
    } else {
      new ApiSummary(colour).print(out, name, ApiPlanner.plan(checked.spec()));
    }
  }

  private CallerAccessTable callerTable(Spec spec, String word) {
    try {
      return CallerAccessTable.of(spec, word);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          Objects.requireNonNull(command).commandLine(), "--as: " + e.getMessage());
    }
  }

  private static String schemaText() throws IOException {
    try (InputStream in = Objects.requireNonNull(CheckCommand.class.getResourceAsStream(SCHEMA))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// The compatibility report of `--against`, as text and as JSON.
  static final class SpecDiffReport {
    private static final int LAST_ASCII = 126;

    private final String old;
    private final String current;
    private final List<SpecChange> changes;

    /// @param old the name of the old spec
    /// @param current the name of the new spec
    SpecDiffReport(String old, String current, List<SpecChange> changes) {
      this.old = old;
      this.current = current;
      this.changes = changes;
    }

    boolean isBreaking() {
      return changes.stream().anyMatch(SpecChange::isBreaking);
    }

    boolean isWidening() {
      return changes.stream().anyMatch(SpecChange::isWidening);
    }

    void print(PrintWriter out, TerminalStyle colour) {
      out.println(colour.bold(old + " → " + current + ": " + verdict()));
      TextTable table = new TextTable("  ");
      for (SpecChange change : changes) {
        UnaryOperator<String> style =
            change.isBreaking()
                ? colour::red
                : change.isWidening() ? colour::yellow : UnaryOperator.<String>identity();
        table.row(
            List.of(
                new Cell(change.compatibility().word(), style),
                Cell.of(change.path()),
                Cell.of(change.description() + ": " + change.reason())));
      }
      table.print(out);
    }

    private String verdict() {
      long breaking = changes.stream().filter(SpecChange::isBreaking).count();
      long widening = changes.stream().filter(SpecChange::isWidening).count();
      long additive = changes.size() - breaking - widening;
      if (changes.isEmpty()) {
        return "no change for clients";
      }
      return (breaking > 0 ? "breaking" : widening > 0 ? "widening" : "additive")
          + " for clients ("
          + (breaking > 0 ? breaking + " breaking, " : "")
          + (widening > 0 ? widening + " widening, " : "")
          + additive
          + " additive)";
    }

    /// `{"old", "new", "breaking", "widening", "changes": [{"effect", "place", "change", "why"}]}`
    void json(PrintWriter out) throws IOException {
      JsonGenerator json = BoundedJson.FACTORY.createGenerator(out);
      json.useDefaultPrettyPrinter().setHighestNonEscapedChar(LAST_ASCII);
      json.writeStartObject();
      json.writeStringField("old", old);
      json.writeStringField("new", current);
      json.writeBooleanField("breaking", isBreaking());
      json.writeBooleanField("widening", isWidening());
      json.writeArrayFieldStart("changes");
      for (SpecChange change : changes) {
        json.writeStartObject();
        json.writeStringField("effect", change.compatibility().word());
        json.writeStringField("place", change.path());
        json.writeStringField("change", change.description());
        json.writeStringField("why", change.reason());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.flush();
      out.println();
    }
  }

  /// The summary of a valid spec.
  static final class ApiSummary {
    private final TerminalStyle colour;

    ApiSummary(TerminalStyle colour) {
      this.colour = colour;
    }

    /// @param file the spec's name
    void print(PrintWriter out, String file, ApiPlan plan) {
      out.println(colour.bold(file + ": " + plan.name() + " " + plan.version() + " is valid"));
      int left = plan.auth().roles().isEmpty() ? "auth".length() : "roles".length();
      left = plan.auth().issuers().isEmpty() ? left : "issuers".length();
      left = plan.auth().providers().isEmpty() ? left : "providers".length();
      left = RuntimeNeeds.of(plan).isEmpty() ? left : Math.max(left, "serve".length());
      int width =
          plan.resources().stream().mapToInt(r -> r.name().length()).reduce(left, Math::max);
      for (ResourcePlan resource : plan.resources()) {
        out.println(row(width, resource.name(), counts(resource)));
        routes(plan, resource).forEach(r -> out.println(row(width, "", r)));
        indexes(resource.table()).forEach(i -> out.println(row(width, "", i)));
      }
      out.println(row(width, "auth", "sign-up is " + AccessSummary.signup(plan.auth().signup())));
      Verification verification = plan.auth().verification();
      if (verification != Verification.NONE) {
        out.println(row(width, "", "verification: " + verification.text()));
      }
      if (plan.auth().pages() != null) {
        out.println(row(width, "", "pages at /auth/ui"));
      }
      if (!plan.auth().roles().isEmpty()) {
        out.println(row(width, "roles", String.join(", ", plan.auth().roles())));
      }
      for (Issuer issuer : plan.auth().issuers()) {
        out.println(row(width, "issuers", IssuerText.of(issuer)));
      }
      for (Spec.Provider provider : plan.auth().providers().list()) {
        out.println(row(width, "providers", IssuerText.of(provider)));
      }
      RuntimeNeeds.of(plan).forEach(need -> out.println(row(width, "serve", need)));
    }

    private static String row(int width, String left, String right) {
      return String.format(Locale.ROOT, "  %-" + width + "s  %s", left, right);
    }

    private static String counts(ResourcePlan resource) {
      long fields =
          resource.table().columns().stream()
              .filter(c -> c.role() == ColumnPlan.Role.FIELD)
              .count();
      return Stream.of(
              count(fields, "field"),
              count(resource.filters().size(), "filter"),
              "ids: " + resource.id().name().toLowerCase(Locale.ROOT))
          .collect(Collectors.joining(", "));
    }

    private static String count(long count, String what) {
      return count + " " + what + (count == 1 ? "" : "s");
    }

    /// The routes of the rows, each with its methods. An operation that is granted to nobody has none.
    private static List<String> routes(ApiPlan plan, ResourcePlan resource) {
      String all = plan.base() + "/" + resource.name();
      String one = all + "/{id}";
      List<String> routes = new ArrayList<>();
      routes.add(route(all, resource.access(), "GET", "POST", "PATCH", "DELETE"));
      String createMany = plan.createsMany(resource) ? "POST" : "";
      routes.add(route(all + ResourcePlan.BULK, resource.access(), "", createMany, "PATCH", ""));
      routes.add(route(all + "/summary", resource.access(), "GET", "", "", ""));
      routes.add(route(one, resource.access(), "GET", "", "PUT PATCH", "DELETE"));
      resource.relations().stream()
          .filter(ResourcePlan.Relation::hasPath)
          .forEach(
              relation ->
                  routes.add(
                      route(one + "/" + relation.name(), resource.access(), "GET", "", "", "")));
      resource.table().links().stream()
          .filter(TablePlan.Link::mayBeLeft)
          .forEach(
              list ->
                  routes.add(
                      route(
                          one + "/" + list.column().name() + "/me",
                          resource.access(),
                          "DELETE",
                          "",
                          "",
                          "")));
      routes.removeIf(String::isEmpty);
      return routes;
    }

    /// Empty if no operation of the route is granted.
    ///
    /// @param read the methods of each operation, as of the others
    private static String route(
        String path, Access access, String read, String create, String update, String delete) {
      String methods =
          Stream.of(
                  access.read().isEmpty() ? "" : read,
                  access.create().isEmpty() ? "" : create,
                  access.update().isEmpty() ? "" : update,
                  access.delete().isEmpty() ? "" : delete)
              .filter(word -> !word.isEmpty())
              .collect(Collectors.joining(" "));
      return methods.isEmpty() ? "" : path + "  " + methods;
    }

    /// The unique constraints and indexes, with the columns that they have in the database.
    private static List<String> indexes(TablePlan table) {
      return Stream.concat(
              table.uniques().stream().map(ApiSummary::unique),
              table.indexes().stream().map(i -> "index (" + keys(i) + ")"))
          .toList();
    }

    private static String unique(TablePlan.Unique unique) {
      Rule condition = unique.condition();
      return "unique ("
          + String.join(", ", unique.columns())
          + ")"
          + (condition == null ? "" : " where " + condition.text());
    }

    private static String keys(TablePlan.Index index) {
      return index.keys().stream()
          .map(k -> (k.descending() ? "-" : "") + k.column())
          .collect(Collectors.joining(", "));
    }
  }
}
