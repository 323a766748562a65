package dev.freehold.audit.probe.input;

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
import dev.freehold.audit.probe.LogInResponse;
import dev.freehold.audit.probe.RowLeakDetector;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.JsonSchema;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/// Sends values of the wrong type: objects that some databases interpret as operators, arrays,
/// numbers, text.
public final class WrongTypeProbe extends AbstractProbe {
  private static final JsonObject OPERATOR = new JsonObject().putNull("$ne");
  private static final String REMEDY =
      "Check the type of each value before use, and return 400 or 422 for a wrong type.";

  public WrongTypeProbe() {
    super(
        "input.wrong-type",
        "a value of an undocumented type is refused",
        true,
        ChecklistItem.VALIDATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    for (ResourceCollection collection : site.collections()) {
      Optional<JsonObject> sample =
          collection.create().flatMap(_ -> site.sampleBody(collection, site.userA(), true));
      sample.ifPresent(
          body -> rows(site, collection, collection.create().orElseThrow(), body, findings));
      site.anyRow(collection, site.userA()).ifPresent(row -> query(site, row, findings));
    }
    logIn(site, findings);
    return findings.verdict("no row could be created");
  }

  private static void rows(
      Site site,
      ResourceCollection collection,
      DescribedOperation create,
      JsonObject sample,
      FindingCollector findings) {
    ClientRequest call =
        ClientRequest.of("POST", site.target(create, site.pathValues(create, site.userA())));
    for (String name : sample.fieldNames()) {
      Optional<JsonSchema> schema =
          collection.body().flatMap(b -> Optional.ofNullable(b.properties().get(name)));
      for (Object wrong : wrong(sample.getValue(name))) {
        AuditExchange exchange = site.send(site.userA(), call.json(sample.copy().put(name, wrong)));
        site.trackCreatedRow(collection, exchange);
        judge(create, name, schema, wrong, exchange, findings);
      }
    }
  }

  private static List<Object> wrong(Object right) {
    return switch (right) {
      case String _ -> List.of(OPERATOR, new JsonArray().add("x"), 7);
      case Boolean _ -> List.of(OPERATOR, "yes please");
      case Number _ -> List.of(OPERATOR, "x1");
      case null, default -> List.of();
    };
  }

  /// A schema without a type may allow a number.
  private static boolean maybeNumber(JsonSchema schema) {
    return schema.types().isEmpty() || schema.allows("integer");
  }

  private static void judge(
      DescribedOperation create,
      String name,
      Optional<JsonSchema> schema,
      Object wrong,
      AuditExchange exchange,
      FindingCollector findings) {
    boolean failed = exchange.status() >= 500 && exchange.status() != 503;
    boolean isObject = wrong instanceof JsonObject;
    boolean allowed =
        !isObject || schema.map(s -> s.allows("object") || s.types().isEmpty()).orElse(true);
    boolean kept =
        exchange.isSuccess()
            && EnvelopeReader.row(exchange.answer())
                .map(row -> wrong.equals(row.getValue(name)))
                .orElse(false);
    if (failed) {
      findings.addFinding(
          Severity.MEDIUM,
          "Unhandled error: a value of the wrong type causes a server error",
          create,
          exchange.status() + " for a wrong type of " + name,
          exchange,
          Weakness.ERROR_HANDLING,
          REMEDY);
    } else if (kept
        && wrong instanceof Number
        && !schema.map(WrongTypeProbe::maybeNumber).orElse(true)) {
      findings.addFinding(
          Severity.LOW,
          "Missing input validation: a number is stored as a value of another type",
          create,
          exchange.status() + ": " + name + " is now a number",
          exchange,
          Weakness.INPUT_VALIDATION,
          REMEDY);
    } else if (kept && !allowed) {
      findings.addFinding(
          Severity.MEDIUM,
          "Missing input validation: an object is stored as a value of another type",
          create,
          exchange.status() + ": " + name + " is now an object",
          exchange,
          Weakness.INPUT_VALIDATION,
          REMEDY);
    } else {
      findings.countCheck();
    }
  }

  /// Sends an operator in place of a value.
  private static void query(Site site, AuditRow row, FindingCollector findings) {
    ClientRequest list = ClientRequest.get(row.listTarget());
    if (!new ForeignRows(site, site.userB()).isHidden(row)
        || RowLeakDetector.find(row, site.send(site.userB(), list)).isPresent()) {
      return;
    }
    for (String name : List.of("user_id[$ne]", "id[$gt]", "owner[$ne]")) {
      AuditExchange exchange = site.send(site.userB(), list.query(name, ""));
      Optional<String> seen = RowLeakDetector.find(row, exchange);
      if (seen.isPresent()) {
        findings.addFinding(
            Severity.CRITICAL,
            "Operator injection: an operator in a query parameter shows rows of another user",
            "GET " + row.collection(),
            exchange.status() + " for user B: " + seen.get(),
            exchange,
            Weakness.BROKEN_OBJECT_AUTHORIZATION,
            REMEDY);
        return;
      }
      findings.countCheck();
    }
  }

  private static void logIn(Site site, FindingCollector findings) {
    String email = site.userA().email();
    Optional<ClientRequest> call =
        email == null ? Optional.empty() : site.authentication().loginCall(email, "password");
    if (call.isEmpty() || !call.get().bodyText().startsWith("{")) {
      return;
    }
    JsonObject body = new JsonObject(call.get().bodyText());
    for (String name : List.copyOf(body.fieldNames())) {
      if ("password".equals(body.getValue(name))) {
        AuditExchange exchange =
            site.sendWithoutRetry(
                site.anonymous(), call.get().json(body.copy().put(name, OPERATOR)));
        if (LogInResponse.signedIn(site, exchange).isPresent()) {
          findings.addFinding(
              Severity.CRITICAL,
              "Operator injection: log-in accepts an operator in place of a password",
              site.authentication().login().map(DescribedOperation::toString).orElse("log-in"),
              exchange.status() + " and a token or session",
              exchange,
              Weakness.FORGED_TOKEN,
              REMEDY);
        } else {
          findings.countCheck();
        }
      }
    }
  }
}
