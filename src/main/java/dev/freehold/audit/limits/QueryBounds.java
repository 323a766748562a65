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
import dev.freehold.description.Schema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Each parameter of a list is held to what is described of it.
public final class QueryBounds extends Question {
  /// Freehold has a parameter for each field and operator; the first ones speak for the rest.
  private static final int MOST = 40;

  private final Tally tally = new Tally(this);

  public QueryBounds() {
    super("input.query", "each bound of a query parameter is held", true, ChecklistItem.VALIDATION);
  }

  @Override
  public Verdict run(Site site) {
    for (Collection each : site.collections()) {
      if (each.list().isPresent()) {
        list(site, each.list().get());
      }
    }
    return tally.verdict("no list");
  }

  private void list(Site site, Operation list) {
    String target = site.target(list, site.pathValues(list, site.a()));
    if (!site.send(site.a(), Call.get(target)).answer().isSuccess()) {
      return;
    }
    list.parameters(Parameter.In.QUERY).stream()
        .limit(MOST)
        .forEach(
            each ->
                wrong(each.schema())
                    .forEach((words, value) -> send(site, list, target, each, words, value)));
    unknown(site, list, target);
  }

  private static Map<String, String> wrong(Schema written) {
    Map<String, String> wrong = new LinkedHashMap<>();
    Schema schema = plain(written);
    Set<String> types = schema.types();
    if (types.contains("string") || types.contains("array") || types.isEmpty()) {
      if (!schema.values().isEmpty() && !types.contains("array")) {
        wrong.put("has listed values", "zq-not-listed");
      }
      return wrong;
    }
    if (types.contains("integer") || types.contains("number")) {
      wrong.put("is a number", "zq");
      schema
          .number("minimum")
          .filter(least -> Math.abs(least.doubleValue()) < 9e15)
          .ifPresent(least -> wrong.put("is at least " + least, "" + (least.longValue() - 1)));
      schema
          .number("maximum")
          .filter(most -> Math.abs(most.doubleValue()) < 9e15)
          .ifPresent(most -> wrong.put("is at most " + most, "" + (most.longValue() + 1)));
    }
    if (types.contains("boolean")) {
      wrong.put("is true or false", "zq");
    }
    return wrong;
  }

  private static Schema plain(Schema schema) {
    return schema.anyOf().size() == 2 && schema.anyOf().getLast().types().equals(Set.of("null"))
        ? schema.anyOf().getFirst()
        : schema;
  }

  private void send(
      Site site, Operation list, String target, Parameter parameter, String words, String value) {
    Exchange exchange = site.send(site.a(), Call.get(target).query(parameter.name(), value));
    tally.check();
    if (exchange.answer().isSuccess()) {
      tally.found(
          Severity.MEDIUM,
          "A bound of a query parameter is not held",
          list + " " + parameter.name(),
          parameter.name()
              + " "
              + words
              + ", and "
              + value
              + " was answered with "
              + exchange.status()
              + " and "
              + Envelope.rows(exchange.answer()).size()
              + " rows",
          exchange,
          Why.INPUT,
          "Answer 400 or 422 with the name of the parameter.");
    }
  }

  /// Most servers ignore them; a filter that is misspelt then shows everything.
  private void unknown(Site site, Operation list, String target) {
    Exchange exchange = site.send(site.a(), Call.get(target).query("zq_unknown", "1"));
    tally.check();
    if (exchange.answer().isSuccess()) {
      tally.found(
          Severity.INFO,
          "A query parameter that is not described is ignored",
          "lists",
          list + " with zq_unknown=1 was answered with " + exchange.status(),
          exchange,
          Why.INPUT,
          "Refuse it: a filter that is misspelt shows every row.");
    }
  }
}
