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
import dev.freehold.description.DescribedOperation;
import dev.freehold.description.DescribedOperation.Parameter;
import dev.freehold.description.JsonSchema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Checks that the described bounds of query parameters are enforced.
public final class QueryParameterBoundsProbe extends AbstractProbe {
  /// Freehold has a parameter for each field and operator; the first ones are a sufficient sample.
  private static final int MOST = 40;

  private final FindingCollector findings = new FindingCollector(this);

  public QueryParameterBoundsProbe() {
    super(
        "input.query",
        "each bound of a query parameter is enforced",
        true,
        ChecklistItem.VALIDATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    for (ResourceCollection each : site.collections()) {
      if (each.list().isPresent()) {
        list(site, each.list().get());
      }
    }
    return findings.verdict("no list");
  }

  private void list(Site site, DescribedOperation list) {
    String target = site.target(list, site.pathValues(list, site.userA()));
    if (!site.send(site.userA(), ClientRequest.get(target)).isSuccess()) {
      return;
    }
    list.parameters(Parameter.Location.QUERY).stream()
        .limit(MOST)
        .forEach(
            each ->
                wrong(each.schema())
                    .forEach((words, value) -> send(site, list, target, each, words, value)));
    unknown(site, list, target);
  }

  private static Map<String, String> wrong(JsonSchema written) {
    Map<String, String> wrong = new LinkedHashMap<>();
    JsonSchema schema = plain(written);
    Set<String> types = schema.types();
    if (types.contains("string") || types.contains("array") || types.isEmpty()) {
      if (!schema.allowedValues().isEmpty() && !types.contains("array")) {
        wrong.put("is an enum", "zq-not-listed");
      }
      return wrong;
    }
    if (types.contains("integer") || types.contains("number")) {
      wrong.put("is a number", "zq");
      schema
          .number("minimum")
          .filter(least -> Math.abs(least.doubleValue()) < 9e15)
          .ifPresent(least -> wrong.put("has minimum " + least, "" + (least.longValue() - 1)));
      schema
          .number("maximum")
          .filter(most -> Math.abs(most.doubleValue()) < 9e15)
          .ifPresent(most -> wrong.put("has maximum " + most, "" + (most.longValue() + 1)));
    }
    if (types.contains("boolean")) {
      wrong.put("is a boolean", "zq");
    }
    return wrong;
  }

  private static JsonSchema plain(JsonSchema schema) {
    return schema.anyOf().size() == 2 && schema.anyOf().getLast().types().equals(Set.of("null"))
        ? schema.anyOf().getFirst()
        : schema;
  }

  private void send(
      Site site,
      DescribedOperation list,
      String target,
      Parameter parameter,
      String words,
      String value) {
    AuditExchange exchange =
        site.send(site.userA(), ClientRequest.get(target).query(parameter.name(), value));
    findings.countCheck();
    if (exchange.isSuccess()) {
      findings.addFinding(
          Severity.MEDIUM,
          "Missing input validation: a documented bound of a query parameter is not enforced",
          list + " " + parameter.name(),
          parameter.name()
              + " "
              + words
              + ", and "
              + value
              + " got "
              + exchange.status()
              + ", and "
              + EnvelopeReader.rows(exchange.answer()).size()
              + " rows",
          exchange,
          Weakness.INPUT_VALIDATION,
          "Return 400 or 422 with the name of the parameter.");
    }
  }

  /// Most servers ignore them. A misspelled filter then returns every row.
  private void unknown(Site site, DescribedOperation list, String target) {
    AuditExchange exchange =
        site.send(site.userA(), ClientRequest.get(target).query("zq_unknown", "1"));
    findings.countCheck();
    if (exchange.isSuccess()) {
      findings.addFinding(
          Severity.INFO,
          "An undocumented query parameter is ignored",
          "lists",
          list + " with zq_unknown=1 got " + exchange.status(),
          exchange,
          Weakness.INPUT_VALIDATION,
          "Refuse unknown query parameters: a misspelled filter otherwise returns every row.");
    }
  }
}
