package dev.freehold.audit.probe.token;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.BodyEnvelope;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.PassiveProbe;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.JsonLeaf;
import dev.freehold.description.ApiDescription.OperationMatcher;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Searches every response for passwords, password hashes, keys, codes and card numbers: by the
/// name of a property and by the form of its value.
///
/// A token in the response that issues it is what the caller asked for: names of keys count in
/// responses to `GET` only, and codes for another factor or a new password count in any.
public final class SecretDisclosureProbe extends AbstractProbe implements PassiveProbe {
  private static final Pattern PASSWORD =
      Pattern.compile("(user|account|login|plain|clear|old|current)?(password|passwd|pwd)(text)?");
  private static final Pattern HASH_NAME =
      Pattern.compile(
          "(hash|salt|digest|encrypted|crypted)(of)?(password|passwd|pwd|pass)"
              + "|hashedpassword|(password|passwd|pwd|pass)(hash|hashed|salt|digest|encrypted)|salt");
  private static final Pattern HASH =
      Pattern.compile(
          "\\$2[abxy]\\$\\d\\d\\$[./A-Za-z0-9]{20,}|\\$argon2(?:id|i|d)\\$|\\$pbkdf2|\\bpbkdf2[_:]sha\\d+"
              + "|\\bscrypt:\\d+|\\$scrypt\\$|\\$[156]\\$[./A-Za-z0-9$]{20,}|\\{S?SHA\\}[A-Za-z0-9+/]{20,}"
              + "|\\bsha(1|224|256|512)\\$[^$]{1,40}\\$[0-9a-f]{20,}",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern KEY =
      Pattern.compile(
          "(client|app|application|jwt|webhook|signing|shared|access)?secret(key)?"
              + "|(user|my|private|secret|master)?apikey|apisecret|apitoken|privatekey|secretaccesskey"
              + "|(mfa|totp|otp|twofactor|2fa)(secret|seed)|databaseurl|connectionstring"
              + "|securityanswer");
  private static final Pattern CODE =
      Pattern.compile(
          "(password)?reset(token|code|key|otp|pin|password(token|code))|(otp|otpcode|onetimecode"
              + "|onetimepassword|mfacode|totpcode|verification(code|token)|confirmation(code|token)"
              + "|activation(code|token))");
  private static final Pattern KEY_VALUE =
      Pattern.compile("-----BEGIN (RSA |EC |OPENSSH )?PRIVATE KEY-----|\\bAKIA[0-9A-Z]{16}\\b");
  private static final Pattern CARD_NAME =
      Pattern.compile("(credit|debit|payment|bank)?card(number|no|num|pan)?|(cc|pan)(number|no)?");
  private static final Pattern CARD =
      Pattern.compile(
          "(4\\d|5[1-5]|2[2-7]|3[47]|6[05])\\d{2}([ -]?\\d{4}){2}[ -]?\\d{3,4}"
              + "|3[47]\\d{2}[ -]?\\d{6}[ -]?\\d{5}");
  private static final Pattern GROUPED = Pattern.compile("\\d{4}([ -]\\d{4}){3}");
  private static final Pattern CARD_CODE = Pattern.compile("(card)?(cvv2?|cvc2?)(code)?");

  /// A form or a list of properties says of what kind a password is.
  private static final Pattern WORD_FOR_A_VALUE =
      Pattern.compile(
          "(?i)string|text|password|required|optional|none|null|true|false|set|unset|hidden"
              + "|expired|changed|ok|valid|invalid");

  private static final Pattern MASKED =
      Pattern.compile(".*([*•]{3}|x{4}|\\[?(redacted|hidden|filtered)).*");

  /// API descriptions contain example passwords.
  private static final Pattern DOCUMENT = Pattern.compile("\"(openapi|swagger)\"\\s*:\\s*\"");

  private static final int PREFIX_LENGTH = 400;
  private static final int MAX_LENGTH = 1 << 20;
  private static final int SHORTEST = 4;

  private static final String A_KEY = "a secret key";
  private static final int MAX_DISCLOSURES = 300;

  private final FindingCollector findings = new FindingCollector(this);

  /// The first response with each kind of secret from each path.
  private final Map<String, Disclosure> disclosures = new LinkedHashMap<>();

  /// @param what such as `a password`
  /// @param name of the property; empty if only the form of the value tells
  private record Disclosure(AuditExchange exchange, String what, String name) {}

  public SecretDisclosureProbe() {
    super(
        "token.secrets-shown",
        "no response contains a password, its hash, a key, a code or a card number",
        true,
        ChecklistItem.SECRETS);
  }

  @Override
  public synchronized void onExchange(AuditExchange exchange) {
    if (exchange.answer().length() > MAX_LENGTH) {
      return;
    }
    String text = exchange.answer().text();
    String prefix = text.substring(0, Math.min(PREFIX_LENGTH, text.length()));
    if (exchange.answer().mediaType().startsWith("text/html") || DOCUMENT.matcher(prefix).find()) {
      return;
    }
    findings.countCheck();
    String sent = exchange.call().bodyText();
    Matcher hash = HASH.matcher(text);
    if (hash.find() && !sent.contains(hash.group())) {
      add(new Disclosure(exchange, "a password hash", ""));
    }
    if (!exchange.isSuccess()) {
      return;
    }
    for (JsonLeaf leaf : JsonLeaf.of(exchange.answer().json().orElse(null))) {
      kind(leaf, exchange.call().method())
          .filter(what -> what.equals("a password") || !sent.contains(leaf.text()))
          .ifPresent(what -> add(new Disclosure(exchange, what, leaf.name())));
    }
  }

  private static Optional<String> kind(JsonLeaf leaf, String method) {
    String name = leaf.plainName();
    String value = leaf.text();
    if (leaf.value() instanceof Boolean
        || value.length() < SHORTEST - 1
        || MASKED.matcher(value.toLowerCase(Locale.ROOT)).matches()) {
      return Optional.empty();
    }
    if (CARD_CODE.matcher(name).matches() && value.matches("\\d{3,4}")) {
      return Optional.of("the security code of a card");
    }
    if (isCard(name, value)) {
      return Optional.of("a card number");
    }
    if (value.length() < SHORTEST || !(leaf.value() instanceof String)) {
      return CODE.matcher(name).matches() && value.matches("\\d{4,10}")
          ? Optional.of("a code for another factor or a new password")
          : Optional.empty();
    }
    if (HASH_NAME.matcher(name).matches()) {
      return Optional.of("a password hash");
    }
    if (PASSWORD.matcher(name).matches() && !WORD_FOR_A_VALUE.matcher(value).matches()) {
      return Optional.of("a password");
    }
    if (CODE.matcher(name).matches()) {
      return Optional.of("a code for another factor or a new password");
    }
    boolean isKey = method.equals("GET") && KEY.matcher(name).matches();
    return isKey || KEY_VALUE.matcher(value).find() ? Optional.of(A_KEY) : Optional.empty();
  }

  /// Ids and times can have the digits of a card: the name or the groups tell.
  private static boolean isCard(String name, String value) {
    return (CARD_NAME.matcher(name).matches() || GROUPED.matcher(value).matches())
        && CARD.matcher(value).matches()
        && hasCheckDigit(value.replaceAll("[ -]", ""));
  }

  /// The check digit of ISO/IEC 7812 (Luhn).
  static boolean hasCheckDigit(String digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int weighted = i % 2 == 1 ? 2 * digit : digit;
      sum += weighted > 9 ? weighted - 9 : weighted;
    }
    return sum % 10 == 0;
  }

  private void add(Disclosure disclosure) {
    String path = disclosure.exchange().call().toString().replaceFirst("[?#].*", "");
    if (disclosures.size() < MAX_DISCLOSURES) {
      disclosures.putIfAbsent(disclosure.what() + " " + path, disclosure);
    }
  }

  @Override
  public synchronized ProbeVerdict run(Site site) {
    Set<String> ofRows = settable(site);
    OperationMatcher routes = new OperationMatcher(site.description());
    disclosures.values().stream()
        .filter(each -> !each.what().equals(A_KEY) || !ofRows.contains(JsonLeaf.plain(each.name())))
        .forEach(each -> report(routes, each));
    return findings.verdict("there were no responses");
  }

  /// The properties of all bodies of requests: a row with a `secret` that people write is no key of
  /// the server.
  private static Set<String> settable(Site site) {
    return site.description().operations().stream()
        .flatMap(operation -> BodyEnvelope.rowSchema(operation).stream())
        .flatMap(schema -> schema.properties().keySet().stream())
        .map(JsonLeaf::plain)
        .collect(Collectors.toSet());
  }

  private void report(OperationMatcher routes, Disclosure disclosure) {
    AuditExchange exchange = disclosure.exchange();
    String path = exchange.call().target().replaceFirst("[?#].*", "");
    findings.addFinding(
        Severity.HIGH,
        "Excessive data exposure: a response contains " + disclosure.what(),
        routes
            .operation(exchange.call().method(), exchange.call().target())
            .map(Object::toString)
            .orElse(exchange.call().method() + " " + path),
        disclosure.name().isEmpty()
            ? "found in the format of a hash"
            : "found in \"" + disclosure.name() + "\"",
        exchange,
        Weakness.EXCESSIVE_DATA_EXPOSURE,
        "Build responses from an explicit list of properties, never by serializing the database"
            + " record.");
  }
}
