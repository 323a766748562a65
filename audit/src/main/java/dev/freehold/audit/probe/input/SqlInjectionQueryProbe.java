package dev.freehold.audit.probe.input;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.AuditRow;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.EnvelopeReader;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.ResourceCollection;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.NonexistentValue;
import dev.freehold.client.ClientRequest;
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// SQL injection in query parameters of lists, found by errors, by differences in the result and
/// by response time.
public final class SqlInjectionQueryProbe extends AbstractProbe {
  private static final int MOST = 40;
  private static final int MOST_DEEP = 10;

  /// Pairs of a true condition and the same text with a false one.
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

  public SqlInjectionQueryProbe() {
    super(
        "input.sql-query",
        "text in a query is never executed as SQL",
        true,
        ChecklistItem.VALIDATION,
        ChecklistItem.ISOLATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    Set<String> probedNames = new HashSet<>();
    for (ResourceCollection collection : site.collections()) {
      Optional<AuditRow> row =
          collection.list().isPresent() ? site.anyRow(collection, site.userA()) : Optional.empty();
      if (row.isPresent()) {
        ask(site, collection.list().get(), row.get(), probedNames, findings);
      }
    }
    return findings.verdict("no list with parameters");
  }

  private static void ask(
      Site site,
      DescribedOperation list,
      AuditRow row,
      Set<String> probedNames,
      FindingCollector findings) {
    List<String> deep = new ArrayList<>();
    int left = MOST;
    for (Parameter parameter : list.parameters(Parameter.Location.QUERY)) {
      // Lists usually share the code for a parameter of the same name.
      if (left == 0
          || (!probedNames.add(parameter.name()) && !parameter.schema().allows("string"))) {
        continue;
      }
      left--;
      AuditExchange exchange =
          site.send(
              site.userA(),
              ClientRequest.get(row.listTarget()).query(parameter.name(), SqlInjectionCheck.BREAK));
      if (!SqlInjectionCheck.provokesSqlError(findings, list, parameter.name(), exchange)
          && exchange.answer().isSuccess()) {
        deep.add(parameter.name());
      }
    }
    for (String name : deep.subList(0, Math.min(MOST_DEEP, deep.size()))) {
      if (findings.isClean()) {
        deeper(site, list, row, name, findings);
      }
    }
  }

  private static void deeper(
      Site site, DescribedOperation list, AuditRow row, String name, FindingCollector findings) {
    ClientRequest call = ClientRequest.get(row.listTarget());
    String word = NonexistentValue.randomWord();
    AuditExchange plain = site.send(site.userA(), call.query(name, word));
    int shown = EnvelopeReader.rows(plain.answer()).size();
    for (List<String> truth : TRUTHS) {
      AuditExchange yes = site.send(site.userA(), call.query(name, word + truth.getFirst()));
      int more = EnvelopeReader.rows(yes.answer()).size();
      if (yes.answer().isSuccess() && more > shown) {
        AuditExchange no = site.send(site.userA(), call.query(name, word + truth.getLast()));
        if (EnvelopeReader.rows(no.answer()).size() == shown) {
          found(
              findings,
              list,
              yes,
              name + ": " + more + " rows for a true condition, " + shown + " for a false one");
          return;
        }
      }
      findings.countCheck();
    }
    sleep(site, list, call, name, word, plain, findings);
  }

  private static void sleep(
      Site site,
      DescribedOperation list,
      ClientRequest call,
      String name,
      String word,
      AuditExchange plain,
      FindingCollector findings) {
    for (String text : SLEEPS) {
      ClientRequest asleep = call.query(name, word + text);
      AuditExchange first = site.send(site.userA(), asleep);
      if (isSlow(first)
          && isSlow(site.send(site.userA(), asleep))
          && plain.answer().time().compareTo(AWAKE) < 0
          && !isSlow(site.send(site.userA(), call.query(name, word)))) {
        found(findings, list, first, name + ": the database executes a sleep function");
        return;
      }
      findings.countCheck();
    }
  }

  private static boolean isSlow(AuditExchange exchange) {
    return exchange.answer().time().compareTo(SLEPT) >= 0;
  }

  private static void found(
      FindingCollector findings, DescribedOperation list, AuditExchange exchange, String detail) {
    findings.addFinding(
        Severity.CRITICAL,
        "SQL injection in a query parameter",
        list,
        detail,
        exchange,
        Weakness.SQL_INJECTION,
        SqlInjectionCheck.REMEDY);
  }
}
