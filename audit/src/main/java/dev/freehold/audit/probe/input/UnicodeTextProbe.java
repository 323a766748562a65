package dev.freehold.audit.probe.input;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.EnvelopeReader;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.BaselineCreate;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.client.ClientResponse;
import dev.freehold.description.JsonSchema;
import dev.freehold.description.SchemaValidator;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Checks that text of any script is returned unchanged and that invalid text is refused.
public final class UnicodeTextProbe extends AbstractProbe {
  /// Han characters, an emoji outside the basic plane, a letter with a combining accent, and
  /// right-to-left text. Nothing that a server may convert to lower case.
  private static final String TEXT = "漢字 \uD83D\uDC18 e\u0301 \u05D0\u05D1";

  private final FindingCollector findings = new FindingCollector(this);

  public UnicodeTextProbe() {
    super(
        "input.unicode",
        "text of any script is stored and returned unchanged",
        true,
        ChecklistItem.VALIDATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    for (BaselineCreate baseline : BaselineCreate.all(site)) {
      textOf(baseline)
          .ifPresent(
              name -> {
                comesBack(baseline, name);
                nul(baseline, name);
                surrogate(baseline, name);
              });
    }
    return findings.verdict("no row with text could be created");
  }

  private static Optional<String> textOf(BaselineCreate baseline) {
    return baseline.schema().properties().entrySet().stream()
        .filter(each -> takes(each.getValue()))
        .filter(each -> baseline.body().getValue(each.getKey()) instanceof String)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static boolean takes(JsonSchema schema) {
    return schema.types().contains("string")
        && schema.allowedValues().isEmpty()
        && schema.text("format").isEmpty()
        && SchemaValidator.violations(schema, TEXT).isEmpty();
  }

  private void comesBack(BaselineCreate baseline, String name) {
    AuditExchange exchange = baseline.send(call -> call.json(baseline.fresh().put(name, TEXT)));
    findings.countCheck();
    ClientResponse answer = exchange.answer();
    if (!answer.isSuccess()) {
      return;
    }
    Object shown = EnvelopeReader.row(answer).map(row -> row.getValue(name)).orElse(null);
    if (shown != null && !Objects.equals(shown, TEXT)) {
      found(
          Severity.LOW,
          "Data corruption: text is changed when it is stored",
          baseline,
          exchange,
          name + " came back changed",
          "Use UTF-8 in every layer, and do not normalize text.");
    }
  }

  /// PostgreSQL cannot store it: a server that accepts it fails or truncates the text.
  private void nul(BaselineCreate baseline, String name) {
    JsonObject body = baseline.fresh().put(name, "a\u0000b");
    AuditExchange exchange = baseline.send(call -> call.json(body));
    findings.countCheck();
    Object shown =
        EnvelopeReader.row(exchange.answer()).map(row -> row.getValue(name)).orElse(null);
    if (exchange.isSuccess() && shown != null && !Objects.equals(shown, "a\u0000b")) {
      found(
          Severity.MEDIUM,
          "Data corruption: text with U+0000 is truncated or changed",
          baseline,
          exchange,
          name + " came back changed",
          "Refuse the character with 400.");
    }
  }

  private void surrogate(BaselineCreate baseline, String name) {
    String body = baseline.fresh().put(name, "zqs").encode().replace("zqs", "a\\ud800b");
    AuditExchange exchange = baseline.send(call -> call.json(body));
    findings.countCheck();
    if (exchange.isSuccess()) {
      found(
          Severity.LOW,
          "Missing input validation: a lone surrogate is accepted",
          baseline,
          exchange,
          "\\ud800 alone in " + name,
          "Refuse lone surrogates with 400: other programs cannot read such text.");
    }
  }

  private void found(
      Severity severity,
      String title,
      BaselineCreate baseline,
      AuditExchange exchange,
      String detail,
      String remedy) {
    findings.addFinding(
        severity, title, baseline.operation(), detail, exchange, Weakness.INPUT_VALIDATION, remedy);
  }
}
