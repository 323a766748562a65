package dev.freehold.spec.diff;

import static dev.freehold.spec.diff.SpecChange.Collector.Impact.adds;
import static dev.freehold.spec.diff.SpecChange.Collector.Impact.breaks;
import static dev.freehold.spec.diff.SpecChange.Collector.Impact.widens;

import com.google.re2j.Pattern;
import dev.freehold.spec.diff.SpecChange.Collector;
import dev.freehold.spec.diff.SpecChange.Collector.Impact;
import dev.freehold.type.FieldConstraints;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compares the constraints of one field. A tighter constraint breaks writers; a looser one is
/// reported to readers.
final class FieldConstraintsDiff {
  private final String place;
  private final boolean returned;
  private final Collector collector;
  private final Impact looser;

  /// @param returned whether responses contain the field
  FieldConstraintsDiff(String place, boolean returned, Collector collector) {
    this.place = place;
    this.returned = returned;
    this.looser =
        returned
            ? widens("more values are accepted and returned")
            : adds("more values are accepted");
    this.collector = collector;
  }

  void compare(FieldConstraints before, FieldConstraints after) {
    FieldConstraints.Text was = before.text();
    FieldConstraints.Text is = after.text();
    if (was != null && is != null) {
      text(was, is);
    }
    lowest(before.range().minimum(), after.range().minimum());
    highest(before.range().maximum(), after.range().maximum());
    values(before.values(), after.values());
    Integer bytes = before.maxBytes();
    Integer bytesNow = after.maxBytes();
    if (bytes != null && bytesNow != null) {
      collector.addBound(
          place, "maxLength", bytes, bytesNow, looser, breaks("longer values are refused"));
    }
  }

  private void text(FieldConstraints.Text was, FieldConstraints.Text is) {
    collector.addBound(
        place,
        "minLength",
        was.minLength(),
        is.minLength(),
        breaks("shorter values are refused"),
        looser);
    collector.addBound(
        place,
        "maxLength",
        was.maxLength(),
        is.maxLength(),
        looser,
        breaks("longer values are refused"));
    String pattern = source(was.pattern());
    String patternNow = source(is.pattern());
    if (patternNow == null) {
      if (pattern != null) {
        collector.add(place, "no longer pattern " + pattern, looser);
      }
    } else if (!patternNow.equals(pattern)) {
      collector.addBreaking(
          place,
          pattern == null
              ? "now pattern " + patternNow
              : Collector.arrow("pattern", pattern, patternNow),
          "values that do not match it are refused");
    }
    normal("trim", was.trim(), is.trim());
    normal("stripHtml", was.stripHtml(), is.stripHtml());
    normal("lowercase", was.lowercase(), is.lowercase());
    normal("normalize: nfc", was.nfc(), is.nfc());
  }

  private void normal(String word, boolean was, boolean is) {
    collector.addToggle(
        place,
        word,
        was,
        is,
        breaks("written values are normalized before they are stored"),
        adds("written values are stored unchanged"));
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
    String words = Collector.arrow(word, text(was), text(is));
    if (tighter) {
      collector.addBreaking(place, words, refused + " values are refused");
    } else {
      collector.add(place, words, looser);
    }
  }

  private static String text(@Nullable BigDecimal bound) {
    return bound == null ? "none" : bound.toPlainString();
  }

  private void values(List<String> was, List<String> is) {
    List<String> gone = was.stream().filter(v -> !is.contains(v)).toList();
    List<String> more = is.stream().filter(v -> !was.contains(v)).toList();
    if (!gone.isEmpty()) {
      collector.addBreaking(
          place,
          "no longer a value: " + String.join(", ", gone),
          "bodies and queries with it are refused");
    }
    if (!more.isEmpty()) {
      collector.add(
          place,
          "new value: " + String.join(", ", more),
          returned
              ? widens("clients must handle additional values")
              : adds("bodies may contain it"));
    }
  }
}
