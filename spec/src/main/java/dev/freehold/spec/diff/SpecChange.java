package dev.freehold.spec.diff;

import dev.freehold.problem.PrintableText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// One difference between two specs that clients can notice.
///
/// @param path what differs: `tasks`, `tasks.title`, `auth`
/// @param description how, on one line: `maxLength 200 → 100`
/// @param reason what that does to clients, on one line
public record SpecChange(
    Compatibility compatibility, String path, String description, String reason) {

  public boolean isBreaking() {
    return compatibility == Compatibility.BREAKING;
  }

  /// What a change does to clients that do as they did before.
  public enum Compatibility {
    /// They work on: they may do more, or see more, than they did.
    ADDITIVE("additive"),
    /// Some are refused, or get another answer than the one they count on.
    BREAKING("breaking");

    private final String word;

    Compatibility(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /// Gathers the changes of one comparison, in the order in which they are found.
  static final class Collector {
    /// A value of the spec, such as a default, may be a page long.
    private static final int MAX_WORDS = 200;

    private final List<SpecChange> changes = new ArrayList<>();

    void addBreaking(String place, String words, String why) {
      add(Compatibility.BREAKING, place, words, why);
    }

    void addAdditive(String place, String words, String why) {
      add(Compatibility.ADDITIVE, place, words, why);
    }

    /// One of a pair: something that is there or not.
    ///
    /// @param added what it does to clients that it is there now
    /// @param removed what it does to them that it is there no more
    void addToggle(
        String place, String word, boolean was, boolean is, Impact added, Impact removed) {
      if (was != is) {
        Impact verdict = is ? added : removed;
        add(verdict.compatibility(), place, (is ? "now " : "no longer ") + word, verdict.why());
      }
    }

    /// A bound that is compared by number.
    ///
    /// @param up of a larger value, or of a bound where there was none
    void addBound(String place, String word, long was, long is, Impact up, Impact down) {
      if (was != is) {
        Impact verdict = is > was ? up : down;
        add(verdict.compatibility(), place, arrow(word, was, is), verdict.why());
      }
    }

    static String arrow(String word, Object was, Object is) {
      return word + " " + Objects.toString(was) + " → " + Objects.toString(is);
    }

    List<SpecChange> all() {
      return List.copyOf(changes);
    }

    private void add(Compatibility compatibility, String place, String words, String why) {
      changes.add(new SpecChange(compatibility, place, PrintableText.of(words, MAX_WORDS), why));
    }

    /// An effect and its reason.
    record Impact(Compatibility compatibility, String why) {
      static Impact breaks(String why) {
        return new Impact(Compatibility.BREAKING, why);
      }

      static Impact adds(String why) {
        return new Impact(Compatibility.ADDITIVE, why);
      }
    }
  }
}
