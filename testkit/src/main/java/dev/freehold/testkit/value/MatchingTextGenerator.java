package dev.freehold.testkit.value;

import dev.freehold.testkit.value.PatternParser.PatternNode;
import dev.freehold.testkit.value.PatternParser.PatternNode.Alternation;
import dev.freehold.testkit.value.PatternParser.PatternNode.CharacterClass;
import dev.freehold.testkit.value.PatternParser.PatternNode.Repetition;
import dev.freehold.testkit.value.PatternParser.PatternNode.Sequence;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Texts that a pattern may match: candidates, each of which is yet to be held to it.
final class MatchingTextGenerator {
  private static final int TRIES = 120;

  private MatchingTextGenerator() {}

  /// From those that are most likely to be of that length.
  public static Stream<String> of(String pattern, int min, int max, int n) {
    return PatternParser.parse(pattern).stream()
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
    // What is not anchored may have anything behind it.
    return text.length() < min ? text + "x".repeat(min - text.length()) : text;
  }

  private static final class Writer {
    private final Random random;
    private final StringBuilder out = new StringBuilder();

    /// Characters that repetitions may add.
    private int spare;

    /// The repetition that takes all of them, as it is met.
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
