package dev.freehold.audit.defect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.audit.defect.Defect.DefectCatalog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Tests that the audit detects planted defects and reports nothing on a server without defects.
///
/// All defects take a quarter of an hour on two cores: `mvn verify -Dit.test=DefectDetectionIT
/// -Dworth.all=true`, with `-Dworth.update=true` to write the results to `docs/audit-worth.md`.
/// Otherwise the test plants a sample with at least one defect of each family, and checks that the
/// page lists the current defects.
final class DefectDetectionIT {
  private static final boolean ALL = Boolean.getBoolean("worth.all");
  private static final double MIN_RATE = 0.95;
  private static final int MIN_DEFECTS = 60;
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
  void reportsNothingOnAServerWithoutDefects() throws IOException {
    DetectionResult clean = DetectionResult.of(DetectionResult.NONE, List.of());
    assertThat(clean.notes()).isEmpty();
    assertThat(clean.findings()).isEmpty();
  }

  @Test
  void detectsPlantedDefects() throws IOException {
    List<DetectionResult> results = new ArrayList<>();
    for (Defect defect : DefectCatalog.all()) {
      if (ALL || SAMPLE.contains(defect.id())) {
        results.add(DetectionResult.of(defect));
      }
    }
    if (ALL && Boolean.getBoolean("worth.update")) {
      DetectionRatePage.update(results);
    }
    List<String> missed =
        results.stream().filter(w -> !w.isDetected()).map(DetectionResult::row).toList();
    assertThat(missed.size())
        .as("of %d, missed:%n%s", results.size(), String.join("\n", missed))
        .isLessThanOrEqualTo((int) (results.size() * (1 - MIN_RATE)));
  }

  @Test
  void pageListsTheDefects() throws IOException {
    Map<String, String> rows = DetectionRatePage.rows();
    assertThat(rows.keySet())
        .as("write it with -Dworth.all=true -Dworth.update=true")
        .containsExactlyElementsOf(DefectCatalog.all().stream().map(Defect::id).toList())
        .hasSizeGreaterThanOrEqualTo(MIN_DEFECTS);
    assertThat(DefectCatalog.all())
        .allSatisfy(defect -> assertThat(rows.get(defect.id())).contains(defect.what()));
    long found = rows.values().stream().filter(DetectionRatePage::isDetected).count();
    assertThat((double) found / rows.size()).isGreaterThanOrEqualTo(MIN_RATE);
  }
}
