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
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/// `freehold warm-up`: the training run of the JVM's AOT cache (`-XX:AOTCacheOutput`, JEP 514 and
/// 515), which the launcher runs once after a build. Starts a server of the Tasks example on
/// temporary data and sends it first requests. Prints nothing and leaves no files.
@Command(
    name = "warm-up",
    hidden = true,
    description =
        "Training run of the JVM's AOT cache: starts a server, sends first requests and exits.")
final class WarmUpCommand implements Callable<Integer> {
  private static final List<List<String>> COMMAND_LINES =
      List.of(List.of("--help"), List.of("--version"), List.of("no-such-command"));

  /// More rehearsals profile more methods, but slow down every build.
  private static final int REHEARSALS = 8;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    for (List<String> words : COMMAND_LINES) {
      int status = Main.run(nowhere, nowhere, words.toArray(String[]::new));
      if (status == ExitStatus.DEFECT) {
        return status;
      }
    }
    // Executable by other users: root runs PostgreSQL as another user.
    Path directory =
        Files.createTempDirectory(
            "freehold-warm-up-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
    PrintStream standard = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    try {
      return serve(directory, nowhere) ? 0 : ExitStatus.FAILED;
    } finally {
      System.setOut(standard);
      delete(directory);
    }
  }

  /// Whether every request of every rehearsal was answered.
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
    int answered = 0;
    try (EventLog events = new EventLog(Logging.configure(Logging.Format.TEXT, "INFO"));
        App app = App.start(plan, config, ProgramVersion.current(), events)) {
      StartupBanner.print(nowhere, plan, app.url(), true);
      for (int i = 0; i < REHEARSALS; i++) {
        answered += new WarmUpRequests(URI.create(app.url())).run();
      }
    }
    return answered == REHEARSALS * WarmUpRequests.requestCount();
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

  /// The first requests to a server of the Tasks spec, which load their classes into the AOT cache.
  static final class WarmUpRequests {
    /// The variables `$TOKEN`, `$REFRESH` and `$ID` hold values of earlier responses.
    private record WarmUpRequest(String method, String path, String body) {}

    private static final List<WarmUpRequest> STEPS =
        List.of(
            new WarmUpRequest("GET", "/", ""),
            new WarmUpRequest("GET", "/docs", ""),
            new WarmUpRequest("GET", "/openapi.json", ""),
            new WarmUpRequest("GET", "/no-such-page", ""),
            new WarmUpRequest("GET", "/api/v1/tasks", ""),
            new WarmUpRequest(
                "POST",
                "/api/v1/auth/signup",
                """
                {"email": "$MAIL@example.com", "password": "$MAIL"}\
                """),
            new WarmUpRequest(
                "POST",
                "/api/v1/auth/login",
                """
                {"email": "$MAIL@example.com", "password": "$MAIL"}\
                """),
            new WarmUpRequest(
                "POST",
                "/api/v1/auth/refresh",
                """
                {"refresh_token": "$REFRESH"}\
                """),
            new WarmUpRequest("GET", "/api/v1/auth/me", ""),
            new WarmUpRequest(
                "POST",
                "/api/v1/tasks",
                """
                {"title": "Buy milk", "description": "two <b>bottles</b>"}\
                """),
            new WarmUpRequest("POST", "/api/v1/tasks", "{\"title\": \"\", \"colour\": \"red\"}"),
            new WarmUpRequest("POST", "/api/v1/tasks", "{"),
            new WarmUpRequest("GET", "/api/v1/tasks?page=1&limit=20&status=pending", ""),
            new WarmUpRequest("GET", "/api/v1/tasks/$ID", ""),
            new WarmUpRequest("PATCH", "/api/v1/tasks/$ID", "{\"completed\": true}"),
            new WarmUpRequest("DELETE", "/api/v1/tasks/$ID", ""),
            new WarmUpRequest("POST", "/api/v1/auth/logout", "{\"refresh_token\": \"$REFRESH\"}"));

    private static final Pattern TOKEN = Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern REFRESH =
        Pattern.compile("\"refresh_token\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*([0-9]+)");

    private final URI base;
    private final String mail = "warm-up-" + UUID.randomUUID();
    private String token = "";
    private String refresh = "";
    private String id = "0";

    WarmUpRequests(URI base) {
      this.base = base;
    }

    /// Sends all requests in order and returns the number of responses other than 5xx.
    ///
    /// @throws IOException if there is no response within ten seconds
    int run() throws IOException, InterruptedException {
      int answered = 0;
      try (HttpClient client =
          HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
        for (WarmUpRequest step : STEPS) {
          HttpResponse<String> answer = client.send(request(step), BodyHandlers.ofString());
          token = found(TOKEN, answer.body(), token);
          refresh = found(REFRESH, answer.body(), refresh);
          id = found(ID, answer.body(), id);
          if (answer.statusCode() < 500) {
            answered++;
          }
        }
      }
      return answered;
    }

    static int requestCount() {
      return STEPS.size();
    }

    private HttpRequest request(WarmUpRequest step) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(base.resolve(filled(step.path())))
              .timeout(Duration.ofSeconds(10))
              .method(
                  step.method(),
                  step.body().isEmpty()
                      ? BodyPublishers.noBody()
                      : BodyPublishers.ofString(filled(step.body())));
      if (!step.body().isEmpty()) {
        request.header("Content-Type", "application/json");
      }
      if (!token.isEmpty()) {
        request.header("Authorization", "Bearer " + token);
      }
      return request.build();
    }

    private String filled(String text) {
      return text.replace("$MAIL", mail).replace("$REFRESH", refresh).replace("$ID", id);
    }

    private static String found(Pattern pattern, String text, String otherwise) {
      Matcher matcher = pattern.matcher(text);
      return matcher.find() ? matcher.group(1) : otherwise;
    }
  }
}
