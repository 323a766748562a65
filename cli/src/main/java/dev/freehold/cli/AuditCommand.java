package dev.freehold.cli;

import dev.freehold.audit.Probe;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.report.HtmlReportWriter;
import dev.freehold.audit.report.JUnitReportWriter;
import dev.freehold.audit.report.JsonReportWriter;
import dev.freehold.audit.report.SarifReportWriter;
import dev.freehold.audit.report.TextReportWriter;
import dev.freehold.audit.run.AuditOptions;
import dev.freehold.audit.run.AuditReport;
import dev.freehold.audit.run.AuditRun;
import dev.freehold.audit.run.AuditRun.AuditProgressListener;
import dev.freehold.audit.run.AuditRun.AuditStartException;
import dev.freehold.audit.run.ProbeCatalog;
import dev.freehold.audit.run.ServerWait;
import dev.freehold.audit.site.AuditProfile;
import dev.freehold.audit.site.AuditProfileReader;
import dev.freehold.audit.site.AuditProfileWriter;
import dev.freehold.audit.site.CurlCommandReader;
import dev.freehold.client.ClientRequest;
import dev.freehold.client.ServerTrust;
import dev.freehold.ops.Logging;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `freehold audit`: runs the quality checklist against a live server. Exit status 0; 1 if there is
/// a finding of severity critical or high, if the audit did not finish, if it looked at nothing, or
/// at less than `--min-coverage`; 2 if it could not start.
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "Audit a live server that has an OpenAPI document, with the quality checklist.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold audit http://localhost:8000",
      "  freehold audit https://api.example.com --safe --token-a \"$ANN\" --token-b \"$BOB\"",
      "  freehold audit http://localhost:8000 --format sarif --out audit.sarif",
      "",
      "An audit signs up two users, creates rows, deletes them, and reports the rows it could",
      "not delete. Run it only against servers that you are permitted to test.",
      "",
      "Access that the document declares is no finding, access beyond it is: x-access names the",
      "owner, team, person, path and condition of each operation. In teams, each user acts in a",
      "team of its own.",
      "",
      "Some probes need what only you know:",
      "  input.server-side-request  --listener, unless the server is on this machine",
      "  token.login-answers        a sign-up that works: it uses accounts of its own; so do",
      "                             token.account-answers, limits.codes, input.sign-up-role,",
      "                             input.own-profile",
      "  token.confusion            a public key that the server shows"
    })
final class AuditCommand implements Callable<Integer> {
  /// The format of the report.
  enum AuditReportFormat {
    TEXT,
    JSON,
    JUNIT,
    SARIF,
    HTML
  }

  private static final Pattern SCHEME =
      Pattern.compile("(bearer|basic|token|jwt)\\s+", Pattern.CASE_INSENSITIVE);

  private static final int MAX_FILE = (8 << 20) + 1;

  @Spec private @Nullable CommandSpec command;

  @Parameters(
      arity = "0..1",
      paramLabel = "URL",
      description = "The URL of the server or of its OpenAPI document.")
  private @Nullable String url;

  @Option(names = "--format", description = "text, json, junit, sarif or html. Default: text")
  private AuditReportFormat format = AuditReportFormat.TEXT;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the report to FILE and a summary to the terminal.")
  private @Nullable Path out;

  @Option(
      names = "--only",
      paramLabel = "PROBE",
      split = ",",
      description = "Run only probes whose id starts with PROBE. Repeatable.")
  private List<String> only = new ArrayList<>();

  @Option(names = "--list", description = "List the probes and exit.")
  private boolean list;

  @Option(
      names = "--safe",
      description =
          "For production: only reads, and writes to rows that the audit created and can delete.")
  private boolean safe;

  @Option(
      names = "--token-a",
      paramLabel = "TOKEN",
      description = "Access token of an existing user.")
  private @Nullable String tokenA;

  @Option(names = "--token-b", paramLabel = "TOKEN", description = "Access token of a second user.")
  private @Nullable String tokenB;

  @Option(
      names = "--login-curl",
      paramLabel = "FILE",
      description =
          "A sign-in as a curl command, as a browser copies it. Twice, for two users; or once, with"
              + " both commands in FILE.")
  private List<Path> loginCurl = new ArrayList<>();

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description =
          "A profile of sign-up and sign-in, if the OpenAPI document does not describe them.")
  private @Nullable Path profile;

  @Option(
      names = "--guess-profile",
      description =
          "Write the profile that the OpenAPI document suggests, for you to correct, and exit.")
  private boolean guessProfile;

  @Option(
      names = "--description",
      paramLabel = "FILE",
      description = "The OpenAPI document, if the server does not serve it.")
  private @Nullable Path description;

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      description =
          "Certificates (PEM) of the server or of its authority, instead of those of the system.")
  private @Nullable Path cacert;

  @Option(
      names = "--insecure",
      description = "Take every certificate of the server, for every name.")
  private boolean insecure;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Maximum requests per second. Default: 200; with --safe 20")
  private @Nullable Integer rate;

  @Option(
      names = "--listener",
      paramLabel = "HOST:PORT",
      description =
          "Where the server can reach this machine: the audit listens there for calls that a"
              + " request made the server send. Default: 127.0.0.1, if the server is there too")
  private @Nullable String listener;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Time limit of the whole audit. Default: 600")
  private int timeout = 600;

  @Option(
      names = "--min-coverage",
      paramLabel = "PERCENT",
      description =
          "Exit with 1 if fewer of the operations that a user could open answered 2xx to A or B."
              + " Default: 0")
  private int minCoverage;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "Wait so long for a server that is starting. Default: 0")
  private int wait;

  @Override
  public Integer call() {
    PrintWriter stdout = Objects.requireNonNull(command).commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    List<Probe> probes;
    try {
      probes = ProbeCatalog.all(Optional.ofNullable(listener).map(AuditCommand::socketAddress));
    } catch (AuditUsageException e) {
      err.println("freehold: " + e.getMessage());
      err.flush();
      return ExitStatus.FAULTY_INPUT;
    }
    if (list) {
      probes.forEach(each -> stdout.printf("%-32s %s%n", each.id(), each.title()));
      stdout.flush();
      return ExitStatus.DONE;
    }
    try {
      AuditOptions options = options(probes);
      if (wait > 0) {
        ServerWait.await(options.url(), Duration.ofSeconds(wait), options.trust());
      }
      if (guessProfile) {
        guess(options, stdout);
        return ExitStatus.DONE;
      }
      return run(options, probes, stdout, err);
    } catch (AuditUsageException | AuditStartException e) {
      err.println("freehold: " + plain(String.valueOf(e.getMessage())));
      err.flush();
      return ExitStatus.FAULTY_INPUT;
    }
  }

  /// Thrown for arguments that are not valid.
  private static final class AuditUsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    AuditUsageException(String message) {
      super(message);
    }
  }

  private int run(AuditOptions options, List<Probe> probes, PrintWriter stdout, PrintWriter err) {
    // Standard output carries only the report.
    Logging.configure(Logging.Format.TEXT, false, "WARN", System.err);
    AuditProgressPrinter progress =
        new AuditProgressPrinter(err, TerminalStyle.ofTerminal().isTerminal());
    AuditRun run = new AuditRun(options, probes, progress);
    // An interrupted audit still writes its report before the program exits.
    try (AuditShutdownHook _ = new AuditShutdownHook(run)) {
      AuditReport report = run.run();
      progress.done();
      write(report, stdout, err);
      return isTooLittle(report, err) || report.isFailed() ? ExitStatus.FAILED : ExitStatus.DONE;
    } finally {
      progress.done();
    }
  }

  private void guess(AuditOptions options, PrintWriter stdout) {
    String text =
        "# How `freehold audit` would sign in to "
            + plain(options.url().toString())
            + ", as its OpenAPI document suggests.\n"
            + "# Correct it, and use it with --profile FILE. A line that is left out is left to the"
            + " audit.\n"
            + AuditProfileWriter.write(AuditRun.guessedProfile(options));
    if (out == null) {
      stdout.print(text);
      stdout.flush();
      return;
    }
    try {
      Files.writeString(out, text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AuditUsageException(out + " cannot be written: " + e.getMessage());
    }
  }

  private boolean isTooLittle(AuditReport report, PrintWriter err) {
    int percent = report.coverage().percent();
    if (percent >= minCoverage) {
      return false;
    }
    err.println(
        "freehold: coverage "
            + percent
            + " % is below --min-coverage "
            + minCoverage
            + ": the report lists the operations that neither user opened");
    err.flush();
    return true;
  }

  private AuditOptions options(List<Probe> probes) {
    if ((tokenA == null) != (tokenB == null)) {
      throw new AuditUsageException(
          "--token-a and --token-b are required together: an audit needs two users");
    }
    if (tokenA != null && tokenB != null) {
      requireToken("--token-a", tokenA);
      requireToken("--token-b", tokenB);
      if (tokenA.equals(tokenB)) {
        throw new AuditUsageException(
            "--token-a and --token-b are the same: an audit needs two users");
      }
    }
    for (String each : only) {
      if (probes.stream().noneMatch(probe -> probe.id().startsWith(each))) {
        throw new AuditUsageException(
            "no probe id starts with '" + each + "'; --list shows the probes");
      }
    }
    if (timeout < 1 || timeout > 86_400 || (rate != null && (rate < 1 || rate > 10_000))) {
      throw new AuditUsageException(
          "--timeout must be 1 to 86400 seconds, --rate 1 to 10000 requests per second");
    }
    if (wait < 0 || wait > 3_600) {
      throw new AuditUsageException("--wait must be 0 to 3600 seconds");
    }
    if (minCoverage < 0 || minCoverage > 100) {
      throw new AuditUsageException("--min-coverage must be 0 to 100 percent");
    }
    URI address = address();
    return new AuditOptions(
        address,
        tokenA,
        tokenB,
        profile == null ? AuditProfile.NONE : profile(profile),
        safe,
        rate != null ? rate : safe ? 20 : 200,
        Duration.ofSeconds(Math.min(10, timeout)),
        Duration.ofSeconds(timeout),
        only,
        Optional.ofNullable(description).map(AuditCommand::bytes),
        logins(address),
        trust());
  }

  private List<ClientRequest> logins(URI address) {
    if (!loginCurl.isEmpty() && tokenA != null) {
      throw new AuditUsageException("--login-curl and --token-a exclude each other");
    }
    List<ClientRequest> calls = new ArrayList<>();
    for (Path file : loginCurl) {
      for (CurlCommandReader.CurlRequest each : curls(file)) {
        if (!isOrigin(address, each.origin())) {
          throw new AuditUsageException(
              file
                  + ": it signs in at "
                  + each.origin()
                  + ", another server than the audited one; give --token-a and --token-b instead");
        }
        calls.add(each.call());
      }
    }
    if (!loginCurl.isEmpty() && calls.size() != 2) {
      throw new AuditUsageException(
          "--login-curl needs two commands, one for each user; there are " + calls.size());
    }
    return calls;
  }

  private static List<CurlCommandReader.CurlRequest> curls(Path file) {
    try {
      return CurlCommandReader.read(bytes(file));
    } catch (CurlCommandReader.InvalidCurlException e) {
      throw new AuditUsageException(file + ": " + e.getMessage());
    }
  }

  private static boolean isOrigin(URI address, URI origin) {
    return address.getScheme().equalsIgnoreCase(origin.getScheme())
        && address.getHost().equalsIgnoreCase(origin.getHost())
        && port(address) == port(origin);
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
  }

  /// The messages do not repeat the token.
  private static void requireToken(String option, String token) {
    if (token.isBlank()) {
      throw new AuditUsageException(option + " is empty: is its variable set?");
    }
    Matcher scheme = SCHEME.matcher(token);
    if (scheme.lookingAt()) {
      throw new AuditUsageException(
          option
              + " begins with '"
              + scheme.group(1)
              + "': give the token alone. The audit finds out where requests carry it; the header"
              + " of a profile says it");
    }
    // Basic encodes what is not ASCII, and a password may have spaces.
    boolean isPassword = token.indexOf(':') > 0;
    if (token.chars().anyMatch(each -> each < ' ' || each == 0x7f)
        || (!isPassword && token.chars().anyMatch(each -> each == ' ' || each > 0x7f))) {
      throw new AuditUsageException(
          option + " has a space, a line break or another character that no token has");
    }
  }

  private ServerTrust trust() {
    if (insecure && cacert != null) {
      throw new AuditUsageException("--insecure takes every certificate: leave out --cacert");
    }
    if (cacert == null) {
      return insecure ? ServerTrust.anything() : ServerTrust.SYSTEM;
    }
    try {
      return ServerTrust.of(bytes(cacert));
    } catch (ServerTrust.InvalidCertificateException e) {
      throw new AuditUsageException(cacert + ": " + e.getMessage());
    }
  }

  private static InetSocketAddress socketAddress(String text) {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon > 0 && port.matches("\\d{1,5}") && Integer.parseInt(port) <= 65_535) {
      String host = text.substring(0, colon).replaceAll("[\\[\\]]", "");
      InetSocketAddress address = new InetSocketAddress(host, Integer.parseInt(port));
      if (!address.isUnresolved()) {
        return address;
      }
    }
    throw new AuditUsageException(
        "'" + plain(text) + "' is not HOST:PORT of this machine, such as 192.0.2.7:9000");
  }

  private URI address() {
    if (url == null) {
      throw new AuditUsageException(
          "the URL of the server is missing, for example http://localhost:8000");
    }
    String text = url.contains("://") ? url : "http://" + url;
    try {
      URI uri = new URI(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getRawUserInfo() == null) {
        return uri;
      }
    } catch (java.net.URISyntaxException _) {
      // Reported below, like every other invalid URL.
    }
    throw new AuditUsageException("'" + url + "' is not a URL such as http://localhost:8000");
  }

  private static AuditProfile profile(Path file) {
    try {
      return AuditProfileReader.read(bytes(file));
    } catch (AuditProfileReader.InvalidProfileException e) {
      throw new AuditUsageException(file + ": " + e.getMessage());
    }
  }

  private static byte[] bytes(Path file) {
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_FILE);
    } catch (IOException e) {
      throw new AuditUsageException(file + " cannot be read: " + e.getClass().getSimpleName());
    }
  }

  private void write(AuditReport report, PrintWriter stdout, PrintWriter err) {
    if (out == null) {
      if (format == AuditReportFormat.TEXT) {
        new TextReportWriter(stdout, AuditCommand::painted).print(report);
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
      throw new AuditUsageException("the report was not written");
    }
    new TextReportWriter(stdout, AuditCommand::painted).print(report);
    stdout.flush();
  }

  private String text(AuditReport report) {
    return switch (format) {
      case TEXT -> {
        StringWriter text = new StringWriter();
        PrintWriter to = new PrintWriter(text);
        new TextReportWriter(to, (_, each) -> each).print(report);
        to.flush();
        yield text.toString();
      }
      case JSON -> JsonReportWriter.write(report);
      case JUNIT -> JUnitReportWriter.write(report);
      case SARIF -> SarifReportWriter.write(report, version());
      case HTML -> HtmlReportWriter.write(report);
    };
  }

  private String version() {
    return Objects.requireNonNullElse(
        AuditCommand.class.getPackage().getImplementationVersion(), "0");
  }

  private static String painted(String style, String text) {
    TerminalStyle colour = TerminalStyle.ofTerminal();
    return switch (style) {
      case "bold" -> colour.bold(text);
      case "red" -> colour.red(text);
      default -> colour.yellow(text);
    };
  }

  /// Escapes server text for a message.
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

  /// Shutdown hook for Ctrl-C: stops the audit and waits for its clean-up.
  static final class AuditShutdownHook implements AutoCloseable {
    /// Longer than the time limit of the clean-up.
    private static final long SECONDS = 75;

    private final CountDownLatch cleaned = new CountDownLatch(1);
    private final Thread hook;

    AuditShutdownHook(AuditRun run) {
      hook =
          Thread.ofPlatform()
              .name("audit-interrupted")
              .unstarted(
                  () -> {
                    run.stop("it was interrupted");
                    awaitCleaned();
                  });
      Runtime.getRuntime().addShutdownHook(hook);
    }

    private void awaitCleaned() {
      try {
        if (!cleaned.await(SECONDS, TimeUnit.SECONDS)) {
          System.err.println("freehold: the clean-up did not finish in time");
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      cleaned.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException _) {
        // The JVM is already shutting down, so the hook has run.
      }
    }
  }

  /// Progress: one line that is overwritten on a terminal, else one line per stage.
  static final class AuditProgressPrinter implements AuditProgressListener {
    private static final String CLEAR = "\r\u001B[K";

    private final PrintWriter err;
    private final boolean moving;

    AuditProgressPrinter(PrintWriter err, boolean moving) {
      this.err = err;
      this.moving = moving;
    }

    @Override
    public void stageStarted(String words) {
      if (moving) {
        err.print(CLEAR + words + " …");
      } else {
        err.println(words);
      }
      err.flush();
    }

    @Override
    public void probeStarted(String id, int number, int of) {
      if (moving) {
        err.print(CLEAR + "probe " + number + " of " + of + ": " + id);
        err.flush();
      }
    }

    @Override
    public void probeFinished(String id, ProbeVerdict verdict) {
      if (!moving && verdict instanceof ProbeVerdict.Failed broken) {
        err.println(id + ": " + broken.findings().size() + " found");
        err.flush();
      }
    }

    void done() {
      if (moving) {
        err.print(CLEAR);
        err.flush();
      }
    }
  }
}
