package dev.freehold.audit.probe.access;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.BodyEnvelope;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.RowUse;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.ForeignRows;
import dev.freehold.audit.probe.NonexistentValue;
import dev.freehold.audit.probe.RowLeakDetector;
import dev.freehold.audit.probe.RowSnapshot;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// BOLA: every other operation with a place for an id, in path, query or body, called by user B with
/// the id of a row of user A: `GET /vehicles/{id}/location`, `POST /orders/return?order_id=`.
public final class BolaUseProbe extends AbstractProbe {
  private static final String REMEDY =
      "Look the row up by id and owner wherever a request names one, and return 404 if there is no"
          + " match.";

  public BolaUseProbe() {
    super(
        "access.use-foreign",
        "no operation that takes the id of a row accepts that of another user",
        true,
        ChecklistItem.ISOLATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    ForeignRows rows = new ForeignRows(site, site.userB());
    for (ResourceCollection collection : site.collections()) {
      collection.uses().stream()
          .filter(use -> site.mayCall(use.operation(), site.userB()))
          .filter(use -> !rows.isOpen(use.operation()) && !isOfAnotherProbe(site, collection, use))
          // What deletes a row comes last.
          .sorted(Comparator.comparing(use -> use.operation().method().equals("DELETE")))
          .forEach(use -> attack(site, collection, use, rows, findings));
    }
    return findings.verdict("no other operation takes the id of a row");
  }

  /// Accounts have a probe of their own; a document with grants declares them for the rows below.
  private static boolean isOfAnotherProbe(Site site, ResourceCollection collection, RowUse use) {
    boolean isBelow =
        site.collections().stream()
            .anyMatch(
                each ->
                    each.list().equals(Optional.of(use.operation()))
                        || each.create().equals(Optional.of(use.operation())));
    return (isBelow && use.operation().extensions().containsKey("x-access"))
        || (collection.isOfPeople() && !use.isRead());
  }

  private static void attack(
      Site site,
      ResourceCollection collection,
      RowUse use,
      ForeignRows rows,
      FindingCollector findings) {
    if (use.isRead()) {
      site.anyRow(collection, site.userA())
          .filter(rows::isHidden)
          .ifPresent(row -> read(site, row, use, findings));
    } else if (!site.isSafe()) {
      site.createRow(collection, site.userA())
          .or(() -> site.anyRow(collection, site.userA()))
          .ifPresent(row -> change(site, row, use, rows, findings));
    }
  }

  private static void read(Site site, AuditRow row, RowUse use, FindingCollector findings) {
    for (String id : ids(row)) {
      AuditExchange own = site.send(site.userA(), call(site, site.userA(), use, id));
      if (!own.isSuccess() || isNothing(own)) {
        continue;
      }
      AuditExchange foreign = site.send(site.userB(), call(site, site.userB(), use, id));
      Optional<String> seen =
          RowLeakDetector.find(row, foreign)
              .or(
                  () ->
                      isSame(own, foreign)
                          ? Optional.of("the answer is that of user A")
                          : Optional.empty());
      if (seen.isPresent() && isOfRow(site, use, id, foreign)) {
        findings.addFinding(
            Severity.CRITICAL,
            "Broken object level authorization: an operation shows data of a row of another user",
            use.operation(),
            foreign.status() + " for user B with the id of " + row + ": " + seen.get(),
            foreign,
            Weakness.BROKEN_OBJECT_AUTHORIZATION,
            REMEDY);
      } else {
        findings.countCheck();
      }
      return;
    }
  }

  /// The answer must differ from that for a row that does not exist, and must not be for everyone.
  private static boolean isOfRow(Site site, RowUse use, String id, AuditExchange foreign) {
    AuditExchange missing =
        site.send(site.userB(), call(site, site.userB(), use, NonexistentValue.id(id)));
    return !isSame(missing, foreign)
        && (use.operation().isProtected()
            || !isSame(site.send(site.anonymous(), call(site, site.userB(), use, id)), foreign));
  }

  private static boolean isSame(AuditExchange one, AuditExchange other) {
    return one.isSuccess()
        && other.isSuccess()
        && Objects.equals(one.answer().json(), other.answer().json());
  }

  private static boolean isNothing(AuditExchange exchange) {
    return switch (exchange.answer().json().orElse(null)) {
      case JsonObject object -> object.isEmpty();
      case JsonArray array -> array.isEmpty();
      case null, default -> true;
    };
  }

  private static void change(
      Site site, AuditRow row, RowUse use, ForeignRows rows, FindingCollector findings) {
    RowSnapshot snapshot = RowSnapshot.of(site, row);
    if (!snapshot.isReadable()) {
      return;
    }
    boolean isHidden = rows.isHidden(row);
    for (String id : ids(row)) {
      AuditExchange exchange = site.send(site.userB(), call(site, site.userB(), use, id));
      track(site, use, exchange);
      Optional<String> damage = isHidden ? snapshot.damage() : snapshot.damageToContent();
      if (damage.isPresent()) {
        findings.addFinding(
            Severity.CRITICAL,
            "Broken object level authorization: an operation changes a row of another user",
            use.operation(),
            exchange.status() + " for user B with the id of " + row + ": " + damage.get(),
            exchange,
            Weakness.BROKEN_OBJECT_AUTHORIZATION,
            REMEDY);
        return;
      }
      Optional<String> seen = isHidden ? RowLeakDetector.find(row, exchange) : Optional.empty();
      if (seen.isPresent()) {
        findings.addFinding(
            Severity.CRITICAL,
            "Broken object level authorization: an operation shows data of a row of another user",
            use.operation(),
            exchange.status() + " for user B with the id of " + row + ": " + seen.get(),
            exchange,
            Weakness.BROKEN_OBJECT_AUTHORIZATION,
            REMEDY);
        return;
      }
      if (isHidden && exchange.isSuccess() && isRefusedIfMissing(site, use, id)) {
        findings.addFinding(
            Severity.MEDIUM,
            "Broken object level authorization: an operation accepts the id of a row of another"
                + " user",
            use.operation(),
            exchange.status() + " for user B, but an error for a row that does not exist",
            exchange,
            Weakness.BROKEN_OBJECT_AUTHORIZATION,
            REMEDY);
        return;
      }
      findings.countCheck();
    }
  }

  private static boolean isRefusedIfMissing(Site site, RowUse use, String id) {
    AuditExchange missing =
        site.send(site.userB(), call(site, site.userB(), use, NonexistentValue.id(id)));
    track(site, use, missing);
    return !missing.isSuccess();
  }

  private static void track(Site site, RowUse use, AuditExchange exchange) {
    created(site, use.operation()).ifPresent(each -> site.trackCreatedRow(each, exchange));
  }

  private static Optional<ResourceCollection> created(Site site, DescribedOperation operation) {
    return site.collections().stream()
        .filter(each -> each.create().equals(Optional.of(operation)))
        .findFirst();
  }

  /// The id in the path of the row, and the one by which other rows refer to it.
  private static Set<String> ids(AuditRow row) {
    Set<String> ids = new LinkedHashSet<>();
    ids.add(row.id());
    for (String name : List.of("id", "uuid", "slug", "code", "number")) {
      Object value = row.responseBody().getValue(name);
      if (value instanceof String || value instanceof Number) {
        ids.add(value.toString());
      }
    }
    return ids;
  }

  private static ClientRequest call(Site site, AuditUser user, RowUse use, String id) {
    DescribedOperation operation = use.operation();
    Map<String, String> path = new HashMap<>(site.pathValues(operation, user));
    if (use.place() == RowUse.Place.PATH) {
      path.put(use.name(), id);
    }
    ClientRequest call = ClientRequest.of(operation.method(), site.target(operation, path));
    for (Parameter parameter : operation.parameters(Parameter.Location.QUERY)) {
      if (use.isParameter(parameter)) {
        call = call.query(parameter.name(), id);
      } else if (parameter.required()) {
        call = call.query(parameter.name(), site.sampleValue(parameter, user));
      }
    }
    if (operation.body().isEmpty()) {
      return call;
    }
    JsonObject body = body(site, user, use);
    return call.json(
        use.place() == RowUse.Place.BODY ? body.put(use.name(), typed(use, id)) : body);
  }

  private static JsonObject body(Site site, AuditUser user, RowUse use) {
    return created(site, use.operation())
        .flatMap(each -> site.sampleBody(each, user, false))
        .or(() -> site.sampleBody(use.operation(), user, true))
        .map(JsonObject::copy)
        .orElseGet(JsonObject::new);
  }

  private static Object typed(RowUse use, String id) {
    boolean isNumber =
        BodyEnvelope.rowSchema(use.operation())
            .map(schema -> schema.properties().get(use.name()))
            .filter(schema -> !schema.allows("string") && schema.allows("integer"))
            .isPresent();
    return isNumber && id.matches("\\d{1,18}") ? (Object) Long.valueOf(id) : id;
  }
}
