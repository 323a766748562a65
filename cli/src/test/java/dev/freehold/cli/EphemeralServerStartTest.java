package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.postgres.FileTree;
import dev.freehold.testing.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `freehold test` in a process of its own, ended by a signal while its server starts.
final class EphemeralServerStartTest {
  @TempDir private Path directory;

  @Test
  void aSignalDuringTheStartLeavesNothing() throws Exception {
    FileTree.makeReadableByAll(directory); // root runs PostgreSQL as another user
    Path output = directory.resolve("output");
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    FileTree.makeReadableByAll(temporary);
    Process test =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                absolute(System.getProperty("java.class.path")),
                Main.class.getName(),
                "test",
                "examples/tasks/freehold.yaml")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      TestDatabase.await(60_000, () -> !entries(temporary).isEmpty() || !test.isAlive());
      test.destroy(); // SIGTERM
      assertThat(test.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      test.destroyForcibly();
    }
    assertThat(test.exitValue()).as(Files.readString(output)).isEqualTo(143);
    assertThat(entries(temporary)).isEmpty();
  }

  private static String absolute(String classPath) {
    return Stream.of(classPath.split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .reduce((a, b) -> a + File.pathSeparator + b)
        .orElseThrow();
  }

  private static List<Path> entries(Path parent) throws IOException {
    try (Stream<Path> found = Files.list(parent)) {
      return found.filter(each -> each.getFileName().toString().startsWith("freehold-")).toList();
    }
  }
}
