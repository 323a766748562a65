package dev.freehold.cli;

import dev.freehold.client.ApiClient;
import dev.freehold.client.JUnitXmlWriter;
import dev.freehold.ops.Logging;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.testkit.TestCase;
import dev.freehold.testkit.generate.TestSuiteGenerator;
import dev.freehold.testkit.run.TestResult;
import dev.freehold.testkit.run.TestSuiteRunner;
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
final class TestCommand implements Callable<Integer> {
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
    ApiPlan plan = ApiPlanner.plan(checked.get().spec());
    Optional<List<TestCase>> own =
        ProjectScenarioReader.read(directory(checked.get()), scenarios != null, plan, err);
    if (own.isEmpty()) {
      return ExitStatus.FAULTY_INPUT;
    }
    List<TestCase> cases = new ArrayList<>(TestSuiteGenerator.cases(plan));
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

  private int run(ApiPlan plan, List<TestCase> cases, PrintWriter out, PrintWriter err)
      throws IOException {
    EphemeralServer server;
    try {
      server = EphemeralServer.start(plan);
    } catch (RuntimeException e) {
      return CommandFailurePrinter.print(e, err);
    }
    // A signal leaves nothing behind either.
    Thread hook = Thread.ofPlatform().unstarted(server::close);
    Runtime.getRuntime().addShutdownHook(hook);
    long start = System.nanoTime();
    TestResultPrinter testResultPrinter =
        new TestResultPrinter(out, err, TerminalStyle.ofTerminal(), cases.size());
    List<TestResult> results;
    try (server;
        ApiClient client = new ApiClient(server.url(), DEADLINE)) {
      results =
          new TestSuiteRunner(client, server.base(), server.people(), WIDTH)
              .run(cases, failFast, testResultPrinter::print);
    }
    forget(hook);
    testResultPrinter.printSummary(Duration.ofNanos(System.nanoTime() - start));
    if (junit != null) {
      Files.writeString(
          junit,
          JUnitXmlWriter.write(plan.name(), results.stream().map(TestCommand::test).toList()));
    }
    server
        .unexpectedErrors()
        .forEach(stray -> err.println("freehold: not foreseen by the server: " + stray));
    boolean good =
        results.stream().noneMatch(TestResult::isBad) && server.unexpectedErrors().isEmpty();
    return good ? ExitStatus.DONE : ExitStatus.FAILED;
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The program is about to end, and the hook at its work.
    }
  }

  private static JUnitXmlWriter.TestCaseResult test(TestResult result) {
    JUnitXmlWriter.TestCaseOutcome outcome =
        switch (result.outcome()) {
          case TestResult.TestOutcome.Passed _ -> new JUnitXmlWriter.TestCaseOutcome.Passed();
          case TestResult.TestOutcome.Skipped(String why) ->
              new JUnitXmlWriter.TestCaseOutcome.Skipped(why);
          case TestResult.TestOutcome.ExecutionError(String why, String curl) ->
              new JUnitXmlWriter.TestCaseOutcome.Errored(why, curl);
          case TestResult.TestOutcome.Failed failed ->
              new JUnitXmlWriter.TestCaseOutcome.Failed(
                  "expected " + failed.expected().getFirst() + ", got " + failed.got().getFirst(),
                  TestResultPrinter.text(failed)
                      + (failed.before().isEmpty()
                          ? ""
                          : "the calls before:\n" + String.join("\n", failed.before())));
        };
    return new JUnitXmlWriter.TestCaseResult(
        result.test().group(), result.test().name(), result.time(), outcome);
  }
}
