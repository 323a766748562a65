package dev.freehold.audit.guard;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Collection;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Row;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Operations that refuse who has no token, while the description does not say that they need one: generated clients, testing
/// tools and reviewers take them for open.
public final class Undeclared extends Question {
  public Undeclared() {
    super(
        "guard.undeclared",
        "the description says which operations need a token",
        true,
        ChecklistItem.DOCUMENTATION);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    List<Exchange> refused = new ArrayList<>();
    List<Operation> operations = new ArrayList<>();
    for (Collection collection : site.collections()) {
      for (Optional<Operation> reading : List.of(collection.list(), collection.read())) {
        if (reading.isPresent()
            && !reading.get().isProtected()
            && reading.get().security().isEmpty()) {
          Optional<String> target = target(site, collection, reading.get());
          if (target.isPresent()) {
            Exchange exchange = site.send(site.nobody(), Call.get(target.get()));
            tally.check();
            if (exchange.status() == 401 || exchange.status() == 403) {
              refused.add(exchange);
              operations.add(reading.get());
            }
          }
        } else if (reading.isPresent()) {
          tally.check();
        }
      }
    }
    if (!refused.isEmpty()) {
      tally.found(
          Severity.LOW,
          "the description does not say that a token is needed",
          operations.getFirst(),
          refused.getFirst().status() + " to nobody, at " + operations.size() + " operations",
          refused.getFirst(),
          Why.DESCRIPTION,
          "Declare the scheme in components.securitySchemes and name it in `security` (FastAPI:"
              + " depend on HTTPBearer or OAuth2PasswordBearer rather than reading the header).");
    }
    return tally.verdict("no operations on rows");
  }

  private static Optional<String> target(Site site, Collection collection, Operation operation) {
    Optional<Row> row = site.any(collection, site.a());
    return collection.list().equals(Optional.of(operation))
        ? row.map(Row::listTarget)
        : row.flatMap(Row::target);
  }
}
