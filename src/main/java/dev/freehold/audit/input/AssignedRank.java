package dev.freehold.audit.input;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Other;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Signing up with a role of one's own choice.
///
/// Not safe: where it is taken an account is left behind.
public final class AssignedRank extends Question {
  private static final String PASSWORD = "Audit-9-correct-horse-battery";

  public AssignedRank() {
    super(
        "input.sign-up-role",
        "nobody gives themselves a role by signing up",
        false,
        ChecklistItem.PROTECTED,
        ChecklistItem.VALIDATION);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    Optional<Operation> signup = site.accounts().signup();
    String email = site.a().email();
    if (signup.isEmpty() || email == null) {
      return tally.verdict("no operation that signs up");
    }
    Map<String, Object> ranks = new LinkedHashMap<>();
    for (String flag : List.of("is_admin", "isAdmin", "is_superuser", "is_staff", "is_verified")) {
      ranks.put(flag, true);
    }
    ranks.put("role", "admin");
    ranks.put("roles", new JsonArray().add("admin"));
    // At once first: where what is unknown is ignored one account tells all.
    if (!ask(site, signup.get(), email, ranks, tally)) {
      ranks.forEach((name, value) -> ask(site, signup.get(), email, Map.of(name, value), tally));
    }
    return tally.verdict("signing up takes no JSON");
  }

  /// @return whether the sign-up was taken
  private static boolean ask(
      Site site, Operation signup, String email, Map<String, Object> ranks, Tally tally) {
    String another = Other.word() + email.substring(email.indexOf('@'));
    Optional<Call> call = site.accounts().signupCall(another, PASSWORD);
    if (call.isEmpty() || !call.get().bodyText().startsWith("{")) {
      return true;
    }
    JsonObject body = new JsonObject(call.get().bodyText());
    ranks.forEach(body::put);
    Exchange exchange = site.send(site.nobody(), call.get().json(body));
    tally.check();
    if (!exchange.answer().isSuccess()) {
      return false;
    }
    String shown = exchange.answer().text() + me(site, exchange);
    ranks.forEach(
        (name, value) -> {
          String json = value instanceof JsonArray array ? array.encode() : quoted(value);
          Pattern there = Pattern.compile("\"" + name + "\"\\s*:\\s*" + Pattern.quote(json));
          if (there.matcher(shown).find()) {
            tally.found(
                name.equals("is_verified") ? Severity.MEDIUM : Severity.CRITICAL,
                "people give themselves a role by signing up",
                signup,
                exchange.status() + ": the account has \"" + name + "\": " + json,
                exchange,
                Why.ASSIGNMENT,
                "Read a sign-up into a type that has an address, a password and a name, and nothing"
                    + " else.");
          }
        });
    return true;
  }

  private static String quoted(Object value) {
    return value instanceof String text ? "\"" + text + "\"" : value.toString();
  }

  private static String me(Site site, Exchange signedUp) {
    Optional<String> token = site.accounts().accessToken(signedUp.answer());
    Optional<Operation> me = site.accounts().me();
    return token.isEmpty() || me.isEmpty()
        ? ""
        : site.send(
                site.nobody(),
                Call.get(site.target(me.get(), Map.of()))
                    .header("Authorization", "Bearer " + token.get()))
            .answer()
            .text();
  }
}
