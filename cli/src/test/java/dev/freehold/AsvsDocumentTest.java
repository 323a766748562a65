package dev.freehold;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Holds `docs/asvs.md` to the published list of requirements, to tests that are there, and to its own
/// sums.
final class AsvsDocumentTest {
  private static final Path PAGE = Path.of("docs", "asvs.md");
  private static final List<String> STATES = List.of("met", "not met", "not applicable");
  private static final Pattern ROW =
      Pattern.compile("^\\| (\\d+\\.\\d+\\.\\d+) \\|(.*)\\|$", Pattern.MULTILINE);
  private static final Pattern SUM =
      Pattern.compile(
          "^\\| (V\\d+|level \\d|all)\\b[^|]*\\| (\\d+) \\| (\\d+) \\| (\\d+) \\| (\\d+) \\|$",
          Pattern.MULTILINE);
  private static final Pattern TEST = Pattern.compile("`((?:\\w+/)?\\w+Test)(?:#(\\w+))?`");
  private static final Pattern CLASS = Pattern.compile("`([a-z]+(?:/[a-z]+)*/[A-Z]\\w+)`");

  /// A row of the document.
  ///
  /// @param how what shows it, or what is missing
  private record Requirement(String number, int level, String text, String state, String how) {
    String chapter() {
      return "V" + number.substring(0, number.indexOf('.'));
    }
  }

  private static List<Requirement> requirements() throws IOException {
    List<Requirement> all = new ArrayList<>();
    Matcher row = ROW.matcher(Files.readString(PAGE));
    while (row.find()) {
      String[] cells = row.group(2).split("\\|", -1);
      assertThat(cells).as("cells of %s", row.group(1)).hasSize(4);
      all.add(
          new Requirement(
              row.group(1),
              Integer.parseInt(cells[0].strip()),
              cells[1].strip(),
              cells[2].strip(),
              cells[3].strip()));
    }
    return all;
  }

  @Test
  void everyRequirementStandsOnceInOrderWithItsLevel() throws IOException {
    List<String> published;
    try (InputStream in =
        Objects.requireNonNull(AsvsDocumentTest.class.getResourceAsStream("asvs-5.0.0.txt"))) {
      published =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .toList();
    }
    assertThat(published).hasSize(109);
    assertThat(requirements().stream().map(r -> r.number() + " " + r.level()))
        .containsExactlyElementsOf(published);
  }

  @Test
  void everyStateIsOneOfThreeAndSaysWhy() throws IOException {
    assertThat(requirements())
        .allSatisfy(
            r -> {
              assertThat(r.state()).as(r.number()).isIn(STATES);
              assertThat(r.text()).as(r.number()).isNotEmpty();
              assertThat(r.how()).as(r.number()).isNotEmpty();
              if (r.state().equals("met")) {
                assertThat(r.how()).as(r.number()).containsPattern(TEST);
              }
            });
  }

  @Test
  void everyTestAndClassThatIsNamedIsThere() throws IOException {
    String page = Files.readString(PAGE);
    Matcher named = TEST.matcher(page);
    while (named.find()) {
      String file = "/" + named.group(1) + ".java";
      List<Path> files =
          SourceTree.testSources().stream().filter(f -> f.toString().endsWith(file)).toList();
      assertThat(files).as(named.group()).hasSize(1);
      if (named.group(2) != null) {
        assertThat(SourceTree.text(files.getFirst()))
            .as(named.group())
            .containsPattern("(void|Stream<DynamicTest>) " + named.group(2) + "\\(");
      }
    }
    Matcher type = CLASS.matcher(page);
    while (type.find()) {
      assertThat(SourceTree.isMainType(type.group(1)) || TEST.matcher(type.group()).matches())
          .as(type.group())
          .isTrue();
    }
  }

  @Test
  void theSumsAreThoseOfTheRows() throws IOException {
    Map<String, List<Integer>> counted = new TreeMap<>();
    for (Requirement r : requirements()) {
      for (String line : List.of(r.chapter(), "level " + r.level(), "all")) {
        List<Integer> sums =
            counted.computeIfAbsent(line, _ -> new ArrayList<>(List.of(0, 0, 0, 0)));
        int state = STATES.indexOf(r.state());
        sums.set(state, sums.get(state) + 1);
        sums.set(3, sums.get(3) + 1);
      }
    }
    Map<String, List<Integer>> written = new TreeMap<>();
    Matcher sum = SUM.matcher(Files.readString(PAGE));
    while (sum.find()) {
      List<Integer> sums = new ArrayList<>();
      for (int i = 2; i <= 5; i++) {
        sums.add(Integer.valueOf(sum.group(i)));
      }
      assertThat(written.put(sum.group(1), sums)).as(sum.group(1)).isNull();
    }
    assertThat(written).isEqualTo(counted);
  }
}
