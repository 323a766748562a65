package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.BuildDirectory;
import dev.freehold.testing.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Libraries of what is off are not loaded: in a process of its own, which logs each class that it loads.
class LazyLibrariesTest {
  private static final String METRICS = "io.micrometer.";
  private static final String TRACES = "io.opentelemetry.";

  @TempDir private Path directory;

  /// Starts a server by the variables of the environment, and stops it.
  public static void main(String[] arguments) {
    Config config = Config.read(System.getenv(), BuildDirectory.root());
    try (App app = App.start(RunningApp.example("tasks"), config, "0.0.0-test", _ -> {})) {
      System.out.println("up at " + app.url());
    }
  }

  /// The names of the classes that a server loads.
  private List<String> loaded(Map<String, String> settings)
      throws IOException, InterruptedException {
    Path log = directory.resolve("classes.log");
    File output = directory.resolve("output.log").toFile();
    try (TestDatabase database = TestDatabase.fresh()) {
      ProcessBuilder process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xlog:class+load:file=" + log,
                  "-Xshare:auto",
                  "-cp",
                  System.getProperty("java.class.path"),
                  "-Dfreehold.build=" + System.getProperty("freehold.build", ""),
                  LazyLibrariesTest.class.getName())
              .redirectErrorStream(true)
              .redirectOutput(output);
      process.environment().putAll(settings);
      process.environment().put("DATABASE_URL", RunningApp.url(database.target()));
      process.environment().put("JWT_SECRET", RunningApp.SECRET);
      process.environment().put("PORT", "0");
      Process server = process.start();
      try {
        assertThat(server.waitFor(120, TimeUnit.SECONDS)).isTrue();
      } finally {
        server.destroyForcibly();
      }
      assertThat(server.exitValue()).as(Files.readString(output.toPath())).isZero();
    }
    return Files.readAllLines(log);
  }

  @Test
  void nothingOfALibraryIsLoadedWhileItsFeatureIsOff() throws IOException, InterruptedException {
    List<String> classes = loaded(Map.of());
    assertThat(classes).anyMatch(line -> line.contains("dev.freehold.app.App "));
    assertThat(classes).noneMatch(line -> line.contains(METRICS));
    assertThat(classes).noneMatch(line -> line.contains(TRACES));
    assertThat(classes).noneMatch(line -> line.contains("io.prometheus."));
  }

  @Test
  void eachIsLoadedWhenItIsOn() throws IOException, InterruptedException {
    List<String> classes =
        loaded(Map.of("METRICS_PORT", "0", "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"));
    assertThat(classes).anyMatch(line -> line.contains(METRICS));
    assertThat(classes).anyMatch(line -> line.contains(TRACES));
  }
}
