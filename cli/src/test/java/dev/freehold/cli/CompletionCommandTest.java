package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The scripts, run by a shell.
final class CompletionCommandTest {
  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... words) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
  }

  /// What bash offers behind the words of a line. `compopt` works only while a key is pressed.
  private String offered(String... words) throws IOException, InterruptedException {
    Path script = Files.writeString(directory.resolve("completion"), out.toString());
    String line =
        "source '%s'; compopt() { :; }; COMP_WORDS=(%s); COMP_CWORD=%d; COMP_LINE='%s'; _complete_freehold; echo ${COMPREPLY[@]}"
            .formatted(
                script,
                "'" + String.join("' '", words) + "'",
                words.length - 1,
                String.join(" ", words));
    Process bash = new ProcessBuilder("bash", "-c", line).redirectErrorStream(true).start();
    String told = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(told).isZero();
    return told;
  }

  @Test
  void bashOffersCommandsAndOptions() throws IOException, InterruptedException {
    assertThat(run("completion", "bash")).isZero();
    assertThat(offered("freehold", "mi")).isEqualToIgnoringWhitespace("migrate");
    assertThat(offered("freehold", "")).contains("serve", "completion").doesNotContain("warm-up");
    assertThat(offered("freehold", "test", "--fi")).isEqualToIgnoringWhitespace("--filter");
  }

  @Test
  void zshLoadsWhatTheScriptNeeds() {
    assertThat(run("completion", "ZSH")).isZero();
    assertThat(out.toString()).startsWith("autoload -U +X bashcompinit && bashcompinit\n");
  }

  @Test
  void anotherShellIsRefused() {
    assertThat(run("completion", "fish")).isEqualTo(2);
    assertThat(err.toString()).contains("fish", "BASH, ZSH");
  }
}
