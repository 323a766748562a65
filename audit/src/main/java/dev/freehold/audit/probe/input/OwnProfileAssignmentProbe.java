package dev.freehold.audit.probe.input;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.BodyEnvelope;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.JsonSchema;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Updates the own account with properties that a client must not set, and reads the account again.
///
/// Not safe: it changes an account that it signs up for this.
public final class OwnProfileAssignmentProbe extends AbstractProbe {
  private static final Set<String> METHODS = Set.of("PUT", "PATCH", "POST");

  public OwnProfileAssignmentProbe() {
    super(
        "input.own-profile",
        "an update of the own account sets no role and no other privilege",
        false,
        ChecklistItem.PROTECTED,
        ChecklistItem.VALIDATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    List<DescribedOperation> updates =
        site.description().operations().stream().filter(each -> isUpdate(site, each)).toList();
    if (updates.isEmpty()) {
      return findings.verdict("no update of the own account");
    }
    Optional<AuditUser> account = site.authentication().signUpAnother();
    if (account.isEmpty()) {
      return findings.verdict("no additional account could be created");
    }
    AccountReader reader = new AccountReader(site, account.get());
    updates.stream()
        .filter(each -> site.mayCall(each, account.get()))
        .forEach(each -> ask(site, each, account.get(), reader, findings));
    return findings.verdict("no update of the own account has a JSON body");
  }

  private static boolean isUpdate(Site site, DescribedOperation operation) {
    boolean isOne = AccountReader.isOne(operation) && !operation.method().equals("POST");
    return METHODS.contains(operation.method())
        && (AccountReader.isOwn(operation) || isOne)
        && BodyEnvelope.rowSchema(operation).isPresent()
        && !site.authentication().signup().equals(Optional.of(operation))
        && !site.authentication().login().equals(Optional.of(operation));
  }

  private static void ask(
      Site site,
      DescribedOperation update,
      AuditUser account,
      AccountReader reader,
      FindingCollector findings) {
    JsonObject before = merged(reader);
    JsonSchema schema = BodyEnvelope.rowSchema(update).orElseThrow();
    Set<String> settable = MassAssignmentProbe.settable(schema);
    Map<String, JsonSchema> described = new LinkedHashMap<>();
    update.successSchema().map(JsonSchema::properties).ifPresent(described::putAll);
    site.authentication()
        .me()
        .flatMap(DescribedOperation::successSchema)
        .map(JsonSchema::properties)
        .ifPresent(described::putAll);
    List<PrivilegedProperty> privileges = PrivilegedProperty.of(described, before, settable);
    JsonObject body = new JsonObject();
    for (String name : settable) {
      boolean isWanted = update.method().equals("PUT") || schema.required().contains(name);
      if (isWanted && before.getValue(name) != null) {
        body.put(name, before.getValue(name));
      }
    }
    if (!send(site, update, account, reader, body, privileges, findings)) {
      privileges.forEach(
          each -> send(site, update, account, reader, body, List.of(each), findings));
    }
  }

  private static JsonObject merged(AccountReader reader) {
    JsonObject all = new JsonObject();
    reader.read().forEach(all::mergeIn);
    return all;
  }

  /// @return whether the update was accepted
  private static boolean send(
      Site site,
      DescribedOperation update,
      AuditUser account,
      AccountReader reader,
      JsonObject body,
      List<PrivilegedProperty> privileges,
      FindingCollector findings) {
    JsonObject sent = body.copy();
    privileges.forEach(each -> sent.put(each.name(), each.value()));
    for (String target : reader.targets(update)) {
      AuditExchange exchange =
          site.send(account, ClientRequest.of(update.method(), target).json(sent));
      findings.countCheck();
      if (exchange.isSuccess()) {
        List<JsonObject> after = reader.read();
        privileges.stream()
            .filter(each -> after.stream().anyMatch(each::isIn))
            .forEach(each -> found(update, each, exchange, findings));
        return true;
      }
    }
    return false;
  }

  private static void found(
      DescribedOperation update,
      PrivilegedProperty property,
      AuditExchange exchange,
      FindingCollector findings) {
    findings.addFinding(
        property.severity(),
        "Mass assignment: an account can give itself " + property.what(),
        update,
        exchange.status()
            + ": the account then has \""
            + property.name()
            + "\": "
            + property.json(),
        exchange,
        Weakness.MASS_ASSIGNMENT,
        "Bind the body to a type that has only what a person may change about itself.");
  }
}
