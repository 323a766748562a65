package dev.freehold.audit.input;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Collection;
import dev.freehold.audit.Envelope;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Row;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Other;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.Call;
import dev.freehold.description.Operation;
import dev.freehold.description.Parameter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// SQL in the parameters of lists: does it break the server, does a condition of one's own decide what is shown, does the
/// database sleep when it is told to.
public final class SqlInQueries extends Question {
  private static final int MOST = 40;
  private static final int MOST_DEEP = 10;

  /// What is true, and what is the same text but false.
  private static final List<List<String>> TRUTHS =
      List.of(
          List.of("' OR '1'='1", "' OR '1'='2"),
          List.of("' OR 1=1--", "' OR 1=2--"),
          List.of("') OR 1=1--", "') OR 1=2--"),
          List.of("%' OR 1=1--", "%' OR 1=2--"));

  private static final List<String> SLEEPS =
      List.of("' OR 1=(SELECT 1 FROM pg_sleep(3))--", "' OR SLEEP(3)-- ");
  private static final Duration SLEPT = Duration.ofMillis(2_800);
  private static final Duration AWAKE = Duration.ofMillis(900);

  public SqlInQueries() {
    super(
        "input.sql-query",
        "text in a query is never SQL",
        true,
        ChecklistItem.VALIDATION,
        ChecklistItem.ISOLATION);
  }

  @Override
  public Verdict run(Site site) {
    Tally tally = new Tally(this);
    Set<String> asked = new HashSet<>();
    for (Collection collection : site.collections()) {
      Optional<Row> row =
          collection.list().isPresent() ? site.any(collection, site.a()) : Optional.empty();
      if (row.isPresent()) {
        ask(site, collection.list().get(), row.get(), asked, tally);
      }
    }
    return tally.verdict("no lists with parameters");
  }

  private static void ask(Site site, Operation list, Row row, Set<String> asked, Tally tally) {
    List<String> deep = new ArrayList<>();
    int left = MOST;
    for (Parameter parameter : list.parameters(Parameter.In.QUERY)) {
      // A parameter that lists have in common goes through one piece of code.
      if (left == 0 || (!asked.add(parameter.name()) && !parameter.schema().allows("string"))) {
        continue;
      }
      left--;
      Exchange exchange =
          site.send(site.a(), Call.get(row.listTarget()).query(parameter.name(), SqlText.BREAK));
      if (!SqlText.broke(tally, list, parameter.name(), exchange)
          && exchange.answer().isSuccess()) {
        deep.add(parameter.name());
      }
    }
    for (String name : deep.subList(0, Math.min(MOST_DEEP, deep.size()))) {
      if (tally.isClean()) {
        deeper(site, list, row, name, tally);
      }
    }
  }

  private static void deeper(Site site, Operation list, Row row, String name, Tally tally) {
    Call call = Call.get(row.listTarget());
    String word = Other.word();
    Exchange plain = site.send(site.a(), call.query(name, word));
    int shown = Envelope.rows(plain.answer()).size();
    for (List<String> truth : TRUTHS) {
      Exchange yes = site.send(site.a(), call.query(name, word + truth.getFirst()));
      int more = Envelope.rows(yes.answer()).size();
      if (yes.answer().isSuccess() && more > shown) {
        Exchange no = site.send(site.a(), call.query(name, word + truth.getLast()));
        if (Envelope.rows(no.answer()).size() == shown) {
          found(
              tally,
              list,
              yes,
              name + ": " + more + " rows for what is true, " + shown + " for what is false");
          return;
        }
      }
      tally.check();
    }
    sleep(site, list, call, name, word, plain, tally);
  }

  private static void sleep(
      Site site, Operation list, Call call, String name, String word, Exchange plain, Tally tally) {
    for (String text : SLEEPS) {
      Call asleep = call.query(name, word + text);
      Exchange first = site.send(site.a(), asleep);
      if (isSlow(first)
          && isSlow(site.send(site.a(), asleep))
          && plain.answer().time().compareTo(AWAKE) < 0
          && !isSlow(site.send(site.a(), call.query(name, word)))) {
        found(tally, list, first, name + ": the database sleeps when it is told to");
        return;
      }
      tally.check();
    }
  }

  private static boolean isSlow(Exchange exchange) {
    return exchange.answer().time().compareTo(SLEPT) >= 0;
  }

  private static void found(Tally tally, Operation list, Exchange exchange, String detail) {
    tally.found(
        Severity.CRITICAL, "a parameter is SQL", list, detail, exchange, Why.SQL, SqlText.MEND);
  }
}
