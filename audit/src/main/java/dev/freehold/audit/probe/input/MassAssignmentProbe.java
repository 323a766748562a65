package dev.freehold.audit.probe.input;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.AuditUser;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Mass assignment: sends properties that a response shows and a client must not set, such as
/// owner, id and timestamps.
public final class MassAssignmentProbe extends AbstractProbe {
  private static final String MEND =
      "Read bodies into a type that has only what a client may set, and refuse what is not in it.";

  public MassAssignmentProbe() {
    super(
        "input.assignment",
        "a body sets only what is described, and never the owner",
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
    return findings.verdict("no rows that can be made");
  }

  private static void create(
      Site site, DescribedOperation create, AuditRow row, FindingCollector findings) {
    ResourceCollection collection = row.collection();
    Set<String> described =
        collection.body().map(JsonSchema::properties).map(Map::keySet).orElse(Set.of());
    for (InjectedProperty intruder : InjectedProperty.of(row, described, site.userB())) {
      Optional<JsonObject> sample = site.sampleBody(collection, site.userA(), true);
      if (sample.isEmpty()) {
        return;
      }
      ClientRequest call = ClientRequest.of("POST", site.target(create, row.pathValues()));
      AuditExchange exchange = site.send(site.userA(), call.json(intruder.into(sample.get())));
      site.trackCreatedRow(collection, exchange);
      judge(create, intruder, exchange, EnvelopeReader.row(exchange.answer()), findings);
    }
  }

  private static void change(
      Site site, DescribedOperation change, AuditRow like, FindingCollector findings) {
    ResourceCollection collection = like.collection();
    Set<String> described =
        change.jsonBodySchema().map(JsonSchema::properties).map(Map::keySet).orElse(Set.of());
    for (InjectedProperty intruder : InjectedProperty.of(like, described, site.userB())) {
      Optional<AuditRow> row = site.createRow(collection, site.userA());
      if (row.isEmpty() || row.get().target().isEmpty()) {
        return;
      }
      JsonObject body = new JsonObject();
      for (String name : row.get().requestBody().fieldNames()) {
        if (change.method().equals("PUT") && (described.isEmpty() || described.contains(name))) {
          body.put(name, row.get().requestBody().getValue(name));
        }
      }
      ClientRequest call =
          ClientRequest.of(change.method(), row.get().target().get()).json(intruder.into(body));
      AuditExchange exchange = site.send(site.userA(), call);
      Optional<JsonObject> shown = EnvelopeReader.row(exchange.answer());
      if (exchange.answer().isSuccess() && collection.read().isPresent()) {
        // What is answered may be only what was sent.
        AuditExchange again = site.send(site.userA(), ClientRequest.get(row.get().target().get()));
        boolean gone = intruder.severity() == Severity.CRITICAL && !again.answer().isSuccess();
        shown =
            gone
                ? Optional.of(intruder.into(new JsonObject()))
                : EnvelopeReader.row(again.answer());
      }
      judge(change, intruder, exchange, shown, findings);
    }
  }

  private static void judge(
      DescribedOperation operation,
      InjectedProperty intruder,
      AuditExchange exchange,
      Optional<JsonObject> shown,
      FindingCollector findings) {
    if (!exchange.answer().isSuccess() || !shown.map(intruder::isIn).orElse(false)) {
      findings.countCheck();
      return;
    }
    findings.addFinding(
        intruder.severity(),
        "a client can set " + intruder.what(),
        operation,
        exchange.status() + ": " + intruder.name() + " is what A sent",
        exchange,
        Weakness.MASS_ASSIGNMENT,
        MEND);
  }

  /// A property that is not the client's to set, and a value for it that the server would not choose.
  ///
  /// @param severity of taking it
  /// @param what such as `the owner`, in the words of a title
  record InjectedProperty(String name, Object value, Severity severity, String what) {
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d.*");
    private static final String LONG_AGO = "2001-02-03T04:05:06Z";
    private static final Set<String> OF_RANK =
        Set.of("role", "roles", "is_admin", "is_superuser", "is_staff", "permissions", "scopes");
    private static final Map<String, Object> RANKS =
        Map.of("is_admin", true, "role", "admin", "is_superuser", true);

    /// For the bodies of rows like this one.
    ///
    /// @param described the properties that the description lets a client set
    /// @param other whose such a row shall be
    static List<InjectedProperty> of(AuditRow row, Set<String> described, AuditUser other) {
      List<InjectedProperty> all = new ArrayList<>();
      for (String name : row.responseBody().fieldNames()) {
        Object shown = row.responseBody().getValue(name);
        boolean isOwner = RowLeakDetector.ownerNames().contains(name) && isOf(row.owner(), shown);
        if (isOwner && other.id() != null) {
          all.add(
              new InjectedProperty(name, like(shown, other.id()), Severity.CRITICAL, "the owner"));
        } else if (!described.contains(name) && !isOwner) {
          of(name, shown).ifPresent(all::add);
        }
      }
      RANKS.forEach(
          (name, value) -> {
            if (!row.responseBody().containsKey(name) && !described.contains(name)) {
              all.add(new InjectedProperty(name, value, Severity.HIGH, "a role"));
            }
          });
      return all;
    }

    /// A property that nobody knows.
    static InjectedProperty unknown() {
      return new InjectedProperty(
          "audit_" + NonexistentValue.randomWord(),
          NonexistentValue.randomWord(),
          Severity.HIGH,
          "a property that is not described");
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
      Severity severity = OF_RANK.contains(name) ? Severity.CRITICAL : Severity.MEDIUM;
      return switch (shown) {
        case Boolean flag ->
            Optional.of(
                new InjectedProperty(name, !flag, severity, "a property that it only shows"));
        case Number _ ->
            Optional.of(
                new InjectedProperty(name, 424_242, severity, "a property that it only shows"));
        case String text when TIME.matcher(text).matches() ->
            Optional.of(
                new InjectedProperty(name, LONG_AGO, severity, "a time that is the server's"));
        case String _ ->
            Optional.of(
                new InjectedProperty(
                    name,
                    NonexistentValue.randomWord(),
                    severity,
                    "a property that it only shows"));
        case null, default -> Optional.empty();
      };
    }

    private static boolean isOf(AuditUser person, @Nullable Object value) {
      return value != null && value.toString().equals(person.id());
    }

    /// Of the same JSON type.
    private static Object like(Object shown, String text) {
      return shown instanceof Number && text.matches("\\d{1,18}") ? Long.valueOf(text) : text;
    }

    JsonObject into(JsonObject body) {
      return body.copy().put(name, value);
    }

    /// Whether a row shows that it was taken.
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
