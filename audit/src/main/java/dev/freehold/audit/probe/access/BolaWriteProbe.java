package dev.freehold.audit.probe.access;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.ForeignRows;
import dev.freehold.audit.probe.NonexistentValue;
import dev.freehold.audit.probe.RowLeakDetector;
import dev.freehold.audit.probe.RowSnapshot;
import dev.freehold.audit.probe.TamperedBody;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// BOLA: `PUT`, `PATCH` and `DELETE` of a row of another user, with a token and anonymously.
public final class BolaWriteProbe extends AbstractProbe {
  private static final String REMEDY =
      "Put the owner from the token into the WHERE clause of the UPDATE or DELETE, not into a"
          + " separate check before it, and return 404 if no row matches.";

  public BolaWriteProbe() {
    super(
        "access.change-foreign",
        "only its owner can update and delete a row",
        true,
        ChecklistItem.ISOLATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    for (ResourceCollection collection : site.collections()) {
      for (DescribedOperation operation : collection.itemOperations()) {
        if (!operation.method().equals("GET")) {
          attack(site, collection, operation, findings);
        }
      }
    }
    return findings.verdict("no owned row could be created and updated");
  }

  private static void attack(
      Site site,
      ResourceCollection collection,
      DescribedOperation operation,
      FindingCollector findings) {
    for (AuditUser user : List.of(site.userB(), site.anonymous())) {
      if (!site.mayCall(operation, user)) {
        continue;
      }
      ForeignRows rows = new ForeignRows(site, user);
      rows.fresh(collection, operation)
          .filter(row -> row.target().isPresent())
          .ifPresent(row -> attack(site, row, operation, user, rows, findings));
    }
  }

  private static void attack(
      Site site,
      AuditRow row,
      DescribedOperation operation,
      AuditUser user,
      ForeignRows rows,
      FindingCollector findings) {
    RowSnapshot rowSnapshot = RowSnapshot.of(site, row);
    if (!rowSnapshot.isReadable()) {
      return;
    }
    List<ClientRequest> plainCalls = calls(site, row, operation);
    rows.belowOwnParent(row, operation)
        .ifPresent(below -> plainCalls.add(plainCalls.getFirst().withTarget(below)));
    for (ClientRequest plain : plainCalls) {
      for (ClientRequest call : rows.calls(row, plain)) {
        AuditExchange exchange = site.send(user, call);
        Optional<String> harm = damage(rowSnapshot, rows).or(() -> seen(row, rows, exchange));
        if (harm.isPresent()) {
          findings.addFinding(
              Severity.CRITICAL,
              verb(operation) + by(site, user),
              operation,
              exchange.status() + " for " + user + ": " + harm.get(),
              exchange,
              Weakness.BROKEN_OBJECT_AUTHORIZATION,
              REMEDY);
          return;
        }
        if (exchange.isSuccess() && !onMissing(site, row, exchange)) {
          // The owner finds its row unchanged: the status alone is no proof of access.
          findings.addFinding(
              Severity.MEDIUM,
              "Broken object level authorization: the server confirms an update or delete"
                  + by(site, user),
              operation,
              exchange.status()
                  + " for "
                  + user
                  + ", but an error for a row that does not"
                  + " exist",
              exchange,
              Weakness.BROKEN_OBJECT_AUTHORIZATION,
              REMEDY);
          return;
        }
        findings.countCheck();
      }
    }
  }

  /// Others may change counts of a row that they may read, but not what its owner wrote.
  private static Optional<String> damage(RowSnapshot snapshot, ForeignRows rows) {
    return rows.isShared(snapshot.row().collection())
        ? snapshot.damageToContent()
        : snapshot.damage();
  }

  /// A row that the user may read is no leak.
  private static Optional<String> seen(AuditRow row, ForeignRows rows, AuditExchange exchange) {
    // A PUT that creates (RFC 9110 section 9.3.4) made a row of the caller's own with this id.
    boolean creates = exchange.call().method().equals("PUT") && exchange.status() == 201;
    return rows.isHidden(row) && !creates ? RowLeakDetector.find(row, exchange) : Optional.empty();
  }

  /// Some servers give the same response to every delete.
  private static boolean onMissing(Site site, AuditRow row, AuditExchange exchange) {
    String id = ClientRequest.encode(row.id());
    String target = exchange.call().target();
    int at = target.lastIndexOf("/" + id) + 1;
    String other =
        target.substring(0, at)
            + ClientRequest.encode(NonexistentValue.id(row.id()))
            + target.substring(at + id.length());
    return site.send(exchange.user(), exchange.call().withTarget(other)).isSuccess();
  }

  private static String by(Site site, AuditUser user) {
    return user.equals(site.userB()) ? " by another user" : " without a token";
  }

  private static String verb(DescribedOperation operation) {
    return operation.method().equals("DELETE")
        ? "Broken object level authorization: a row can be deleted"
        : "Broken object level authorization: a row can be updated or is shown";
  }

  private static List<ClientRequest> calls(Site site, AuditRow row, DescribedOperation operation) {
    List<ClientRequest> calls = new ArrayList<>();
    ClientRequest call = ClientRequest.of(operation.method(), row.target(operation));
    if (operation.method().equals("DELETE")) {
      calls.add(call);
    } else {
      TamperedBody.ofText(row, operation).ifPresent(body -> calls.add(call.json(body)));
      calls.add(call.json(TamperedBody.of(row, operation)));
    }
    ClientRequest first = calls.getFirst();
    calls.add(first.header("If-Match", "*"));
    site.send(row.owner(), ClientRequest.get(call.target()))
        .answer()
        .header("ETag")
        .ifPresent(tag -> calls.add(first.header("If-Match", tag)));
    // For example a dry run, which can take another code path than the update itself.
    operation.parameters(Parameter.Location.QUERY).stream()
        .filter(each -> each.schema().types().contains("boolean"))
        .forEach(each -> calls.add(first.query(each.name(), "true")));
    return calls;
  }
}
