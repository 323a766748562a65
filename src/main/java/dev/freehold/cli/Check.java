package dev.freehold.cli;

import dev.freehold.cli.terminal.CheckedSpec;
import dev.freehold.cli.terminal.Colour;
import dev.freehold.cli.terminal.ExitStatus;
import dev.freehold.cli.terminal.OutputFormat;
import dev.freehold.plan.Planner;
import dev.freehold.spec.change.SpecChanges;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// `freehold check`: every fault of a spec, or what it makes; with `--against` what it does to clients of an older one. Exit
/// status 0 for a valid spec, 2 for any other, 1 for one that breaks clients.
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description =
        "Check a spec: print every fault with its line and a hint, or what the spec makes.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold check                              every fault of freehold.yaml, or what it"
          + " makes",
      "  freehold check --explain shop.yaml          who may do what",
      "  freehold check --against old.yaml new.yaml  what breaks for clients that know old.yaml",
      "  git show main:freehold.yaml > main.yaml && freehold check --against main.yaml",
      "",
      "Exit status: 0 valid; 1 --against found what breaks clients; 2 a spec has faults."
    })
public final class Check implements Callable<Integer> {
  private static final String SCHEMA = "/dev/freehold/spec/freehold.schema.json";

  @picocli.CommandLine.Spec private @Nullable CommandSpec command;

  @Parameters(
      arity = "0..1",
      paramLabel = "SPEC",
      description = "The spec; freehold.yaml here, or else the built-in Tasks example.")
  private @Nullable Path file;

  @Option(names = "--schema", description = "Print the JSON Schema of the language, for editors.")
  private boolean schema;

  @Option(
      names = "--explain",
      description = "Print who may do what with which rows and fields, and what points where.")
  private boolean explain;

  @Option(
      names = "--against",
      paramLabel = "OLD",
      description = "Print what has changed for clients since the spec OLD: additive or breaking.")
  private @Nullable Path against;

  @Option(
      names = "--format",
      paramLabel = "text|json",
      description = "How to print what --against finds. Default: text.")
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
      throw new ParameterException(command.commandLine(), "--format goes with --against");
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
    return checked.isPresent() ? ExitStatus.DONE : ExitStatus.FAULTY_INPUT;
  }

  private int compare(PrintWriter out, CheckedSpec old, CheckedSpec now) throws IOException {
    AgainstReport report =
        new AgainstReport(
            old.file().name(), now.file().name(), SpecChanges.between(old.spec(), now.spec()));
    if (format == OutputFormat.JSON) {
      report.json(out);
    } else {
      report.print(out, Colour.ofTerminal());
    }
    out.flush();
    return report.isBreaking() ? ExitStatus.FAILED : ExitStatus.DONE;
  }

  private void print(PrintWriter out, CheckedSpec checked) {
    Colour colour = Colour.ofTerminal();
    String name = checked.file().name();
    if (explain) {
      new AccessSummary(colour, AccessSummary.width(System.getenv("COLUMNS")))
          .print(out, name, checked.spec());
    } else {
      new PlanSummary(colour).print(out, name, Planner.plan(checked.spec()));
    }
  }

  private static String schemaText() throws IOException {
    try (InputStream in = Objects.requireNonNull(Check.class.getResourceAsStream(SCHEMA))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
