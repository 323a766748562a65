package dev.freehold.spec.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.spec.SpecResult;
import dev.freehold.spec.yaml.StrictYamlParser;
import dev.freehold.spec.yaml.YamlNode;
import dev.freehold.testing.GoldenFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Compares `docs/spec.md` with the spec language: the words of its tables occur in valid and in
/// invalid golden specs, its example specs and that of `docs/teams.md` are valid, and no key of the
/// language is missing.
final class SpecDocumentationTest {
  private static final Path PAGE = Path.of("docs", "spec.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]+) \\|");
  private static final Pattern WORD = Pattern.compile("`(?:[a-zA-Z]+[.])*([a-zA-Z]+)(?::NAME)?`");
  private static final Pattern BLOCK = Pattern.compile("(?s)```yaml\n(.*?)```");

  static List<String> words() throws IOException {
    return ROW.matcher(Files.readString(PAGE))
        .results()
        .flatMap(row -> WORD.matcher(row.group(1)).results())
        .map((MatchResult word) -> word.group(1))
        .distinct()
        .toList();
  }

  @ParameterizedTest
  @MethodSource("words")
  void everyDocumentedWordIsInAValidGoldenSpec(String word) throws IOException {
    Pattern whole = whole(word);
    assertThat(GoldenFiles.cases("spec").stream().filter(SpecDocumentationTest::isValid))
        .as(word)
        .anyMatch(folder -> whole.matcher(text(folder, "freehold.yaml")).find());
  }

  @ParameterizedTest
  @MethodSource("words")
  void everyDocumentedWordIsInAnInvalidGoldenSpec(String word) throws IOException {
    Pattern whole = whole(word);
    assertThat(GoldenFiles.cases("spec").stream().filter(folder -> !isValid(folder)))
        .as(word)
        .anyMatch(folder -> faultyLines(folder).stream().anyMatch(l -> whole.matcher(l).find()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"spec.md", "teams.md"})
  void theExampleSpecsAreValid(String page) throws IOException {
    List<String> specs =
        BLOCK
            .matcher(Files.readString(PAGE.resolveSibling(page)))
            .results()
            .map((MatchResult block) -> block.group(1))
            .filter(text -> text.contains("freehold: 1"))
            .toList();
    assertThat(specs).isNotEmpty();
    for (String spec : specs) {
      assertThat(SpecChecker.check(spec.getBytes(StandardCharsets.UTF_8)))
          .as(spec)
          .isInstanceOf(SpecResult.Valid.class);
    }
  }

  @Test
  void everyKeyOfTheSchemaIsDocumented() throws IOException {
    Set<String> keys = new TreeSet<>();
    // JSON is YAML.
    YamlNode schema =
        StrictYamlParser.parse(
                Files.readAllBytes(
                    Path.of("spec/src/main/resources/dev/freehold/spec/freehold.schema.json")))
            .root();
    keys(Objects.requireNonNull(schema), keys);
    assertThat(keys).hasSizeGreaterThan(40);
    String page = Files.readString(PAGE);
    assertThat(keys).allMatch(key -> whole(key).matcher(page).find());
  }

  private static void keys(YamlNode node, Set<String> keys) {
    switch (node) {
      case YamlNode.Mapping mapping ->
          mapping
              .entries()
              .forEach(
                  entry -> {
                    if (entry.key().equals("properties")
                        && entry.value() instanceof YamlNode.Mapping properties) {
                      properties.entries().forEach(property -> keys.add(property.key()));
                    }
                    keys(entry.value(), keys);
                  });
      case YamlNode.Sequence sequence -> sequence.items().forEach(item -> keys(item, keys));
      case YamlNode.Scalar _, YamlNode.ErrorNode _ -> {}
    }
  }

  private static Pattern whole(String word) {
    return Pattern.compile("(?<![\\w])" + Pattern.quote(word) + "(?![\\w])");
  }

  private static boolean isValid(Path folder) {
    return Files.exists(folder.resolve("summary.txt"));
  }

  /// The lines of the spec with an issue, and the issues.
  private static List<String> faultyLines(Path folder) {
    List<String> lines = text(folder, "freehold.yaml").lines().toList();
    List<String> faulty = new ArrayList<>();
    for (String issue : text(folder, "issues.txt").lines().toList()) {
      String[] parts = issue.split(":", 4);
      int line = Integer.parseInt(parts[1]);
      faulty.add(parts[3]);
      if (line <= lines.size()) {
        faulty.add(lines.get(line - 1));
      }
    }
    return faulty.stream().distinct().collect(Collectors.toList());
  }

  /// Reads a file as text. One golden spec is not valid UTF-8; its content is not needed here.
  private static String text(Path folder, String file) {
    try {
      return Files.readString(folder.resolve(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
