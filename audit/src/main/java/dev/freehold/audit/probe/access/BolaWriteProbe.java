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
import dev.freehold.audit.probe.DeclaredAccess;
import dev.freehold.audit.probe.FindingCollector;
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
  private static final String MEND =
      "Put the person of the token into the condition of the statement that changes or deletes, not"
          + " into a check before it, and answer 404 where it met no row.";

  public BolaWriteProbe() {
    super(
        "access.change-foreign",
        "a row is changed and deleted by its owner only",
        true,
        ChecklistItem.ISOLATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    for (ResourceCollection collection : site.collections()) {
      for (DescribedOperation operation : collection.itemOperations()) {
        if (!operation.method().equals("GET") && !DeclaredAccess.allowsEveryUser(operation)) {
          attack(site, collection, operation, findings);
        }
      }
    }
    return findings.verdict("no row that belongs to somebody can be made and changed");
  }

  private static void attack(
      Site site,
      ResourceCollection collection,
      DescribedOperation operation,
      FindingCollector findings) {
    Optional<AuditRow> made = site.createRow(collection, site.userA());
    if (made.isEmpty() || made.get().target().isEmpty()) {
      return;
    }
    RowSnapshot rowSnapshot = RowSnapshot.of(site, made.get());
    if (!rowSnapshot.isReadable()) {
      return;
    }
    List<ClientRequest> calls = calls(site, made.get(), operation);
    for (AuditUser person : List.of(site.userB(), site.anonymous())) {
      for (ClientRequest call : calls) {
        AuditExchange exchange = site.send(person, call);
        Optional<String> harm = rowSnapshot.damage().or(() -> seen(rowSnapshot, exchange));
        if (harm.isPresent()) {
          findings.addFinding(
              Severity.CRITICAL,
              verb(operation) + by(site, person),
              operation,
              exchange.status() + " to " + person + ": " + harm.get(),
              exchange,
              Weakness.BROKEN_OBJECT_AUTHORIZATION,
              MEND);
          return;
        }
        if (exchange.answer().isSuccess() && !onMissing(site, made.get(), exchange)) {
          findings.addFinding(
              Severity.HIGH,
              "a change of a row is answered as done" + by(site, person),
              operation,
              exchange.status() + " to " + person + ", and not for a row that does not exist",
              exchange,
              Weakness.BROKEN_OBJECT_AUTHORIZATION,
              MEND);
          return;
        }
        findings.countCheck();
      }
    }
  }

  /// What is for all to read may be shown.
  private static Optional<String> seen(RowSnapshot rowSnapshot, AuditExchange exchange) {
    return DeclaredAccess.allowsEveryUserToRead(rowSnapshot.row().collection())
        ? Optional.empty()
        : RowLeakDetector.find(rowSnapshot.row(), exchange);
  }

  /// Some servers answer every deletion alike.
  private static boolean onMissing(Site site, AuditRow row, AuditExchange exchange) {
    String id = ClientRequest.encode(row.id());
    String target = exchange.call().target();
    int at = target.lastIndexOf("/" + id) + 1;
    String other =
        target.substring(0, at)
            + ClientRequest.encode(NonexistentValue.id(row.id()))
            + target.substring(at + id.length());
    return site.send(exchange.user(), exchange.call().withTarget(other)).answer().isSuccess();
  }

  private static String by(Site site, AuditUser person) {
    return person.equals(site.userB()) ? " by another person" : " without a token";
  }

  private static String verb(DescribedOperation operation) {
    return operation.method().equals("DELETE")
        ? "a row can be deleted"
        : "a row can be changed, or is shown,";
  }

  private static List<ClientRequest> calls(Site site, AuditRow row, DescribedOperation operation) {
    List<ClientRequest> calls = new ArrayList<>();
    ClientRequest call = ClientRequest.of(operation.method(), row.target().orElseThrow());
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
    // Such as a rehearsal, which may go another way than the change itself.
    operation.parameters(Parameter.Location.QUERY).stream()
        .filter(each -> each.schema().types().contains("boolean"))
        .forEach(each -> calls.add(first.query(each.name(), "true")));
    return calls;
  }
}
