package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.app.ConfigException.ConfigFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DotEnvTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "A=1 | 1",
        "A = 1 | 1",
        "export A=1 | 1",
        "  A=1   # a comment | 1",
        "A=a#b | a#b",
        "A=a b | a b",
        "A='a # $b \\n' | a # $b \\n",
        "A=\"a \\\"b\\\" \\$c\" # d | a \"b\" $c",
        "A=postgresql://u:p@h:5432/d?x=y | postgresql://u:p@h:5432/d?x=y",
        "A=$B | $B",
        "A= | ``",
        "A='' | ``",
        "A=# all comment | ``"
      },
      delimiter = '|')
  void aValueIsReadAsWritten(String line, String value) {
    DotEnv file = DotEnv.parse(line);
    assertThat(file.faults()).isEmpty();
    assertThat(file.values()).containsExactlyEntriesOf(java.util.Map.of("A", value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A",
        "1A=x",
        "A B=x",
        "A: x",
        "A='x",
        "A=\"x\\q\"",
        "A=\"x\\",
        "A='x' y",
        "A=x'y'",
        "=x"
      })
  void anythingElseIsAFaultWithItsLine(String line) {
    DotEnv file = DotEnv.parse("# first\n\n" + line + "\n");
    assertThat(file.values()).isEmpty();
    assertThat(file.faults()).singleElement().extracting(ConfigFault::name).isEqualTo(".env:3");
  }

  @Test
  void aNameSetTwiceIsAFaultAndNoFaultShowsAValue() {
    DotEnv file = DotEnv.parse("\uFEFFA=one\r\nA=hidden\r\nB='hidden\r\n");
    assertThat(file.values()).containsEntry("A", "one");
    assertThat(file.faults()).extracting(ConfigFault::name).containsExactly(".env:2", ".env:3");
    assertThat(file.faults().toString()).doesNotContain("hidden");
  }

  @Test
  void aMissingFileIsEmptyAndInvalidUtf8IsAFault(@TempDir Path directory) throws IOException {
    assertThat(DotEnv.read(directory.resolve(".env"))).isEqualTo(DotEnv.EMPTY);
    Path file = Files.write(directory.resolve(".env"), new byte[] {'A', '=', (byte) 0xff});
    assertThat(DotEnv.read(file).faults()).hasSize(1);
    assertThat(DotEnv.read(directory).faults()).hasSize(1);
  }
}
