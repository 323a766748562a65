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

/// Checks that pages of a list are bounded, complete and fast.
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
        "lists come in pages that are bounded, complete and quick",
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
    if (!all.answer().isSuccess() || !EnvelopeReader.isList(all.answer())) {
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
          "A list has no pages",
          list,
          "it has no parameter such as limit",
          all,
          "Give it page and limit, and a limit of its own where none is asked for.");
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
          "A list is slow",
          list,
          "half of the answers took longer than " + median.answer().time().toMillis() + " ms",
          median,
          "See the plan of its statement; index what it filters and sorts by, the owner first.");
    }
  }

  private void huge(Site site, DescribedOperation list, String target, String size) {
    AuditExchange exchange =
        site.send(site.userA(), ClientRequest.get(target).query(size, "1000000000"));
    findings.countCheck();
    if (exchange.answer().isSuccess()) {
      OptionalLong said = ReportedPageSize.read(exchange.answer());
      boolean bounded = said.isPresent() && said.getAsLong() <= MANY;
      if (!bounded) {
        wrong(
            Severity.MEDIUM,
            "A page may be as large as a client likes",
            list,
            size + "=1000000000 was answered with " + exchange.status(),
            exchange,
            "Refuse more than a bound such as 100.");
      }
    }
    AuditExchange one = site.send(site.userA(), ClientRequest.get(target).query(size, "1"));
    findings.countCheck();
    if (one.answer().isSuccess() && EnvelopeReader.rows(one.answer()).size() > 1) {
      wrong(
          Severity.MEDIUM,
          "A page is larger than was asked for",
          list,
          size + "=1 was answered with " + EnvelopeReader.rows(one.answer()).size() + " rows",
          one,
          "Put the limit into the statement.");
    }
  }

  /// Each row once, from the first page to the last.
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
      if (!last.answer().isSuccess() || ids.isEmpty()) {
        break;
      }
      if (at == most - 1) {
        // More rows than a walk is worth, such as a public list of a live server.
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
          "Pages show a row twice",
          list,
          (seen.size() - once.size()) + " rows came twice in pages of " + STEP,
          last,
          "Sort by something that no two rows share, such as the id at the end.");
    }
    made.removeAll(once);
    if (!made.isEmpty()) {
      wrong(
          Severity.MEDIUM,
          "Pages miss rows",
          list,
          made.size() + " of " + ROWS + " rows are on no page",
          last,
          "Sort by something that no two rows share, such as the id at the end.");
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
          "A list counts fewer rows than its pages show",
          list,
          total.getAsLong() + " instead of " + rows,
          exchange,
          "Count with the condition that the page is read by.");
    }
  }

  private void wrong(
      Severity severity,
      String title,
      DescribedOperation list,
      String detail,
      AuditExchange exchange,
      String mend) {
    findings.addFinding(
        severity, title, list, detail, exchange, Weakness.RESOURCE_CONSUMPTION, mend);
  }

  /// What an answer says of the size of its page.
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
