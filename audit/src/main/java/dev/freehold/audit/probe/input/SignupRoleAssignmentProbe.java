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
import dev.freehold.audit.probe.NonexistentValue;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.JsonSchema;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Signs up with properties that a client must not set: a role, a verified state, a balance. What
/// the new account then reads about itself decides, not what the sign-up echoes.
///
/// Not safe: an accepted sign-up leaves an account.
public final class SignupRoleAssignmentProbe extends AbstractProbe {
  private static final String PASSWORD = "Audit-9-correct-horse-battery";

  public SignupRoleAssignmentProbe() {
    super(
        "input.sign-up-role",
        "sign-up accepts no role and no other privilege",
        false,
        ChecklistItem.PROTECTED,
        ChecklistItem.VALIDATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    Optional<DescribedOperation> signup = site.authentication().signup();
    String email = site.userA().email();
    if (signup.isEmpty() || email == null) {
      return findings.verdict("no sign-up operation");
    }
    List<PrivilegedProperty> privileges = privileges(site, signup.get());
    // All properties at once first: if the server ignores unknown properties, one account is
    // enough.
    if (!ask(site, signup.get(), email, privileges, findings)) {
      privileges.forEach(each -> ask(site, signup.get(), email, List.of(each), findings));
    }
    return findings.verdict("sign-up has no JSON body");
  }

  private static List<PrivilegedProperty> privileges(Site site, DescribedOperation signup) {
    JsonObject ordinary = new JsonObject();
    new AccountReader(site, site.userA(), new JsonObject())
        .read()
        .forEach(each -> ordinary.mergeIn(each));
    Map<String, JsonSchema> described = new LinkedHashMap<>();
    signup.successSchema().map(JsonSchema::properties).ifPresent(described::putAll);
    site.authentication()
        .me()
        .flatMap(DescribedOperation::successSchema)
        .map(JsonSchema::properties)
        .ifPresent(described::putAll);
    Set<String> settable =
        BodyEnvelope.rowSchema(signup).map(MassAssignmentProbe::settable).orElse(Set.of());
    return PrivilegedProperty.of(described, ordinary, settable);
  }

  /// @return whether the sign-up was accepted
  private static boolean ask(
      Site site,
      DescribedOperation signup,
      String email,
      List<PrivilegedProperty> privileges,
      FindingCollector findings) {
    String another = NonexistentValue.randomWord() + email.substring(email.indexOf('@'));
    Optional<ClientRequest> call = site.authentication().signupCall(another, PASSWORD);
    if (call.isEmpty() || !call.get().bodyText().startsWith("{")) {
      return true;
    }
    JsonObject body = new JsonObject(call.get().bodyText());
    JsonObject person = person(body, another);
    privileges.forEach(each -> person.put(each.name(), each.value()));
    AuditExchange exchange = site.send(site.anonymous(), call.get().json(body));
    findings.countCheck();
    if (!exchange.isSuccess()) {
      return false;
    }
    AuditUser account = signedUp(site, exchange, another);
    List<JsonObject> shown = new AccountReader(site, account, body).read();
    for (PrivilegedProperty each : privileges) {
      if (shown.stream().anyMatch(each::isIn)) {
        findings.addFinding(
            each.severity(),
            "Mass assignment: sign-up accepts " + each.what(),
            signup,
            exchange.status() + ": the account has \"" + each.name() + "\": " + each.json(),
            exchange,
            Weakness.MASS_ASSIGNMENT,
            "Bind the sign-up body to a type that has only email address, password and name.");
      }
    }
    return true;
  }

  /// The object of the body that has the address: bodies can be wrapped.
  private static JsonObject person(JsonObject body, String email) {
    for (String name : body.fieldNames()) {
      if (body.getValue(name) instanceof JsonObject inner && inner.encode().contains(email)) {
        return inner;
      }
    }
    return body;
  }

  private static AuditUser signedUp(Site site, AuditExchange exchange, String email) {
    AuditUser account = new AuditUser("N", email, PASSWORD, null, null, null);
    AuditUser signedIn = site.authentication().signedIn(account, exchange.answer());
    if (signedIn.token() != null) {
      return signedIn;
    }
    return site.authentication()
        .loginCall(email, PASSWORD)
        .map(call -> site.send(site.anonymous(), call).answer())
        .map(answer -> site.authentication().signedIn(account, answer))
        .orElse(account);
  }
}
