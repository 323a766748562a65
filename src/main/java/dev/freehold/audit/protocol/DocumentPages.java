package dev.freehold.audit.protocol;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import java.util.List;

/// Pages of documentation that open, and a document that says what a reader needs.
public final class DocumentPages extends Question {
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

  private final Tally tally = new Tally(this);

  public DocumentPages() {
    super(
        "document.pages",
        "a page of documentation opens, and the document is complete",
        true,
        ChecklistItem.DOCUMENTATION);
  }

  @Override
  public Verdict run(Site site) {
    pages(site);
    for (Operation each : site.description().operations()) {
      complete(site, each);
    }
    return tally.verdict("no operation");
  }

  private void pages(Site site) {
    Exchange last = null;
    for (String page : PAGES) {
      Exchange exchange = site.send(site.nobody(), Call.get(page).header("Accept", "text/html"));
      last = exchange;
      boolean there =
          exchange.status() == 200
              && exchange.answer().mediaType().equals("text/html")
              && !page.equals("/");
      if (there) {
        tally.check();
        return;
      }
    }
    if (last != null) {
      tally.found(
          Severity.INFO,
          "No page of documentation opens",
          "GET /docs",
          "neither of " + String.join(", ", PAGES),
          last,
          Why.DESCRIPTION,
          "Serve one where readers are welcome.");
    }
  }

  private void complete(Site site, Operation operation) {
    tally.check();
    boolean says =
        operation.words().stream().anyMatch(each -> !each.isBlank()) || !operation.id().isEmpty();
    if (!says || operation.responses().isEmpty()) {
      tally.found(
          Severity.LOW,
          "An operation says nothing of itself",
          operation,
          says ? "it has no answers" : "it has neither summary nor description",
          site.send(site.nobody(), Call.get("/")),
          Why.DESCRIPTION,
          "Describe it and each of its answers.");
    }
  }
}
