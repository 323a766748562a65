package dev.freehold.cli.suite;

import dev.freehold.call.Client;
import dev.freehold.cli.terminal.CheckedSpec;
import dev.freehold.cli.terminal.Colour;
import dev.freehold.cli.terminal.ExitStatus;
import dev.freehold.cli.terminal.StartFault;
import dev.freehold.ops.Logging;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.Planner;
import dev.freehold.report.JUnitXml;
import dev.freehold.suite.Case;
import dev.freehold.suite.generate.Generator;
import dev.freehold.suite.run.Result;
import dev.freehold.suite.run.Runner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `freehold test`: every case that follows from a spec, and the project's own scenarios, against the spec itself on a database
/// that is thrown away.
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description =
        "Tests a spec: every endpoint as nobody, owner, other user and each role, and more.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold test                          freehold.yaml here, and tests/*.yaml beside it",
      "  freehold test shop.yaml --only orders  the cases with 'orders' in their names",
      "  freehold test --list                   the names of all cases; none is run",
      "  freehold test --junit report.xml       for CI, as JUnit writes it",
      "",
      "A PostgreSQL is started for the run and removed after it; no other database is touched.",
      "Exit status: 0 all passed, 1 some did not, 2 the spec or a scenario has faults."
    })
public final class Test implements Callable<Integer> {
  private static final Duration DEADLINE = Duration.ofSeconds(15);
  private static final int WIDTH = 4;

  @Spec private @Nullable CommandSpec command;

  @Parameters(
      arity = "0..1",
      paramLabel = "SPEC",
      description = "The spec. Default: freehold.yaml here; without one, the Tasks example.")
  private @Nullable Path path;

  @Option(names = "--junit", paramLabel = "FILE", description = "Write the results as JUnit XML.")
  private @Nullable Path junit;

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      description = "Only cases with this text in their names, in capitals or not.")
  private @Nullable String only;

  @Option(names = "--list", description = "Print the names of the cases, and run none.")
  private boolean list;

  @Option(
      names = "--scenarios",
      paramLabel = "DIR",
      description = "Where the project's own scenarios are. Default: tests beside the spec.")
  private @Nullable Path scenarios;

  @Option(names = "--fail-fast", description = "End with the first case that fails.")
  private boolean failFast;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(command).commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    // Standard output is for the results.
    Logging.configure(Logging.Format.TEXT, false, "ERROR", System.err);
    Optional<CheckedSpec> checked = CheckedSpec.read(path, err);
    if (checked.isEmpty()) {
      return ExitStatus.FAULTY_INPUT;
    }
    ApiPlan plan = Planner.plan(checked.get().spec());
    Optional<List<Case>> own =
        OwnScenarios.read(directory(checked.get()), scenarios != null, plan, err);
    if (own.isEmpty()) {
      return ExitStatus.FAULTY_INPUT;
    }
    List<Case> cases = new ArrayList<>(Generator.cases(plan));
    cases.addAll(own.get());
    if (only != null) {
      String text = only.toLowerCase(Locale.ROOT);
      cases.removeIf(each -> !each.title().toLowerCase(Locale.ROOT).contains(text));
    }
    if (cases.isEmpty()) {
      err.println("freehold: no case has '" + only + "' in its name; --list shows all");
      return ExitStatus.FAULTY_INPUT;
    }
    if (list) {
      cases.forEach(each -> out.println(each.title()));
      out.flush();
      return ExitStatus.DONE;
    }
    return run(plan, cases, out, err);
  }

  private Path directory(CheckedSpec checked) {
    return scenarios != null ? scenarios : checked.file().directory().resolve("tests");
  }

  private int run(ApiPlan plan, List<Case> cases, PrintWriter out, PrintWriter err)
      throws IOException {
    Stage stage;
    try {
      stage = Stage.start(plan);
    } catch (RuntimeException e) {
      return StartFault.explain(e, err);
    }
    // A signal leaves nothing behind either.
    Thread hook = Thread.ofPlatform().unstarted(stage::close);
    Runtime.getRuntime().addShutdownHook(hook);
    long start = System.nanoTime();
    Telling telling = new Telling(out, err, Colour.ofTerminal(), cases.size());
    List<Result> results;
    try (stage;
        Client client = new Client(stage.url(), DEADLINE)) {
      results =
          new Runner(client, stage.base(), stage.people(), WIDTH)
              .run(cases, failFast, telling::tell);
    }
    forget(hook);
    telling.end(Duration.ofNanos(System.nanoTime() - start));
    if (junit != null) {
      Files.writeString(
          junit, JUnitXml.write(plan.name(), results.stream().map(Test::test).toList()));
    }
    stage.strays().forEach(stray -> err.println("freehold: not foreseen by the server: " + stray));
    boolean good = results.stream().noneMatch(Result::isBad) && stage.strays().isEmpty();
    return good ? ExitStatus.DONE : ExitStatus.FAILED;
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The program is about to end, and the hook at its work.
    }
  }

  private static JUnitXml.Test test(Result result) {
    JUnitXml.Outcome outcome =
        switch (result.outcome()) {
          case Result.Outcome.Passed _ -> new JUnitXml.Outcome.Passed();
          case Result.Outcome.Skipped(String why) -> new JUnitXml.Outcome.Skipped(why);
          case Result.Outcome.Broken(String why, String curl) ->
              new JUnitXml.Outcome.Broken(why, curl);
          case Result.Outcome.Failed failed ->
              new JUnitXml.Outcome.Failed(
                  "expected " + failed.expected().getFirst() + ", got " + failed.got().getFirst(),
                  Telling.text(failed)
                      + (failed.before().isEmpty()
                          ? ""
                          : "the calls before:\n" + String.join("\n", failed.before())));
        };
    return new JUnitXml.Test(result.test().group(), result.test().name(), result.time(), outcome);
  }
}
