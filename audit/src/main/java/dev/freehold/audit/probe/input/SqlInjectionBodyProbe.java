package dev.freehold.audit.probe.input;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.InjectionPoint;
import dev.freehold.audit.probe.InjectionPoint.Place;
import dev.freehold.audit.probe.LogInResponse;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// SQL injection in text of bodies, in log-in credentials and in stored headers.
public final class SqlInjectionBodyProbe extends AbstractProbe {
  private static final List<String> HEADERS =
      List.of(
          "User-Agent", "X-Request-Id", "Accept-Language", "Referer", "Cookie", "X-Forwarded-For");
  private static final String TRUE = "' OR '1'='1' -- ";

  public SqlInjectionBodyProbe() {
    super(
        "input.sql-body",
        "text in a body or a header is never executed as SQL",
        true,
        ChecklistItem.VALIDATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    List<InjectionPoint> points = InjectionPoint.all(site);
    SqlInjectionSearch search = new SqlInjectionSearch(findings);
    search.examine(points, Place.BODY);
    search.examine(points, Place.HEADER);
    usualHeaders(site, findings);
    logIn(site, findings);
    return findings.verdict("no operation takes text");
  }

  /// Headers that servers store or look up without a word in the description.
  private static void usualHeaders(Site site, FindingCollector findings) {
    for (ResourceCollection collection : site.collections()) {
      Optional<String> target = site.anyRow(collection, site.userA()).map(AuditRow::listTarget);
      for (String header : target.isPresent() ? HEADERS : List.<String>of()) {
        Function<String, AuditExchange> send =
            text -> site.send(site.userA(), ClientRequest.get(target.get()).header(header, text));
        if (SqlInjectionCheck.provokesSqlError(
            findings,
            "GET " + collection,
            "the header " + header,
            send.apply(SqlInjectionCheck.BREAK),
            send)) {
          return;
        }
      }
    }
  }

  private static void logIn(Site site, FindingCollector findings) {
    String email = site.userA().email();
    Optional<DescribedOperation> login = site.authentication().login();
    if (login.isEmpty() || email == null) {
      return;
    }
    for (String address : List.of(email + "'--", TRUE)) {
      Optional<ClientRequest> call = site.authentication().loginCall(address, TRUE);
      if (call.isEmpty()) {
        return;
      }
      AuditExchange exchange = site.sendWithoutRetry(site.anonymous(), call.get());
      if (LogInResponse.signedIn(site, exchange).isPresent()) {
        findings.addFinding(
            Severity.CRITICAL,
            "SQL injection: log-in without a password",
            login.get(),
            exchange.status() + " and a token or session for the email address \"" + address + "\"",
            exchange,
            Weakness.SQL_INJECTION,
            SqlInjectionCheck.REMEDY);
      } else {
        SqlInjectionCheck.provokesSqlError(
            findings,
            login.get(),
            "the email address",
            exchange,
            text ->
                site.sendWithoutRetry(
                    site.anonymous(),
                    site.authentication().loginCall(text, text).orElse(call.get())));
      }
    }
  }
}
