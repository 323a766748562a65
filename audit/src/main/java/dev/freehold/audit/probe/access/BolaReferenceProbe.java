package dev.freehold.audit.probe.access;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.EnvelopeReader;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.ForeignRows;
import dev.freehold.audit.probe.NonexistentValue;
import dev.freehold.audit.probe.ResponseComparison;
import dev.freehold.audit.probe.RowLeakDetector;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// BOLA through references: a row of user B that refers to a row of user A, on create and on
/// update. Also checks whether the refusal reveals that the row exists.
public final class BolaReferenceProbe extends AbstractProbe {
  private static final String REMEDY =
      "Look up the referenced row with the permissions of the caller before storing the"
          + " reference, or include the owner in the foreign key. Return the same error as for a"
          + " row that does not exist.";

  public BolaReferenceProbe() {
    super(
        "access.reference-foreign",
        "no row can refer to a row of another user",
        true,
        ChecklistItem.ISOLATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    ForeignRows rows = new ForeignRows(site, site.userB());
    for (ResourceCollection collection : site.collections()) {
      for (Map.Entry<String, String> reference : collection.references().entrySet()) {
        site.collection(reference.getValue())
            .flatMap(rows::hidden)
            .ifPresent(row -> attack(site, collection, reference.getKey(), row, findings));
      }
    }
    return findings.verdict("no references to owned rows");
  }

  private static void attack(
      Site site,
      ResourceCollection collection,
      String property,
      AuditRow row,
      FindingCollector findings) {
    Object id = row.referenceId();
    collection
        .create()
        .ifPresent(create -> create(site, collection, create, property, row, id, findings));
    Optional<DescribedOperation> change = collection.modify().or(collection::replace);
    if (change.isPresent() && takes(change.get(), property)) {
      site.createRow(collection, site.userB())
          .filter(own -> own.target().isPresent())
          .ifPresent(own -> change(site, change.get(), own, property, row, id, findings));
    }
  }

  private static void create(
      Site site,
      ResourceCollection collection,
      DescribedOperation create,
      String property,
      AuditRow row,
      Object id,
      FindingCollector findings) {
    Optional<JsonObject> sample = site.sampleBody(collection, site.userB(), true);
    if (sample.isEmpty()) {
      return;
    }
    ClientRequest call =
        ClientRequest.of("POST", site.target(create, site.pathValues(create, site.userB())));
    AuditExchange exchange =
        site.send(site.userB(), call.json(sample.get().copy().put(property, id)));
    if (exchange.isSuccess()) {
      Optional<AuditRow> made = site.trackCreatedRow(collection, exchange);
      judge(site, create, exchange, made, property, row, findings);
      return;
    }
    AuditExchange missing = refused(site, collection, call, sample.get(), property, row);
    AuditExchange again = refused(site, collection, call, sample.get(), property, row);
    List<String> differences =
        ResponseComparison.differences(
            new ResponseComparison.ComparedResponse(row.id(), exchange.answer()),
            new ResponseComparison.ComparedResponse(idIn(missing, property), missing.answer()),
            new ResponseComparison.ComparedResponse(idIn(again, property), again.answer()));
    if (differences.isEmpty() || missing.isSuccess()) {
      findings.countCheck();
      return;
    }
    findings.addFinding(
        Severity.MEDIUM,
        "Information disclosure: a refused reference reveals whether a row of another user"
            + " exists",
        create,
        property
            + " of user A's row, compared with one that does not exist: "
            + differences.getFirst(),
        exchange,
        Weakness.OBJECT_EXISTENCE_DISCLOSURE,
        REMEDY);
  }

  private static AuditExchange refused(
      Site site,
      ResourceCollection holder,
      ClientRequest call,
      JsonObject sample,
      String property,
      AuditRow row) {
    Object id =
        row.jsonId() instanceof Number
            ? Long.valueOf(NonexistentValue.id(row.id()))
            : NonexistentValue.id(row.id());
    AuditExchange exchange = site.send(site.userB(), call.json(sample.copy().put(property, id)));
    site.trackCreatedRow(holder, exchange);
    return exchange;
  }

  private static String idIn(AuditExchange exchange, String property) {
    return new JsonObject(exchange.call().bodyText()).getValue(property).toString();
  }

  private static void change(
      Site site,
      DescribedOperation change,
      AuditRow own,
      String property,
      AuditRow row,
      Object id,
      FindingCollector findings) {
    JsonObject body = new JsonObject();
    if (change.method().equals("PUT")) {
      body.mergeIn(own.requestBody());
    }
    ClientRequest call = ClientRequest.of(change.method(), own.target().orElseThrow());
    AuditExchange exchange = site.send(site.userB(), call.json(body.put(property, id)));
    judge(site, change, exchange, Optional.of(own), property, row, findings);
  }

  private static void judge(
      Site site,
      DescribedOperation operation,
      AuditExchange exchange,
      Optional<AuditRow> holder,
      String property,
      AuditRow row,
      FindingCollector findings) {
    Optional<JsonObject> shown = EnvelopeReader.row(exchange.answer());
    boolean points =
        exchange.isSuccess()
            && shown.map(json -> row.id().equals(text(json, property))).orElse(false);
    if (!points) {
      findings.countCheck();
      return;
    }
    Optional<AuditExchange> included = holder.flatMap(own -> included(site, own, property));
    Optional<String> seen = included.flatMap(each -> RowLeakDetector.find(row, each));
    findings.addFinding(
        seen.isPresent() ? Severity.CRITICAL : Severity.HIGH,
        "Broken object level authorization: a row can refer to a row of another user"
            + (seen.isPresent() ? " and shows it" : ""),
        operation,
        exchange.status()
            + " for user B with "
            + property
            + " of "
            + row
            + seen.map(s -> "; then " + s).orElse(""),
        included.filter(_ -> seen.isPresent()).orElse(exchange),
        Weakness.BROKEN_OBJECT_AUTHORIZATION,
        REMEDY);
  }

  private static Optional<AuditExchange> included(Site site, AuditRow own, String property) {
    boolean includes =
        own.collection()
            .read()
            .map(read -> read.parameter(Parameter.Location.QUERY, "include").isPresent())
            .orElse(false);
    if (!includes || own.target().isEmpty()) {
      return Optional.empty();
    }
    String relation =
        property.endsWith("_id") ? property.substring(0, property.length() - 3) : property;
    return Optional.of(
        site.send(site.userB(), ClientRequest.get(own.target().get()).query("include", relation)));
  }

  private static boolean takes(DescribedOperation operation, String property) {
    return operation
        .jsonBodySchema()
        .map(schema -> schema.properties().containsKey(property))
        .orElse(false);
  }

  private static String text(JsonObject json, String name) {
    return String.valueOf(json.getValue(name));
  }
}
