package dev.freehold.audit.probe.access;

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
import dev.freehold.audit.probe.ForeignRows;
import dev.freehold.audit.probe.RowLeakDetector;
import dev.freehold.client.ClientRequest;
import dev.freehold.client.ClientResponse;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// BOLA through cursors: a cursor of user A's list sent by user B, and the later pages of user
/// B's own list.
public final class BolaCursorProbe extends AbstractProbe {
  private static final Set<String> NAMES =
      Set.of(
          "cursor", "after", "page_token", "pageToken", "next", "starting_after", "continuation");
  private static final int PAGES = 6;
  private static final Pattern CURSOR =
      Pattern.compile(
          "\"(?:next_?cursor|cursor|end_?cursor|next_?page_?token|next_?token)\"\\s*:\\s*\"([^\"\\\\]{1,2000})\"",
          Pattern.CASE_INSENSITIVE);

  public BolaCursorProbe() {
    super(
        "access.cursor-foreign",
        "a cursor of one user shows no rows to another user",
        true,
        ChecklistItem.ISOLATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    ForeignRows rows = new ForeignRows(site, site.userB());
    for (ResourceCollection collection : site.collections()) {
      Optional<DescribedOperation> list = collection.list();
      Optional<String> parameter = list.flatMap(BolaCursorProbe::parameter);
      if (parameter.isPresent()) {
        attack(site, rows, collection, list.orElseThrow(), parameter.get(), findings);
      }
    }
    return findings.verdict("no list with cursors");
  }

  private static Optional<String> parameter(DescribedOperation list) {
    return list.parameters(Parameter.Location.QUERY).stream()
        .map(Parameter::name)
        .filter(NAMES::contains)
        .findFirst();
  }

  private static void attack(
      Site site,
      ForeignRows rows,
      ResourceCollection collection,
      DescribedOperation list,
      String parameter,
      FindingCollector findings) {
    List<AuditRow> foreign = two(() -> rows.freshHidden(collection));
    if (foreign.size() < 2) {
      return;
    }
    ClientRequest first = ClientRequest.get(foreign.getFirst().listTarget());
    for (String size : List.of("limit", "size", "per_page", "page_size")) {
      if (list.parameter(Parameter.Location.QUERY, size).isPresent()) {
        first = first.query(size, "1");
      }
    }
    Optional<String> cursor = cursor(site.send(site.userA(), first).answer());
    if (cursor.isPresent()) {
      for (ClientRequest call :
          rows.calls(foreign.getFirst(), first.query(parameter, cursor.get()))) {
        AuditExchange exchange = site.send(site.userB(), call);
        judge(list, foreign, exchange, "with a cursor of user A's list", findings);
      }
    }
    own(site, collection, first, parameter, list, foreign, findings);
  }

  /// Reads user B's own list page by page.
  private static void own(
      Site site,
      ResourceCollection collection,
      ClientRequest first,
      String parameter,
      DescribedOperation list,
      List<AuditRow> foreign,
      FindingCollector findings) {
    if (two(() -> site.createRow(collection, site.userB())).size() < 2) {
      return;
    }
    Optional<String> cursor = cursor(site.send(site.userB(), first).answer());
    for (int page = 1; page < PAGES && cursor.isPresent(); page++) {
      AuditExchange exchange = site.send(site.userB(), first.query(parameter, cursor.get()));
      if (judge(list, foreign, exchange, "on a later page of user B's own list", findings)) {
        return;
      }
      cursor = cursor(exchange.answer());
    }
  }

  private static List<AuditRow> two(Supplier<Optional<AuditRow>> rows) {
    return Stream.of(1, 2).flatMap(_ -> rows.get().stream()).toList();
  }

  /// @return whether the response contains a row of another user
  private static boolean judge(
      DescribedOperation list,
      List<AuditRow> foreign,
      AuditExchange exchange,
      String how,
      FindingCollector findings) {
    for (AuditRow row : foreign) {
      Optional<String> seen = RowLeakDetector.find(row, exchange);
      if (seen.isPresent()) {
        findings.addFinding(
            Severity.CRITICAL,
            "Broken object level authorization: a cursor shows rows of another user",
            list,
            "user B, " + how + ": " + seen.get(),
            exchange,
            Weakness.BROKEN_OBJECT_AUTHORIZATION,
            "Use a cursor only as the start position of a page. Take the owner from the token on"
                + " every page.");
        return true;
      }
    }
    findings.countCheck();
    return false;
  }

  private static Optional<String> cursor(ClientResponse answer) {
    Matcher found = CURSOR.matcher(answer.text());
    return answer.isSuccess() && found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }
}
