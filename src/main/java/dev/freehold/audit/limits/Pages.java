package dev.freehold.audit.limits;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Collection;
import dev.freehold.audit.Envelope;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import dev.freehold.description.Parameter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Lists come in pages that are bounded, complete and quick.
public final class Pages extends Question {
  private static final List<String> SIZES =
      List.of("limit", "per_page", "perPage", "page_size", "pageSize", "size", "take", "first");
  private static final int ROWS = 5;
  private static final int STEP = 2;
  private static final int MANY = 1_000;
  private static final Duration SLOW = Duration.ofSeconds(2);

  private final Tally tally = new Tally(this);

  public Pages() {
    super(
        "lists.pages",
        "lists come in pages that are bounded, complete and quick",
        true,
        ChecklistItem.PAGES);
  }

  @Override
  public Verdict run(Site site) {
    for (Collection each : site.collections()) {
      if (each.list().isPresent() && !each.path().contains("{")) {
        list(site, each, each.list().get());
      }
    }
    return tally.verdict("no list");
  }

  private void list(Site site, Collection collection, Operation list) {
    String target = site.target(list, site.pathValues(list, site.a()));
    Exchange all = site.send(site.a(), Call.get(target));
    if (!all.answer().isSuccess() || !Envelope.isList(all.answer())) {
      return;
    }
    quick(site, list, target);
    Optional<String> size =
        SIZES.stream()
            .filter(name -> list.parameter(Parameter.In.QUERY, name).isPresent())
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

  private void quick(Site site, Operation list, String target) {
    List<Exchange> three = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      three.add(site.send(site.a(), Call.get(target)));
    }
    three.sort((x, y) -> x.answer().time().compareTo(y.answer().time()));
    Exchange median = three.get(1);
    tally.check();
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

  private void huge(Site site, Operation list, String target, String size) {
    Exchange exchange = site.send(site.a(), Call.get(target).query(size, "1000000000"));
    tally.check();
    if (exchange.answer().isSuccess()) {
      OptionalLong said = Limits.saidLimit(exchange.answer());
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
    Exchange one = site.send(site.a(), Call.get(target).query(size, "1"));
    tally.check();
    if (one.answer().isSuccess() && Envelope.rows(one.answer()).size() > 1) {
      wrong(
          Severity.MEDIUM,
          "A page is larger than was asked for",
          list,
          size + "=1 was answered with " + Envelope.rows(one.answer()).size() + " rows",
          one,
          "Put the limit into the statement.");
    }
  }

  /// Each row once, from the first page to the last.
  private void walk(Site site, Collection collection, Operation list, String target, String size) {
    Optional<String> start = start(list);
    if (start.isEmpty()) {
      return;
    }
    Set<String> made = new LinkedHashSet<>();
    for (int i = 0; i < ROWS; i++) {
      site.make(collection, site.a()).ifPresent(row -> made.add(row.id()));
    }
    List<String> seen = new ArrayList<>();
    Exchange last = null;
    int most = 60;
    for (int at = 0; at < most; at++) {
      boolean byPage = start.get().equals("page");
      String value = "" + (byPage ? at + 1 : at * STEP);
      last = site.send(site.a(), Call.get(target).query(size, "" + STEP).query(start.get(), value));
      List<String> ids =
          Envelope.rows(last.answer()).stream()
              .flatMap(each -> Envelope.id(each).stream())
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
    tally.check();
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

  private static Optional<String> start(Operation list) {
    for (String name : List.of("page", "offset", "skip")) {
      if (list.parameter(Parameter.In.QUERY, name).isPresent()) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  private void total(Site site, Operation list, String target, int rows) {
    Exchange exchange = site.send(site.a(), Call.get(target));
    OptionalLong total = Envelope.total(exchange.answer());
    tally.check();
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
      Operation list,
      String detail,
      Exchange exchange,
      String mend) {
    tally.found(severity, title, list, detail, exchange, Why.RESOURCES, mend);
  }
}
