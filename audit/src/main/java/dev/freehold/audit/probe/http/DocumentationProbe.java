package dev.freehold.audit.probe.http;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import java.util.List;

/// Checks that documentation pages load and that the description is complete.
public final class DocumentationProbe extends AbstractProbe {
  private static final List<String> PAGES =
      List.of(
          "/docs",
          "/redoc",
          "/swagger",
          "/swagger-ui",
          "/swagger-ui/index.html",
          "/api-docs",
          "/api/docs",
          "/");

  private final FindingCollector findings = new FindingCollector(this);

  public DocumentationProbe() {
    super(
        "document.pages",
        "a documentation page loads and the description is complete",
        true,
        ChecklistItem.DOCUMENTATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    pages(site);
    for (DescribedOperation each : site.description().operations()) {
      complete(site, each);
    }
    return findings.verdict("no operation");
  }

  private void pages(Site site) {
    AuditExchange last = null;
    for (String page : PAGES) {
      AuditExchange exchange =
          site.send(site.anonymous(), ClientRequest.get(page).header("Accept", "text/html"));
      last = exchange;
      boolean there =
          exchange.status() == 200
              && exchange.answer().mediaType().equals("text/html")
              && !page.equals("/");
      if (there) {
        findings.countCheck();
        return;
      }
    }
    if (last != null) {
      findings.addFinding(
          Severity.INFO,
          "No documentation page",
          "GET /docs",
          "none of " + String.join(", ", PAGES),
          last,
          Weakness.INACCURATE_DESCRIPTION,
          "Serve a documentation page, for example at /docs.");
    }
  }

  private void complete(Site site, DescribedOperation operation) {
    findings.countCheck();
    boolean says =
        operation.documentation().stream().anyMatch(each -> !each.isBlank())
            || !operation.operationId().isEmpty();
    if (!says || operation.responses().isEmpty()) {
      findings.addFinding(
          Severity.LOW,
          "Incomplete description of an operation",
          operation,
          says ? "it has no responses" : "it has neither summary nor description",
          site.send(site.anonymous(), ClientRequest.get("/")),
          Weakness.INACCURATE_DESCRIPTION,
          "Add a summary and describe each response.");
    }
  }
}
