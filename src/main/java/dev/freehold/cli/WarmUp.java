package dev.freehold.cli;

import dev.freehold.app.App;
import dev.freehold.app.Config;
import dev.freehold.cli.terminal.ExitStatus;
import dev.freehold.cli.terminal.SpecFile;
import dev.freehold.ops.EventLog;
import dev.freehold.ops.Logging;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.Planner;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/// What the launcher runs once after a build, for the JVM to record what a start and the first requests load and run
/// (`-XX:AOTCacheOutput`, JEP 514 and 515). A server of the Tasks example, on data of its own; prints nothing and leaves
/// nothing.
@Command(
    name = "warm-up",
    hidden = true,
    description = "Does what a start and the first requests do, and ends; for the JVM's AOT cache.")
public final class WarmUp implements Callable<Integer> {
  private static final List<List<String>> COMMAND_LINES =
      List.of(List.of("--help"), List.of("--version"), List.of("no-such-command"));

  /// More record more of what is compiled first, and every build pays for them.
  private static final int REHEARSALS = 8;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    for (List<String> words : COMMAND_LINES) {
      int status = Main.run(nowhere, nowhere, words.toArray(String[]::new));
      if (status == ExitStatus.DEFECT) {
        return status;
      }
    }
    // Not for root alone, who runs PostgreSQL as somebody else.
    Path directory =
        Files.createTempDirectory(
            "freehold-warm-up-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
    PrintStream standard = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    try {
      return serve(directory, nowhere) ? 0 : ExitStatus.FAILED;
    } finally {
      System.setOut(standard);
      delete(directory);
    }
  }

  /// Whether every request of every rehearsal was answered.
  private static boolean serve(Path directory, PrintWriter nowhere)
      throws IOException, InterruptedException {
    ApiPlan plan = Planner.plan(example());
    Config config =
        Config.read(
            Map.of(
                "FREEHOLD_DATA_DIR",
                directory.resolve("data").toString(),
                "PORT",
                "0",
                "RATE_LIMITS",
                "off"),
            directory);
    int answered = 0;
    try (EventLog events = new EventLog(Logging.configure(Logging.Format.TEXT, "INFO"));
        App app = App.start(plan, config, Version.number(), events)) {
      Banner.print(nowhere, plan, app.url());
      for (int i = 0; i < REHEARSALS; i++) {
        answered += new Rehearsal(URI.create(app.url())).run();
      }
    }
    return answered == REHEARSALS * Rehearsal.steps();
  }

  private static Spec example() {
    return switch (SpecChecker.check(SpecFile.builtIn().bytes())) {
      case SpecResult.Valid(Spec spec) -> spec;
      case SpecResult.Faulty faulty -> throw new IllegalStateException(faulty.issues().toString());
    };
  }

  private static void delete(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(directory)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }
}
