package dev.freehold.audit.defect;

import dev.freehold.audit.AuditFinding;
import dev.freehold.audit.defect.Defect.DefectCatalog;
import dev.freehold.db.DatabaseException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Plants defects and prints the findings of each: `DetectionRateMain [whole|family] [ID …]`. `ID`
/// is an id or the prefix of one; without it all defects are planted. `whole` runs every probe for
/// each defect, `family` only the probes of its family. `-Dworth.update=true` writes the results to
/// `docs/audit-worth.md`.
public final class DetectionRateMain {
  private DetectionRateMain() {}

  public static void main(String[] ids) throws IOException {
    List<String> prefixes = new ArrayList<>(List.of(ids));
    boolean whole = prefixes.remove("whole");
    boolean family = prefixes.remove("family");
    List<Defect> defects = new ArrayList<>(List.of(DetectionResult.NONE));
    defects.addAll(DefectCatalog.all());
    for (Defect defect : defects) {
      if (prefixes.isEmpty() || prefixes.stream().anyMatch(defect.id()::startsWith)) {
        try {
          print(
              whole
                  ? DetectionResult.of(defect, List.of())
                  : family
                      ? DetectionResult.of(defect, defect.defectFamily().probes())
                      : DetectionResult.of(defect));
        } catch (DatabaseException e) {
          System.out.println("FAILED " + defect.id() + ": " + e);
        }
      }
    }
    System.exit(0);
  }

  private static void print(DetectionResult result) throws IOException {
    if (Boolean.getBoolean("worth.update")
        && !result.defect().id().equals(DetectionResult.NONE.id())) {
      DetectionRatePage.update(List.of(result));
    }
    System.out.println(
        (result.isAsExpected() ? "found  " : "MISSED ")
            + result.row()
            + " "
            + result.time().toMillis()
            + " ms");
    for (AuditFinding finding : result.findings()) {
      System.out.println(
          "         "
              + finding.severity()
              + " "
              + finding.probe()
              + " "
              + finding.operation()
              + ": "
              + finding.title());
    }
    result.notes().forEach(note -> System.out.println("         note " + note));
  }
}
