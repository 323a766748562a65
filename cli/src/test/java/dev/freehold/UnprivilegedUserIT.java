package dev.freehold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import dev.freehold.testing.FreeholdProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A copy of the program that belongs to a user without any right. Where the tests run as an ordinary user, all the others
/// show the same.
final class UnprivilegedUserIT {
  /// The user and group `nobody`.
  private static final int NOBODY = 65534;

  @TempDir Path directory;

  @Test
  void theProgramPreparesItsStartAndServes() throws Exception {
    assumeTrue(new UnixSystem().getUid() == 0, "the tests run as an ordinary user already");
    Path home = Files.createDirectory(directory.resolve("home"));
    Path program = Files.createDirectory(directory.resolve("program"));
    Path jar = FreeholdProcess.LAUNCHER.resolveSibling("target").resolve("freehold.jar");
    copy(FreeholdProcess.LAUNCHER, program.resolve("freehold"));
    Files.createDirectories(program.resolve("bin"));
    Path finder = Path.of("bin", "java-home.sh");
    copy(FreeholdProcess.LAUNCHER.resolveSibling(finder), program.resolve(finder));
    Files.createDirectories(program.resolve("target"));
    copy(jar, program.resolve("target/freehold.jar"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    own(directory);

    List<String> command =
        List.of(
            "setpriv",
            "--reuid=" + NOBODY,
            "--regid=" + NOBODY,
            "--clear-groups",
            "--no-new-privs",
            program.resolve("freehold").toString(),
            "serve");
    Map<String, String> environment =
        Map.of(
            "HOME",
            home.toString(),
            "PORT",
            "0",
            "XDG_CACHE_HOME",
            home.resolve("cache").toString());
    try (FreeholdProcess freehold = FreeholdProcess.start(command, home, environment)) {
      freehold
          .client(freehold.signUp("ann@example.com"))
          .post("/tasks", "{\"title\":\"x\"}")
          .expect(201);
      assertThat(freehold.err()).doesNotContain("left out");
      assertThat(program.resolve("target/freehold.aot")).isNotEmptyFile();
      assertThat(Files.getAttribute(home.resolve(".freehold/postgres"), "unix:uid"))
          .isEqualTo(NOBODY);
      freehold.terminate();
      assertThat(freehold.exitStatus(10)).isZero();
    }
    try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir", "/tmp")))) {
      assertThat(
              left.map(p -> p.getFileName().toString())
                  .filter(n -> n.startsWith("freehold-warm-up-")))
          .isEmpty();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static void own(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        Files.setAttribute(file, "unix:uid", NOBODY);
        Files.setAttribute(file, "unix:gid", NOBODY);
      }
    }
  }
}
