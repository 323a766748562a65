package dev.freehold.spec.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.spec.SpecIssue;
import dev.freehold.spec.SpecResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Tests the limit on the number of reported issues.
final class SpecIssueLimitTest {
  private static List<SpecIssue> issues(String aliases, int unknownKeys) {
    String text =
        "freehold: 1\nname: Many\nresources: { notes: { fields: { title: string } } }\n"
            + aliases
            + IntStream.range(0, unknownKeys)
                .mapToObj(i -> "unknown" + i + ": 1\n")
                .collect(Collectors.joining());
    return SpecChecker.check(text.getBytes(StandardCharsets.UTF_8))
            instanceof SpecResult.Invalid invalid
        ? invalid.issues()
        : List.of();
  }

  @Test
  void twoHundredIssuesAreListed() {
    assertThat(issues("", 200)).hasSize(200).allMatch(i -> i.code().equals("unknown-key"));
  }

  @Test
  void theLastIssueSaysThatThereAreMore() {
    List<SpecIssue> issues = issues("", 20_000);
    assertThat(issues).hasSize(201);
    assertThat(issues.getLast().render("x.yaml"))
        .isEqualTo(
            "x.yaml:203:1: the spec has more than 200 errors [more-faults]; fix these first");
  }

  @Test
  void syntaxIssuesCountToo() {
    assertThat(issues("name2: [" + "&a b, ".repeat(150) + "]\n", 150)).hasSize(201);
  }
}
