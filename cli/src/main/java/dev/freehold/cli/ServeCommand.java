package dev.freehold.cli;

import dev.freehold.app.App;
import dev.freehold.app.Config;
import dev.freehold.app.ConfigException;
import dev.freehold.event.Event;
import dev.freehold.mail.MailSettings.MailRoute;
import dev.freehold.ops.EventLog;
import dev.freehold.ops.Logging;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.spec.Spec.Signup;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `freehold serve`: serves a spec until the process receives a signal.
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Serves a spec: PostgreSQL tables, REST API, sign-in, API docs.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  freehold serve                         the Tasks example at http://localhost:8000",
      "  freehold serve shop.yaml --port 9000   your spec, on another port",
      "  DATABASE_URL=postgresql://me:secret@db/shop JWT_SECRET=... freehold serve shop.yaml",
      "",
      "Without DATABASE_URL an embedded PostgreSQL stores the data in ./.freehold/.",
      "Variables are read from the environment and from .env beside the spec."
    })
final class ServeCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "SPEC",
      description = "The spec. Default: ./freehold.yaml; without one, the Tasks example.")
  private @Nullable Path path;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Directory of the embedded database (FREEHOLD_DATA_DIR). Default: .freehold")
  private @Nullable String data;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address to listen on (HOST). Default: 127.0.0.1, local connections only.")
  private @Nullable String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen on (PORT). Default: 8000; 0 selects a free port.")
  private @Nullable String port;

  private final PrintWriter err;

  ServeCommand(PrintWriter err) {
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException {
    Optional<CheckedSpec> checked = CheckedSpec.read(path, err);
    if (checked.isEmpty()) {
      return ExitStatus.FAULTY_INPUT;
    }
    Config config;
    try {
      config = Config.read(environment(), checked.get().file().directory());
    } catch (ConfigException e) {
      return CommandFailurePrinter.print(e, err);
    }
    return serve(ApiPlanner.plan(checked.get().spec()), config);
  }

  private int serve(ApiPlan plan, Config config) throws InterruptedException {
    EventLog events = new EventLog(Logging.configure(config.logFormat(), config.logLevel().name()));
    config.warnings().forEach(warning -> events.emit(new Event.OperatorWarning(warning)));
    App app;
    try {
      app = App.start(plan, config, ProgramVersion.current(), events);
    } catch (RuntimeException e) {
      events.close();
      return CommandFailurePrinter.print(e, err);
    }
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> stop(app, events)));
    StartupBanner.print(err, plan, app.url(), config.mail().route() instanceof MailRoute.Terminal);
    new CountDownLatch(1).await(); // until a signal runs the hook
    return 0;
  }

  /// Stops the server on a signal. Exits with status 0; the JVM default would be 143.
  private static void stop(App app, EventLog events) {
    long begin = System.nanoTime();
    events.emit(new Event.ServerStopping("signal"));
    app.close();
    events.emit(new Event.ServerStopped((System.nanoTime() - begin) / 1_000_000));
    events.close();
    Runtime.getRuntime().halt(0);
  }

  /// The environment with the options added. Precedence: options, environment, `.env`.
  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    put(environment, "FREEHOLD_DATA_DIR", data);
    put(environment, "HOST", host);
    put(environment, "PORT", port);
    return environment;
  }

  private static void put(Map<String, String> environment, String name, @Nullable String value) {
    if (value != null) {
      environment.put(name, value);
    }
  }

  /// The message printed when the server is up: the URLs and a first request.
  static final class StartupBanner {
    private StartupBanner() {}

    /// @param printsMail whether mail goes to standard error and to nobody
    static void print(PrintWriter out, ApiPlan plan, String url, boolean printsMail) {
      out.println();
      out.println("  " + plan.name() + " " + plan.version() + " is up.");
      out.println();
      out.println("  Try it       " + url + "/docs");
      out.println("  Reference    " + url + "/redoc");
      if (plan.auth().pages() != null) {
        out.println("  Sign in      " + url + "/auth/ui");
      }
      for (ResourcePlan resource : plan.resources()) {
        out.println("  API          " + url + plan.base() + "/" + resource.name());
      }
      if (plan.auth().signup() == Signup.OPEN) {
        out.println();
        out.println("  Sign up      curl -X POST " + url + plan.base() + "/auth/signup \\");
        out.println("                 -H 'Content-Type: application/json' \\");
        out.println(
            "                 -d '{\"email\": \"you@example.com\", \"password\": \"a long pass"
                + " phrase\"}'");
      }
      if (printsMail) {
        out.println();
        out.println("  Mail         is printed here, because SMTP_URL is not set");
      }
      out.println();
      out.println("  Ctrl-C stops it.");
      out.println();
      out.flush();
    }
  }
}
