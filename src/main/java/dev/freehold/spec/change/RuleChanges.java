package dev.freehold.spec.change;

import static dev.freehold.spec.change.Found.Verdict.adds;
import static dev.freehold.spec.change.Found.Verdict.breaks;

import com.google.re2j.Pattern;
import dev.freehold.spec.change.Found.Verdict;
import dev.freehold.type.Rules;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What differs in the values that one field takes. A rule that is tighter breaks whoever writes; one that is looser is for
/// whoever reads another value of the same type.
final class RuleChanges {
  private static final Verdict LOOSER = adds("values are accepted, and answered, that were not");

  private final String place;
  private final Found found;

  RuleChanges(String place, Found found) {
    this.place = place;
    this.found = found;
  }

  void compare(Rules before, Rules after) {
    Rules.Text was = before.text();
    Rules.Text is = after.text();
    if (was != null && is != null) {
      text(was, is);
    }
    lowest(before.range().minimum(), after.range().minimum());
    highest(before.range().maximum(), after.range().maximum());
    values(before.values(), after.values());
    Integer bytes = before.maxBytes();
    Integer bytesNow = after.maxBytes();
    if (bytes != null && bytesNow != null) {
      found.bound(place, "maxLength", bytes, bytesNow, LOOSER, breaks("longer values are refused"));
    }
  }

  private void text(Rules.Text was, Rules.Text is) {
    found.bound(
        place,
        "minLength",
        was.minLength(),
        is.minLength(),
        breaks("shorter values are refused"),
        LOOSER);
    found.bound(
        place,
        "maxLength",
        was.maxLength(),
        is.maxLength(),
        LOOSER,
        breaks("longer values are refused"));
    String pattern = source(was.pattern());
    String patternNow = source(is.pattern());
    if (patternNow == null) {
      if (pattern != null) {
        found.additive(place, "no longer pattern " + pattern, LOOSER.why());
      }
    } else if (!patternNow.equals(pattern)) {
      found.breaking(
          place,
          pattern == null
              ? "now pattern " + patternNow
              : Found.arrow("pattern", pattern, patternNow),
          "values that it is not found in are refused");
    }
    normal("trim", was.trim(), is.trim());
    normal("stripHtml", was.stripHtml(), is.stripHtml());
    normal("lowercase", was.lowercase(), is.lowercase());
  }

  private void normal(String word, boolean was, boolean is) {
    found.onOff(
        place,
        word,
        was,
        is,
        breaks("what is written is kept in another form"),
        adds("what is written is kept as it is"));
  }

  private static @Nullable String source(@Nullable Pattern pattern) {
    return pattern == null ? null : pattern.pattern();
  }

  private void lowest(@Nullable BigDecimal was, @Nullable BigDecimal is) {
    range("minimum", was, is, is != null && (was == null || is.compareTo(was) > 0), "smaller");
  }

  private void highest(@Nullable BigDecimal was, @Nullable BigDecimal is) {
    range("maximum", was, is, is != null && (was == null || is.compareTo(was) < 0), "larger");
  }

  private void range(
      String word,
      @Nullable BigDecimal was,
      @Nullable BigDecimal is,
      boolean tighter,
      String refused) {
    if (was == null ? is == null : is != null && was.compareTo(is) == 0) {
      return;
    }
    String words = Found.arrow(word, text(was), text(is));
    if (tighter) {
      found.breaking(place, words, refused + " values are refused");
    } else {
      found.additive(place, words, LOOSER.why());
    }
  }

  private static String text(@Nullable BigDecimal bound) {
    return bound == null ? "none" : bound.toPlainString();
  }

  private void values(List<String> was, List<String> is) {
    List<String> gone = was.stream().filter(v -> !is.contains(v)).toList();
    List<String> more = is.stream().filter(v -> !was.contains(v)).toList();
    if (!gone.isEmpty()) {
      found.breaking(
          place,
          "no longer a value: " + String.join(", ", gone),
          "bodies and queries that have it are refused");
    }
    if (!more.isEmpty()) {
      found.additive(
          place,
          "new value: " + String.join(", ", more),
          "whoever tells the values apart must expect others");
    }
  }
}
