package dev.freehold.draft.database;

import dev.freehold.draft.Found.Limits;
import dev.freehold.draft.database.CheckReader.Rule;
import dev.freehold.type.Scalar;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the CHECKs of a table say of one column, together.
final class Bounds {
  private static final BigDecimal MOST = new BigDecimal(Long.MAX_VALUE / 2);

  private final List<Rule> rules = new ArrayList<>();

  void add(Rule rule) {
    rules.add(rule);
  }

  /// The only values that are allowed; empty where nothing says so.
  List<String> values() {
    List<String> values = new ArrayList<>();
    for (Rule rule : rules) {
      if (rule instanceof Rule.OneOf one) {
        if (values.isEmpty()) {
          values.addAll(one.values());
        } else {
          values.retainAll(one.values());
        }
      }
    }
    return values.stream().distinct().toList();
  }

  @Nullable Long longest() {
    return length(false);
  }

  @Nullable Long shortest() {
    Long least = length(true);
    return least == null || least < 1 ? null : least;
  }

  private @Nullable Long length(boolean least) {
    Long found = null;
    for (Rule rule : rules) {
      if (rule instanceof Rule.Length l
          && l.least() == least
          && l.bound().abs().compareTo(MOST) < 0) {
        long bound = whole(l.bound(), least, l.strict()).longValue();
        found = found == null ? bound : least ? Math.max(found, bound) : Math.min(found, bound);
      }
    }
    return found;
  }

  /// The bounds of a number, and in `doubts` what they cannot say.
  Limits range(Scalar scalar, List<String> doubts) {
    return Limits.NONE.withRange(bound(scalar, true, doubts), bound(scalar, false, doubts));
  }

  private @Nullable BigDecimal bound(Scalar scalar, boolean least, List<String> doubts) {
    BigDecimal found = null;
    for (Rule rule : rules) {
      if (rule instanceof Rule.Range r && r.least() == least) {
        boolean whole = scalar == Scalar.INTEGER || scalar == Scalar.BIGINT;
        if (r.strict() && !whole) {
          doubts.add(
              "it is "
                  + (least ? "above " : "below ")
                  + r.bound().toPlainString()
                  + ", and not that itself");
        }
        BigDecimal bound = whole ? whole(r.bound(), least, r.strict()) : r.bound();
        found = found == null ? bound : least ? found.max(bound) : found.min(bound);
      }
    }
    return found;
  }

  private static BigDecimal whole(BigDecimal bound, boolean least, boolean strict) {
    BigDecimal whole = bound.setScale(0, least ? RoundingMode.CEILING : RoundingMode.FLOOR);
    boolean next = strict && whole.compareTo(bound) == 0;
    return !next ? whole : least ? whole.add(BigDecimal.ONE) : whole.subtract(BigDecimal.ONE);
  }
}
