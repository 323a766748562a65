package dev.freehold.audit.protocol;

import dev.freehold.audit.ChecklistItem;
import dev.freehold.audit.Exchange;
import dev.freehold.audit.Severity;
import dev.freehold.audit.Site;
import dev.freehold.audit.Verdict;
import dev.freehold.audit.Why;
import dev.freehold.audit.probe.Question;
import dev.freehold.audit.probe.Tally;
import dev.freehold.call.CallFailed;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// What is no JSON is refused, and what can be read in two ways too.
public final class JsonForms extends Question {
  private static final int DEEP = 20_000;
  private static final int DEEP_BUT_SAFE = 200;
  private static final Why TWO_READINGS = new Why("API8:2023", "1.5.3", "F102");

  private final Tally tally = new Tally(this);

  public JsonForms() {
    super(
        "input.json",
        "what is no JSON, or could be read in two ways, is refused",
        true,
        ChecklistItem.VALIDATION);
  }

  @Override
  public Verdict run(Site site) {
    for (Creates creates : Creates.all(site)) {
      String body = creates.fresh().encode();
      broken(body)
          .forEach(
              (words, text) -> malformed(creates, words, text.getBytes(StandardCharsets.UTF_8)));
      byte[] cut = body.getBytes(StandardCharsets.UTF_8);
      byte[] bytes = new byte[cut.length + 1];
      System.arraycopy(cut, 0, bytes, 0, cut.length - 1);
      bytes[cut.length - 1] = (byte) 0xff;
      bytes[cut.length] = '}';
      malformed(creates, "bytes that are no UTF-8", bytes);
      twice(creates);
      deep(creates, site.isSafe() ? DEEP_BUT_SAFE : DEEP);
    }
    return tally.verdict("no rows that can be made");
  }

  private static Map<String, String> broken(String body) {
    Map<String, String> broken = new LinkedHashMap<>();
    broken.put("nothing", "");
    broken.put("the first half of a body", body.substring(0, body.length() / 2));
    broken.put("a comma too many", body.substring(0, body.length() - 1) + ",}");
    broken.put("text after the end", body + " x");
    broken.put("two bodies", body + body);
    broken.put("single quotes", body.replace('"', '\''));
    broken.put("a comment", "/* x */" + body);
    broken.put("a word", "undefined");
    broken.put("a text", "\"x\"");
    broken.put("null", "null");
    broken.put("a number", "1");
    return broken;
  }

  private void malformed(Creates creates, String words, byte[] body) {
    Exchange exchange =
        creates.send(call -> call.header("Content-Type", "application/json").body(body));
    tally.check();
    if (exchange.answer().isSuccess()) {
      tally.found(
          Severity.MEDIUM,
          "A body that is no JSON is taken",
          creates.operation(),
          words + " was answered with " + exchange.status(),
          exchange,
          Why.INPUT,
          "Read bodies strictly, to their last byte, and answer 400.");
    }
  }

  /// Two readers in a row could each take another one (RFC 8259 section 4).
  private void twice(Creates creates) {
    creates.fresh().stream()
        .filter(each -> each.getValue() instanceof String)
        .map(Map.Entry::getKey)
        .findFirst()
        .ifPresent(
            name -> {
              String body = creates.fresh().encode();
              String text =
                  body.substring(0, body.length() - 1) + ",\"" + name + "\":\"zq second\"}";
              Exchange exchange = creates.send(call -> call.json(text));
              tally.check();
              if (exchange.answer().isSuccess()) {
                tally.found(
                    Severity.LOW,
                    "A key that stands twice is taken",
                    creates.operation(),
                    name + " stood twice; answered with " + exchange.status(),
                    exchange,
                    TWO_READINGS,
                    "Refuse duplicate keys with 400.");
              }
            });
  }

  private void deep(Creates creates, int depth) {
    String body = creates.fresh().encode();
    String nested = "[".repeat(depth) + "]".repeat(depth);
    String text = body.substring(0, body.length() - 1) + ",\"zq_deep\":" + nested + "}";
    try {
      Exchange exchange = creates.send(call -> call.json(text));
      tally.check();
      if (exchange.answer().isSuccess() && depth == DEEP) {
        tally.found(
            Severity.LOW,
            "A body that nests without a bound is read",
            creates.operation(),
            depth + " arrays in each other were answered with " + exchange.status(),
            exchange,
            Why.RESOURCES,
            "Bound the depth where the body is read, at 32 or so.");
      }
    } catch (CallFailed e) {
      // A server that refuses by closing has refused.
      if (e.reason() != CallFailed.Reason.CLOSED) {
        throw e;
      }
      tally.check();
    }
  }
}
