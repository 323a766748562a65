package dev.freehold.testkit.value;

import dev.freehold.testkit.value.PatternParser.PatternNode;
import dev.freehold.testkit.value.PatternParser.PatternNode.Alternation;
import dev.freehold.testkit.value.PatternParser.PatternNode.CharacterClass;
import dev.freehold.testkit.value.PatternParser.PatternNode.Repetition;
import dev.freehold.testkit.value.PatternParser.PatternNode.Sequence;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Generates candidate texts for a pattern. The caller matches each against the pattern.
final class MatchingTextGenerator {
  private static final int TRIES = 120;

  /// The patterns of a spec are few, and each is asked for thousands of texts.
  private static final Map<String, Optional<PatternNode>> PARSED = new ConcurrentHashMap<>();

  private MatchingTextGenerator() {}

  /// Candidates of `min` to `max` characters, the most likely first.
  public static Stream<String> of(String pattern, int min, int max, int n) {
    return PARSED.computeIfAbsent(pattern, PatternParser::parse).stream()
        .flatMap(
            node -> IntStream.range(0, TRIES).mapToObj(i -> text(node, min, max, n, i)).distinct());
  }

  private static String text(PatternNode node, int min, int max, int n, int attempt) {
    int room = attempt < TRIES / 2 ? Math.min(max, Math.max(min, node.minLength() + 6)) : min;
    int stretched = attempt % 8;
    Random random = new Random(n * 1_000L + attempt);
    Writer writer = new Writer(random, Math.max(0, room - node.minLength()), stretched);
    writer.write(node);
    String text = writer.out.toString();
    // A pattern without an anchor at the end accepts further characters.
    return text.length() < min ? text + "x".repeat(min - text.length()) : text;
  }

  private static final class Writer {
    private final Random random;
    private final StringBuilder out = new StringBuilder();

    /// Characters that repetitions may still add.
    private int spare;

    /// Countdown to the repetition that takes all spare characters.
    private int stretched;

    Writer(Random random, int spare, int stretched) {
      this.random = random;
      this.spare = spare;
      this.stretched = stretched;
    }

    void write(PatternNode node) {
      switch (node) {
        case CharacterClass(List<Integer> any) ->
            out.appendCodePoint(any.get(random.nextInt(any.size())));
        case Sequence(List<PatternNode> parts) -> parts.forEach(this::write);
        case Alternation(List<PatternNode> options) ->
            write(options.get(random.nextInt(options.size())));
        case Repetition repeat -> repeat(repeat);
      }
    }

    private void repeat(Repetition repeat) {
      int each = Math.max(1, repeat.part().minLength());
      int more = stretched-- == 0 ? Math.min(spare / each, repeat.max() - repeat.min()) : 0;
      spare -= more * each;
      for (int i = repeat.min() + more; i > 0; i--) {
        write(repeat.part());
      }
    }
  }
}
