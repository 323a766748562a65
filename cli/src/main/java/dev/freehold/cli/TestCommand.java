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

/// `freehold test`: runs the cases generated from a spec and the scenarios of the project against a
/// temporary server and database.
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description =
        "Tests a spec: every endpoint as anonymous client, owner, other user and each role.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold test                            ./freehold.yaml, and tests/*.yaml beside it",
      "  freehold test shop.yaml --filter orders  only cases with 'orders' in their names",
      "  freehold test --list                     lists the cases without running them",
      "  freehold test --junit report.xml         writes a JUnit XML report, for CI",
      "",
      "The run starts a temporary PostgreSQL and removes it; it uses no other database.",
      "",
      "Exit status: 0 all passed, 1 some failed, 2 no case was run: the spec or a scenario",
      "has faults, no case has the text, or the temporary server did not start."
    })
final class TestCommand implements Callable<Integer> {
  private static final Duration DEADLINE = Duration.ofSeconds(15);
  private static final int WIDTH = 4;

  @Spec private @Nullable CommandSpec command;

  @Parameters(
      arity = "0..1",
      paramLabel = "SPEC",
      description = "The spec. Default: ./freehold.yaml; without one, the Tasks example.")
  private @Nullable Path path;

  @Option(names = "--junit", paramLabel = "FILE", description = "Write the results as JUnit XML.")
  private @Nullable Path junit;

  @Option(
      names = {"--filter", "--only"},
      paramLabel = "TEXT",
      description = "Run only cases with TEXT in their names; case-insensitive.")
  private @Nullable String filter;

  @Option(names = "--list", description = "List the cases without running them.")
  private boolean list;

  @Option(
      names = "--scenarios",
      paramLabel = "DIR",
      description = "Directory of the scenarios. Default: tests beside the spec.")
  private @Nullable Path scenarios;

  @Option(names = "--fail-fast", description = "Stop at the first failed case.")
  private boolean failFast;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(command).commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    // Standard output carries only the results.
    Logging.configure(Logging.Format.TEXT, false, "ERROR", System.err);
    Optional<CheckedSpec> checked = CheckedSpec.read(path, err);
    if (checked.isEmpty()) {
      return ExitStatus.FAULTY_INPUT;
    }
    ApiPlan plan = ApiPlanner.plan(checked.get().spec()).withPasswordsAlone();
    Optional<List<TestCase>> own =
        ProjectScenarioReader.read(directory(checked.get()), scenarios != null, plan, err);
    if (own.isEmpty()) {
      return ExitStatus.FAULTY_INPUT;
    }
    if (list) {
      List<TestCase> cases = cases(plan, own.get());
      cases.forEach(each -> out.println(each.title()));
      out.flush();
      return cases.isEmpty() ? noCase(err) : ExitStatus.DONE;
    }
    TestResultPrinter printer = new TestResultPrinter(out, err, TerminalStyle.ofTerminal());
    printer.printStart();
    try (EphemeralServerStart start = new EphemeralServerStart(plan, err)) {
      List<TestCase> cases = cases(plan, own.get()); // while the server starts
      if (cases.isEmpty()) {
        printer.clearProgress();
        return noCase(err);
      }
      return run(plan, cases, start, printer, err);
    }
  }

  private List<TestCase> cases(ApiPlan plan, List<TestCase> own) {
    List<TestCase> cases = new ArrayList<>(TestSuiteGenerator.cases(plan));
    cases.addAll(own);
    if (filter != null) {
      String text = filter.toLowerCase(Locale.ROOT);
      cases.removeIf(each -> !each.title().toLowerCase(Locale.ROOT).contains(text));
    }
    return cases;
  }

  private int noCase(PrintWriter err) {
    err.println("freehold: no case has '" + filter + "' in its name; --list shows all cases");
    return ExitStatus.FAULTY_INPUT;
  }

  private Path directory(CheckedSpec checked) {
    return scenarios != null ? scenarios : checked.file().directory().resolve("tests");
  }

  private int run(
      ApiPlan plan,
      List<TestCase> cases,
      EphemeralServerStart start,
      TestResultPrinter printer,
      PrintWriter err)
      throws IOException {
    EphemeralServer server;
    try {
      server = start.server();
    } catch (RuntimeException e) {
      printer.clearProgress();
      CommandFailurePrinter.print(e, err);
      err.println("freehold: the temporary server did not start; no case was run");
      return ExitStatus.FAULTY_INPUT;
    }
    long begin = System.nanoTime();
    printer.expect(cases.size());
    List<TestResult> results;
    try (server;
        ApiClient client = new ApiClient(server.url(), DEADLINE)) {
      results =
          new TestSuiteRunner(client, server.base(), server.people(), WIDTH)
              .run(cases, failFast, printer::print);
    }
    printer.printSummary(Duration.ofNanos(System.nanoTime() - begin));
    if (junit != null) {
      Files.writeString(
          junit,
          JUnitXmlWriter.write(plan.name(), results.stream().map(TestCommand::test).toList()));
    }
    server
        .unexpectedErrors()
        .forEach(stray -> err.println("freehold: unexpected error of the server: " + stray));
    boolean good =
        results.stream().noneMatch(TestResult::isBad) && server.unexpectedErrors().isEmpty();
    return good ? ExitStatus.DONE : ExitStatus.FAILED;
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
                          : "previous requests:\n" + String.join("\n", failed.before())));
        };
    return new JUnitXmlWriter.TestCaseResult(
        result.test().group(), result.test().name(), result.time(), outcome);
  }
}
