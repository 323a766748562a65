package dev.freehold.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProgramNameTest {
  @Test
  void itIsTheWordOfTheCall() {
    assertThat(ProgramName.of("./freehold", "target/freehold.jar")).isEqualTo("./freehold");
    assertThat(ProgramName.of("/opt/a b/freehold", "")).isEqualTo("'/opt/a b/freehold'");
  }

  @Test
  void aJarIsCalledByJava() {
    assertThat(ProgramName.of("", "target/freehold.jar"))
        .isEqualTo("java -jar target/freehold.jar");
  }

  @Test
  void classesOfABuildAreCalledByTheName() {
    assertThat(ProgramName.of("", "/m2/freehold.jar:/m2/other.jar")).isEqualTo("freehold");
    assertThat(ProgramName.of("", "/target/surefirebooter1.jar")).isEqualTo("freehold");
    assertThat(ProgramName.of("", "")).isEqualTo("freehold");
  }
}
