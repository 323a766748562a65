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
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.ForeignRows;
import dev.freehold.audit.probe.NonexistentValue;
import dev.freehold.audit.probe.ResponseComparison;
import dev.freehold.audit.probe.RowSnapshot;
import dev.freehold.audit.probe.TamperedBody;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import dev.freehold.description.JsonSchema;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// BOLA through bulk updates and deletes whose filter or list of ids matches rows of another
/// user.
///
/// Not safe: a server that ignores the filter changes rows that the audit did not create.
public final class BolaBulkProbe extends AbstractProbe {
  public BolaBulkProbe() {
    super(
        "access.bulk-foreign",
        "bulk updates and deletes reach only the caller's own rows",
        false,
        ChecklistItem.ISOLATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    for (ResourceCollection collection : site.collections()) {
      if (!collection.path().contains("{")) {
        collection.updateMany().ifPresent(many -> attack(site, collection, many, findings));
        collection.updateEach().ifPresent(each -> attack(site, collection, each, findings));
        collection.deleteMany().ifPresent(many -> attack(site, collection, many, findings));
      }
    }
    return findings.verdict("no bulk update or delete operation");
  }

  private static void attack(
      Site site,
      ResourceCollection collection,
      DescribedOperation many,
      FindingCollector findings) {
    ForeignRows rows = new ForeignRows(site, site.userB());
    Optional<AuditRow> made = rows.fresh(collection, many);
    if (made.isEmpty()) {
      return;
    }
    RowSnapshot rowSnapshot = RowSnapshot.of(site, made.get());
    List<ClientRequest> calls =
        calls(made.get(), many).stream()
            .flatMap(call -> rows.calls(made.get(), call).stream())
            .toList();
    for (ClientRequest call : rowSnapshot.isReadable() ? calls : List.<ClientRequest>of()) {
      AuditExchange exchange = site.send(site.userB(), call);
      Optional<String> harm = rowSnapshot.damage();
      if (harm.isPresent()) {
        findings.addFinding(
            Severity.CRITICAL,
            "Broken object level authorization: a bulk update or delete reaches a row of another"
                + " user",
            many,
            exchange.status() + " for user B: " + made.get() + ": " + harm.get(),
            exchange,
            Weakness.BROKEN_OBJECT_AUTHORIZATION,
            "Add the owner from the token to the WHERE clause of bulk statements. Refuse a list"
                + " of ids that contains an id of another user.");
        return;
      }
      findings.countCheck();
    }
    if (rows.isHidden(made.get())) {
      checkDisclosure(site, made.get(), many, findings);
    }
  }

  /// Whether the response reveals that the row exists. Nothing is changed, but it is still a
  /// disclosure.
  private static void checkDisclosure(
      Site site, AuditRow row, DescribedOperation many, FindingCollector findings) {
    if (many.parameter(Parameter.Location.QUERY, "id").isEmpty()) {
      return;
    }
    List<ResponseComparison.ComparedResponse> answers = new ArrayList<>();
    Optional<AuditExchange> evidence = Optional.empty();
    for (String id :
        List.of(row.id(), NonexistentValue.id(row.id()), NonexistentValue.id(row.id()))) {
      AuditExchange exchange = site.send(site.userB(), byId(row, many, id));
      evidence = evidence.or(() -> Optional.of(exchange));
      answers.add(new ResponseComparison.ComparedResponse(id, exchange.answer()));
    }
    List<String> differences =
        ResponseComparison.differences(answers.get(0), answers.get(1), answers.get(2));
    if (differences.isEmpty()) {
      findings.countCheck();
      return;
    }
    findings.addFinding(
        Severity.MEDIUM,
        "Information disclosure: a bulk operation reveals whether a row of another user exists",
        many,
        "compared with an id that does not exist: " + differences.getFirst(),
        evidence.orElseThrow(),
        Weakness.OBJECT_EXISTENCE_DISCLOSURE,
        "Count and report only rows of the caller, as if other rows did not exist.");
  }

  private static List<ClientRequest> calls(AuditRow row, DescribedOperation many) {
    List<ClientRequest> calls = new ArrayList<>();
    if (many.parameter(Parameter.Location.QUERY, "id").isPresent()) {
      calls.add(byId(row, many, row.id()));
    }
    String owner = row.owner().id();
    if (owner != null && many.parameter(Parameter.Location.QUERY, "user_id").isPresent()) {
      calls.add(bounded(row, many).query("user_id", owner));
    }
    if (many.parameter(Parameter.Location.QUERY, "or").isPresent()) {
      calls.add(bounded(row, many).query("or", "(id.eq." + row.id() + ",id.eq." + row.id() + ")"));
    }
    Optional<JsonSchema> list = many.jsonBodySchema().flatMap(BolaBulkProbe::array);
    if (list.isPresent() || (many.jsonBodySchema().isPresent() && calls.isEmpty())) {
      JsonObject item = change(row, many).put("id", row.jsonId());
      calls.add(
          ClientRequest.of(many.method(), row.listTarget() + below(row, many))
              .json(new JsonArray().add(item).encode()));
    }
    return calls;
  }

  /// The rest of the path below that of the list; empty for an operation on the list itself.
  private static String below(AuditRow row, DescribedOperation many) {
    return many.path().substring(row.collection().path().length());
  }

  private static Optional<JsonSchema> array(JsonSchema schema) {
    if (schema.types().contains("array")) {
      return Optional.of(schema);
    }
    List<JsonSchema> choices = new ArrayList<>(schema.oneOf());
    choices.addAll(schema.anyOf());
    return choices.stream().filter(each -> each.types().contains("array")).findFirst();
  }

  private static ClientRequest byId(AuditRow row, DescribedOperation many, String id) {
    return bounded(row, many).query("id", id);
  }

  private static ClientRequest bounded(AuditRow row, DescribedOperation many) {
    ClientRequest call = ClientRequest.of(many.method(), row.listTarget());
    if (many.parameter(Parameter.Location.QUERY, "max_affected").isPresent()) {
      call = call.query("max_affected", "10");
    }
    return many.body().isPresent() ? call.json(change(row, many)) : call;
  }

  private static JsonObject change(AuditRow row, DescribedOperation many) {
    DescribedOperation one = row.collection().modify().or(row.collection()::replace).orElse(many);
    return TamperedBody.ofText(row, one).orElseGet(() -> TamperedBody.of(row, one));
  }
}
