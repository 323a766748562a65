package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... words) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
  }

  @Test
  void helpTeachesByExample() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("Examples:", "freehold serve", "DATABASE_URL");
    assertThat(out.toString()).doesNotContain("warm-up");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void noCommandShowsTheHelp() {
    assertThat(run()).isZero();
    assertThat(out.toString()).contains("Usage: freehold");
  }

  @Test
  void versionIsThatOfTheBuild() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).matches("(?s)freehold \\d+\\.\\d+\\.\\d+\\R" + "Java 25.*");
  }

  @Test
  void unknownCommandGetsTheNearestOne() {
    assertThat(run("warm-upp")).isEqualTo(2);
    assertThat(err.toString()).contains("'warm-upp'", "warm-up", "Try 'freehold --help'");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void unknownOptionIsRefused() {
    assertThat(run("--versoin")).isEqualTo(2);
    assertThat(err.toString()).contains("--versoin", "--version");
  }

  @Test
  void warmUpDoesItsRoundInSilence() {
    assertThat(run("warm-up")).isZero();
    assertThat(out.toString() + err).isEmpty();
  }
}
