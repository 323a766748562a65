package dev.freehold;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The tests that docs/recipe.md names, in code marks, are there.
final class RecipeTest {
  private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+(?:Test|IT))`");

  @Test
  void everyTestThatItNamesExists() {
    Set<String> there =
        SourceTree.testSources().stream()
            .map(file -> file.getFileName().toString().replace(".java", ""))
            .collect(Collectors.toSet());
    Set<String> named =
        NAME.matcher(SourceTree.text(Path.of("docs", "recipe.md")))
            .results()
            .map((MatchResult m) -> m.group(1))
            .collect(Collectors.toSet());
    assertThat(named).hasSizeGreaterThan(20);
    assertThat(there).containsAll(named);
  }
}
