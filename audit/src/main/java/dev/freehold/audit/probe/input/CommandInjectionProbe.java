package dev.freehold.audit.probe.input;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.DelayComparison;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.audit.probe.InjectionPoint;
import dev.freehold.audit.probe.NonexistentValue;
import dev.freehold.description.DescribedOperation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// Command injection: text after which a shell of Unix multiplies two numbers and waits. The
/// product in the response, or the wait, shows that it did. No text writes anything.
public final class CommandInjectionProbe extends AbstractProbe {
  private static final Weakness COMMAND_INJECTION = new Weakness("API8:2023", "1.2.5", "F200");
  private static final List<String> CONTEXTS =
      List.of("%s;%s", "%s|%s", "%s$(%s)", "%s`%s`", "%s\n%s\n", "%s';%s;'", "%s\";%s;\"");
  private static final int MAX_POINTS = 80;
  private static final int MAX_OF_OPERATION = 4;
  private static final int MAX_OF_NAME = 4;

  public CommandInjectionProbe() {
    super("input.command", "text is never executed as a command", true, ChecklistItem.VALIDATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    FindingCollector findings = new FindingCollector(this);
    Map<DescribedOperation, Integer> ofOperation = new HashMap<>();
    Map<String, Integer> ofName = new HashMap<>();
    int left = MAX_POINTS;
    for (InjectionPoint point : InjectionPoint.all(site)) {
      if (point.isFreeText()
          && left > 0
          && ofOperation.getOrDefault(point.operation(), 0) < MAX_OF_OPERATION
          && ofName.merge(point.name(), 1, Integer::sum) <= MAX_OF_NAME) {
        ofOperation.merge(point.operation(), 1, Integer::sum);
        left--;
        ask(point, findings);
      }
    }
    return findings.verdict("no operation takes text");
  }

  private static void ask(InjectionPoint point, FindingCollector findings) {
    findings.countCheck();
    for (String context : CONTEXTS) {
      Optional<AuditExchange> executed = executed(point, context);
      if (executed.isPresent()) {
        findings.addFinding(
            Severity.CRITICAL,
            "Command injection: the server executes text of a request",
            point.operation(),
            point + ": a shell executes the text",
            executed.get(),
            COMMAND_INJECTION,
            "Start programs without a shell and with a fixed list of arguments, or use a library"
                + " instead.");
        return;
      }
    }
  }

  /// The first request, if others confirm it: each response has the product of its numbers, or each
  /// waits as long as it should.
  private static Optional<AuditExchange> executed(InjectionPoint point, String context) {
    Calculation first = calculate(point, context, DelayComparison.WAIT);
    if (first.isDone()) {
      return Optional.of(first.exchange())
          .filter(_ -> calculate(point, context, DelayComparison.NO_WAIT).isDone());
    }
    return DelayComparison.executed(
        first.exchange(), seconds -> calculate(point, context, seconds).exchange());
  }

  /// A request whose text makes a shell multiply two numbers.
  private record Calculation(AuditExchange exchange, long product) {
    boolean isDone() {
      return exchange.answer().text().contains("zq" + product + "zq");
    }
  }

  private static Calculation calculate(InjectionPoint point, String context, String seconds) {
    int one = ThreadLocalRandom.current().nextInt(1_000, 9_999);
    int other = ThreadLocalRandom.current().nextInt(1_000, 9_999);
    String command = "echo zq$((%d*%d))zq;sleep %s".formatted(one, other, seconds);
    AuditExchange exchange = point.send(context.formatted(NonexistentValue.randomWord(), command));
    return new Calculation(exchange, (long) one * other);
  }
}
