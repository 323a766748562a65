package dev.freehold.spec.change;

import dev.freehold.spec.Issues;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Gathers the changes of one comparison, in the order in which they are found.
final class Found {
  /// A value of the spec, such as a default, may be a page long.
  private static final int MAX_WORDS = 200;

  private final List<Change> changes = new ArrayList<>();

  void breaking(String place, String words, String why) {
    add(Effect.BREAKING, place, words, why);
  }

  void additive(String place, String words, String why) {
    add(Effect.ADDITIVE, place, words, why);
  }

  /// One of a pair: something that is there or not.
  ///
  /// @param added what it does to clients that it is there now
  /// @param removed what it does to them that it is there no more
  void onOff(String place, String word, boolean was, boolean is, Verdict added, Verdict removed) {
    if (was != is) {
      Verdict verdict = is ? added : removed;
      add(verdict.effect(), place, (is ? "now " : "no longer ") + word, verdict.why());
    }
  }

  /// A bound that is compared by number.
  ///
  /// @param up of a larger value, or of a bound where there was none
  void bound(String place, String word, long was, long is, Verdict up, Verdict down) {
    if (was != is) {
      Verdict verdict = is > was ? up : down;
      add(verdict.effect(), place, arrow(word, was, is), verdict.why());
    }
  }

  static String arrow(String word, Object was, Object is) {
    return word + " " + Objects.toString(was) + " → " + Objects.toString(is);
  }

  List<Change> all() {
    return List.copyOf(changes);
  }

  private void add(Effect effect, String place, String words, String why) {
    changes.add(new Change(effect, place, Issues.plain(words, MAX_WORDS), why));
  }

  /// An effect and its reason.
  record Verdict(Effect effect, String why) {
    static Verdict breaks(String why) {
      return new Verdict(Effect.BREAKING, why);
    }

    static Verdict adds(String why) {
      return new Verdict(Effect.ADDITIVE, why);
    }
  }
}
