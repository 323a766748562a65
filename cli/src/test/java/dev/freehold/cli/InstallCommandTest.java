package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class InstallCommandTest {
  @TempDir private Path home;

  private Path launcher = Path.of("");
  private Path link = Path.of("");
  private String out = "";
  private String err = "";

  @BeforeEach
  void program() throws IOException {
    launcher = Files.writeString(home.resolve("program"), "#!/bin/sh\necho started\n");
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    link = home.resolve(".local/bin/freehold");
  }

  private int install(String path, String shell, String... words) {
    StringWriter told = new StringWriter();
    StringWriter complained = new StringWriter();
    int status =
        new CommandLine(
                new InstallCommand(
                    launcher.toString(),
                    Map.of("HOME", home.toString(), "PATH", path, "SHELL", shell)))
            .setOut(new PrintWriter(told, true))
            .setErr(new PrintWriter(complained, true))
            .execute(words);
    out = told.toString();
    err = complained.toString();
    return status;
  }

  private static String shell(String line, Path home) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", line).redirectErrorStream(true);
    builder.environment().put("HOME", home.toString());
    Process process = builder.start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(told).isZero();
    return told.strip();
  }

  private Path place() {
    return Objects.requireNonNull(link.getParent());
  }

  @Test
  void theLinkStartsTheProgramAndTheLineOfTheShellFindsIt() throws Exception {
    assertThat(install("/usr/bin", "/bin/zsh")).as(err).isZero();
    assertThat(link).isSymbolicLink();
    assertThat(out).contains("not on the PATH", "~/.zshrc");
    String line = out.lines().filter(l -> l.contains("export PATH")).findFirst().orElseThrow();
    assertThat(shell(line.strip() + "; freehold", home)).isEqualTo("started");
  }

  @Test
  void aSecondTimeNothingChanges() throws IOException {
    assertThat(install(place().toString(), "/bin/bash")).isZero();
    assertThat(out).contains("Try it: freehold --help");
    assertThat(install(place().toString(), "/bin/bash")).isZero();
    assertThat(out).contains("there already");
    assertThat(Files.readSymbolicLink(link)).isEqualTo(launcher);
  }

  @Test
  void anotherFileIsNeverReplacedOrRemoved() throws IOException {
    Files.createDirectories(place());
    Files.writeString(link, "mine");
    for (String word : new String[] {"--dir=" + place(), "--uninstall"}) {
      assertThat(install("", "", word)).isEqualTo(1);
      assertThat(err).contains("is another file");
      assertThat(link).hasContent("mine");
    }
  }

  @Test
  void aLinkToAnotherProgramStays() throws IOException {
    Files.createDirectories(place());
    Path other = home.resolve("gone/freehold");
    Files.createSymbolicLink(link, other);
    assertThat(install("", "")).isEqualTo(1);
    assertThat(err).contains(other.toString());
    assertThat(install("", "", "--uninstall")).isEqualTo(1);
    assertThat(Files.readSymbolicLink(link)).isEqualTo(other);
  }

  @Test
  void uninstallRemovesTheLinkOnly() {
    assertThat(install("", "")).isZero();
    assertThat(install("", "", "--uninstall")).isZero();
    assertThat(link).doesNotExist();
    assertThat(launcher).exists();
    assertThat(install("", "", "--uninstall")).isZero();
    assertThat(out).contains("is not there");
  }

  @Test
  void anEarlierProgramOfThePathIsNamed() throws IOException {
    Path earlier = Files.createDirectory(home.resolve("first")).resolve("freehold");
    Files.copy(launcher, earlier);
    assertThat(earlier.toFile().setExecutable(true)).isTrue();
    assertThat(install(earlier.getParent() + ":" + place(), "")).isZero();
    assertThat(out).contains("another freehold before it: " + earlier);
  }

  @Test
  void aDirectoryThatIsAFileIsRefused() {
    assertThat(install("", "", "--dir", launcher.toString())).isEqualTo(1);
    assertThat(err).contains(launcher.toString(), "--dir").doesNotContain("Exception");
  }

  @Test
  void aHomeWithABlankIsQuoted() throws Exception {
    home = Files.createDirectory(home.resolve("a b"));
    link = home.resolve(".local/bin/freehold");
    assertThat(install("/usr/bin", "/bin/bash", "--dir", home.resolve("c d").toString())).isZero();
    String line = out.lines().filter(l -> l.contains("export PATH")).findFirst().orElseThrow();
    assertThat(shell(line.strip() + "; freehold", home)).isEqualTo("started");
  }

  @Test
  void withoutALauncherThereIsNothingToLink() {
    StringWriter complained = new StringWriter();
    assertThat(
            new CommandLine(new InstallCommand(null, Map.of()))
                .setErr(new PrintWriter(complained, true))
                .execute())
        .isEqualTo(1);
    assertThat(complained.toString()).contains("launcher");
  }
}
