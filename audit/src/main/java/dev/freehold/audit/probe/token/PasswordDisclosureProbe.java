package dev.freehold.audit.probe.token;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.PassiveProbe;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Searches every response for passwords and password hashes.
public final class PasswordDisclosureProbe extends AbstractProbe implements PassiveProbe {
  private static final Pattern HASH =
      Pattern.compile(
          "\"(hashed_?password|password_?hash|pass(?:word)?_?digest|pwd_?hash|password_?salt|salt|encrypted_?password)\"\\s*:\\s*\"[^\"]{4,}\""
              + "|\\$2[aby]\\$\\d\\d\\$[./A-Za-z0-9]{20,}|\\$argon2(?:id|i|d)\\$|\\$pbkdf2|\\bpbkdf2_sha\\d+\\$|\\bscrypt:\\d+",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PASSWORD = Pattern.compile("\"password\"\\s*:\\s*\"([^\"]{4,})\"");

  /// API descriptions contain example passwords.
  private static final Pattern DOCUMENT = Pattern.compile("\"(openapi|swagger)\"\\s*:\\s*\"");

  private static final int PREFIX_LENGTH = 400;

  private final FindingCollector findings = new FindingCollector(this);

  public PasswordDisclosureProbe() {
    super(
        "token.secrets-shown",
        "no response contains a password or a password hash",
        true,
        ChecklistItem.SECRETS);
  }

  @Override
  public void onExchange(AuditExchange exchange) {
    String text = exchange.answer().text();
    String prefix = text.substring(0, Math.min(PREFIX_LENGTH, text.length()));
    if (exchange.answer().mediaType().startsWith("text/html") || DOCUMENT.matcher(prefix).find()) {
      return;
    }
    findings.countCheck();
    Matcher hash = HASH.matcher(text);
    if (hash.find() && !exchange.call().bodyText().contains(hash.group())) {
      report(
          exchange,
          "Excessive data exposure: a response contains a password hash",
          "found in " + where(hash));
      return;
    }
    Matcher password = PASSWORD.matcher(text);
    if (exchange.answer().isSuccess() && password.find()) {
      report(
          exchange,
          "Excessive data exposure: a response contains a password",
          "found in \"password\"");
    }
  }

  private static String where(Matcher hash) {
    return hash.group(1) == null ? "the format of a hash" : "\"" + hash.group(1) + "\"";
  }

  private void report(AuditExchange exchange, String title, String detail) {
    String target = exchange.call().target();
    findings.addFinding(
        Severity.HIGH,
        title,
        exchange.call().method() + " " + target.replaceFirst("\\?.*", ""),
        detail,
        exchange,
        Weakness.EXCESSIVE_DATA_EXPOSURE,
        "Build responses from an explicit list of properties, never by serializing the database"
            + " record.");
  }

  @Override
  public ProbeVerdict run(Site site) {
    return findings.verdict("there were no responses");
  }
}
