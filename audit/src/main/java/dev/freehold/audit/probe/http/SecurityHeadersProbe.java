package dev.freehold.audit.probe.http;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Weakness;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Checks security headers and media types of responses.
public final class SecurityHeadersProbe extends AbstractPassiveProbe {
  private static final Pattern VERSION = Pattern.compile("[A-Za-z][\\w .-]*/\\d[\\w.]*");
  private static final List<String> PRODUCTS =
      List.of("server", "x-powered-by", "x-aspnet-version", "x-aspnetmvc-version", "x-generator");

  public SecurityHeadersProbe() {
    super(
        "headers.answers",
        "answers say nosniff and no-store, and no version",
        ChecklistItem.SECURITY,
        ChecklistItem.SECRETS);
  }

  @Override
  void inspect(AuditExchange exchange) {
    findings.countCheck();
    versions(exchange);
    if (exchange.answer().length() > 0) {
      sniffing(exchange);
    }
    caching(exchange);
    transport(exchange);
    exchange.answer().header("set-cookie").ifPresent(cookie -> cookie(exchange, cookie));
  }

  private void versions(AuditExchange exchange) {
    for (String name : PRODUCTS) {
      exchange
          .answer()
          .header(name)
          .filter(value -> VERSION.matcher(value).find())
          .ifPresent(
              value ->
                  wrong(
                      Severity.LOW,
                      "Answers tell a product and its version",
                      exchange,
                      name + ": " + value,
                      "13.4.6",
                      "Leave the header out, or its version."));
    }
  }

  private void sniffing(AuditExchange exchange) {
    String said = exchange.answer().header("x-content-type-options").orElse("");
    if (!said.toLowerCase(Locale.ROOT).contains("nosniff")) {
      wrong(
          Severity.LOW,
          "Answers do not say nosniff",
          exchange,
          "X-Content-Type-Options is missing",
          "3.4.4",
          "Send X-Content-Type-Options: nosniff with every answer.");
    }
    if (exchange.answer().mediaType().isEmpty()) {
      wrong(
          Severity.LOW,
          "An answer has a body without a media type",
          exchange,
          "Content-Type is missing",
          "4.1.1",
          "Send Content-Type with every body.");
    }
  }

  private void caching(AuditExchange exchange) {
    boolean isPrivate =
        exchange.user().token() != null
            && exchange.answer().isSuccess()
            && exchange.answer().mediaType().endsWith("json")
            && exchange.call().method().equals("GET")
            && exchange.call().headers().stream()
                .anyMatch(h -> h.name().equalsIgnoreCase("Authorization"));
    String said = exchange.answer().header("cache-control").orElse("").toLowerCase(Locale.ROOT);
    if (!isPrivate
        || said.contains("no-store")
        || said.contains("private")
        || said.contains("no-cache")) {
      return;
    }
    boolean shared = said.contains("public") || said.contains("s-maxage");
    wrong(
        shared ? Severity.HIGH : Severity.LOW,
        shared
            ? "Private answers may be kept by caches of others"
            : "Private answers do not say no-store",
        exchange,
        said.isEmpty() ? "Cache-Control is missing" : "Cache-Control: " + said,
        "14.3.2",
        "Send Cache-Control: no-store with what is for one person.");
  }

  private void transport(AuditExchange exchange) {
    if (exchange.base().startsWith("https:")
        && exchange.answer().header("strict-transport-security").isEmpty()) {
      wrong(
          Severity.LOW,
          "Answers over TLS do not say Strict-Transport-Security",
          exchange,
          "the header is missing",
          "3.4.1",
          "Send Strict-Transport-Security: max-age=31536000.");
    }
  }

  private void cookie(AuditExchange exchange, String cookie) {
    String lower = cookie.toLowerCase(Locale.ROOT);
    if (!lower.contains("httponly") || !lower.contains("samesite")) {
      wrong(
          Severity.MEDIUM,
          "A cookie is without HttpOnly or SameSite",
          exchange,
          "Set-Cookie: " + cookie.replaceFirst("=[^;]*", "=…"),
          "3.3.4",
          "Set HttpOnly, Secure and SameSite on each cookie.");
    }
  }

  private void wrong(
      Severity severity,
      String title,
      AuditExchange exchange,
      String detail,
      String asvs,
      String mend) {
    findings.addFinding(
        severity, title, "every answer", detail, exchange, Weakness.misconfiguration(asvs), mend);
  }
}
