package dev.freehold.spec.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.spec.SpecIssue;
import dev.freehold.spec.SpecResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A spec may have as many faults as it has letters; the list of them ends.
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
  void twoHundredAreListed() {
    assertThat(issues("", 200)).hasSize(200).allMatch(i -> i.code().equals("unknown-key"));
  }

  @Test
  void thenOneSaysThatThereAreMore() {
    List<SpecIssue> issues = issues("", 20_000);
    assertThat(issues).hasSize(201);
    assertThat(issues.getLast().render("x.yaml"))
        .isEqualTo(
            "x.yaml:203:1: there are more faults than these 200 [more-faults]; mend these first");
  }

  @Test
  void thoseOfTheTextCountToo() {
    assertThat(issues("name2: [" + "&a b, ".repeat(150) + "]\n", 150)).hasSize(201);
  }
}
