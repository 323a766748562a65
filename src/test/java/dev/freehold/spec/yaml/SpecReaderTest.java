package dev.freehold.spec.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.spec.Issue;
import dev.freehold.spec.Place;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class SpecReaderTest {
  @Test
  void takesAMebibyteAndNoByteMore() {
    String comment = "#" + "x".repeat(SpecReader.MAX_BYTES - "#\na: 1".length()) + "\na: 1";
    assertThat(read(comment).issues()).isEmpty();
    SpecReader.Result larger = read(comment + "0");
    assertThat(larger.root()).isNull();
    assertThat(larger.issues())
        .containsExactly(
            new Issue(
                new Place(1, 1), "too-large", "the spec has 1048577 bytes", "at most 1048576"));
  }

  private static SpecReader.Result read(String text) {
    return SpecReader.read(text.getBytes(StandardCharsets.UTF_8));
  }
}
