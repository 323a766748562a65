package dev.freehold.audit.run;

import dev.freehold.audit.AuditRow;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Site;
import dev.freehold.audit.Site.AuthenticationFlow;
import dev.freehold.audit.probe.DeclaredAccess;
import dev.freehold.audit.run.AuditCoverage.LineReach;
import dev.freehold.audit.run.AuditCoverage.OperationReach;
import dev.freehold.audit.run.OperationCoverage.Caller;
import dev.freehold.audit.run.OperationCoverage.OperationRecord;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Counts what an audit reached, for the whole and for each line of the checklist.
final class CoverageAnalysis {
  private static final Set<Integer> REFUSALS = Set.of(401, 403);

  private final Site site;
  private final OperationCoverage observed;
  private final Set<DescribedOperation> signIn;

  private CoverageAnalysis(Site site, OperationCoverage observed) {
    this.site = site;
    this.observed = observed;
    AuthenticationFlow accounts = site.authentication();
    this.signIn =
        Stream.of(accounts.signup(), accounts.login(), accounts.refresh(), accounts.logout())
            .flatMap(Optional::stream)
            .collect(Collectors.toSet());
  }

  static AuditCoverage of(Site site, OperationCoverage observed) {
    CoverageAnalysis analysis = new CoverageAnalysis(site, observed);
    return new AuditCoverage(
        site.description().operations().stream().map(analysis::reach).toList(),
        site.createdRows().size(),
        observed.rowsRead(),
        observed.rowsChanged(),
        analysis.lines());
  }

  private OperationReach reach(DescribedOperation operation) {
    OperationRecord seen = observed.record(operation);
    return new OperationReach(
        operation.toString(),
        isExpected(operation),
        seen.isAnswered(),
        seen.isOpened(Caller.A),
        seen.isOpened(Caller.B),
        seen.isOpened(Caller.NOBODY),
        seen.isOpenedWithBody());
  }

  /// Whether a signed-in user without a role can get a 2xx response.
  private boolean isExpected(DescribedOperation operation) {
    return !signIn.contains(operation)
        && site.mayCall(operation, site.userA())
        && !DeclaredAccess.requiresRole(site, operation);
  }

  private Map<ChecklistItem, LineReach> lines() {
    Map<ChecklistItem, LineReach> lines = new EnumMap<>(ChecklistItem.class);
    Predicate<DescribedOperation> usable = each -> isExpected(each) || signIn.contains(each);
    lines.put(ChecklistItem.PROTECTED, operations(this::needsToken, this::isTriedByNobody));
    lines.put(ChecklistItem.ISOLATION, isolation());
    lines.put(
        ChecklistItem.VALIDATION,
        operations(
            usable.and(CoverageAnalysis::takesInput),
            each -> {
              OperationRecord seen = observed.record(each);
              return seen.isOpened() && seen.isAskedFor(ChecklistItem.VALIDATION);
            }));
    lines.put(
        ChecklistItem.ERRORS,
        operations(this::canRefuse, each -> observed.record(each).isRefused()));
    lines.put(ChecklistItem.PAGES, pages());
    LineReach opened = operations(usable, each -> observed.record(each).isOpened());
    lines.put(ChecklistItem.DOCUMENTATION, opened);
    lines.put(ChecklistItem.SECRETS, opened);
    lines.put(
        ChecklistItem.ENDPOINTS,
        operations(
            each -> site.mayCall(each, site.userA()) || signIn.contains(each),
            each -> observed.record(each).isAnswered()));
    return lines;
  }

  private LineReach operations(
      Predicate<DescribedOperation> counted, Predicate<DescribedOperation> reached) {
    List<DescribedOperation> all =
        site.description().operations().stream().filter(counted).toList();
    return reach("operations", all, reached);
  }

  private static <T> LineReach reach(String unit, List<T> all, Predicate<T> reached) {
    List<String> missed = all.stream().filter(reached.negate()).map(Object::toString).toList();
    return new LineReach(all.size() - missed.size(), all.size(), unit, missed);
  }

  /// Whether the description says so, or says nothing of tokens at all, or rows are behind it: an
  /// operation on rows may lack its requirement by mistake.
  private boolean needsToken(DescribedOperation operation) {
    return !signIn.contains(operation)
        && site.mayCall(operation, site.anonymous())
        && !DeclaredAccess.allowsAnonymous(operation)
        && (operation.isProtected()
            || site.description().operations().stream().noneMatch(DescribedOperation::isProtected)
            || site.collections().stream().anyMatch(each -> isOf(each, operation)));
  }

  private static boolean isOf(ResourceCollection collection, DescribedOperation operation) {
    return collection.itemOperations().contains(operation)
        || collection.list().equals(Optional.of(operation))
        || collection.create().equals(Optional.of(operation));
  }

  /// Whether a request can be wrong, beyond the load on the server.
  private boolean canRefuse(DescribedOperation operation) {
    return needsToken(operation) || takesInput(operation) || operation.path().contains("{");
  }

  /// A refusal of a client without a token says something only if it is about the token, or if a
  /// token opens the operation.
  private boolean isTriedByNobody(DescribedOperation operation) {
    OperationRecord seen = observed.record(operation);
    boolean opened = seen.isOpened(Caller.A) || seen.isOpened(Caller.B);
    return seen.isOpened(Caller.NOBODY)
        || seen.statuses(Caller.NOBODY).stream().anyMatch(REFUSALS::contains)
        || (opened && seen.isAnswered(Caller.NOBODY));
  }

  private static boolean takesInput(DescribedOperation operation) {
    return operation.body().isPresent()
        || (operation.method().equals("GET")
            && !operation.parameters(Parameter.Location.QUERY).isEmpty());
  }

  /// A collection was looked at if user B tried an operation on a row of user A that is not open to
  /// every user.
  private LineReach isolation() {
    List<ResourceCollection> closed =
        site.collections().stream().filter(each -> !closed(each).isEmpty()).toList();
    return reach("collections", closed, this::isTriedByB);
  }

  /// Operations that are held back are named in the report instead.
  private List<DescribedOperation> closed(ResourceCollection collection) {
    return collection.itemOperations().stream()
        .filter(each -> !DeclaredAccess.allowsEveryUser(each))
        .filter(each -> site.mayCall(each, site.userB()))
        .toList();
  }

  private boolean isTriedByB(ResourceCollection collection) {
    Set<String> rowsOfA =
        site.createdRows().stream()
            .filter(row -> row.collection().path().equals(collection.path()))
            .filter(row -> row.owner().label().equals("A"))
            .map(AuditRow::target)
            .flatMap(Optional::stream)
            .map(OperationCoverage::path)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    for (DescribedOperation each : collection.itemOperations()) {
      rowsOfA.addAll(observed.record(each).openedTargets(Caller.A));
    }
    return closed(collection).stream()
        .flatMap(each -> observed.record(each).askedTargets(Caller.B).stream())
        .anyMatch(rowsOfA::contains);
  }

  private LineReach pages() {
    List<ResourceCollection> lists =
        site.collections().stream()
            .filter(each -> each.list().filter(this::isExpected).isPresent())
            .toList();
    return reach(
        "lists",
        lists,
        each -> {
          OperationRecord seen = observed.record(each.list().orElseThrow());
          return seen.isAskedFor(ChecklistItem.PAGES) && seen.isOpened();
        });
  }
}
