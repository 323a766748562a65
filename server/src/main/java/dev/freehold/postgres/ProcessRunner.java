package dev.freehold.postgres;

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

/// Runs short programs with a timeout and captures their output.
final class ProcessRunner {
  /// PostgreSQL gets none of our environment variables: they may hold secrets, and `PG*` variables
  /// would affect it.
  static final Map<String, String> ENVIRONMENT =
      Map.of("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TZ", "UTC");

  /// @param output standard output and standard error, interleaved
  public record ProcessResult(int exit, String output) {
    public boolean ok() {
      return exit == 0;
    }
  }

  private ProcessRunner() {}

  /// Runs `words` with `input` as standard input.
  ///
  /// @throws IOException the program cannot be started, or did not end within `limit` (it is then
  ///   killed)
  public static ProcessResult run(List<String> words, String input, Duration limit)
      throws IOException {
    Path log = Files.createTempFile("freehold-", ".out");
    try {
      ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
      builder.redirectOutput(log.toFile()).directory(Path.of("/").toFile());
      replaceEnvironment(builder);
      Process process = builder.start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // it ended without reading its input; the exit code and output say why
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
        return new ProcessResult(
            process.exitValue(), new String(in.readNBytes(64 << 10), StandardCharsets.UTF_8));
      }
    } finally {
      Files.deleteIfExists(log);
    }
  }

  public static void replaceEnvironment(ProcessBuilder builder) {
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(ENVIRONMENT);
  }

  /// The path of a program in the system directories, or null.
  public static @Nullable String findExecutable(String program) {
    for (String directory : ENVIRONMENT.getOrDefault("PATH", "").split(":", -1)) {
      Path path = Path.of(directory, program);
      if (Files.isExecutable(path)) {
        return path.toString();
      }
    }
    return null;
  }
}
