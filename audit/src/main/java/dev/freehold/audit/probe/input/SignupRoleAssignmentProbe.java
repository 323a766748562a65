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
import dev.freehold.description.SchemaSampleGenerator;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
    return findings.verdict("sign-up has neither a JSON body nor a form nor a query");
  }

  private static List<PrivilegedProperty> privileges(Site site, DescribedOperation signup) {
    JsonObject ordinary = new JsonObject();
    new AccountReader(site, site.userA()).read().forEach(each -> ordinary.mergeIn(each));
    Map<String, JsonSchema> described = new LinkedHashMap<>();
    signup.successSchema().ifPresent(each -> addAccount(each, described));
    site.authentication()
        .me()
        .flatMap(DescribedOperation::successSchema)
        .ifPresent(each -> addAccount(each, described));
    Set<String> settable =
        BodyEnvelope.rowSchema(signup).map(MassAssignmentProbe::settable).orElse(Set.of());
    return PrivilegedProperty.of(described, ordinary, settable);
  }

  /// The properties of an account, also in an envelope such as `{"user": {…}}`.
  private static void addAccount(JsonSchema schema, Map<String, JsonSchema> into) {
    into.putAll(schema.properties());
    schema.properties().values().stream()
        .flatMap(each -> SchemaSampleGenerator.objectAlternative(each).stream())
        .forEach(inner -> inner.properties().forEach(into::putIfAbsent));
  }

  /// @return whether the sign-up was accepted
  private static boolean ask(
      Site site,
      DescribedOperation signup,
      String email,
      List<PrivilegedProperty> privileges,
      FindingCollector findings) {
    String another = NonexistentValue.randomWord() + email.substring(email.indexOf('@'));
    Optional<ClientRequest> ordinary = site.authentication().signupCall(another, PASSWORD);
    Optional<ClientRequest> call = ordinary.flatMap(each -> with(privileges, each));
    if (call.isEmpty()) {
      return true;
    }
    AuditExchange exchange = site.send(site.anonymous(), call.get());
    findings.countCheck();
    if (!exchange.isSuccess()) {
      return false;
    }
    AuditUser account = signedUp(site, exchange, another);
    List<JsonObject> shown = new AccountReader(site, account, ordinary.get()).read();
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

  /// The request with the properties beside the password: in the body as it is wrapped, in the form,
  /// or in the query. Empty if the password is nowhere.
  private static Optional<ClientRequest> with(
      List<PrivilegedProperty> privileges, ClientRequest call) {
    String text = call.bodyText();
    if (text.startsWith("{")) {
      JsonObject body = new JsonObject(text);
      Optional<JsonObject> person = person(body);
      person.ifPresent(object -> privileges.forEach(each -> object.put(each.name(), each.value())));
      return person.map(_ -> call.json(body));
    }
    if (text.contains(PASSWORD)) {
      String fields =
          privileges.stream()
              .map(each -> "&" + ClientRequest.encode(each.name()) + "=" + encoded(each))
              .collect(Collectors.joining());
      return Optional.of(call.body("application/x-www-form-urlencoded", text + fields));
    }
    if (!call.target().contains(PASSWORD)) {
      return Optional.empty();
    }
    ClientRequest whole = call;
    for (PrivilegedProperty each : privileges) {
      whole = whole.query(each.name(), text(each));
    }
    return Optional.of(whole);
  }

  private static String encoded(PrivilegedProperty property) {
    return ClientRequest.encode(text(property));
  }

  private static String text(PrivilegedProperty property) {
    return property.value() instanceof JsonArray many
        ? String.valueOf(many.getValue(0))
        : property.value().toString();
  }

  /// The object that has the password, at any depth.
  private static Optional<JsonObject> person(JsonObject body) {
    if (body.stream().anyMatch(each -> PASSWORD.equals(each.getValue()))) {
      return Optional.of(body);
    }
    return body.fieldNames().stream()
        .map(body::getValue)
        .filter(JsonObject.class::isInstance)
        .flatMap(each -> person((JsonObject) each).stream())
        .findFirst();
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
