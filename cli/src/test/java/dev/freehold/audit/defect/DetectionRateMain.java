package dev.freehold.audit.defect;

import dev.freehold.audit.AuditFinding;
import dev.freehold.audit.defect.Defect.DefectCatalog;
import dev.freehold.db.DatabaseException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Plants defects and says of each what was found, as it goes: `DetectionRateMain [whole|family] [ID …]`,
/// all where none is named; what an id begins with is enough. `whole` asks every probe of each,
/// `family` only those of its family. `-Dworth.update=true` keeps the results in
/// `docs/audit-worth.md`.
public final class DetectionRateMain {
  private DetectionRateMain() {}

  public static void main(String[] ids) throws IOException {
    List<String> wanted = new ArrayList<>(List.of(ids));
    boolean whole = wanted.remove("whole");
    boolean family = wanted.remove("family");
    List<Defect> defects = new ArrayList<>(List.of(DetectionResult.NONE));
    defects.addAll(DefectCatalog.all());
    for (Defect defect : defects) {
      if (wanted.isEmpty() || wanted.stream().anyMatch(defect.id()::startsWith)) {
        try {
          tell(
              whole
                  ? DetectionResult.of(defect, List.of())
                  : family
                      ? DetectionResult.of(defect, defect.defectFamily().probes())
                      : DetectionResult.of(defect));
        } catch (DatabaseException e) {
          System.out.println("again  " + defect.id() + ": " + e);
        }
      }
    }
    System.exit(0);
  }

  private static void tell(DetectionResult worth) throws IOException {
    if (Boolean.getBoolean("worth.update")
        && !worth.defect().id().equals(DetectionResult.NONE.id())) {
      DetectionRatePage.update(List.of(worth));
    }
    System.out.println(
        (worth.isAsExpected() ? "found  " : "MISSED ")
            + worth.row()
            + " "
            + worth.time().toMillis()
            + " ms");
    for (AuditFinding finding : worth.findings()) {
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
    worth.notes().forEach(note -> System.out.println("         note " + note));
  }
}
