package dev.freehold.cli;

import dev.freehold.cli.terminal.CheckedSpec;
import dev.freehold.cli.terminal.Colour;
import dev.freehold.cli.terminal.ExitStatus;
import dev.freehold.plan.Planner;
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
import picocli.CommandLine.Parameters;

/// `freehold check`: every fault of a spec, or what it makes. Exit status 0 for a valid spec, 2 for
/// any other.
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description =
        "Check a spec: print every fault with its line and a hint, or what the spec makes.")
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

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(command).commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    if (schema) {
      out.print(schemaText());
      out.flush();
      return 0;
    }
    Optional<CheckedSpec> checked = CheckedSpec.read(file, err);
    checked.ifPresent(c -> print(out, c));
    out.flush();
    return checked.isPresent() ? 0 : ExitStatus.FAULTY_INPUT;
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
