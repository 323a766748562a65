package dev.freehold.audit.probe.access;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.DeclaredAccess;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.ForeignRows;
import dev.freehold.audit.probe.NestedResource;
import dev.freehold.audit.probe.NonexistentValue;
import dev.freehold.audit.probe.ResponseComparison;
import dev.freehold.audit.probe.TamperedBody;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import java.util.List;

/// Checks whether status, body or headers differ between a row of another user and a row that
/// does not exist.
public final class ExistenceDisclosureProbe extends AbstractProbe {
  private static final String REMEDY =
      "Give the same status, body and headers for a row of another user as for a row that does"
          + " not exist.";

  public ExistenceDisclosureProbe() {
    super(
        "access.existence",
        "a row of another user gets the same response as a row that does not exist",
        true,
        ChecklistItem.ISOLATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    ForeignRows rows = new ForeignRows(site, site.userB());
    for (ResourceCollection collection : site.collections()) {
      for (DescribedOperation operation : collection.itemOperations()) {
        boolean endangersAccount = collection.isOfPeople() && !operation.method().equals("GET");
        if (!DeclaredAccess.requiresRole(site, operation)
            && !endangersAccount
            && site.mayCall(operation, site.userB())) {
          boolean deletes = operation.method().equals("DELETE");
          (deletes ? rows.freshHidden(collection) : rows.hidden(collection))
              .ifPresent(row -> compare(site, row, operation, findings));
        }
      }
    }
    for (NestedResource below :
        NestedResource.all(site, children -> site.anyRow(children, site.userA()))) {
      if (below.parent().filter(rows::isHidden).isPresent()) {
        below.nested().ifPresent(nested -> compare(site, below, nested, findings));
      }
    }
    return findings.verdict("no owned row could be created and requested by id");
  }

  private static void compare(
      Site site, AuditRow row, DescribedOperation operation, FindingCollector findings) {
    if (row.target().isEmpty()) {
      return;
    }
    String target = row.target(operation);
    String start = target.substring(0, target.length() - ClientRequest.encode(row.id()).length());
    ClientRequest call = ClientRequest.of(operation.method(), target);
    if (operation.body().isPresent()) {
      call = call.json(TamperedBody.of(row, operation));
    }
    String tag =
        site.send(site.userA(), ClientRequest.get(target)).answer().header("ETag").orElse("\"1\"");
    for (ClientRequest each : List.of(call, call.header("If-Match", tag))) {
      judge(site, row, operation, each, start, findings);
    }
  }

  private static void judge(
      Site site,
      AuditRow row,
      DescribedOperation operation,
      ClientRequest call,
      String start,
      FindingCollector findings) {
    AuditExchange before = missing(site, call, start, row.id());
    AuditExchange foreign = site.send(site.userB(), call);
    AuditExchange after = missing(site, call, start, row.id());
    addDisclosure(
        findings,
        operation,
        foreign,
        ResponseComparison.differences(
            new ResponseComparison.ComparedResponse(row.id(), foreign.answer()),
            new ResponseComparison.ComparedResponse(idIn(before, start), before.answer()),
            new ResponseComparison.ComparedResponse(idIn(after, start), after.answer())));
  }

  private static AuditExchange missing(Site site, ClientRequest call, String start, String id) {
    return site.send(
        site.userB(), call.withTarget(start + ClientRequest.encode(NonexistentValue.id(id))));
  }

  private static String idIn(AuditExchange exchange, String start) {
    return exchange.call().target().substring(start.length());
  }

  private static void compare(
      Site site, NestedResource below, DescribedOperation nested, FindingCollector findings) {
    String one = NonexistentValue.id(below.parentId());
    String two = NonexistentValue.id(below.parentId());
    AuditExchange before = site.send(site.userB(), below.call(nested, one));
    AuditExchange foreign = site.send(site.userB(), below.call(nested));
    AuditExchange after = site.send(site.userB(), below.call(nested, two));
    addDisclosure(
        findings,
        nested,
        foreign,
        ResponseComparison.differences(
            new ResponseComparison.ComparedResponse(below.parentId(), foreign.answer()),
            new ResponseComparison.ComparedResponse(one, before.answer()),
            new ResponseComparison.ComparedResponse(two, after.answer())));
  }

  private static void addDisclosure(
      FindingCollector findings,
      DescribedOperation operation,
      AuditExchange foreign,
      List<String> differences) {
    // A success response means that the row was reached; other probes report that with a higher
    // severity.
    if (differences.isEmpty() || foreign.isSuccess()) {
      findings.countCheck();
      return;
    }
    findings.addFinding(
        Severity.MEDIUM,
        "Information disclosure: the response reveals whether a row of another user exists",
        operation,
        "compared with a row that does not exist: "
            + String.join("; ", differences.subList(0, Math.min(3, differences.size()))),
        foreign,
        Weakness.OBJECT_EXISTENCE_DISCLOSURE,
        REMEDY);
  }
}
