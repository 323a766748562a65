package dev.freehold.postgres.machine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Short-lived programs: run to their end within a time, output kept.
public final class Command {
  /// PostgreSQL gets no variable of ours: the environment may hold secrets, and `PG*` variables would change it.
  static final Map<String, String> ENVIRONMENT =
      Map.of("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TZ", "UTC");

  /// @param output standard output and standard error, as they came
  public record Result(int exit, String output) {
    public boolean ok() {
      return exit == 0;
    }
  }

  private Command() {}

  /// Runs `words` with `input` as standard input.
  ///
  /// @throws IOException the program cannot be started, or did not end within `limit` (it is then killed)
  public static Result run(List<String> words, String input, Duration limit) throws IOException {
    Path log = Files.createTempFile("freehold-", ".out");
    try {
      ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
      builder.redirectOutput(log.toFile()).directory(Path.of("/").toFile());
      environment(builder);
      Process process = builder.start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // it ended before it read its input; its exit code and its output say why
        if (process.isAlive()) {
          process.destroyForcibly();
          throw e;
        }
      }
      try {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly().waitFor();
          throw new IOException(
              words.getFirst() + " did not end within " + limit.toSeconds() + " s");
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while " + words.getFirst() + " ran", e);
      }
      try (InputStream in = Files.newInputStream(log)) {
        return new Result(
            process.exitValue(), new String(in.readNBytes(64 << 10), StandardCharsets.UTF_8));
      }
    } finally {
      Files.deleteIfExists(log);
    }
  }

  public static void environment(ProcessBuilder builder) {
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(ENVIRONMENT);
  }

  /// The full path of a program in the system's directories, or null.
  public static @Nullable String find(String program) {
    for (String directory : ENVIRONMENT.getOrDefault("PATH", "").split(":", -1)) {
      Path path = Path.of(directory, program);
      if (Files.isExecutable(path)) {
        return path.toString();
      }
    }
    return null;
  }
}
