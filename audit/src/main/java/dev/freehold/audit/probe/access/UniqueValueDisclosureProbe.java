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
import dev.freehold.client.ClientRequest;
import dev.freehold.client.ClientResponse;
import dev.freehold.description.DescribedOperation;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.regex.Pattern;

/// Checks whether a conflict reveals that another user has the same value.
public final class UniqueValueDisclosureProbe extends AbstractProbe {
  private static final Pattern TAKEN =
      Pattern.compile("exists|already|taken|unique|duplicate", Pattern.CASE_INSENSITIVE);

  public UniqueValueDisclosureProbe() {
    super(
        "access.unique-foreign",
        "a conflict reveals no value of another user",
        true,
        ChecklistItem.ISOLATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    ForeignRows rows = new ForeignRows(site, site.userB());
    for (ResourceCollection collection : site.collections()) {
      Optional<DescribedOperation> create = collection.create();
      if (create.isPresent() && !DeclaredAccess.opensRows(collection)) {
        // Uses a separate row: values that user B stores must not look like a row of user A to
        // other probes.
        rows.freshHidden(collection)
            .ifPresent(row -> attack(site, collection, create.get(), row, findings));
      }
    }
    return findings.verdict("no owned row could be created");
  }

  private static void attack(
      Site site,
      ResourceCollection collection,
      DescribedOperation create,
      AuditRow row,
      FindingCollector findings) {
    Optional<JsonObject> sample = site.sampleBody(collection, site.userB(), true);
    if (sample.isEmpty()) {
      return;
    }
    JsonObject same = sample.get().copy();
    for (String name : sample.get().fieldNames()) {
      boolean refers = collection.references().containsKey(name);
      // Only text generated for user A: user B may have the same number or enum value by chance.
      if (!refers
          && row.requestBody().getValue(name) instanceof String text
          && !row.marker().isEmpty()
          && text.contains(row.marker())) {
        same.put(name, text);
      }
    }
    ClientRequest call =
        ClientRequest.of("POST", site.target(create, site.pathValues(create, site.userB())));
    AuditExchange exchange = site.send(site.userB(), call.json(same));
    site.trackCreatedRow(collection, exchange);
    if (!isConflict(exchange.answer()) || same.equals(sample.get())) {
      findings.countCheck();
      return;
    }
    // The same body with text of user B is accepted, so only the values of user A conflict.
    AuditExchange own = site.send(site.userB(), call.json(sample.get()));
    site.trackCreatedRow(collection, own);
    if (!own.isSuccess()) {
      findings.countCheck();
      return;
    }
    findings.addFinding(
        Severity.MEDIUM,
        "Information disclosure: a conflict reveals that another user has the same value",
        create,
        exchange.status() + " for user B for a value of " + row,
        exchange,
        Weakness.OBJECT_EXISTENCE_DISCLOSURE,
        "Include the owner in unique constraints, so that values are unique per user.");
  }

  private static boolean isConflict(ClientResponse answer) {
    return answer.status() == 409
        || ((answer.status() == 400 || answer.status() == 422)
            && TAKEN.matcher(answer.text()).find());
  }
}
