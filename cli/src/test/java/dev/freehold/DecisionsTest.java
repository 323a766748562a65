package dev.freehold;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The pages of docs/decisions: numbered once each, and each in the list.
final class DecisionsTest {
  private static final Path DECISIONS = Path.of("docs", "decisions");

  @Test
  void eachHasANumberOfItsOwnAndALineInTheList() throws IOException {
    List<String> pages;
    try (Stream<Path> files = Files.list(DECISIONS)) {
      pages = files.map(f -> f.getFileName().toString()).filter(f -> f.matches("\\d.*")).toList();
    }
    assertThat(pages).isNotEmpty();
    assertThat(pages.stream().map(page -> page.substring(0, 3))).doesNotHaveDuplicates();
    String list = SourceTree.text(DECISIONS.resolve("README.md"));
    assertThat(pages)
        .allSatisfy(
            page -> {
              String number = page.substring(0, 3);
              assertThat(list).contains("[" + number + "](" + page + ")");
              String text = SourceTree.text(DECISIONS.resolve(page));
              assertThat(text).startsWith("# " + number + " · ");
              assertThat(text.lines().count()).as("lines of %s", page).isLessThanOrEqualTo(30);
            });
  }
}
