package dev.freehold.audit.probe.input;

import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.InjectionPoint;
import dev.freehold.audit.probe.InjectionPoint.Place;
import dev.freehold.description.DescribedOperation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Looks for SQL injection in many places of requests, with a limited number of requests: by errors
/// first, and deeper where a text is accepted.
final class SqlInjectionSearch {
  private static final int MAX_OF_OPERATION = 40;
  private static final int MAX_DEEP_OF_OPERATION = 6;
  private static final int MAX_DEEP = 70;

  /// Lists usually share the code for a parameter of the same name.
  private static final int MAX_DEEP_OF_NAME = 4;

  private final FindingCollector findings;
  private final Set<String> names = new HashSet<>();
  private final Map<String, Integer> deepOfName = new HashMap<>();
  private int deep;

  SqlInjectionSearch(FindingCollector findings) {
    this.findings = findings;
  }

  void examine(List<InjectionPoint> points, Place place) {
    Map<DescribedOperation, List<InjectionPoint>> open = new HashMap<>();
    Map<DescribedOperation, Integer> counts = new HashMap<>();
    Set<DescribedOperation> found = new HashSet<>();
    for (InjectionPoint point : points) {
      boolean isKnown = !names.add(point.name()) && !point.isFreeText() && place == Place.QUERY;
      boolean isEnough =
          counts.merge(point.operation(), 1, Integer::sum) > MAX_OF_OPERATION
              || found.contains(point.operation());
      if (point.place() != place || isKnown || isEnough) {
        continue;
      }
      boolean clean = findings.isClean();
      if (SqlInjectionCheck.examine(point, findings)) {
        open.computeIfAbsent(point.operation(), _ -> new ArrayList<>()).add(point);
      } else if (clean && !findings.isClean()) {
        found.add(point.operation());
      }
    }
    open.forEach(
        (operation, each) -> {
          if (!found.contains(operation)) {
            deeper(each);
          }
        });
  }

  private void deeper(List<InjectionPoint> points) {
    for (InjectionPoint point : points.subList(0, Math.min(MAX_DEEP_OF_OPERATION, points.size()))) {
      if (deep < MAX_DEEP && deepOfName.merge(point.name(), 1, Integer::sum) <= MAX_DEEP_OF_NAME) {
        deep++;
        SqlInjectionCheck.isExecuted(point, findings);
      }
    }
  }
}
