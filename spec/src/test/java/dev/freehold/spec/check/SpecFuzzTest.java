package dev.freehold.spec.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.spec.SpecIssue;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.yaml.StrictYamlParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/// Tests that checking arbitrary text ends with a spec or with issues.
final class SpecFuzzTest {
  private static final int RUNS = 20_500;

  private static final List<String> SCRAPS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ":",
          ": ",
          "- ",
          "? ",
          ",",
          "\n",
          "\t",
          "  ",
          "\"",
          "'",
          "|",
          ">",
          "&a ",
          "*a",
          "!!int ",
          "!",
          "%YAML 1.2\n",
          "---\n",
          "...\n",
          "<<: ",
          "#",
          "~",
          "null",
          "0x1F",
          "1e999999999",
          ".inf",
          ".nan",
          "-0",
          "\\U0011FFFF",
          "\"\\UFFFFFFFF\"",
          "\"\\x\"",
          "\uFEFF",
          "\u0085",
          "\u2028",
          "\uD83D\uDE00",
          "\0",
          "string[]",
          "enum",
          "ref",
          " or ",
          "role:editor",
          "nobody",
          "_id",
          "json",
          "default",
          "true",
          "((a{1000}){1000}){1000}",
          "pattern: '(((((((((('",
          "maxLength: 999999999999",
          "9223372036854775808");

  @Test
  void neverThrows() {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    System.out.println("SpecFuzzTest: -Dfuzz.seed=" + seed);
    Random random = new Random(seed);
    List<byte[]> seeds = seeds();
    int valid = 0;
    for (int run = 0; run < RUNS; run++) {
      byte[] text = mutate(seeds.get(random.nextInt(seeds.size())), random);
      try {
        switch (SpecChecker.check(text)) {
          case SpecResult.Valid _ -> valid++;
          case SpecResult.Invalid(List<SpecIssue> issues) -> {
            if (issues.isEmpty() || !issues.stream().allMatch(SpecFuzzTest::isSane)) {
              throw new IllegalStateException(issues.toString());
            }
          }
        }
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError(
            "seed " + seed + " run " + run + ":\n" + new String(text, StandardCharsets.UTF_8), e);
      }
    }
    // If every mutation broke the YAML syntax, none would reach the checker.
    assertThat(valid).isPositive();
  }

  private static boolean isSane(SpecIssue issue) {
    return issue.position().line() > 0
        && issue.position().column() > 0
        && issue.render("x").codePoints().noneMatch(Character::isISOControl)
        && issue.message().length() < 1_500;
  }

  @Test
  void staysBoundedOnHugeTexts() {
    int size = StrictYamlParser.MAX_BYTES / 4;
    Assertions.assertTimeout(
        Duration.ofSeconds(60),
        () -> {
          for (String unit :
              List.of(
                  "[", "{", "- ", "? ", "a: ", "&a [*a,", "'", "x", "\n", "[\n", "{a: [", "a\n",
                  "9", "!")) {
            byte[] text = unit.repeat(size / unit.length()).getBytes(StandardCharsets.UTF_8);
            assertThat(SpecChecker.check(text)).as(unit).isInstanceOf(SpecResult.Invalid.class);
          }
        });
  }

  private static byte[] mutate(byte[] seed, Random random) {
    byte[] text = seed;
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(text.length + 1);
      int end = Math.min(text.length, at + random.nextInt(12));
      byte[] middle =
          switch (random.nextInt(5)) {
            case 0 -> new byte[0];
            case 1 -> new byte[] {(byte) random.nextInt(256)};
            case 2 -> Arrays.copyOfRange(text, at, end);
            case 3 -> scrap(random);
            default -> {
              int from = random.nextInt(text.length + 1);
              yield Arrays.copyOfRange(
                  text, from, Math.min(text.length, from + random.nextInt(40)));
            }
          };
      text =
          concat(
              Arrays.copyOf(text, at),
              middle,
              Arrays.copyOfRange(text, random.nextBoolean() ? at : end, text.length));
      text = text.length == 0 ? new byte[] {'a'} : text;
    }
    return text;
  }

  private static byte[] scrap(Random random) {
    return SCRAPS.get(random.nextInt(SCRAPS.size())).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] concat(byte[]... parts) {
    byte[] all = new byte[Arrays.stream(parts).mapToInt(p -> p.length).sum()];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private static List<byte[]> seeds() {
    return Stream.of(
            "valid-tasks",
            "valid-every-type",
            "valid-filters-and-keys",
            "valid-minimal",
            "valid-refs",
            "valid-access",
            "valid-field-roles",
            "valid-search",
            "relation-clash",
            "field-defaults",
            "field-patterns",
            "many-faults")
        .map(n -> read(Path.of("testdata/golden/spec", n, "freehold.yaml")))
        .toList();
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
