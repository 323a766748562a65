package dev.freehold.audit.probe.input;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.NonexistentValue;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Signs up with a role or a privilege flag in the body.
///
/// Not safe: an accepted sign-up leaves an account.
public final class SignupRoleAssignmentProbe extends AbstractProbe {
  private static final String PASSWORD = "Audit-9-correct-horse-battery";

  public SignupRoleAssignmentProbe() {
    super(
        "input.sign-up-role",
        "sign-up accepts no role",
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
    Map<String, Object> ranks = new LinkedHashMap<>();
    for (String flag : List.of("is_admin", "isAdmin", "is_superuser", "is_staff", "is_verified")) {
      ranks.put(flag, true);
    }
    ranks.put("role", "admin");
    ranks.put("roles", new JsonArray().add("admin"));
    // All properties at once first: if the server ignores unknown properties, one account is
    // enough.
    if (!ask(site, signup.get(), email, ranks, findings)) {
      ranks.forEach((name, value) -> ask(site, signup.get(), email, Map.of(name, value), findings));
    }
    return findings.verdict("sign-up has no JSON body");
  }

  /// @return whether the sign-up was accepted
  private static boolean ask(
      Site site,
      DescribedOperation signup,
      String email,
      Map<String, Object> ranks,
      FindingCollector findings) {
    String another = NonexistentValue.randomWord() + email.substring(email.indexOf('@'));
    Optional<ClientRequest> call = site.authentication().signupCall(another, PASSWORD);
    if (call.isEmpty() || !call.get().bodyText().startsWith("{")) {
      return true;
    }
    JsonObject body = new JsonObject(call.get().bodyText());
    ranks.forEach(body::put);
    AuditExchange exchange = site.send(site.anonymous(), call.get().json(body));
    findings.countCheck();
    if (!exchange.answer().isSuccess()) {
      return false;
    }
    String shown = exchange.answer().text() + me(site, exchange);
    ranks.forEach(
        (name, value) -> {
          String json = value instanceof JsonArray array ? array.encode() : quoted(value);
          Pattern there = Pattern.compile("\"" + name + "\"\\s*:\\s*" + Pattern.quote(json));
          if (there.matcher(shown).find()) {
            findings.addFinding(
                name.equals("is_verified") ? Severity.MEDIUM : Severity.CRITICAL,
                "Mass assignment: sign-up accepts a role",
                signup,
                exchange.status() + ": the account has \"" + name + "\": " + json,
                exchange,
                Weakness.MASS_ASSIGNMENT,
                "Bind the sign-up body to a type that has only email address, password and name.");
          }
        });
    return true;
  }

  private static String quoted(Object value) {
    return value instanceof String text ? "\"" + text + "\"" : value.toString();
  }

  private static String me(Site site, AuditExchange signedUp) {
    Optional<String> token = site.authentication().accessToken(signedUp.answer());
    Optional<DescribedOperation> me = site.authentication().me();
    return token.isEmpty() || me.isEmpty()
        ? ""
        : site.send(
                site.anonymous(),
                ClientRequest.get(site.target(me.get(), Map.of()))
                    .header("Authorization", "Bearer " + token.get()))
            .answer()
            .text();
  }
}
