package dev.freehold.audit.access;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Collection;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Person;
import dev.freehold.audit.Row;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Change;
import dev.freehold.audit.probe.Kept;
import dev.freehold.audit.probe.Meant;
import dev.freehold.audit.probe.Other;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.audit.probe.Trace;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import dev.freehold.description.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `PUT`, `PATCH` and `DELETE` of somebody else's row, by another person and by nobody.
public final class ForeignChanges extends Question {
  private static final String MEND =
      "Put the person of the token into the condition of the statement that changes or deletes, not"
          + " into a check before it, and answer 404 where it met no row.";

  public ForeignChanges() {
    super(
        "access.change-foreign",
        "a row is changed and deleted by its owner only",
        true,
        ChecklistItem.ISOLATION);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    for (Collection collection : site.collections()) {
      for (Operation operation : collection.itemOperations()) {
        if (!operation.method().equals("GET") && !Meant.forAll(operation)) {
          attack(site, collection, operation, tally);
        }
      }
    }
    return tally.verdict("no row that belongs to somebody can be made and changed");
  }

  private static void attack(Site site, Collection collection, Operation operation, Tally tally) {
    Optional<Row> made = site.make(collection, site.a());
    if (made.isEmpty() || made.get().target().isEmpty()) {
      return;
    }
    Kept kept = Kept.of(site, made.get());
    if (!kept.isSeen()) {
      return;
    }
    List<Call> calls = calls(site, made.get(), operation);
    for (Person person : List.of(site.b(), site.nobody())) {
      for (Call call : calls) {
        Exchange exchange = site.send(person, call);
        Optional<String> harm = kept.harm().or(() -> seen(kept, exchange));
        if (harm.isPresent()) {
          tally.found(
              Severity.CRITICAL,
              verb(operation) + by(site, person),
              operation,
              exchange.status() + " to " + person + ": " + harm.get(),
              exchange,
              Why.OBJECT,
              MEND);
          return;
        }
        if (exchange.answer().isSuccess() && !onMissing(site, made.get(), exchange)) {
          tally.found(
              Severity.HIGH,
              "a change of a row is answered as done" + by(site, person),
              operation,
              exchange.status() + " to " + person + ", and not for a row that does not exist",
              exchange,
              Why.OBJECT,
              MEND);
          return;
        }
        tally.check();
      }
    }
  }

  /// What is for all to read may be shown.
  private static Optional<String> seen(Kept kept, Exchange exchange) {
    return Meant.readForAll(kept.row().collection())
        ? Optional.empty()
        : Trace.of(kept.row(), exchange);
  }

  /// Some servers answer every deletion alike.
  private static boolean onMissing(Site site, Row row, Exchange exchange) {
    String id = Call.encode(row.id());
    String target = exchange.call().target();
    int at = target.lastIndexOf("/" + id) + 1;
    String other =
        target.substring(0, at)
            + Call.encode(Other.id(row.id()))
            + target.substring(at + id.length());
    return site.send(exchange.person(), exchange.call().withTarget(other)).answer().isSuccess();
  }

  private static String by(Site site, Person person) {
    return person.equals(site.b()) ? " by another person" : " without a token";
  }

  private static String verb(Operation operation) {
    return operation.method().equals("DELETE")
        ? "a row can be deleted"
        : "a row can be changed, or is shown,";
  }

  private static List<Call> calls(Site site, Row row, Operation operation) {
    List<Call> calls = new ArrayList<>();
    Call call = Call.of(operation.method(), row.target().orElseThrow());
    if (operation.method().equals("DELETE")) {
      calls.add(call);
    } else {
      Change.ofText(row, operation).ifPresent(body -> calls.add(call.json(body)));
      calls.add(call.json(Change.of(row, operation)));
    }
    Call first = calls.getFirst();
    calls.add(first.header("If-Match", "*"));
    site.send(row.owner(), Call.get(call.target()))
        .answer()
        .header("ETag")
        .ifPresent(tag -> calls.add(first.header("If-Match", tag)));
    // Such as a rehearsal, which may go another way than the change itself.
    operation.parameters(Parameter.In.QUERY).stream()
        .filter(each -> each.schema().types().contains("boolean"))
        .forEach(each -> calls.add(first.query(each.name(), "true")));
    return calls;
  }
}
