package dev.freehold.audit.run;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.PassiveProbe;
import dev.freehold.audit.Probe;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Site;
import dev.freehold.audit.TokenPlacement;
import dev.freehold.description.ApiDescription;
import dev.freehold.description.ApiDescription.OperationMatcher;
import dev.freehold.description.DescribedOperation;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Records who reached which operation and which row, from the exchanges of the audit.
final class OperationCoverage implements PassiveProbe {
  private static final Pattern EMAIL = Pattern.compile("[\\w.+-]{1,100}(@|%40)[\\w.-]{1,100}");
  private static final Set<String> WRITES = Set.of("PUT", "PATCH", "DELETE");

  /// Who sent a request.
  enum Caller {
    A,
    B,
    /// Without credentials.
    NOBODY,
    /// Another user, or a request with credentials of its own, such as a forged token.
    OTHER;

    /// The cookies of a client that is not signed in, as reports show them.
    private static final String VISITOR = AuditUser.ANONYMOUS.shellVariable();

    /// @param placements where users of the audit have their tokens
    static Caller of(AuditExchange exchange, Set<TokenPlacement> placements) {
      if (exchange.user().label().equals("A")) {
        return A;
      }
      if (exchange.user().label().equals("B")) {
        return B;
      }
      boolean credentials =
          exchange.call().headers().stream()
                  .anyMatch(
                      each ->
                          each.name().equalsIgnoreCase("Authorization")
                              || (each.name().equalsIgnoreCase("Cookie")
                                  && !each.displayValue().equals(VISITOR)))
              || placements.stream().anyMatch(each -> each.isIn(exchange.call()));
      return exchange.user().equals(AuditUser.ANONYMOUS) && !credentials ? NOBODY : OTHER;
    }
  }

  /// What was observed of one operation.
  static final class OperationRecord {
    private final Map<Caller, Set<Integer>> statuses = new EnumMap<>(Caller.class);
    private final Set<ChecklistItem> askedFor = EnumSet.noneOf(ChecklistItem.class);
    private final Map<Caller, Set<String>> askedTargets = new EnumMap<>(Caller.class);
    private final Map<Caller, Set<String>> openedTargets = new EnumMap<>(Caller.class);
    private boolean openedWithBody;

    private void add(AuditExchange exchange, Caller caller, Set<ChecklistItem> asking) {
      String target = path(exchange.call().target());
      askedFor.addAll(asking);
      statuses.computeIfAbsent(caller, _ -> new LinkedHashSet<>()).add(exchange.status());
      askedTargets.computeIfAbsent(caller, _ -> new LinkedHashSet<>()).add(target);
      if (exchange.isSuccess()) {
        openedTargets.computeIfAbsent(caller, _ -> new LinkedHashSet<>()).add(target);
        openedWithBody |= exchange.call().body() != null;
      }
    }

    Set<Integer> statuses(Caller caller) {
      return statuses.getOrDefault(caller, Set.of());
    }

    /// Whether a response was neither 5xx nor 429.
    boolean isAnswered(Caller caller) {
      return statuses(caller).stream().anyMatch(each -> each < 500 && each != 429);
    }

    boolean isAnswered() {
      return statuses.values().stream().flatMap(Set::stream).anyMatch(each -> each < 500);
    }

    boolean isOpened(Caller caller) {
      return openedTargets.containsKey(caller);
    }

    boolean isOpened() {
      return !openedTargets.isEmpty();
    }

    boolean isRefused() {
      return statuses.values().stream()
          .flatMap(Set::stream)
          .anyMatch(each -> each >= 400 && each < 500);
    }

    boolean isOpenedWithBody() {
      return openedWithBody;
    }

    /// Whether a probe of this line sent a request to it.
    boolean isAskedFor(ChecklistItem item) {
      return askedFor.contains(item);
    }

    Set<String> askedTargets(Caller caller) {
      return askedTargets.getOrDefault(caller, Set.of());
    }

    Set<String> openedTargets(Caller caller) {
      return openedTargets.getOrDefault(caller, Set.of());
    }
  }

  private final ApiDescription description;
  private final OperationMatcher routes;
  private final Map<DescribedOperation, OperationRecord> records = new HashMap<>();
  private final Optional<DescribedOperation> signup;
  private final Set<String> signedUpEmails = new LinkedHashSet<>();
  private final Set<TokenPlacement> placements = new LinkedHashSet<>();
  private final Set<String> rowsRead = new LinkedHashSet<>();
  private final Set<String> rowsChanged = new LinkedHashSet<>();
  private Set<ChecklistItem> asking = Set.of();
  private ProbeTrace trace = new ProbeTrace();

  OperationCoverage(ApiDescription description, Optional<DescribedOperation> signup) {
    this.description = description;
    this.signup = signup;
    this.routes = new OperationMatcher(description);
  }

  /// The path of a request target, as it identifies a row.
  static String path(String target) {
    return target.replaceFirst("[?#].*", "").replaceFirst("(?<=.)/+$", "");
  }

  /// Later exchanges are those of this probe.
  synchronized void enter(Probe probe) {
    asking = probe.checklistItems();
    trace = new ProbeTrace();
  }

  /// Later exchanges belong to no probe.
  ///
  /// @return the exchanges of the probe
  synchronized ProbeTrace leave() {
    ProbeTrace ended = trace;
    asking = Set.of();
    trace = new ProbeTrace();
    return ended;
  }

  @Override
  public synchronized void onExchange(AuditExchange exchange) {
    Optional<DescribedOperation> operation =
        routes.operation(exchange.call().method(), exchange.call().target());
    trace.add(exchange, operation);
    if (operation.isEmpty()) {
      return;
    }
    if (exchange.user().token() != null) {
      placements.add(exchange.user().placement());
    }
    Caller caller = Caller.of(exchange, placements);
    records
        .computeIfAbsent(operation.get(), _ -> new OperationRecord())
        .add(exchange, caller, asking);
    if (!exchange.isSuccess()) {
      return;
    }
    if (operation.equals(signup)) {
      Matcher email = EMAIL.matcher(exchange.call().bodyText());
      signedUpEmails.add(email.find() ? email.group() : "without an email address");
    }
    if (operation.get().path().contains("{") && (caller == Caller.A || caller == Caller.B)) {
      String row = path(exchange.call().target());
      if (exchange.call().method().equals("GET")) {
        rowsRead.add(row);
      } else if (WRITES.contains(exchange.call().method())) {
        rowsChanged.add(row);
      }
    }
  }

  /// What was observed of an operation; an empty record if it was not called.
  synchronized OperationRecord record(DescribedOperation operation) {
    return records.getOrDefault(operation, new OperationRecord());
  }

  /// Email addresses that probes signed up; these accounts stay.
  synchronized Set<String> signedUpEmails() {
    return Set.copyOf(signedUpEmails);
  }

  synchronized int rowsRead() {
    return rowsRead.size();
  }

  synchronized int rowsChanged() {
    return rowsChanged.size();
  }

  List<String> unansweredOperations() {
    return description.operations().stream()
        .filter(each -> !record(each).isAnswered())
        .map(DescribedOperation::toString)
        .toList();
  }

  @Override
  public String id() {
    return "coverage";
  }

  @Override
  public String title() {
    return "every operation was called";
  }

  @Override
  public Set<ChecklistItem> checklistItems() {
    return Set.of(ChecklistItem.ENDPOINTS);
  }

  @Override
  public boolean isSafe() {
    return true;
  }

  @Override
  public ProbeVerdict run(Site site) {
    return new ProbeVerdict.Passed(records.size());
  }
}
