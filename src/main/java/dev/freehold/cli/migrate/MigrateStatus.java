package dev.freehold.cli.migrate;

import dev.freehold.cli.terminal.Colour;
import dev.freehold.cli.terminal.ExitStatus;
import dev.freehold.cli.terminal.OutputFormat;
import dev.freehold.cli.terminal.Table;
import dev.freehold.migrate.Migrations;
import dev.freehold.migrate.Standing;
import dev.freehold.migrate.file.Chain;
import dev.freehold.migrate.file.FaultyFiles;
import dev.freehold.migrate.file.FileFault;
import dev.freehold.migrate.ledger.LedgerRow;
import dev.freehold.migrate.ledger.MigrationRefused;
import dev.freehold.migrate.plan.Wishes;
import dev.freehold.migrate.rollout.Outlook;
import dev.freehold.migrate.rollout.Part;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `freehold migrate status`: where a database stands, for a person and for CI.
@Command(
    name = "status",
    description =
        "Shows the ledger of what was applied, which files the database has had, what is pending,"
            + " and what somebody else changed.",
    footerHeading = "%nExit status, for CI:%n",
    footer = {
      "  0  the database is as the spec asks, and has had every file",
      "  1  something is pending",
      "  2  the spec or the configuration has faults",
      "  3  somebody must look: the database was changed by others, a file that was applied was",
      "     edited or is missing, files do not follow from each other, a newer Freehold was here,",
      "     or the database cannot be reached"
    })
final class MigrateStatus extends MigrateCommand {
  /// Rows of the ledger that a person is shown.
  private static final int SHOWN = 10;

  /// Changes of one row that are.
  private static final int WORDS = 3;

  @Parameters(index = "0", arity = "0..1", paramLabel = "SPEC", description = SPEC)
  private @Nullable Path spec;

  @Option(names = "--format", paramLabel = "text|json", description = "Default: text.")
  private OutputFormat format = OutputFormat.TEXT;

  MigrateStatus(String version) {
    super(version);
  }

  @Override
  @Nullable Path spec() {
    return spec;
  }

  @Override
  int status(int status) {
    return status == ExitStatus.FAILED ? ExitStatus.DIVERGED : status;
  }

  /// @param ledger what was applied, the oldest first; of a newer ledger the last row alone, which says so
  /// @param wrong what somebody must look at; empty where all is well
  private record Found(List<LedgerRow> ledger, Optional<Outlook> outlook, List<String> wrong) {
    String state() {
      if (!wrong.isEmpty()) {
        return "diverged";
      }
      return outlook.isPresent() && outlook.get().isEmpty() ? "at the spec" : "pending";
    }

    int status() {
      return switch (state()) {
        case "diverged" -> ExitStatus.DIVERGED;
        case "pending" -> ExitStatus.FAILED;
        default -> ExitStatus.DONE;
      };
    }
  }

  @Override
  int run(Job job) throws IOException {
    Found found = job.database().with(false, _ -> {}, migrations -> find(job, migrations));
    switch (format) {
      case TEXT -> print(job.out(), job.checked().file().name(), found, Colour.ofTerminal());
      case JSON -> job.out().println(PlanJson.text(json(found)));
    }
    return found.status();
  }

  private static Found find(Job job, Migrations migrations) {
    Standing standing = migrations.standing(job.plan(), Wishes.NONE);
    if (standing.refusal().isPresent()) {
      List<LedgerRow> last = standing.head().stream().toList();
      return new Found(last, Optional.empty(), message(standing.refusal().get()));
    }
    List<LedgerRow> ledger = migrations.history();
    try {
      Chain files = job.files();
      Outlook outlook = job.rollout(migrations, files, Wishes.NONE, false).outlook();
      return new Found(ledger, Optional.of(outlook), List.of());
    } catch (FaultyFiles e) {
      return new Found(
          ledger, Optional.empty(), e.faults().stream().map(FileFault::render).toList());
    } catch (MigrationRefused e) {
      return new Found(ledger, Optional.empty(), message(e));
    }
  }

  private static List<String> message(MigrationRefused refused) {
    return String.valueOf(refused.getMessage()).lines().toList();
  }

  private static void print(PrintWriter out, String file, Found found, Colour colour) {
    out.println(colour.bold(file + ": " + found.state()));
    applied(out, found.ledger());
    Table table = new Table("  ");
    found.outlook().ifPresent(o -> o.applied().forEach(f -> table.row("file   ", f, "applied")));
    found
        .outlook()
        .ifPresent(
            o -> {
              for (Part part : o.parts()) {
                part.file().ifPresent(f -> table.row("file   ", f.name().toString(), "pending"));
              }
            });
    table.print(out);
    found
        .outlook()
        .filter(o -> !o.isEmpty())
        .ifPresent(
            o ->
                out.println(
                    "  pending  "
                        + o.steps().size()
                        + " steps now, "
                        + o.later().size()
                        + " in the second phase; freehold migrate plan shows them"));
    found.wrong().forEach(w -> out.println("  " + colour.red(StepText.plain(w))));
  }

  private static void applied(PrintWriter out, List<LedgerRow> ledger) {
    if (ledger.isEmpty()) {
      out.println("  applied  nothing yet");
      return;
    }
    int before = Math.max(0, ledger.size() - SHOWN);
    if (before > 0) {
      out.println("  applied  " + before + " more before these; --format json has them all");
    }
    Table table = new Table("  ");
    for (LedgerRow row : ledger.subList(before, ledger.size())) {
      table.row("applied", at(row), StepText.plain(row.program()), StepText.plain(done(row)));
    }
    table.print(out);
  }

  private static String at(LedgerRow row) {
    return row.appliedAt()
        .withOffsetSameInstant(ZoneOffset.UTC)
        .truncatedTo(ChronoUnit.SECONDS)
        .toString();
  }

  private static String done(LedgerRow row) {
    String file = row.progress().file().isEmpty() ? "" : row.progress().file() + ": ";
    List<String> changes = row.changes();
    int more = changes.size() - WORDS;
    return file
        + (changes.isEmpty()
            ? "nothing"
            : String.join("; ", changes.subList(0, Math.min(WORDS, changes.size()))))
        + (more > 0 ? "; and " + more + " more" : "");
  }

  /// `{"state", "ledger": [{"at", "program", "plan", "file", "step", "of", "changes"}], "wrong": […], "plan": …}`, the oldest row
  /// first, the plan as `freehold migrate plan` has it.
  private static JsonObject json(Found found) {
    JsonObject json = new JsonObject().put("state", found.state());
    JsonArray ledger = new JsonArray();
    for (LedgerRow row : found.ledger()) {
      ledger.add(
          new JsonObject()
              .put("at", at(row))
              .put("program", row.program())
              .put("plan", row.progress().plan())
              .put("file", row.progress().file())
              .put("step", row.progress().step())
              .put("of", row.progress().of())
              .put("changes", new JsonArray(List.copyOf(row.changes()))));
    }
    json.put("ledger", ledger);
    json.put("wrong", new JsonArray(List.copyOf(found.wrong())));
    found.outlook().ifPresent(o -> json.put("plan", PlanJson.of(o)));
    return json;
  }
}
