package dev.freehold.cli;

import dev.freehold.app.App;
import dev.freehold.app.Config;
import dev.freehold.cli.ServeCommand.StartupBanner;
import dev.freehold.ops.EventLog;
import dev.freehold.ops.Logging;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
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
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/// `freehold warm-up`: the training run of the JVM's AOT cache (`-XX:AOTCacheOutput`, JEP 514 and
/// 515), which the launcher runs once after a build. Starts a server of the Tasks example on
/// temporary data and loads it with requests. Prints nothing and leaves no files.
///
/// The JVM loads each class of the cache at its start, used or not, so the run touches only what most
/// servers need: no documentation, no help text. It stores the profiles of methods that were called often,
/// and compiles those first: hence the load.
@Command(
    name = "warm-up",
    hidden = true,
    description =
        "Training run of the JVM's AOT cache: starts a server, sends first requests and exits.")
final class WarmUpCommand implements Callable<Integer> {
  /// More load profiles more methods, but slows down every build.
  private static final Duration LOAD = Duration.ofSeconds(6);

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    // Executable by other users: root runs PostgreSQL as another user.
    Path directory =
        Files.createTempDirectory(
            "freehold-warm-up-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
    PrintStream standard = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    try {
      Path spec = Files.write(directory.resolve("freehold.yaml"), SpecSource.builtIn().bytes());
      int status = Main.run(nowhere, nowhere, "check", spec.toString());
      return status == 0 && !serve(directory, nowhere) ? ExitStatus.FAILED : status;
    } finally {
      System.setOut(standard);
      delete(directory);
    }
  }

  /// Whether every request was answered.
  private static boolean serve(Path directory, PrintWriter nowhere)
      throws IOException, InterruptedException {
    ApiPlan plan = ApiPlanner.plan(example());
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
    try (EventLog events = new EventLog(Logging.configure(Logging.Format.TEXT, "INFO"));
        App app = App.start(plan, config, ProgramVersion.current(), events)) {
      StartupBanner.print(nowhere, plan, app.url(), true);
      return new WarmUpRequests(URI.create(app.url())).run(LOAD);
    }
  }

  private static Spec example() {
    return switch (SpecChecker.check(SpecSource.builtIn().bytes())) {
      case SpecResult.Valid(Spec spec, _) -> spec;
      case SpecResult.Invalid invalid ->
          throw new IllegalStateException(invalid.issues().toString());
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
