package dev.freehold.audit.probe.http;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.client.ClientRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Checks security headers and media types of responses.
public final class SecurityHeadersProbe extends AbstractPassiveProbe {
  private static final Pattern VERSION = Pattern.compile("[A-Za-z][\\w .-]*/\\d[\\w.]*");

  /// Error pages of servers and frameworks that say their version.
  private static final Pattern PAGE_VERSION =
      Pattern.compile(
          "(Apache Tomcat|Apache|nginx|Jetty|Werkzeug|Microsoft-IIS|PHP|Express|Kestrel|gunicorn"
              + "|openresty|WildFly|Django Version:)[/ :]{1,3}\\d+\\.\\d+[\\w.]*");

  /// The name of a cookie with a token against CSRF.
  private static final Pattern CSRF_TOKEN = Pattern.compile("[\\w.-]*(csrf|xsrf)[\\w.-]*=");

  private static final int PAGE_START = 20_000;
  private static final List<String> PRODUCTS =
      List.of(
          "server",
          "x-powered-by",
          "x-aspnet-version",
          "x-aspnetmvc-version",
          "x-generator",
          "x-runtime-version",
          "x-framework",
          "via");

  private static final int MOST_SHARED = 10;

  /// The first response to a user from each path that shared caches may store.
  private final Map<String, AuditExchange> shared = new LinkedHashMap<>();

  public SecurityHeadersProbe() {
    super(
        "headers.answers",
        "responses have nosniff and no-store, and no version number",
        ChecklistItem.SECURITY,
        ChecklistItem.SECRETS);
  }

  @Override
  void inspect(AuditExchange exchange) {
    findings.countCheck();
    versions(exchange);
    if (exchange.status() >= 400) {
      pageVersion(exchange);
    }
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
                      "Information disclosure: responses name a product and its version",
                      exchange,
                      name + ": " + value,
                      "13.4.6",
                      "Remove the header, or the version in it."));
    }
  }

  private void pageVersion(AuditExchange exchange) {
    String text = exchange.answer().text();
    Matcher version = PAGE_VERSION.matcher(text.substring(0, Math.min(PAGE_START, text.length())));
    if (version.find() && !exchange.call().toString().contains(version.group())) {
      wrong(
          Severity.LOW,
          "Information disclosure: an error page names a product and its version",
          exchange,
          "\"" + version.group() + "\" in a response with status " + exchange.status(),
          "13.4.6",
          "Replace the error pages of the server and the framework.");
    }
  }

  private void sniffing(AuditExchange exchange) {
    String headerValue = exchange.answer().header("x-content-type-options").orElse("");
    if (!headerValue.toLowerCase(Locale.ROOT).contains("nosniff")) {
      wrong(
          Severity.LOW,
          "Missing X-Content-Type-Options header",
          exchange,
          "X-Content-Type-Options is missing",
          "3.4.4",
          "Send X-Content-Type-Options: nosniff with every response.");
    }
    if (exchange.answer().mediaType().isEmpty()) {
      wrong(
          Severity.LOW,
          "Missing Content-Type header of a response with a body",
          exchange,
          "Content-Type is missing",
          "4.1.1",
          "Send Content-Type with every body.");
    }
  }

  private void caching(AuditExchange exchange) {
    boolean isPrivate =
        exchange.user().token() != null
            && exchange.isSuccess()
            && exchange.answer().mediaType().endsWith("json")
            && exchange.call().method().equals("GET")
            && exchange.user().session() == null
            && exchange.user().placement().isIn(exchange.call());
    String headerValue =
        exchange.answer().header("cache-control").orElse("").toLowerCase(Locale.ROOT);
    if (!isPrivate
        || headerValue.contains("no-store")
        || headerValue.contains("private")
        || headerValue.contains("no-cache")) {
      return;
    }
    if (headerValue.contains("public") || headerValue.contains("s-maxage")) {
      if (shared.size() < MOST_SHARED) {
        shared.putIfAbsent(path(exchange), exchange);
      }
    } else {
      uncontrolled(
          Severity.LOW,
          "Missing Cache-Control: no-store on private responses",
          exchange,
          headerValue);
    }
  }

  private void uncontrolled(
      Severity severity, String title, AuditExchange exchange, String headerValue) {
    wrong(
        severity,
        title,
        exchange,
        headerValue.isEmpty() ? "Cache-Control is missing" : "Cache-Control: " + headerValue,
        "14.3.2",
        "Send Cache-Control: no-store with responses for a single user.");
  }

  /// What nobody gets as well is not private, and may be stored.
  @Override
  void close(Site site) {
    for (AuditExchange exchange : shared.values()) {
      AuditExchange nobody =
          site.send(site.anonymous(), ClientRequest.get(exchange.call().target()));
      if (!nobody.isSuccess() || !nobody.answer().text().equals(exchange.answer().text())) {
        uncontrolled(
            Severity.HIGH,
            "Private responses may be stored by shared caches",
            exchange,
            exchange.answer().header("cache-control").orElse(""));
        return;
      }
    }
  }

  private void transport(AuditExchange exchange) {
    if (exchange.base().startsWith("https:")
        && exchange.answer().header("strict-transport-security").isEmpty()) {
      wrong(
          Severity.LOW,
          "Missing Strict-Transport-Security header over TLS",
          exchange,
          "the header is missing",
          "3.4.1",
          "Send Strict-Transport-Security: max-age=31536000.");
    }
  }

  /// Scripts of the page have to read the token against CSRF that they send back in a header.
  private void cookie(AuditExchange exchange, String cookie) {
    String lower = cookie.toLowerCase(Locale.ROOT);
    boolean isCsrfToken = CSRF_TOKEN.matcher(lower).lookingAt();
    if (!(lower.contains("httponly") || isCsrfToken) || !lower.contains("samesite")) {
      wrong(
          Severity.MEDIUM,
          "A cookie lacks HttpOnly or SameSite",
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
      String remedy) {
    findings.addFinding(
        severity,
        title,
        "every response",
        detail,
        exchange,
        Weakness.misconfiguration(asvs),
        remedy);
  }
}
