package dev.freehold.audit.plant;

import dev.freehold.audit.Finding;
import dev.freehold.db.DbFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Plants defects and says of each what was found, as it goes: `WorthMain [whole|family] [ID …]`,
/// all where none is named; what an id begins with is enough. `whole` asks every probe of each,
/// `family` only those of its family. `-Dworth.update=true` keeps the results in
/// `docs/audit-worth.md`.
public final class WorthMain {
  private WorthMain() {}

  public static void main(String[] ids) throws IOException {
    List<String> wanted = new ArrayList<>(List.of(ids));
    boolean whole = wanted.remove("whole");
    boolean family = wanted.remove("family");
    List<Defect> defects = new ArrayList<>(List.of(Worth.NONE));
    defects.addAll(Defects.all());
    for (Defect defect : defects) {
      if (wanted.isEmpty() || wanted.stream().anyMatch(defect.id()::startsWith)) {
        try {
          tell(
              whole
                  ? Worth.of(defect, List.of())
                  : family ? Worth.of(defect, defect.family().probes()) : Worth.of(defect));
        } catch (DbFailure e) {
          System.out.println("again  " + defect.id() + ": " + e);
        }
      }
    }
    System.exit(0);
  }

  private static void tell(Worth worth) throws IOException {
    if (Boolean.getBoolean("worth.update") && !worth.defect().id().equals(Worth.NONE.id())) {
      WorthPage.update(List.of(worth));
    }
    System.out.println(
        (worth.isAsDue() ? "found  " : "MISSED ")
            + worth.row()
            + " "
            + worth.time().toMillis()
            + " ms");
    for (Finding finding : worth.findings()) {
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
