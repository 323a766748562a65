package dev.freehold.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SelectionFingerprintTest {
  private static final String BEFORE = "title: string | body: text";

  private static String fingerprint(String fields, String... roles) {
    String spec =
        "freehold: 1\nname: Notes\nversion: 1.0.0\nauth: { roles: [editor] }\nresources:\n"
            + "  notes:\n    access: { read: public }\n    fields:\n      "
            + fields.replace(" | ", "\n      ")
            + "\n";
    SpecResult checked = SpecChecker.check(spec.getBytes(StandardCharsets.UTF_8));
    if (!(checked instanceof SpecResult.Valid valid)) {
      throw new AssertionError(checked);
    }
    ApiPlan plan = ApiPlanner.plan(valid.spec());
    ResourceView view =
        new ApiView(plan, true, Set.of(roles), null).resource(plan.resource("notes"));
    return Selection.allColumns(view).fingerprint();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          a new field             ; title: string | body: text | more: string
          a field less            ; title: string
          another name            ; title: string | note: text
          another type            ; title: string | body: string
          required, so filled in  ; title: string | body: { type: text, required: true }
          another length          ; title: { type: string, maxLength: 20 } | body: text
          another order           ; body: text | title: string
          shown to others only    ; title: string | body: { type: text, read: role:editor }
          """)
  void changesWithWhatIsShown(String change, String fields) {
    assertThat(fingerprint(fields))
        .as(change)
        .matches("[\\w-]{8}")
        .isNotEqualTo(fingerprint(BEFORE));
  }

  @Test
  void staysWhereNothingShownChanges() {
    String before = fingerprint(BEFORE);
    assertThat(fingerprint(BEFORE)).isEqualTo(before);
    assertThat(fingerprint(BEFORE, "editor")).isEqualTo(before);
    assertThat(fingerprint(BEFORE + " | secret: { type: string, hidden: true }")).isEqualTo(before);
    String restricted = " | note: { type: string, read: role:editor }";
    assertThat(fingerprint(BEFORE + restricted)).isEqualTo(before);
    assertThat(fingerprint(BEFORE + restricted, "editor")).isNotEqualTo(before);
  }
}
