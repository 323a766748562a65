package dev.freehold.audit.probe.access;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.EnvelopeReader;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.RowKey;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.DeclaredAccess;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.RowLeakDetector;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.JsonSchema;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// BOLA: a row that its owner hides by a property, such as a draft, read by its id by user B.
///
/// The server shows what the property means: the list shows user B a row without it, and none with
/// it. A row that is in no list but open to anyone who has its address is often meant so; properties
/// with such names are left out.
public final class HiddenRowProbe extends AbstractProbe {
  private static final Pattern HIDES =
      Pattern.compile(
          "(is|as)?(draft|private|hidden|confidential|secret|personal|internal)(only)?");
  private static final Pattern SHOWS = Pattern.compile("(is|as)?(public|published|visible|shared)");
  private static final Pattern STATE = Pattern.compile("status|state|visibility|access|privacy");

  public HiddenRowProbe() {
    super(
        "access.read-hidden",
        "a row that its owner hides is its owner's",
        true,
        ChecklistItem.ISOLATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    for (ResourceCollection collection : site.collections()) {
      boolean isSilent =
          collection.read().filter(each -> !DeclaredAccess.hasGrants(each)).isPresent();
      if (isSilent && collection.list().isPresent() && !collection.isOfPeople()) {
        for (JsonObject hiding : hiding(collection)) {
          probe(site, collection, hiding, findings);
        }
      }
    }
    return findings.verdict("no row has a property that hides it");
  }

  /// The changes of a new row that may hide it.
  private static List<JsonObject> hiding(ResourceCollection collection) {
    Map<String, JsonSchema> properties =
        collection.body().map(JsonSchema::properties).orElse(Map.of());
    List<JsonObject> changes = new ArrayList<>();
    properties.forEach(
        (name, schema) -> {
          String plain = RowKey.normal(name);
          if (schema.types().contains("boolean")) {
            if (HIDES.matcher(plain).matches()) {
              changes.add(new JsonObject().put(name, true));
            } else if (SHOWS.matcher(plain).matches()) {
              changes.add(new JsonObject().put(name, false));
            }
          } else if (STATE.matcher(plain).matches()) {
            schema.allowedValues().stream()
                .filter(String.class::isInstance)
                .filter(value -> HIDES.matcher(RowKey.normal(value.toString())).matches())
                .forEach(value -> changes.add(new JsonObject().put(name, value)));
          }
        });
    return changes;
  }

  /// The same row, but not hidden.
  private static JsonObject showing(ResourceCollection collection, JsonObject hiding) {
    JsonObject showing = new JsonObject();
    for (String name : hiding.fieldNames()) {
      if (hiding.getValue(name) instanceof Boolean flag) {
        showing.put(name, !flag);
      } else {
        collection.body().stream()
            .flatMap(body -> Stream.ofNullable(body.properties().get(name)))
            .flatMap(property -> property.allowedValues().stream())
            .filter(String.class::isInstance)
            .filter(value -> SHOWS.matcher(RowKey.normal(value.toString())).matches())
            .findFirst()
            .ifPresent(value -> showing.put(name, value));
      }
    }
    return showing;
  }

  private static void probe(
      Site site, ResourceCollection collection, JsonObject hiding, FindingCollector findings) {
    Optional<AuditRow> open =
        site.createRow(collection, site.userA(), showing(collection, hiding))
            .filter(row -> isListed(site, row, site.userB()));
    Optional<AuditRow> hidden =
        open.flatMap(_ -> site.createRow(collection, site.userA(), hiding))
            .filter(row -> row.target().isPresent() && !isListed(site, row, site.userB()));
    if (hidden.isEmpty()) {
      return;
    }
    AuditRow row = hidden.get();
    DescribedOperation read = collection.read().orElseThrow();
    ClientRequest call = ClientRequest.get(row.target(read));
    boolean isThere = RowLeakDetector.find(row, site.send(site.userA(), call)).isPresent();
    AuditExchange exchange = site.send(site.userB(), call);
    Optional<String> seen = isThere ? RowLeakDetector.find(row, exchange) : Optional.empty();
    if (seen.isEmpty()) {
      findings.countCheck();
      return;
    }
    findings.addFinding(
        Severity.CRITICAL,
        "Broken object level authorization: a row that its owner hides is readable by id",
        read,
        exchange.status()
            + " for user B with "
            + hiding.encode()
            + ", which keeps the row out of the list: "
            + seen.get(),
        exchange,
        Weakness.BROKEN_OBJECT_AUTHORIZATION,
        "Put the condition of the list into the WHERE clause of every read, and return 404 if there"
            + " is no match.");
  }

  private static boolean isListed(Site site, AuditRow row, AuditUser user) {
    ClientRequest list = ListAttackQueries.whole(row.collection(), row.listTarget());
    AuditExchange exchange = site.send(user, list);
    return exchange.isSuccess()
        && EnvelopeReader.rows(exchange.answer()).stream()
            .anyMatch(
                each ->
                    RowLeakDetector.isRow(row, each)
                        || (!row.marker().isEmpty() && each.encode().contains(row.marker())));
  }
}
