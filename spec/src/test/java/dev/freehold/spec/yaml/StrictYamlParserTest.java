package dev.freehold.spec.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.spec.SpecIssue;
import dev.freehold.spec.SpecIssue.Position;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class StrictYamlParserTest {
  @Test
  void acceptsAtMostOneMebibyte() {
    String comment = "#" + "x".repeat(StrictYamlParser.MAX_BYTES - "#\na: 1".length()) + "\na: 1";
    assertThat(read(comment).issues()).isEmpty();
    StrictYamlParser.Result larger = read(comment + "0");
    assertThat(larger.root()).isNull();
    assertThat(larger.issues())
        .containsExactly(
            new SpecIssue(
                new Position(1, 1),
                "too-large",
                "the spec is too large: 1048577 bytes",
                "a spec has at most 1048576 bytes"));
  }

  private static StrictYamlParser.Result read(String text) {
    return StrictYamlParser.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
