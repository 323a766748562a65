package dev.freehold.audit.probe.input;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

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
    for (ResourceCollection collection : site.collections()) {
      Optional<JsonObject> sample =
          collection.create().flatMap(_ -> site.sampleBody(collection, site.userA(), true));
      sample.ifPresent(
          body -> rows(site, collection, collection.create().orElseThrow(), body, findings));
      site.anyRow(collection, site.userA())
          .ifPresent(row -> headers(site, row.listTarget(), findings));
    }
    logIn(site, findings);
    return findings.verdict("no row could be created");
  }

  private static void rows(
      Site site,
      ResourceCollection collection,
      DescribedOperation create,
      JsonObject sample,
      FindingCollector findings) {
    ClientRequest call =
        ClientRequest.of("POST", site.target(create, site.pathValues(create, site.userA())));
    for (String name : sample.fieldNames()) {
      if (sample.getValue(name) instanceof String text) {
        AuditExchange exchange =
            site.send(
                site.userA(), call.json(sample.copy().put(name, text + SqlInjectionCheck.BREAK)));
        site.trackCreatedRow(collection, exchange);
        if (SqlInjectionCheck.provokesSqlError(findings, create, name, exchange)) {
          return;
        }
      }
    }
  }

  private static void headers(Site site, String target, FindingCollector findings) {
    for (String header : HEADERS) {
      AuditExchange exchange =
          site.send(
              site.userA(), ClientRequest.get(target).header(header, SqlInjectionCheck.BREAK));
      if (SqlInjectionCheck.provokesSqlError(
          findings, "GET " + target, "the header " + header, exchange)) {
        return;
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
      if (site.authentication().accessToken(exchange.answer()).isPresent()) {
        findings.addFinding(
            Severity.CRITICAL,
            "SQL injection: log-in without a password",
            login.get(),
            exchange.status() + " and a token for the email address \"" + address + "\"",
            exchange,
            Weakness.SQL_INJECTION,
            SqlInjectionCheck.REMEDY);
      } else {
        SqlInjectionCheck.provokesSqlError(findings, login.get(), "the email address", exchange);
      }
    }
  }
}
