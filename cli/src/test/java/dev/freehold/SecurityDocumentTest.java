package dev.freehold;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Holds `docs/security.md` to tests and classes that are there.
final class SecurityDocumentTest {
  private static final Path PAGE = Path.of("docs", "security.md");
  private static final Pattern TEST = Pattern.compile("`((?:\\w+/)?\\w+Test)(?:#(\\w+))?`");
  private static final Pattern CLASS = Pattern.compile("`([a-z]+(?:/[a-z]+)*/[A-Z]\\w+)`");

  @Test
  void everyTestThatIsNamedIsThere() throws IOException {
    List<MatchResult> named = TEST.matcher(Files.readString(PAGE)).results().toList();
    assertThat(named).hasSizeGreaterThan(21);
    for (MatchResult name : named) {
      List<Path> files =
          SourceTree.testSources().stream()
              .filter(file -> file.toString().endsWith("/" + name.group(1) + ".java"))
              .toList();
      assertThat(files).as(name.group()).hasSize(1);
      if (name.group(2) != null) {
        assertThat(SourceTree.text(files.getFirst())).contains("void " + name.group(2) + "(");
      }
    }
  }

  @Test
  void everyClassThatIsNamedIsThere() throws IOException {
    List<MatchResult> named = CLASS.matcher(Files.readString(PAGE)).results().toList();
    assertThat(named).isNotEmpty();
    assertThat(named)
        .allSatisfy(
            name -> {
              assertThat(
                      SourceTree.isMainType(name.group(1)) || TEST.matcher(name.group()).matches())
                  .as(name.group())
                  .isTrue();
            });
  }

  @Test
  void everyKindOfHoleHasATest() throws IOException {
    List<String> rows = Files.readAllLines(PAGE).stream().filter(l -> l.startsWith("| K")).toList();
    assertThat(rows.stream().map(row -> row.split(" ", 3)[1]))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 30).mapToObj(n -> "K" + n).toList());
    assertThat(rows).allSatisfy(row -> assertThat(row).containsPattern(TEST));
  }
}
