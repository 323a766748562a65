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
import dev.freehold.audit.probe.NonexistentValue;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.JsonSchema;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// BOPLA: fields that are write-only (`writeOnly`) or need a role (`x-read-roles`,
/// `x-write-roles`), tried by a user without it: in responses, in filters, and in request bodies.
public final class RestrictedFieldProbe extends AbstractProbe {
  private static final int DEPTH = 4;
  private static final int UNUSED_NUMBER = 424_242;
  private static final String REMEDY =
      "Allow a request to name only properties that the caller may read or write, and treat all"
          + " others as if they did not exist.";

  public RestrictedFieldProbe() {
    super(
        "guard.fields",
        "write-only and role-restricted properties are neither shown to nor accepted from other"
            + " users",
        true,
        ChecklistItem.PROTECTED,
        ChecklistItem.VALIDATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    boolean hasRole = BflaRoleProbe.hasRole(site, site.userA());
    for (ResourceCollection collection : site.collections()) {
      Map<String, JsonSchema> body = collection.body().map(JsonSchema::properties).orElse(Map.of());
      Set<String> unseen = named(body, schema -> schema.flag("writeOnly"));
      Set<String> unwritten = new LinkedHashSet<>();
      if (!hasRole) {
        collection
            .read()
            .or(collection::list)
            .flatMap(DescribedOperation::successSchema)
            .ifPresent(shown -> collect(shown, unseen, DEPTH));
        unwritten.addAll(named(body, schema -> schema.json().containsKey("x-write-roles")));
      }
      if (!unseen.isEmpty() || !unwritten.isEmpty()) {
        site.createRow(collection, site.userA())
            .ifPresent(
                row -> {
                  seen(site, row, unseen, findings);
                  probeFilters(site, row, unseen, findings);
                  written(site, row, unwritten, body, findings);
                });
      }
    }
    return findings.verdict("no property is documented as write-only or restricted to a role");
  }

  private static Set<String> named(
      Map<String, JsonSchema> properties, Predicate<JsonSchema> which) {
    Set<String> names = new LinkedHashSet<>();
    properties.forEach(
        (name, schema) -> {
          if (which.test(schema)) {
            names.add(name);
          }
        });
    return names;
  }

  /// The properties of the row, whatever envelope the response has.
  private static void collect(JsonSchema schema, Set<String> into, int depth) {
    Map<String, JsonSchema> properties = schema.properties();
    into.addAll(named(properties, each -> each.json().containsKey("x-read-roles")));
    if (depth > 0) {
      properties.values().forEach(each -> collect(each, into, depth - 1));
      schema.items().ifPresent(each -> collect(each, into, depth - 1));
    }
  }

  private static void seen(Site site, AuditRow row, Set<String> names, FindingCollector findings) {
    ResourceCollection collection = row.collection();
    DescribedOperation operation = collection.read().or(collection::list).orElseThrow();
    AuditExchange exchange =
        site.send(site.userA(), ClientRequest.get(row.target().orElse(row.listTarget())));
    List<JsonObject> rows =
        row.target().isPresent()
            ? EnvelopeReader.row(exchange.answer()).map(List::of).orElse(List.of())
            : EnvelopeReader.rows(exchange.answer());
    for (String name : names) {
      if (row.responseBody().getValue(name) != null
          || rows.stream().anyMatch(r -> r.getValue(name) != null)) {
        findings.addFinding(
            Severity.HIGH,
            "Excessive data exposure: a write-only or role-restricted property is shown",
            operation,
            exchange.status() + ": the response contains " + name,
            exchange,
            Weakness.EXCESSIVE_DATA_EXPOSURE,
            REMEDY);
      } else {
        findings.countCheck();
      }
    }
  }

  /// A filter that matches no row shortens the list only if the server evaluates it. An unknown
  /// sort key is refused.
  private static void probeFilters(
      Site site, AuditRow row, Set<String> names, FindingCollector findings) {
    Optional<DescribedOperation> list = row.collection().list();
    ClientRequest plain = ClientRequest.get(row.listTarget());
    AuditExchange all = site.send(site.userA(), plain);
    if (list.isEmpty() || names.isEmpty() || EnvelopeReader.rows(all.answer()).isEmpty()) {
      return;
    }
    boolean ordered =
        !site.send(site.userA(), plain.query("sort", NonexistentValue.randomWord())).isSuccess()
            && site.send(site.userA(), plain.query("sort", "id")).isSuccess();
    for (String name : names) {
      for (String value : List.of(Integer.toString(UNUSED_NUMBER), NonexistentValue.randomWord())) {
        AuditExchange exchange = site.send(site.userA(), plain.query(name, value));
        if (exchange.isSuccess()
            && EnvelopeReader.rows(exchange.answer()).size()
                < EnvelopeReader.rows(all.answer()).size()) {
          addFilterFinding(findings, list.get(), exchange, name);
        }
      }
      if (ordered) {
        AuditExchange exchange = site.send(site.userA(), plain.query("sort", name));
        if (exchange.isSuccess()) {
          addFilterFinding(findings, list.get(), exchange, name);
        }
      }
      findings.countCheck();
    }
  }

  private static void addFilterFinding(
      FindingCollector findings, DescribedOperation list, AuditExchange exchange, String name) {
    findings.addFinding(
        Severity.HIGH,
        "Excessive data exposure: a hidden property can be used in a filter or sort",
        list,
        exchange.status() + ": " + name + " is evaluated, which reveals its value",
        exchange,
        Weakness.EXCESSIVE_DATA_EXPOSURE,
        REMEDY);
  }

  private static void written(
      Site site,
      AuditRow row,
      Set<String> names,
      Map<String, JsonSchema> body,
      FindingCollector findings) {
    ResourceCollection collection = row.collection();
    DescribedOperation create = collection.create().orElseThrow();
    for (String name : names) {
      Optional<JsonObject> sample = site.sampleBody(collection, site.userA(), false);
      if (sample.isEmpty()) {
        return;
      }
      Object value = value(body.get(name));
      ClientRequest call = ClientRequest.of("POST", site.target(create, row.pathValues()));
      AuditExchange exchange =
          site.send(site.userA(), call.json(sample.get().copy().put(name, value)));
      Optional<AuditRow> made = site.trackCreatedRow(collection, exchange);
      boolean kept = made.filter(m -> value.equals(stored(site, m, name))).isPresent();
      if (kept || (made.isPresent() && collection.body().map(JsonSchema::isClosed).orElse(false))) {
        findings.addFinding(
            kept ? Severity.HIGH : Severity.MEDIUM,
            "Mass assignment: a role-restricted property is accepted from a user without the"
                + " role",
            create,
            exchange.status() + " for a body with " + name,
            exchange,
            Weakness.MASS_ASSIGNMENT,
            REMEDY);
      } else {
        findings.countCheck();
      }
    }
  }

  /// The value as the row shows it later: the response to the create may only echo the request.
  private static @Nullable Object stored(Site site, AuditRow made, String name) {
    return made.target()
        .map(target -> site.send(site.userA(), ClientRequest.get(target)))
        .filter(AuditExchange::isSuccess)
        .flatMap(exchange -> EnvelopeReader.row(exchange.answer()))
        .orElseGet(made::responseBody)
        .getValue(name);
  }

  private static Object value(@Nullable JsonSchema schema) {
    if (schema == null || schema.allows("string")) {
      return schema == null || schema.allowedValues().isEmpty()
          ? NonexistentValue.randomWord()
          : String.valueOf(schema.allowedValues().getFirst());
    }
    return schema.allows("integer") ? 3 : schema.allows("boolean") ? true : new JsonArray();
  }
}
