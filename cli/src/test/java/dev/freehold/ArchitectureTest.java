package dev.freehold;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// ARCHITECTURE.md names what is there.
final class ArchitectureTest {
  private static final String PAGE = SourceTree.text(Path.of("ARCHITECTURE.md"));

  @Test
  void theCodeMapHasEachPackageOnce() {
    assertThat(found("(?m)^\\| [\\w ]*\\| `([a-z.]+)`(?: °)? \\|"))
        .containsExactlyInAnyOrderElementsOf(SourceTree.packages());
  }

  @Test
  void everyClassIsWhereThePageSaysItIs() {
    List<String> classes = found("\\b([a-z]+(?:/[a-z]+)*/[A-Z]\\w+)\\b");
    assertThat(classes).hasSizeGreaterThan(10);
    assertThat(classes).allSatisfy(name -> assertThat(SourceTree.isMainType(name)).isTrue());
  }

  private static List<String> found(String pattern) {
    return Pattern.compile(pattern)
        .matcher(PAGE)
        .results()
        .map((MatchResult r) -> r.group(1))
        .toList();
  }
}
