package dev.freehold.cli.audit;

import dev.freehold.audit.Probe;
import dev.freehold.audit.people.Profile;
import dev.freehold.audit.people.ProfileReader;
import dev.freehold.audit.report.HtmlReport;
import dev.freehold.audit.report.JUnitReport;
import dev.freehold.audit.report.JsonReport;
import dev.freehold.audit.report.SarifReport;
import dev.freehold.audit.report.TextReport;
import dev.freehold.audit.run.AuditFailed;
import dev.freehold.audit.run.AuditOptions;
import dev.freehold.audit.run.AuditReport;
import dev.freehold.audit.run.AuditRun;
import dev.freehold.audit.run.Probes;
import dev.freehold.cli.terminal.Colour;
import dev.freehold.cli.terminal.ExitStatus;
import dev.freehold.ops.Logging;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `freehold audit`: the quality checklist, asked of a live server. Exit status 0; 1 where something critical or high was
/// found or the audit could not be carried to its end; 2 where it could not begin.
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "Ask a live server with an OpenAPI document whether it holds what it should.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold audit http://localhost:8000",
      "  freehold audit https://api.example.com --safe --token-a \"$ANN\" --token-b \"$BOB\"",
      "  freehold audit http://localhost:8000 --format sarif --out audit.sarif",
      "",
      "An audit signs up two people, makes rows, deletes them, and says what it could not delete.",
      "Run it only against servers that you may test."
    })
public final class Audit implements Callable<Integer> {
  /// How the result is written.
  enum Format {
    TEXT,
    JSON,
    JUNIT,
    SARIF,
    HTML
  }

  private static final int MAX_FILE = (8 << 20) + 1;

  @Spec private @Nullable CommandSpec command;

  @Parameters(
      arity = "0..1",
      paramLabel = "URL",
      description = "The server, or its OpenAPI document.")
  private @Nullable String url;

  @Option(names = "--format", description = "text, json, junit, sarif or html. Default: text")
  private Format format = Format.TEXT;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the result there; a summary stays on the terminal.")
  private @Nullable Path out;

  @Option(
      names = "--only",
      paramLabel = "PROBE",
      split = ",",
      description = "Only the probes whose ids begin so; may be given more than once.")
  private List<String> only = new ArrayList<>();

  @Option(names = "--list", description = "Print the probes and end.")
  private boolean list;

  @Option(
      names = "--safe",
      description =
          "For production: only reads, and changes of rows that the audit made and can delete.")
  private boolean safe;

  @Option(names = "--token-a", paramLabel = "TOKEN", description = "Of a person that exists.")
  private @Nullable String tokenA;

  @Option(names = "--token-b", paramLabel = "TOKEN", description = "Of another one.")
  private @Nullable String tokenB;

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description = "How people sign up and in where the document does not tell.")
  private @Nullable Path profile;

  @Option(
      names = "--description",
      paramLabel = "FILE",
      description = "The OpenAPI document where the server does not serve it.")
  private @Nullable Path description;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Requests a second at most. Default: 200, with --safe 20")
  private @Nullable Integer rate;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "For the whole audit. Default: 600")
  private int timeout = 600;

  @Override
  public Integer call() {
    PrintWriter stdout = Objects.requireNonNull(command).commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    List<Probe> probes = Probes.all();
    if (list) {
      probes.forEach(each -> stdout.printf("%-32s %s%n", each.id(), each.title()));
      stdout.flush();
      return ExitStatus.DONE;
    }
    try {
      return run(options(probes), probes, stdout, err);
    } catch (Misused | AuditFailed e) {
      err.println("freehold: " + plain(String.valueOf(e.getMessage())));
      err.flush();
      return ExitStatus.FAULTY_INPUT;
    }
  }

  /// Words that make no audit.
  private static final class Misused extends RuntimeException {
    private static final long serialVersionUID = 1;

    Misused(String message) {
      super(message);
    }
  }

  private int run(AuditOptions options, List<Probe> probes, PrintWriter stdout, PrintWriter err) {
    // Standard output is for the report.
    Logging.configure(Logging.Format.TEXT, false, "WARN", System.err);
    TerminalProgress progress = new TerminalProgress(err, Colour.ofTerminal().isTerminal());
    AuditRun run = new AuditRun(options, probes, progress);
    // The report of an audit that is interrupted is written before the program ends.
    try (Interruption _ = new Interruption(run)) {
      AuditReport report = run.run();
      progress.done();
      write(report, stdout, err);
      return report.isFailed() ? ExitStatus.FAILED : ExitStatus.DONE;
    } finally {
      progress.done();
    }
  }

  private AuditOptions options(List<Probe> probes) {
    if ((tokenA == null) != (tokenB == null)) {
      throw new Misused("--token-a and --token-b go together: an audit needs two people");
    }
    for (String each : only) {
      if (probes.stream().noneMatch(probe -> probe.id().startsWith(each))) {
        throw new Misused("no probe begins with '" + each + "'; --list shows them");
      }
    }
    if (timeout < 1 || timeout > 86_400 || (rate != null && (rate < 1 || rate > 10_000))) {
      throw new Misused("--timeout is 1 to 86400 seconds, --rate 1 to 10000 a second");
    }
    return new AuditOptions(
        address(),
        tokenA,
        tokenB,
        profile == null ? Profile.NONE : profile(profile),
        safe,
        rate != null ? rate : safe ? 20 : 200,
        Duration.ofSeconds(Math.min(10, timeout)),
        Duration.ofSeconds(timeout),
        only,
        Optional.ofNullable(description).map(Audit::bytes));
  }

  private URI address() {
    if (url == null) {
      throw new Misused("which server? Give its address, such as http://localhost:8000");
    }
    String text = url.contains("://") ? url : "http://" + url;
    try {
      URI uri = new URI(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getRawUserInfo() == null) {
        return uri;
      }
    } catch (java.net.URISyntaxException _) {
      // Told below, as any other address that is none.
    }
    throw new Misused("'" + url + "' is no address such as http://localhost:8000");
  }

  private static Profile profile(Path file) {
    try {
      return ProfileReader.read(bytes(file));
    } catch (ProfileReader.Faulty e) {
      throw new Misused(file + ": " + e.getMessage());
    }
  }

  private static byte[] bytes(Path file) {
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_FILE);
    } catch (IOException e) {
      throw new Misused(file + " cannot be read: " + e.getClass().getSimpleName());
    }
  }

  private void write(AuditReport report, PrintWriter stdout, PrintWriter err) {
    if (out == null) {
      if (format == Format.TEXT) {
        new TextReport(stdout, Audit::painted).print(report);
      } else {
        stdout.print(text(report));
      }
      stdout.flush();
      return;
    }
    try {
      Files.writeString(out, text(report), StandardCharsets.UTF_8);
    } catch (IOException e) {
      err.println("freehold: " + out + " cannot be written: " + e.getMessage());
      err.flush();
      throw new Misused("the result was not kept");
    }
    new TextReport(stdout, Audit::painted).print(report);
    stdout.flush();
  }

  private String text(AuditReport report) {
    return switch (format) {
      case TEXT -> {
        StringWriter text = new StringWriter();
        PrintWriter to = new PrintWriter(text);
        new TextReport(to, (_, each) -> each).print(report);
        to.flush();
        yield text.toString();
      }
      case JSON -> JsonReport.write(report);
      case JUNIT -> JUnitReport.write(report);
      case SARIF -> SarifReport.write(report, version());
      case HTML -> HtmlReport.write(report);
    };
  }

  private String version() {
    return Objects.requireNonNullElse(Audit.class.getPackage().getImplementationVersion(), "0");
  }

  private static String painted(String style, String text) {
    Colour colour = Colour.ofTerminal();
    return switch (style) {
      case "bold" -> colour.bold(text);
      case "red" -> colour.red(text);
      default -> colour.yellow(text);
    };
  }

  /// What a server said may stand in a message.
  private static String plain(String text) {
    StringBuilder plain = new StringBuilder();
    text.codePoints()
        .map(
            point ->
                Character.isISOControl(point) || Character.getType(point) == Character.FORMAT
                    ? '?'
                    : point)
        .forEach(plain::appendCodePoint);
    return plain.toString();
  }
}
