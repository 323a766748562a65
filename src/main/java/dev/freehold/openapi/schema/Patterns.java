package dev.freehold.openapi.schema;

import dev.freehold.type.Rules;
import dev.freehold.type.Scalar;
import dev.freehold.type.form.NetForm;
import dev.freehold.type.form.NumberForm;
import java.util.ArrayList;
import java.util.List;

/// The patterns that text in a body must match, in ECMA-262: what no JSON Schema format says and
/// this server asks.
public final class Patterns {
  /// PostgreSQL cannot keep U+0000.
  public static final String NO_NUL = "^[^\\u0000]*$";

  /// What `trim` removes: white space as [Character#isWhitespace(int)] has it, so without the
  /// no-break spaces.
  static final String TRIMMED =
      "\\t-\\r\\u001c-\\u0020\\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029\\u205f\\u3000";

  public static final String DECIMAL =
      "^-?(0|[1-9][0-9]{0,"
          + (NumberForm.DECIMAL_WHOLE_DIGITS - 1)
          + "})(\\.[0-9]{1,"
          + NumberForm.DECIMAL_FRACTION_DIGITS
          + "})?$";

  private static final String DATE = "^(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}$";
  private static final String TIME =
      "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6})?)?$";
  private static final String DATETIME =
      "^(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
          + "(\\.[0-9]{1,6})?([Zz]|[+-](0[0-9]|1[0-7]):[0-5][0-9])$";
  private static final String URL = "^[Hh][Tt][Tt][Pp][Ss]?://[^\\u0000-\\u0020@/?#]+([/?#].*)?$";

  /// RE2 and ECMA-262 both refuse to repeat more often.
  private static final int MAX_REPEAT = 1_000;

  private Patterns() {}

  static List<String> of(Scalar scalar, Rules rules) {
    return switch (scalar) {
      case STRING, TEXT -> text(rules, NO_NUL);
      case EMAIL -> text(rules, "^" + NetForm.emailPattern() + "$");
      case URL -> text(rules, URL);
      case DECIMAL -> List.of(DECIMAL);
      case DATE -> List.of(DATE);
      case TIME -> List.of(TIME);
      case DATETIME -> List.of(DATETIME);
      case INTEGER, BIGINT, NUMBER, BOOLEAN, UUID, ENUM, JSON -> List.of();
    };
  }

  private static List<String> text(Rules rules, String own) {
    List<String> patterns = new ArrayList<>();
    patterns.add(own);
    Rules.Text text = rules.text();
    if (text == null) {
      return patterns;
    }
    if (text.pattern() != null) {
      String pattern = EcmaPattern.of(text.pattern().pattern());
      if (pattern != null) {
        patterns.addFirst(pattern);
      }
    }
    if (text.trim() && text.minLength() > 0 && text.minLength() <= MAX_REPEAT) {
      patterns.add(leaves(text.minLength()));
    }
    return patterns;
  }

  /// At least `length` characters are left after trimming.
  private static String leaves(int length) {
    String kept = "[^" + TRIMMED + "]";
    return length == 1 ? kept : kept + "[\\s\\S]{" + (length - 2) + ",}" + kept;
  }
}
