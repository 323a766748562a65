package dev.freehold.audit.probe.input;

import dev.freehold.audit.AuditExchange;
import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.ProbeVerdict;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Weakness;
import dev.freehold.audit.probe.AbstractProbe;
import dev.freehold.audit.probe.BaselineCreate;
import dev.freehold.audit.probe.FindingCollector;
import dev.freehold.client.ApiClient.RequestFailedException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Sends malformed and ambiguous JSON. It must be refused.
public final class MalformedJsonProbe extends AbstractProbe {
  private static final int DEEP = 20_000;
  private static final int DEEP_BUT_SAFE = 200;
  private static final Weakness TWO_READINGS = new Weakness("API8:2023", "1.5.3", "F102");

  private final FindingCollector findings = new FindingCollector(this);

  public MalformedJsonProbe() {
    super("input.json", "malformed and ambiguous JSON is refused", true, ChecklistItem.VALIDATION);
  }

  @Override
  public ProbeVerdict run(Site site) {
    for (BaselineCreate baseline : BaselineCreate.all(site)) {
      String body = baseline.fresh().encode();
      broken(body)
          .forEach(
              (words, text) -> malformed(baseline, words, text.getBytes(StandardCharsets.UTF_8)));
      byte[] cut = body.getBytes(StandardCharsets.UTF_8);
      byte[] bytes = new byte[cut.length + 1];
      System.arraycopy(cut, 0, bytes, 0, cut.length - 1);
      bytes[cut.length - 1] = (byte) 0xff;
      bytes[cut.length] = '}';
      malformed(baseline, "bytes that are not UTF-8", bytes);
      twice(baseline);
      deep(baseline, site.isSafe() ? DEEP_BUT_SAFE : DEEP);
    }
    return findings.verdict("no row could be created");
  }

  private static Map<String, String> broken(String body) {
    Map<String, String> broken = new LinkedHashMap<>();
    broken.put("nothing", "");
    broken.put("the first half of a body", body.substring(0, body.length() / 2));
    broken.put("a trailing comma", body.substring(0, body.length() - 1) + ",}");
    broken.put("text after the end", body + " x");
    broken.put("two bodies", body + body);
    if (body.contains("\"")) {
      broken.put("single quotes", body.replace('"', '\''));
    }
    broken.put("a comment", "/* x */" + body);
    broken.put("an unquoted word", "undefined");
    broken.put("a string", "\"x\"");
    broken.put("null", "null");
    broken.put("a number", "1");
    return broken;
  }

  private void malformed(BaselineCreate baseline, String words, byte[] body) {
    AuditExchange exchange =
        baseline.send(call -> call.header("Content-Type", "application/json").body(body));
    findings.countCheck();
    if (exchange.isSuccess()) {
      findings.addFinding(
          Severity.MEDIUM,
          "Missing input validation: malformed JSON is accepted",
          baseline.operation(),
          words + " got " + exchange.status(),
          exchange,
          Weakness.INPUT_VALIDATION,
          "Parse bodies strictly and completely, and return 400.");
    }
  }

  /// Two parsers in a row can use different values (RFC 8259 section 4).
  private void twice(BaselineCreate baseline) {
    baseline.fresh().stream()
        .filter(each -> each.getValue() instanceof String)
        .map(Map.Entry::getKey)
        .findFirst()
        .ifPresent(
            name -> {
              String body = baseline.fresh().encode();
              String text =
                  body.substring(0, body.length() - 1) + ",\"" + name + "\":\"zq second\"}";
              AuditExchange exchange = baseline.send(call -> call.json(text));
              findings.countCheck();
              if (exchange.isSuccess()) {
                findings.addFinding(
                    Severity.LOW,
                    "Duplicate keys in JSON are accepted",
                    baseline.operation(),
                    name + " was sent twice; the response is " + exchange.status(),
                    exchange,
                    TWO_READINGS,
                    "Refuse duplicate keys with 400.");
              }
            });
  }

  private void deep(BaselineCreate baseline, int depth) {
    String body = baseline.fresh().encode();
    String nested = "[".repeat(depth) + "]".repeat(depth);
    String text = body.substring(0, body.length() - 1) + ",\"zq_deep\":" + nested + "}";
    try {
      AuditExchange exchange = baseline.send(call -> call.json(text));
      findings.countCheck();
      if (exchange.isSuccess() && depth == DEEP) {
        findings.addFinding(
            Severity.LOW,
            "Missing limit on the nesting depth of JSON",
            baseline.operation(),
            depth + " nested arrays got " + exchange.status(),
            exchange,
            Weakness.RESOURCE_CONSUMPTION,
            "Limit the nesting depth in the parser, for example to 32.");
      }
    } catch (RequestFailedException e) {
      // A server that closes the connection has refused the body.
      if (e.reason() != RequestFailedException.Reason.CLOSED) {
        throw e;
      }
      findings.countCheck();
    }
  }
}
