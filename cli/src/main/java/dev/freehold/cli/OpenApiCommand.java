package dev.freehold.cli;

import dev.freehold.openapi.Detail;
import dev.freehold.openapi.OpenApiDocument;
import dev.freehold.plan.ApiPlanner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `freehold openapi`: prints the OpenAPI document of a spec. Exit status 0, or 2 if the spec has
/// faults or a file cannot be read or written.
@Command(
    name = "openapi",
    mixinStandardHelpOptions = true,
    description = "Print the OpenAPI 3.1 document of a spec, as the server serves it.")
final class OpenApiCommand implements Callable<Integer> {
  @picocli.CommandLine.Spec private @Nullable CommandSpec command;

  @Parameters(
      arity = "0..1",
      paramLabel = "SPEC",
      description = "The spec. Default: ./freehold.yaml; without one, the built-in Tasks example.")
  private @Nullable Path file;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write the document to FILE instead of standard output.")
  private @Nullable Path output;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The public URL of the server. Default: the URL the document is served from.")
  private String url = OpenApiDocument.SAME_ADDRESS;

  @Option(
      names = "--full",
      description =
          "The full document: also each condition, error, header and example, and who may use an"
              + " operation. The server has it at /openapi.json?detail=full.")
  private boolean full;

  @Override
  public Integer call() {
    PrintWriter err = Objects.requireNonNull(command).commandLine().getErr();
    return CheckedSpec.read(file, err)
        .map(
            s ->
                write(
                    OpenApiDocument.pretty(
                        ApiPlanner.plan(s.spec()), url, full ? Detail.FULL : Detail.BRIEF),
                    err))
        .orElse(ExitStatus.FAULTY_INPUT);
  }

  private int write(String document, PrintWriter err) {
    if (output == null) {
      PrintWriter out = Objects.requireNonNull(command).commandLine().getOut();
      out.print(document);
      out.flush();
      return 0;
    }
    try {
      Files.write(output, document.getBytes(StandardCharsets.UTF_8));
      return 0;
    } catch (IOException e) {
      return failed(err, output + " cannot be written: " + e.getMessage());
    }
  }

  private static int failed(PrintWriter err, @Nullable String message) {
    err.println("freehold: " + message);
    err.flush();
    return ExitStatus.FAULTY_INPUT;
  }
}
