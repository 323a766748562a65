package dev.freehold;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The rules of CONTRIBUTING.md that a program can hold.
final class SourceRulesTest {
  @Test
  void everyPackageIsNullMarkedAndHasAnInvariant() {
    List<Path> directories =
        SourceTree.mainSources().stream().map(Path::getParent).distinct().toList();
    assertThat(directories).hasSizeGreaterThan(30);
    for (Path directory : directories) {
      String text = SourceTree.text(directory.resolve("package-info.java"));
      assertThat(text).as("package-info of %s", directory).contains("@NullMarked");
      assertThat(text.lines().filter(line -> line.startsWith("/// Invariant: ")))
          .as("Invariant line of %s", directory)
          .hasSize(1);
    }
  }

  @Test
  void aFileNameIsUsedOnce() {
    Map<Path, Long> names =
        sources().stream()
            .filter(file -> !file.endsWith("package-info.java"))
            .collect(Collectors.groupingBy(Path::getFileName, Collectors.counting()));
    assertThat(names).hasSizeGreaterThan(500);
    names.values().removeIf(count -> count == 1);
    assertThat(names).as("files of the same name").isEmpty();
  }

  @Test
  void nothingIsLeftForLater() {
    String marks = "TO" + "DO|FIX" + "ME|Thread\\." + "sleep|@Dis" + "abled";
    assertThat(sources())
        .allSatisfy(
            file -> assertThat(SourceTree.text(file)).as("%s", file).doesNotContainPattern(marks));
  }

  private static List<Path> sources() {
    List<Path> sources = new ArrayList<>(SourceTree.mainSources());
    sources.addAll(SourceTree.testSources());
    return sources;
  }
}
