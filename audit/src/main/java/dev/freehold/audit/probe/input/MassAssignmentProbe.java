package dev.freehold.audit.probe.input;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.BodyEnvelope;
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
import dev.freehold.audit.probe.RowLeakDetector;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.JsonSchema;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Mass assignment: sends properties that a response shows and a client must not set, such as
/// owner, id and timestamps.
public final class MassAssignmentProbe extends AbstractProbe {
  private static final String REMEDY =
      "Bind request bodies to a type that has only the client-writable properties, and refuse"
          + " all others.";

  public MassAssignmentProbe() {
    super(
        "input.assignment",
        "a body sets only documented properties and never the owner",
        true,
        ChecklistItem.VALIDATION,
        ChecklistItem.ISOLATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    for (ResourceCollection collection : site.collections()) {
      Optional<AuditRow> row = site.anyRow(collection, site.userA());
      if (row.isPresent()) {
        collection.create().ifPresent(create -> create(site, create, row.get(), findings));
        collection
            .modify()
            .or(collection::replace)
            .ifPresent(change -> change(site, change, row.get(), findings));
      }
    }
    return findings.verdict("no row could be created");
  }

  private static void create(
      Site site, DescribedOperation create, AuditRow row, FindingCollector findings) {
    ResourceCollection collection = row.collection();
    Set<String> settable = collection.body().map(MassAssignmentProbe::settable).orElse(Set.of());
    List<InjectedProperty> all =
        InjectedProperty.of(row, answered(create, collection), settable, site.userB());
    for (InjectedProperty intruder : all) {
      Optional<JsonObject> sample = site.sampleBody(collection, site.userA(), true);
      if (sample.isEmpty()) {
        return;
      }
      ClientRequest call = ClientRequest.of("POST", site.target(create, row.pathValues()));
      AuditExchange exchange = site.send(site.userA(), call.json(intruder.into(sample.get())));
      Optional<AuditRow> made = site.trackCreatedRow(collection, exchange);
      judge(create, intruder, exchange, kept(site, exchange, made, intruder), findings);
    }
  }

  private static void change(
      Site site, DescribedOperation change, AuditRow like, FindingCollector findings) {
    ResourceCollection collection = like.collection();
    Set<String> settable =
        BodyEnvelope.rowSchema(change).map(MassAssignmentProbe::settable).orElse(Set.of());
    List<InjectedProperty> all =
        InjectedProperty.of(like, answered(change, collection), settable, site.userB());
    for (InjectedProperty intruder : all) {
      Optional<AuditRow> row = site.createRow(collection, site.userA());
      if (row.isEmpty() || row.get().target().isEmpty()) {
        return;
      }
      JsonObject body = new JsonObject();
      for (String name : row.get().requestBody().fieldNames()) {
        if (change.method().equals("PUT") && (settable.isEmpty() || settable.contains(name))) {
          body.put(name, row.get().requestBody().getValue(name));
        }
      }
      ClientRequest call =
          ClientRequest.of(change.method(), row.get().target().get()).json(intruder.into(body));
      AuditExchange exchange = site.send(site.userA(), call);
      Optional<JsonObject> shown = kept(site, exchange, row, intruder);
      judge(change, intruder, exchange, shown, findings);
    }
  }

  /// The properties that a client may set according to a schema.
  static Set<String> settable(JsonSchema schema) {
    Set<String> names = new LinkedHashSet<>();
    schema
        .properties()
        .forEach(
            (name, property) -> {
              if (!property.flag("readOnly")) {
                names.add(name);
              }
            });
    return names;
  }

  /// The properties of a row in responses, according to the description.
  private static Map<String, JsonSchema> answered(
      DescribedOperation operation, ResourceCollection collection) {
    return operation
        .successSchema()
        .or(() -> collection.read().flatMap(DescribedOperation::successSchema))
        .map(JsonSchema::properties)
        .orElse(Map.of());
  }

  /// The row after the request, as its owner reads it: the response may only echo the request.
  static Optional<JsonObject> kept(
      Site site, AuditExchange exchange, Optional<AuditRow> row, InjectedProperty intruder) {
    Optional<JsonObject> shown = EnvelopeReader.row(exchange.answer());
    Optional<String> target =
        row.filter(each -> each.collection().read().isPresent()).flatMap(AuditRow::target);
    if (!exchange.isSuccess() || target.isEmpty()) {
      return shown;
    }
    AuditExchange again = site.send(site.userA(), ClientRequest.get(target.get()));
    if (again.isSuccess()) {
      return EnvelopeReader.row(again.answer());
    }
    // The row of another owner is gone for this one.
    return intruder.isOwner() ? Optional.of(intruder.into(new JsonObject())) : shown;
  }

  private static void judge(
      DescribedOperation operation,
      InjectedProperty intruder,
      AuditExchange exchange,
      Optional<JsonObject> shown,
      FindingCollector findings) {
    if (!exchange.isSuccess() || !shown.map(intruder::isIn).orElse(false)) {
      findings.countCheck();
      return;
    }
    findings.addFinding(
        intruder.severity(),
        "Mass assignment: a client can set " + intruder.what(),
        operation,
        exchange.status() + ": " + intruder.name() + " has the value that user A sent",
        exchange,
        Weakness.MASS_ASSIGNMENT,
        REMEDY);
  }

  /// A property that a client must not set, with a value that the server would not choose.
  ///
  /// @param severity the severity if the server accepts it
  /// @param what the phrase for the finding title, such as `the owner`
  record InjectedProperty(String name, Object value, Severity severity, String what) {
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d.*");
    private static final String LONG_AGO = "2001-02-03T04:05:06Z";
    private static final String OWNER = "the owner";

    /// The properties for the bodies of rows like this one.
    ///
    /// @param described the properties in responses according to the description
    /// @param settable the properties that a client may set according to the description
    /// @param other the user to set as the owner
    static List<InjectedProperty> of(
        AuditRow row, Map<String, JsonSchema> described, Set<String> settable, AuditUser other) {
      List<InjectedProperty> all = new ArrayList<>();
      for (String name : row.responseBody().fieldNames()) {
        Object shown = row.responseBody().getValue(name);
        boolean isOwner = RowLeakDetector.ownerNames().contains(name) && isOf(row.owner(), shown);
        if (isOwner && other.id() != null) {
          all.add(new InjectedProperty(name, like(shown, other.id()), Severity.CRITICAL, OWNER));
        } else if (!settable.contains(name) && !isOwner) {
          of(name, shown).ifPresent(all::add);
        }
      }
      for (PrivilegedProperty each :
          PrivilegedProperty.of(described, row.responseBody(), settable)) {
        boolean isShown = row.responseBody().containsKey(each.name());
        all.removeIf(property -> property.name().equals(each.name()));
        // A role of a row such as a membership may be more than that of a property nobody reads.
        Severity severity = isShown ? each.severity() : Severity.HIGH;
        all.add(new InjectedProperty(each.name(), each.value(), severity, each.what()));
      }
      return all;
    }

    boolean isOwner() {
      return what.equals(OWNER);
    }

    /// A property that does not exist.
    static InjectedProperty unknown() {
      return new InjectedProperty(
          "audit_" + NonexistentValue.randomWord(),
          NonexistentValue.randomWord(),
          Severity.HIGH,
          "an undocumented property");
    }

    private static Optional<InjectedProperty> of(String name, @Nullable Object shown) {
      if (name.equals("id")) {
        return shown == null
            ? Optional.empty()
            : Optional.of(
                new InjectedProperty(
                    name,
                    like(shown, NonexistentValue.id(shown.toString())),
                    Severity.MEDIUM,
                    "the id"));
      }
      Severity severity = Severity.MEDIUM;
      return switch (shown) {
        case Boolean flag ->
            Optional.of(new InjectedProperty(name, !flag, severity, "a read-only property"));
        case Number _ ->
            Optional.of(new InjectedProperty(name, 424_242, severity, "a read-only property"));
        case String text when TIME.matcher(text).matches() ->
            Optional.of(new InjectedProperty(name, LONG_AGO, severity, "a server timestamp"));
        case String _ ->
            Optional.of(
                new InjectedProperty(
                    name, NonexistentValue.randomWord(), severity, "a read-only property"));
        case null, default -> Optional.empty();
      };
    }

    private static boolean isOf(AuditUser user, @Nullable Object value) {
      return value != null && value.toString().equals(user.id());
    }

    /// Returns a value of the same JSON type.
    private static Object like(Object shown, String text) {
      return shown instanceof Number && text.matches("\\d{1,18}") ? Long.valueOf(text) : text;
    }

    JsonObject into(JsonObject body) {
      return body.copy().put(name, value);
    }

    /// Whether the row shows that the value was stored.
    boolean isIn(JsonObject row) {
      Object shown = row.getValue(name);
      if (shown == null) {
        return false;
      }
      String text = shown instanceof JsonArray array ? array.encode() : shown.toString();
      return text.equals(value.toString())
          || (value.equals(LONG_AGO) && text.startsWith("2001-02-03"));
    }
  }
}
