package dev.freehold.audit.probe.input;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.InjectionPoint;
import dev.freehold.audit.probe.InjectionPoint.Place;
import dev.freehold.audit.probe.NonexistentValue;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/// Operators of document databases in place of text: `{"$ne": "x"}` matches what text does not.
/// [WrongTypeProbe] looks at rows and log-in, this one at every other body.
public final class OperatorInjectionProbe extends AbstractProbe {
  private static final Weakness OPERATOR_INJECTION = new Weakness("API8:2023", "1.2.4", "F200");
  private static final int MAX_POINTS = 60;

  public OperatorInjectionProbe() {
    super(
        "input.operator",
        "an operator in place of text finds nothing",
        true,
        ChecklistItem.VALIDATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    InjectionPoint.all(site).stream()
        .filter(point -> point.place() == Place.BODY && point.collection().isEmpty())
        .limit(MAX_POINTS)
        .forEach(point -> ask(point, findings));
    return findings.verdict("no operation takes text besides those that create rows");
  }

  /// Text that nothing has fails, unequal to it succeeds, equal to it fails: twice.
  private static void ask(InjectionPoint point, FindingCollector findings) {
    findings.countCheck();
    Optional<AuditExchange> first = matched(point);
    if (first.isPresent() && matched(point).isPresent()) {
      findings.addFinding(
          Severity.CRITICAL,
          "Operator injection: an operator in place of text finds what text does not",
          point.operation(),
          point + ": " + first.get().status() + " for {\"$ne\": …}, a failure for {\"$eq\": …}",
          first.get(),
          OPERATOR_INJECTION,
          "Check that the value is text before it becomes part of a query.");
    }
  }

  private static Optional<AuditExchange> matched(InjectionPoint point) {
    String word = NonexistentValue.randomWord();
    if (point.send(word).isSuccess()) {
      return Optional.empty();
    }
    AuditExchange unequal = point.send(new JsonObject().put("$ne", word));
    return Optional.of(unequal)
        .filter(AuditExchange::isSuccess)
        .filter(_ -> !point.send(new JsonObject().put("$eq", word)).isSuccess());
  }
}
