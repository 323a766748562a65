package dev.freehold.audit.access;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Collection;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Person;
import dev.freehold.audit.Row;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Meant;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.audit.probe.Trace;
import dev.freehold.call.Answer;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import dev.freehold.description.Parameter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A cursor of one person's list in the hands of another, and the further pages of a list of one's own.
public final class ForeignCursors extends Question {
  private static final Set<String> NAMES =
      Set.of(
          "cursor", "after", "page_token", "pageToken", "next", "starting_after", "continuation");
  private static final int PAGES = 6;
  private static final Pattern CURSOR =
      Pattern.compile(
          "\"(?:next_?cursor|cursor|end_?cursor|next_?page_?token|next_?token)\"\\s*:\\s*\"([^\"\\\\]{1,2000})\"",
          Pattern.CASE_INSENSITIVE);

  public ForeignCursors() {
    super(
        "access.cursor-foreign",
        "a cursor is of no use to another person",
        true,
        ChecklistItem.ISOLATION);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    for (Collection collection : site.collections()) {
      Optional<Operation> list = collection.list().filter(each -> !Meant.forAll(each));
      Optional<String> parameter = list.flatMap(ForeignCursors::parameter);
      if (parameter.isPresent()) {
        attack(site, collection, list.orElseThrow(), parameter.get(), tally);
      }
    }
    return tally.verdict("no list with cursors");
  }

  private static Optional<String> parameter(Operation list) {
    return list.parameters(Parameter.In.QUERY).stream()
        .map(Parameter::name)
        .filter(NAMES::contains)
        .findFirst();
  }

  private static void attack(
      Site site, Collection collection, Operation list, String parameter, Tally tally) {
    List<Row> foreign = two(site, collection, site.a());
    if (foreign.size() < 2) {
      return;
    }
    Call first = Call.get(foreign.getFirst().listTarget());
    for (String size : List.of("limit", "size", "per_page", "page_size")) {
      if (list.parameter(Parameter.In.QUERY, size).isPresent()) {
        first = first.query(size, "1");
      }
    }
    Optional<String> cursor = cursor(site.send(site.a(), first).answer());
    if (cursor.isPresent()) {
      Exchange exchange = site.send(site.b(), first.query(parameter, cursor.get()));
      judge(list, foreign, exchange, "with a cursor of A's list", tally);
    }
    own(site, collection, first, parameter, list, foreign, tally);
  }

  /// The attacker's own list, from page to page.
  private static void own(
      Site site,
      Collection collection,
      Call first,
      String parameter,
      Operation list,
      List<Row> foreign,
      Tally tally) {
    if (two(site, collection, site.b()).size() < 2) {
      return;
    }
    Optional<String> cursor = cursor(site.send(site.b(), first).answer());
    for (int page = 1; page < PAGES && cursor.isPresent(); page++) {
      Exchange exchange = site.send(site.b(), first.query(parameter, cursor.get()));
      if (judge(list, foreign, exchange, "on a further page of a list of its own", tally)) {
        return;
      }
      cursor = cursor(exchange.answer());
    }
  }

  private static List<Row> two(Site site, Collection collection, Person person) {
    return Stream.of(1, 2).flatMap(_ -> site.make(collection, person).stream()).toList();
  }

  /// @return whether another person's row is there
  private static boolean judge(
      Operation list, List<Row> foreign, Exchange exchange, String how, Tally tally) {
    for (Row row : foreign) {
      Optional<String> seen = Trace.of(row, exchange);
      if (seen.isPresent()) {
        tally.found(
            Severity.CRITICAL,
            "a cursor shows another person's rows",
            list,
            "B, " + how + ": " + seen.get(),
            exchange,
            Why.OBJECT,
            "Take from a cursor where a page begins and nothing else; whose rows it shows is told"
                + " by the token alone.");
        return true;
      }
    }
    tally.check();
    return false;
  }

  private static Optional<String> cursor(Answer answer) {
    Matcher found = CURSOR.matcher(answer.text());
    return answer.isSuccess() && found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }
}
