package dev.freehold.audit.run;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditFinding;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.AuditUser;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The exchanges of one probe in their order, as far as later decisions need them.
final class ProbeTrace {
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  /// A 2xx response to a `POST`: it may have created a row.
  record Creation(Optional<DescribedOperation> operation, AuditExchange exchange) {}

  private final IdentityHashMap<ClientRequest, Integer> order = new IdentityHashMap<>();
  private final Map<String, Integer> refusedSince = new HashMap<>();
  private final Set<String> changed = new LinkedHashSet<>();
  private final List<Creation> creations = new ArrayList<>();

  void add(AuditExchange exchange, Optional<DescribedOperation> operation) {
    int number = order.size();
    order.put(exchange.call(), number);
    String label = exchange.user().label();
    if (exchange.isSuccess()) {
      refusedSince.remove(label);
    } else if (exchange.status() == 401 || exchange.status() == 403) {
      refusedSince.putIfAbsent(label, number);
    }
    if (!exchange.isSuccess() || READS.contains(exchange.call().method())) {
      return;
    }
    if (exchange.call().method().equals("POST")) {
      creations.add(new Creation(operation, exchange));
    }
    changed.add(OperationCoverage.path(exchange.call().target()));
  }

  boolean isEmpty() {
    return order.isEmpty();
  }

  List<Creation> creations() {
    return creations;
  }

  /// Whether the probe may have changed or deleted this row: by its path, by that of its list, or
  /// by an operation whose rows are not known.
  boolean mayHaveChanged(AuditRow row, Set<String> known) {
    return row.target().map(OperationCoverage::path).filter(changed::contains).isPresent()
        || changed.stream().anyMatch(path -> !known.contains(path));
  }

  /// Whether a finding holds although the user was no longer signed in at the end: the server
  /// confirmed the request that shows it, before it refused the user.
  boolean isBeforeLoss(AuditFinding finding, AuditUser lost) {
    return finding.evidence().stream()
        .filter(each -> each.isSuccess())
        .map(each -> order.get(each.call()))
        .anyMatch(
            number ->
                number != null
                    && number <= refusedSince.getOrDefault(lost.label(), Integer.MAX_VALUE));
  }
}
