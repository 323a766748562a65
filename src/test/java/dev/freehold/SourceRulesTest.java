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
  private static final int MOST_LINES = 300;
  private static final int MOST_FILES = 14;

  /// Packages that may hold more files, each with its reason.
  private static final Map<String, String> LARGE_PACKAGES = Map.of();

  @Test
  void noSourceIsLong() {
    List<Path> sources = new ArrayList<>(SourceTree.sources(SourceTree.MAIN));
    sources.addAll(SourceTree.sources(SourceTree.TEST));
    assertThat(sources).hasSizeGreaterThan(30);
    assertThat(sources)
        .allSatisfy(
            file ->
                assertThat(SourceTree.text(file).lines().count())
                    .as("lines of %s", file)
                    .isLessThanOrEqualTo(MOST_LINES));
  }

  @Test
  void noPackageIsLarge() {
    Map<Path, Long> sizes =
        SourceTree.sources(SourceTree.MAIN).stream()
            .filter(file -> !file.endsWith("package-info.java"))
            .collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
    sizes.forEach(
        (directory, size) -> {
          String name = SourceTree.MAIN.relativize(directory).toString();
          if (!LARGE_PACKAGES.containsKey(name)) {
            assertThat(size).as("files of package %s", name).isLessThanOrEqualTo(MOST_FILES);
          }
        });
  }

  @Test
  void everyPackageIsNullMarkedAndSaysWhatAlwaysHolds() {
    List<Path> directories =
        SourceTree.sources(SourceTree.MAIN).stream().map(Path::getParent).distinct().toList();
    assertThat(directories).isNotEmpty();
    for (Path directory : directories) {
      String text = SourceTree.text(directory.resolve("package-info.java"));
      assertThat(text).as("package-info of %s", directory).contains("@NullMarked");
      assertThat(text.lines().filter(line -> line.startsWith("/// Invariant: ")))
          .as("Invariant line of %s", directory)
          .hasSize(1);
    }
  }

  @Test
  void nothingIsLeftForLater() {
    List<Path> sources = new ArrayList<>(SourceTree.sources(SourceTree.MAIN));
    sources.addAll(SourceTree.sources(SourceTree.TEST));
    String marks = "TO" + "DO|FIX" + "ME|Thread\\." + "sleep|@Dis" + "abled";
    assertThat(sources)
        .allSatisfy(
            file -> assertThat(SourceTree.text(file)).as("%s", file).doesNotContainPattern(marks));
  }
}
