package dev.freehold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.FreeholdProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged program, started by its launcher as a person does.
final class LauncherIT {
  private static final Path LAUNCHER = Path.of("freehold").toAbsolutePath();

  @TempDir Path directory;

  private record LauncherResult(int status, String out, String err) {}

  private LauncherResult run(Path program, String... words)
      throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    Process process =
        new ProcessBuilder(Stream.concat(Stream.of(program.toString()), Stream.of(words)).toList())
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("%s ended", List.of(words)).isTrue();
    return new LauncherResult(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        FreeholdProcess.withoutJvmNotices(Files.readString(err, StandardCharsets.UTF_8)));
  }

  @Test
  void itStartsFromAnotherDirectoryThroughALinkWithABlankInItsPath() throws Exception {
    Path link =
        Files.createSymbolicLink(
            Files.createDirectory(directory.resolve("a b")).resolve("fh"), LAUNCHER);
    LauncherResult ended = run(link, "--version");
    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.out()).startsWith("freehold ");
    LauncherResult second = run(link, "--version");
    assertThat(second.err()).as("a second start says nothing").isEmpty();
  }

  @Test
  void messagesNameTheProgramByTheWordOfTheCall() throws Exception {
    Path link =
        Files.createSymbolicLink(
            Files.createDirectory(directory.resolve("bin")).resolve("fh"), LAUNCHER);
    assertThat(run(link, "warm-upp").err()).contains("Try '" + link + " --help'");
    String line = "PATH=" + link.getParent() + ":$PATH; fh warm-upp";
    assertThat(run(Path.of("/bin/sh"), "-c", line).err()).contains("Try 'fh --help'");
  }

  @Test
  void theInstalledLinkStartsTheProgram() throws Exception {
    Path place = directory.resolve("new/bin");
    LauncherResult installed = run(LAUNCHER, "install", "--dir", place.toString());
    assertThat(installed.status()).as(installed.err()).isZero();
    assertThat(run(place.resolve("freehold"), "--version").out()).startsWith("freehold ");
  }

  @Test
  void onlyAServerIsCompiledByTheOptimizingCompilerToo() throws Exception {
    assertThat(lastCompilerLevel("test")).isEqualTo("1");
    assertThat(lastCompilerLevel("check")).isEqualTo("1");
    assertThat(lastCompilerLevel("serve")).isEqualTo("4");
    assertThat(lastCompilerLevel("mcp")).isEqualTo("4");
  }

  /// The level at which the JVM of a command stops to compile; it prints its flags before anything else.
  private String lastCompilerLevel(String command) throws IOException, InterruptedException {
    String line = "JAVA_OPTS=-XX:+PrintFlagsFinal '" + LAUNCHER + "' " + command + " --help";
    LauncherResult ended = run(Path.of("/bin/sh"), "-c", line);
    assertThat(ended.status()).as(ended.err()).isZero();
    return ended
        .out()
        .lines()
        .filter(flag -> flag.contains(" TieredStopAtLevel "))
        .map(flag -> flag.replaceAll(".*= *([0-9]+).*", "$1"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anUnknownCommandEndsWithTwoAndAHint() throws Exception {
    LauncherResult ended = run(LAUNCHER, "warm-upp");
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).contains("warm-up").doesNotContain("Exception");
  }
}
