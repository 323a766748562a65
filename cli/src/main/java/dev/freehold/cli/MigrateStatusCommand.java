package dev.freehold.cli;

import dev.freehold.cli.MigrateSubcommand.MigrateContext;
import dev.freehold.migrate.DatabaseMigrator;
import dev.freehold.migrate.DatabaseMigrator.MigrationStatus;
import dev.freehold.migrate.MigrationRollout.RolloutPart;
import dev.freehold.migrate.MigrationRollout.RolloutPlan;
import dev.freehold.migrate.file.MigrationFileException;
import dev.freehold.migrate.file.MigrationFileException.FileFault;
import dev.freehold.migrate.file.MigrationFolder.MigrationChain;
import dev.freehold.migrate.plan.MigrationOptions;
import dev.freehold.migrate.run.IdentityCounters.LaggingCounter;
import dev.freehold.migrate.run.MigrationLedger.LedgerRow;
import dev.freehold.migrate.run.MigrationRefusedException;
import dev.freehold.problem.ProgramName;
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

/// `freehold migrate status`: the migration state of a database, as text and as an exit status.
@Command(
    name = "status",
    description =
        "Shows the ledger, the applied and the pending files, the pending steps, the id counters"
            + " that lie behind and the changes made outside Freehold.",
    footerHeading = "%nExit status, for CI:%n",
    footer = {
      "  0  the database matches the spec, and every file is applied",
      "  1  steps or files are pending, or an id counter lies behind the ids of imported rows",
      "  2  the spec or the configuration has faults",
      "  3  diverged: the schema was changed outside Freehold, an applied file was edited or",
      "     is missing, the files are out of sequence, a newer version of Freehold migrated",
      "     the database, or the database cannot be reached"
    })
final class MigrateStatusCommand extends MigrateSubcommand {
  /// Maximum rows of the ledger in the text output.
  private static final int SHOWN = 10;

  /// Maximum changes of one row in the text output.
  private static final int WORDS = 3;

  @Parameters(index = "0", arity = "0..1", paramLabel = "SPEC", description = SPEC)
  private @Nullable Path spec;

  @Option(names = "--format", paramLabel = "text|json", description = "Default: text.")
  private OutputFormat format = OutputFormat.TEXT;

  MigrateStatusCommand(String version) {
    super(version);
  }

  @Override
  @Nullable Path spec() {
    return spec;
  }

  @Override
  int failureStatus(int status) {
    return status == ExitStatus.FAILED ? ExitStatus.DIVERGED : status;
  }

  /// @param ledger the applied steps, oldest first; of a ledger of a newer version only the last
  ///   row
  /// @param counters the id counters that lie behind; empty if the database has diverged
  /// @param wrong the divergences; empty if there are none
  private record DatabaseStatus(
      List<LedgerRow> ledger,
      Optional<RolloutPlan> outlook,
      List<LaggingCounter> counters,
      List<String> wrong) {
    static DatabaseStatus diverged(List<LedgerRow> ledger, List<String> wrong) {
      return new DatabaseStatus(ledger, Optional.empty(), List.of(), wrong);
    }

    String state() {
      if (!wrong.isEmpty()) {
        return "diverged";
      }
      return outlook.isPresent() && outlook.get().isEmpty() && counters.isEmpty()
          ? "at the spec"
          : "pending";
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
  int run(MigrateContext context) throws IOException {
    DatabaseStatus databaseStatus =
        context.withMigrations(false, _ -> {}, migrator -> find(context, migrator));
    switch (format) {
      case TEXT ->
          print(
              context.out(),
              context.checked().file().name(),
              databaseStatus,
              TerminalStyle.ofTerminal());
      case JSON -> context.out().println(MigrationPlanJson.text(json(databaseStatus)));
    }
    return databaseStatus.status();
  }

  private static DatabaseStatus find(MigrateContext context, DatabaseMigrator migrator) {
    MigrationStatus state = migrator.status(context.plan(), MigrationOptions.NONE);
    if (state.refusal().isPresent()) {
      List<LedgerRow> last = state.head().stream().toList();
      return DatabaseStatus.diverged(last, message(state.refusal().get()));
    }
    List<LedgerRow> ledger = migrator.history();
    try {
      MigrationChain files = context.files();
      RolloutPlan rollout =
          context.rollout(migrator, files, MigrationOptions.NONE, false).preview();
      return new DatabaseStatus(
          ledger, Optional.of(rollout), migrator.laggingCounters(), List.of());
    } catch (MigrationFileException e) {
      return DatabaseStatus.diverged(ledger, e.faults().stream().map(FileFault::render).toList());
    } catch (MigrationRefusedException e) {
      return DatabaseStatus.diverged(ledger, message(e));
    }
  }

  private static List<String> message(MigrationRefusedException refused) {
    return String.valueOf(refused.getMessage()).lines().toList();
  }

  private static void print(
      PrintWriter out, String file, DatabaseStatus databaseStatus, TerminalStyle colour) {
    out.println(colour.bold(file + ": " + databaseStatus.state()));
    applied(out, databaseStatus.ledger());
    TextTable table = new TextTable("  ");
    databaseStatus
        .outlook()
        .ifPresent(o -> o.applied().forEach(f -> table.row("file   ", f, "applied")));
    databaseStatus
        .outlook()
        .ifPresent(
            o -> {
              for (RolloutPart part : o.parts()) {
                part.file().ifPresent(f -> table.row("file   ", f.name().toString(), "pending"));
              }
            });
    table.print(out);
    databaseStatus
        .outlook()
        .filter(o -> !o.isEmpty())
        .ifPresent(
            o ->
                out.println(
                    "  pending  "
                        + o.steps().size()
                        + " steps now, "
                        + o.deferredSteps().size()
                        + " in the second phase; "
                        + ProgramName.command("migrate plan")
                        + " shows them"));
    for (LaggingCounter counter : databaseStatus.counters()) {
      out.println(
          "  counter  %s: the next id is %d, and rows have ids up to %d; %s advances it"
              .formatted(
                  MigrationStepText.plain(counter.table()),
                  counter.last() + 1,
                  counter.largest(),
                  ProgramName.command("migrate apply")));
    }
    databaseStatus.wrong().forEach(w -> out.println("  " + colour.red(MigrationStepText.plain(w))));
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
    TextTable table = new TextTable("  ");
    for (LedgerRow row : ledger.subList(before, ledger.size())) {
      table.row(
          "applied",
          at(row),
          MigrationStepText.plain(row.program()),
          MigrationStepText.plain(done(row)));
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
    String file = row.position().file().isEmpty() ? "" : row.position().file() + ": ";
    List<String> changes = row.changes();
    int more = changes.size() - WORDS;
    return file
        + (changes.isEmpty()
            ? "nothing"
            : String.join("; ", changes.subList(0, Math.min(WORDS, changes.size()))))
        + (more > 0 ? "; and " + more + " more" : "");
  }

  /// `{"state", "ledger": [{"at", "program", "plan", "file", "step", "of", "changes"}], "counters":
  /// [{"table", "last", "largest"}], "wrong": […], "plan": …}`, the oldest row first, the plan in
  /// the format of `freehold migrate plan`.
  private static JsonObject json(DatabaseStatus databaseStatus) {
    JsonObject json = new JsonObject().put("state", databaseStatus.state());
    JsonArray ledger = new JsonArray();
    for (LedgerRow row : databaseStatus.ledger()) {
      ledger.add(
          new JsonObject()
              .put("at", at(row))
              .put("program", row.program())
              .put("plan", row.position().plan())
              .put("file", row.position().file())
              .put("step", row.position().step())
              .put("of", row.position().totalSteps())
              .put("changes", new JsonArray(List.copyOf(row.changes()))));
    }
    json.put("ledger", ledger);
    JsonArray counters = new JsonArray();
    for (LaggingCounter counter : databaseStatus.counters()) {
      counters.add(
          new JsonObject()
              .put("table", counter.table())
              .put("last", counter.last())
              .put("largest", counter.largest()));
    }
    json.put("counters", counters);
    json.put("wrong", new JsonArray(List.copyOf(databaseStatus.wrong())));
    databaseStatus.outlook().ifPresent(o -> json.put("plan", MigrationPlanJson.of(o)));
    return json;
  }
}
