package dev.freehold.audit.probe.token;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditUser;
import dev.freehold.audit.BodyEnvelope;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.JsonLeaf;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.JsonSchema;
import dev.freehold.description.SchemaSampleGenerator;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Counts how many guesses of a short code get a response other than 429: a second factor, a code
/// for a new password, a coupon. Uses an account of its own.
public final class CodeGuessLimitProbe extends AbstractProbe {
  private static final int GUESSES = 30;

  /// The usual numbers of digits, if another one is refused.
  private static final List<Integer> LENGTHS = List.of(6, 4, 8);

  private static final Pattern CODE =
      Pattern.compile(
          "(otp|totp|mfa|twofactor|2fa|verification|confirmation|reset|security|one ?time|sms|auth"
              + "|coupon|voucher|promo|gift|discount)?(code|pin|otp|totp|passcode)|coupon|voucher"
              + "|resettoken");
  private static final Pattern PATH =
      Pattern.compile(
          "(?i).*(check-?_?(code|pin|otp)|otp|2fa|mfa|two-?_?factor|verif|confirm|reset|recover|forgot|coupon|voucher|promo"
              + "|redeem|gift|pin).*");
  private static final Pattern ADDRESS = Pattern.compile("(user)?e?mail(address)?|username|login");
  private static final Set<String> METHODS = Set.of("POST", "PUT", "PATCH");

  public CodeGuessLimitProbe() {
    super("limits.codes", "guesses of a code are limited", false, ChecklistItem.PROTECTED);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    Optional<AuditUser> account = Optional.empty();
    for (DescribedOperation operation : site.description().operations()) {
      Optional<String> code = code(operation);
      if (code.isPresent()) {
        account = account.or(() -> site.authentication().signUpAnother());
        if (account.isEmpty()) {
          return findings.verdict("no account that may be locked");
        }
        if (site.mayCall(operation, account.get())) {
          guess(site, operation, code.get(), account.get(), findings);
        }
      }
    }
    return findings.verdict("no operation checks a code");
  }

  /// The property with the code.
  private static Optional<String> code(DescribedOperation operation) {
    if (!METHODS.contains(operation.method())
        || !PATH.matcher(operation.path()).matches()
        || operation.path().contains("{")) {
      return Optional.empty();
    }
    return properties(operation).keySet().stream()
        .filter(name -> CODE.matcher(JsonLeaf.plain(name)).matches())
        .findFirst();
  }

  private static Map<String, JsonSchema> properties(DescribedOperation operation) {
    return BodyEnvelope.rowSchema(operation).map(JsonSchema::properties).orElse(Map.of());
  }

  private static void guess(
      Site site,
      DescribedOperation operation,
      String code,
      AuditUser account,
      FindingCollector findings) {
    Optional<JsonObject> sample =
        BodyEnvelope.rowSchema(operation)
            .flatMap(schema -> new SchemaSampleGenerator("zqguess", true).object(schema));
    if (sample.isEmpty()) {
      return;
    }
    JsonObject body = sample.get();
    for (String name : body.fieldNames()) {
      String plain = JsonLeaf.plain(name);
      if (ADDRESS.matcher(plain).matches() && account.email() != null) {
        body.put(name, account.email());
      } else if (plain.contains("password")) {
        body.put(name, "Audit-6-correct-horse-battery");
      }
    }
    ClientRequest call = ClientRequest.of(operation.method(), site.target(operation, Map.of()));
    AuditExchange malformed =
        site.sendWithoutRetry(account, call.json(body.copy().put(code, new JsonObject())));
    JsonSchema schema = properties(operation).getOrDefault(code, JsonSchema.of(new JsonObject()));
    int length = length(schema);
    for (int each : LENGTHS) {
      JsonObject guess = body.copy().put(code, wrong(schema, each, GUESSES));
      int status = site.sendWithoutRetry(account, call.json(guess)).status();
      if (status != 400 && status != 422) {
        length = each;
        break;
      }
    }
    AuditExchange first = null;
    for (int i = 0; i < GUESSES; i++) {
      JsonObject guess = body.copy().put(code, wrong(schema, length, i));
      AuditExchange exchange = site.sendWithoutRetry(account, call.json(guess));
      first = first == null ? exchange : first;
      if (isOfAccess(first) && isOfAccess(malformed)) {
        // The operation is not for this account: it does not get as far as the code.
        return;
      }
      boolean isLimited =
          exchange.status() == 429
              || exchange.status() == 423
              || exchange.status() != first.status();
      if (isLimited) {
        findings.countCheck();
        return;
      }
      boolean isChecked =
          exchange.status() != malformed.status()
              || !exchange.answer().text().equals(malformed.answer().text());
      if (exchange.status() == 404 || exchange.status() >= 500 || !isChecked) {
        // The operation does not get as far as the code.
        return;
      }
    }
    if (first != null && !first.isSuccess()) {
      findings.addFinding(
          Severity.MEDIUM,
          "Missing rate limit on guesses of a code",
          operation,
          GUESSES + " wrong values of " + code + " each got " + first.status(),
          first,
          Weakness.BROKEN_AUTHENTICATION,
          "Invalidate a code after a few wrong guesses, and limit guesses per account and per"
              + " client address. Return 429 with Retry-After.");
    }
  }

  private static boolean isOfAccess(AuditExchange exchange) {
    return exchange.status() == 401 || exchange.status() == 403;
  }

  private static int length(JsonSchema schema) {
    int least = schema.number("minLength").map(Number::intValue).orElse(0);
    int most = schema.number("maxLength").map(Number::intValue).orElse(6);
    return Math.max(Math.min(6, most), Math.min(least, 64));
  }

  private static Object wrong(JsonSchema schema, int length, int number) {
    if (!schema.allows("string") && schema.allows("integer")) {
      return 1_000 + number;
    }
    String digits = "1" + "0".repeat(Math.max(0, length - 3)) + "%02d".formatted(number);
    return digits.substring(0, Math.clamp(length, 1, digits.length()));
  }
}
