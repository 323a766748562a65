package dev.freehold.audit.defect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.audit.defect.Defect.DefectCatalog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Whether the audit finds what is wrong, and nothing where nothing is.
///
/// All defects take a quarter of an hour on two cores: `mvn verify -Dit.test=DefectDetectionIT
/// -Dworth.all=true`, with `-Dworth.update=true` to keep what was found in `docs/audit-worth.md`.
/// Otherwise a sample is planted, one of each family and more, and the page is held to the defects
/// that there are.
final class DefectDetectionIT {
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
    DetectionResult clean = DetectionResult.of(DetectionResult.NONE, List.of());
    assertThat(clean.notes()).isEmpty();
    assertThat(clean.findings()).isEmpty();
  }

  @Test
  void findsWhatIsWrong() throws IOException {
    List<DetectionResult> worths = new ArrayList<>();
    for (Defect defect : DefectCatalog.all()) {
      if (ALL || SAMPLE.contains(defect.id())) {
        worths.add(DetectionResult.of(defect));
      }
    }
    if (ALL && Boolean.getBoolean("worth.update")) {
      DetectionRatePage.update(worths);
    }
    List<String> missed =
        worths.stream().filter(w -> !w.isDetected()).map(DetectionResult::row).toList();
    assertThat(missed.size())
        .as("of %d, missed:%n%s", worths.size(), String.join("\n", missed))
        .isLessThanOrEqualTo((int) (worths.size() * (1 - LEAST)));
  }

  @Test
  void pageIsAboutTheseDefects() throws IOException {
    Map<String, String> rows = DetectionRatePage.rows();
    assertThat(rows.keySet())
        .as("write it with -Dworth.all=true -Dworth.update=true")
        .containsExactlyElementsOf(DefectCatalog.all().stream().map(Defect::id).toList())
        .hasSizeGreaterThanOrEqualTo(FEWEST);
    assertThat(DefectCatalog.all())
        .allSatisfy(defect -> assertThat(rows.get(defect.id())).contains(defect.what()));
    long found = rows.values().stream().filter(DetectionRatePage::isDetected).count();
    assertThat((double) found / rows.size()).isGreaterThanOrEqualTo(LEAST);
  }
}
