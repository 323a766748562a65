package dev.freehold.audit.probe.input;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.EnvelopeReader;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.client.ClientRequest;
import dev.freehold.client.ClientResponse;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks that the pages of a list are bounded, complete and fast.
public final class PaginationProbe extends AbstractProbe {
  private static final List<String> SIZES =
      List.of("limit", "per_page", "perPage", "page_size", "pageSize", "size", "take", "first");
  private static final int ROWS = 5;
  private static final int STEP = 2;
  private static final int MANY = 1_000;
  private static final Duration SLOW = Duration.ofSeconds(2);

  private final FindingCollector findings = new FindingCollector(this);

  public PaginationProbe() {
    super(
        "lists.pages",
        "lists have pages that are bounded, complete and fast",
        true,
        ChecklistItem.PAGES);
  }

  @Override
  public ProbeVerdict run(Site site) {
    for (ResourceCollection each : site.collections()) {
      if (each.list().isPresent() && !each.path().contains("{")) {
        list(site, each, each.list().get());
      }
    }
    return findings.verdict("no list");
  }

  private void list(Site site, ResourceCollection collection, DescribedOperation list) {
    String target = site.target(list, site.pathValues(list, site.userA()));
    AuditExchange all = site.send(site.userA(), ClientRequest.get(target));
    if (!all.isSuccess() || !EnvelopeReader.isList(all.answer())) {
      return;
    }
    quick(site, list, target);
    Optional<String> size =
        SIZES.stream()
            .filter(name -> list.parameter(Parameter.Location.QUERY, name).isPresent())
            .findFirst();
    if (size.isEmpty()) {
      wrong(
          Severity.MEDIUM,
          "Missing pagination",
          list,
          "the list has no parameter such as limit",
          all,
          "Add the parameters page and limit, and a default limit.");
      return;
    }
    huge(site, list, target, size.get());
    walk(site, collection, list, target, size.get());
  }

  private void quick(Site site, DescribedOperation list, String target) {
    List<AuditExchange> three = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      three.add(site.send(site.userA(), ClientRequest.get(target)));
    }
    three.sort((x, y) -> x.answer().time().compareTo(y.answer().time()));
    AuditExchange median = three.get(1);
    findings.countCheck();
    if (median.answer().time().compareTo(SLOW) > 0) {
      wrong(
          Severity.MEDIUM,
          "Slow list",
          list,
          "half of the responses took longer than " + median.answer().time().toMillis() + " ms",
          median,
          "Examine the query plan; create an index on the filter and sort columns, with the"
              + " owner first.");
    }
  }

  private void huge(Site site, DescribedOperation list, String target, String size) {
    AuditExchange exchange =
        site.send(site.userA(), ClientRequest.get(target).query(size, "1000000000"));
    findings.countCheck();
    if (exchange.isSuccess()) {
      OptionalLong reported = ReportedPageSize.read(exchange.answer());
      boolean bounded = reported.isPresent() && reported.getAsLong() <= MANY;
      if (!bounded) {
        wrong(
            Severity.MEDIUM,
            "Unrestricted resource consumption: the page size has no maximum",
            list,
            size + "=1000000000 got " + exchange.status(),
            exchange,
            "Refuse a page size above a maximum such as 100.");
      }
    }
    AuditExchange one = site.send(site.userA(), ClientRequest.get(target).query(size, "1"));
    findings.countCheck();
    if (one.isSuccess() && EnvelopeReader.rows(one.answer()).size() > 1) {
      wrong(
          Severity.MEDIUM,
          "A page is larger than requested",
          list,
          size + "=1 got " + EnvelopeReader.rows(one.answer()).size() + " rows",
          one,
          "Apply the limit in the SQL statement.");
    }
  }

  /// Reads each row once, from the first page to the last.
  private void walk(
      Site site,
      ResourceCollection collection,
      DescribedOperation list,
      String target,
      String size) {
    Optional<String> start = start(list);
    if (start.isEmpty()) {
      return;
    }
    Set<String> made = new LinkedHashSet<>();
    for (int i = 0; i < ROWS; i++) {
      site.createRow(collection, site.userA()).ifPresent(row -> made.add(row.id()));
    }
    List<String> seen = new ArrayList<>();
    AuditExchange last = null;
    int most = 60;
    for (int at = 0; at < most; at++) {
      boolean byPage = start.get().equals("page");
      String value = "" + (byPage ? at + 1 : at * STEP);
      last =
          site.send(
              site.userA(),
              ClientRequest.get(target).query(size, "" + STEP).query(start.get(), value));
      List<String> ids =
          EnvelopeReader.rows(last.answer()).stream()
              .flatMap(each -> EnvelopeReader.id(each).stream())
              .toList();
      seen.addAll(ids);
      if (!last.isSuccess() || ids.isEmpty()) {
        break;
      }
      if (at == most - 1) {
        // More rows than are worth reading, for example a public list of a live server.
        return;
      }
    }
    findings.countCheck();
    Set<String> once = new LinkedHashSet<>(seen);
    if (last == null) {
      return;
    }
    if (once.size() != seen.size()) {
      wrong(
          Severity.MEDIUM,
          "Unstable order: pages repeat rows",
          list,
          (seen.size() - once.size()) + " rows were repeated in pages of " + STEP,
          last,
          "Sort by a unique key, for example with the id as the last sort column.");
    }
    made.removeAll(once);
    if (!made.isEmpty()) {
      wrong(
          Severity.MEDIUM,
          "Unstable order: pages omit rows",
          list,
          made.size() + " of " + ROWS + " rows are on no page",
          last,
          "Sort by a unique key, for example with the id as the last sort column.");
    }
    total(site, list, target, once.size());
  }

  private static Optional<String> start(DescribedOperation list) {
    for (String name : List.of("page", "offset", "skip")) {
      if (list.parameter(Parameter.Location.QUERY, name).isPresent()) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  private void total(Site site, DescribedOperation list, String target, int rows) {
    AuditExchange exchange = site.send(site.userA(), ClientRequest.get(target));
    OptionalLong total = EnvelopeReader.total(exchange.answer());
    findings.countCheck();
    if (total.isPresent() && total.getAsLong() < rows) {
      wrong(
          Severity.LOW,
          "The total of a list is smaller than the number of its rows",
          list,
          total.getAsLong() + " instead of " + rows,
          exchange,
          "Use the same WHERE clause for the count as for the page.");
    }
  }

  private void wrong(
      Severity severity,
      String title,
      DescribedOperation list,
      String detail,
      AuditExchange exchange,
      String remedy) {
    findings.addFinding(
        severity, title, list, detail, exchange, Weakness.RESOURCE_CONSUMPTION, remedy);
  }

  /// The page size that a response states.
  static final class ReportedPageSize {
    private static final List<String> NAMES =
        List.of("limit", "per_page", "page_size", "pageSize", "size", "perPage");

    private ReportedPageSize() {}

    static OptionalLong read(ClientResponse answer) {
      return found(answer.json().orElse(null), 3);
    }

    private static OptionalLong found(@Nullable Object json, int depth) {
      if (!(json instanceof JsonObject object) || depth == 0) {
        return OptionalLong.empty();
      }
      for (String name : NAMES) {
        if (object.getValue(name) instanceof Number number) {
          return OptionalLong.of(number.longValue());
        }
      }
      return object.fieldNames().stream()
          .map(name -> found(object.getValue(name), depth - 1))
          .filter(OptionalLong::isPresent)
          .findFirst()
          .orElse(OptionalLong.empty());
    }
  }
}
