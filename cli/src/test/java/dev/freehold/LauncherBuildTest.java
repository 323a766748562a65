package dev.freehold;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher while a build runs. The build is a script that prints what Maven prints, and waits for the
/// test before it goes on.
final class LauncherBuildTest {
  @TempDir Path root;

  /// Programs that are found before those of the machine, if it exists.
  private Path programs() {
    return root.resolve("programs");
  }

  private Process launch(String build) throws Exception {
    Files.createDirectories(root.resolve("bin"));
    Files.createDirectories(root.resolve("target"));
    Files.createDirectories(root.resolve("cli/src/main"));
    Files.copy(Path.of("freehold"), root.resolve("freehold"));
    Files.copy(Path.of("bin/java-home.sh"), root.resolve("bin/java-home.sh"));
    Path maven = Files.writeString(root.resolve("maven"), "#!/bin/sh\n" + build);
    assertThat(maven.toFile().setExecutable(true)).isTrue();
    ProcessBuilder builder =
        new ProcessBuilder("sh", root.resolve("freehold").toString(), "--version")
            .redirectErrorStream(true);
    builder.environment().put("MVN", maven.toString());
    if (Files.exists(programs())) {
      builder.environment().merge("PATH", programs().toString(), (path, own) -> own + ':' + path);
    }
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.start();
  }

  @Test
  void eachPartIsShownWhileTheBuildRuns() throws Exception {
    Path further = root.resolve("further");
    Process launcher =
        launch(
            """
            echo 'Downloaded from central: https://repo.example/a.jar (1 kB at 1 kB/s)'
            echo '[INFO] Building Freehold spec 0.1.0                                      [2/7]'
            while [ ! -e %s ]; do sleep 0.1; done
            echo '[INFO] --- shade:3.6.0:shade (default) @ freehold-cli ---'
            echo '[ERROR] no such symbol'
            exit 1
            """
                .formatted(further));
    List<String> lines = new ArrayList<>();
    try (BufferedReader told = launcher.inputReader(StandardCharsets.UTF_8)) {
      while (lines.size() < 3) {
        lines.add(told.readLine());
      }
      assertThat(lines.getFirst()).startsWith("freehold: first start: building");
      assertThat(lines.subList(1, 3))
          .containsExactly(
              "freehold:   fetching libraries (first time only)",
              "freehold:   compiling Freehold spec (2/7)");
      Files.createFile(further);
      told.lines().forEach(lines::add);
    }
    assertThat(launcher.waitFor()).isEqualTo(70);
    assertThat(lines)
        .contains(
            "freehold:   packing target/freehold.jar",
            "freehold: the build failed; its last lines:",
            "[ERROR] no such symbol");
    assertThat(root.resolve("target/freehold-build.log"))
        .content()
        .contains("Building Freehold spec");
  }

  /// The first wait of ten seconds is over at once.
  @Test
  void aLongPartIsNotSilent() throws Exception {
    Path sleep = Files.createDirectories(programs()).resolve("sleep");
    Files.writeString(
        sleep,
        """
        #!/bin/sh
        if [ "$1" = 10 ] && mkdir %s/waited 2>/dev/null; then exit 0; fi
        exec /bin/sleep "$@"
        """
            .formatted(root));
    assertThat(sleep.toFile().setExecutable(true)).isTrue();
    Path further = root.resolve("further");
    Process launcher =
        launch("while [ ! -e %s ]; do /bin/sleep 0.1; done; exit 3\n".formatted(further));
    try (BufferedReader told = launcher.inputReader(StandardCharsets.UTF_8)) {
      assertThat(List.of(told.readLine(), told.readLine()))
          .anyMatch(line -> line.startsWith("freehold: first start: building"))
          .contains("freehold:   still building (10 s)");
      Files.createFile(further);
      // Ends when nothing writes here any more: the launcher leaves no process behind.
      assertThat(told.lines()).contains("freehold: the build failed; its last lines:");
    }
    assertThat(launcher.waitFor()).isEqualTo(70);
  }

  @Test
  void filesThatAreFetchedAreCounted() throws Exception {
    Process launcher =
        launch("for i in $(seq 120); do echo \"Downloaded from central: $i\"; done; exit 3\n");
    String told = new String(launcher.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(launcher.waitFor()).isEqualTo(70);
    assertThat(told.lines().filter(line -> line.contains(":   fetch")))
        .containsExactly(
            "freehold:   fetching libraries (first time only)",
            "freehold:   fetched 50 files",
            "freehold:   fetched 100 files");
  }
}
