package dev.freehold.testing;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The packaged program as a process, started with the launcher.
public final class FreeholdProcess implements AutoCloseable {
  public static final Path LAUNCHER = Path.of("freehold").toAbsolutePath();
  public static final String PASSWORD = "correct horse battery staple";
  private static final Pattern READY = Pattern.compile("Try it +(http://\\S+)/docs");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final Path out;
  private final Path err;

  private FreeholdProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /// Starts `./freehold WORDS…` in `directory`, without the settings of this machine.
  ///
  /// @param environment additional variables
  public static FreeholdProcess start(
      Path directory, Map<String, String> environment, String... words) throws IOException {
    List<String> all = new ArrayList<>(List.of(LAUNCHER.toString()));
    all.addAll(List.of(words));
    return start(all, directory, environment);
  }

  /// @param command the complete command line, for example to run as another user
  public static FreeholdProcess start(
      List<String> command, Path directory, Map<String, String> environment) throws IOException {
    Path out = Files.createTempFile("freehold-", ".out");
    Path err = Files.createTempFile("freehold-", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    for (String name : List.of("DATABASE_URL", "JWT_SECRET", "PORT", "HOST", "FRONTEND_URL")) {
      builder.environment().remove(name);
    }
    builder.environment().putAll(environment);
    return new FreeholdProcess(builder.start(), out, err);
  }

  /// Waits until the server responds, and returns its URL.
  public URI url() throws Exception {
    TestDatabase.await(120_000, () -> err().contains("Ctrl-C") || !process.isAlive());
    Matcher ready = READY.matcher(err());
    if (!ready.find()) {
      throw new AssertionError("did not start: " + err() + out());
    }
    return URI.create(ready.group(1));
  }

  /// The exit status.
  public int exitStatus(long seconds) throws Exception {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new AssertionError("still runs after " + seconds + " s: " + err() + out());
    }
    return process.exitValue();
  }

  public long pid() {
    return process.pid();
  }

  /// SIGTERM.
  public void terminate() {
    process.destroy();
  }

  /// SIGKILL.
  public void kill() throws Exception {
    process.destroyForcibly().waitFor();
  }

  public String out() throws IOException {
    return Files.readString(out);
  }

  public String err() throws IOException {
    return withoutJvmNotices(Files.readString(err));
  }

  /// The output of the program, without the line of the JVM about `JAVA_TOOL_OPTIONS`.
  public static String withoutJvmNotices(String err) {
    return err.replaceAll("(?m)^Picked up .*\\R", "");
  }

  /// A client of the API with this access token; anonymous without one.
  public ScenarioClient client(String token) throws Exception {
    String authorization = token.isEmpty() ? "" : "Bearer " + token;
    return new ScenarioClient(HTTP, url() + "/api/v1", authorization, (_, _) -> {});
  }

  /// Signs up and returns the access token.
  public String signUp(String email) throws Exception {
    String body = new JsonObject().put("email", email).put("password", PASSWORD).encode();
    return client("").post("/auth/signup", body).expect(201).data().getString("access_token");
  }

  /// Stops the process, and kills it if that takes too long.
  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    Files.deleteIfExists(out);
    Files.deleteIfExists(err);
  }
}
