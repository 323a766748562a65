package dev.freehold.spec.diff;

import dev.freehold.problem.PrintableText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// One difference between two specs that affects clients.
///
/// @param path the changed part: `tasks`, `tasks.title`, `auth`
/// @param description the change, on one line: `maxLength 200 → 100`
/// @param reason the effect on clients, on one line
public record SpecChange(
    Compatibility compatibility, String path, String description, String reason) {

  public boolean isBreaking() {
    return compatibility == Compatibility.BREAKING;
  }

  public boolean isWidening() {
    return compatibility == Compatibility.WIDENING;
  }

  /// The effect of a change on existing clients.
  public enum Compatibility {
    /// Existing clients keep working; they may do or see more than before.
    ADDITIVE("additive"),
    /// Requests keep working. Responses may contain values that existing clients have not met, such as
    /// another value of an enum or a longer text; a client that relies on the old bounds may fail.
    WIDENING("widening"),
    /// Some requests of existing clients are refused, or get a different response.
    BREAKING("breaking");

    private final String word;

    Compatibility(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /// Collects the changes of one comparison in the order in which they are found.
  static final class Collector {
    /// The maximum length of a description. A value of the spec, such as a default, may be long.
    private static final int MAX_WORDS = 200;

    private final List<SpecChange> changes = new ArrayList<>();

    void addBreaking(String place, String words, String why) {
      add(Compatibility.BREAKING, place, words, why);
    }

    void addAdditive(String place, String words, String why) {
      add(Compatibility.ADDITIVE, place, words, why);
    }

    void add(String place, String words, Impact impact) {
      add(impact.compatibility(), place, words, impact.why());
    }

    /// Adds a change of a flag.
    ///
    /// @param added the effect on clients if the flag is now set
    /// @param removed the effect on clients if the flag is no longer set
    void addToggle(
        String place, String word, boolean was, boolean is, Impact added, Impact removed) {
      if (was != is) {
        Impact verdict = is ? added : removed;
        add(verdict.compatibility(), place, (is ? "now " : "no longer ") + word, verdict.why());
      }
    }

    /// Adds a change of a numeric bound.
    ///
    /// @param up the effect of a larger value, or of a new bound
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

      static Impact widens(String why) {
        return new Impact(Compatibility.WIDENING, why);
      }
    }
  }
}
