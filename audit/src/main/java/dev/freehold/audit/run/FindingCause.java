package dev.freehold.audit.run;

import dev.freehold.audit.AuditFinding;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.Weakness;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What has to be changed once to mend one or more findings.
///
/// A check that is absent from a resource is one cause, whichever operations show it. A statement
/// into which text is pasted is one cause for each operation, and the properties that a resource
/// accepts are one for each resource. Everything else that a probe reports in the same words is one
/// cause for the whole server.
///
/// @param fault what is wrong
/// @param scope the resource or the operation; empty for the whole server
record FindingCause(String fault, String scope) {
  /// The probe of operations that must not work without a token.
  private static final String WITHOUT_TOKEN = "guard.anonymous";

  /// The code in WebFuzzing Commons of text that is executed.
  private static final String INJECTION = "F200";

  /// One finding for each cause: the most severe, with the others as its places. Findings and places
  /// are in the order of their severity, and in the given order where it is the same.
  static List<AuditFinding> merged(List<AuditFinding> findings) {
    Map<FindingCause, List<AuditFinding>> byCause = new LinkedHashMap<>();
    findings.stream()
        .sorted(Comparator.comparing(AuditFinding::severity))
        .forEach(
            each -> byCause.computeIfAbsent(of(each, findings), _ -> new ArrayList<>()).add(each));
    return byCause.values().stream()
        .map(places -> places.getFirst().with(places.subList(1, places.size())))
        .toList();
  }

  private static FindingCause of(AuditFinding finding, List<AuditFinding> all) {
    if (finding.weakness().equals(Weakness.BROKEN_OBJECT_AUTHORIZATION)) {
      // Nobody's way to a row is that of an operation that works for nobody.
      return all.stream()
          .filter(each -> isOpenToNobody(each) && isSameWay(each, finding))
          .findFirst()
          .map(FindingCause::ofWords)
          .orElseGet(() -> new FindingCause("whose row it is", resource(finding)));
    }
    if (INJECTION.equals(finding.weakness().wfc())) {
      return new FindingCause(finding.probe() + finding.title(), finding.operation());
    }
    return finding.weakness().equals(Weakness.MASS_ASSIGNMENT)
        ? new FindingCause(finding.probe() + finding.title(), resource(finding))
        : ofWords(finding);
  }

  private static FindingCause ofWords(AuditFinding finding) {
    return new FindingCause(finding.probe() + finding.title(), "");
  }

  private static boolean isOpenToNobody(AuditFinding finding) {
    return finding.probe().equals(WITHOUT_TOKEN);
  }

  private static boolean isSameWay(AuditFinding open, AuditFinding finding) {
    return open.operation().equals(finding.operation())
        && finding.evidence().filter(each -> each.user().equals(AuditUser.ANONYMOUS)).isPresent();
  }

  /// The path of the operation without its method and without the id of a row at its end.
  private static String resource(AuditFinding finding) {
    String path = finding.operation().replaceFirst("^[A-Z]+ ", "");
    return path.replaceFirst("(/+\\{[^/]*\\})?/*$", "");
  }
}
