package dev.freehold.suite.pattern;

import java.util.List;

/// What a regular expression is made of, as far as texts are made from it.
sealed interface PatternNode {
  /// The fewest characters that it stands for.
  int least();

  /// One of these characters.
  record Chars(List<Integer> any) implements PatternNode {
    public Chars {
      any = List.copyOf(any);
    }

    @Override
    public int least() {
      return 1;
    }
  }

  /// One after the other; of none, such as an anchor, nothing.
  record Sequence(List<PatternNode> parts) implements PatternNode {
    public Sequence {
      parts = List.copyOf(parts);
    }

    @Override
    public int least() {
      return parts.stream().mapToInt(PatternNode::least).sum();
    }
  }

  record Either(List<PatternNode> options) implements PatternNode {
    public Either {
      options = List.copyOf(options);
    }

    @Override
    public int least() {
      return options.stream().mapToInt(PatternNode::least).min().orElse(0);
    }
  }

  record Repeat(PatternNode part, int min, int max) implements PatternNode {
    @Override
    public int least() {
      return min * part.least();
    }
  }
}
