package dev.freehold.audit.plant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Whether the audit finds what is wrong, and nothing where nothing is.
///
/// All defects take a quarter of an hour on two cores: `mvn verify -Dit.test=AuditWorthIT
/// -Dworth.all=true`, with `-Dworth.update=true` to keep what was found in `docs/audit-worth.md`.
/// Otherwise a sample is planted, one of each family and more, and the page is held to the defects
/// that there are.
final class AuditWorthIT {
  private static final boolean ALL = Boolean.getBoolean("worth.all");
  private static final double LEAST = 0.95;
  private static final int FEWEST = 60;
  private static final Set<String> SAMPLE =
      Set.of(
          "scope-read",
          "foreign-status",
          "mass-owner",
          "signature-ignored",
          "login-words",
          "sql-error-query",
          "errors-two-formats",
          "cors-reflects",
          "field-undocumented");

  @Test
  void findsNothingWhereNothingIsWrong() throws IOException {
    Worth clean = Worth.of(Worth.NONE, List.of());
    assertThat(clean.notes()).isEmpty();
    assertThat(clean.findings()).isEmpty();
  }

  @Test
  void findsWhatIsWrong() throws IOException {
    List<Worth> worths = new ArrayList<>();
    for (Defect defect : Defects.all()) {
      if (ALL || SAMPLE.contains(defect.id())) {
        worths.add(Worth.of(defect));
      }
    }
    if (ALL && Boolean.getBoolean("worth.update")) {
      WorthPage.update(worths);
    }
    List<String> missed = worths.stream().filter(w -> !w.isFound()).map(Worth::row).toList();
    assertThat(missed.size())
        .as("of %d, missed:%n%s", worths.size(), String.join("\n", missed))
        .isLessThanOrEqualTo((int) (worths.size() * (1 - LEAST)));
  }

  @Test
  void pageIsAboutTheseDefects() throws IOException {
    Map<String, String> rows = WorthPage.rows();
    assertThat(rows.keySet())
        .as("write it with -Dworth.all=true -Dworth.update=true")
        .containsExactlyElementsOf(Defects.all().stream().map(Defect::id).toList())
        .hasSizeGreaterThanOrEqualTo(FEWEST);
    assertThat(Defects.all())
        .allSatisfy(defect -> assertThat(rows.get(defect.id())).contains(defect.what()));
    long found = rows.values().stream().filter(WorthPage::isFound).count();
    assertThat((double) found / rows.size()).isGreaterThanOrEqualTo(LEAST);
  }
}
