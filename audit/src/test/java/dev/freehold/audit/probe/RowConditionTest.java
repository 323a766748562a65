package dev.freehold.audit.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.audit.probe.RowCondition.Operand;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RowConditionTest {
  private static final Map<String, Object> ROW = new HashMap<>();

  static {
    ROW.put("status", "draft");
    ROW.put("hidden", false);
    ROW.put("stars", 3);
    ROW.put("price", "19.90");
    ROW.put("published_at", "2020-01-01T00:00:00Z");
    ROW.put("due_on", "2999-12-31");
    ROW.put("ticket.status", "closed");
    ROW.put("note", null);
    ROW.put("me", "ann");
    ROW.put("assignee_id", "ann");
  }

  private static Certainty evaluate(String condition) {
    return RowCondition.evaluate(
        condition,
        name -> ROW.containsKey(name) ? new Operand.Value(ROW.get(name)) : new Operand.Unknown());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "status = 'draft' | TRUE",
        "status = \"draft\" | TRUE",
        "status != 'draft' | FALSE",
        "status in ('review', 'draft') | TRUE",
        "status not in ('review', 'draft') | FALSE",
        "hidden | FALSE",
        "not hidden | TRUE",
        "hidden = false | TRUE",
        "stars >= 3 and stars < 4 | TRUE",
        "price > 20 | FALSE",
        "published_at <= now() | TRUE",
        "due_on < today() | FALSE",
        "ticket.status != 'closed' | FALSE",
        "assignee_id = me | TRUE",
        "note is null | TRUE",
        "status is not null | TRUE",
        "note = 'x' | NULL",
        "not note = 'x' | NULL",
        "note = 'x' or status = 'draft' | TRUE",
        "status = 'draft' and (hidden or stars = 3) | TRUE",
        "status = 'published' and elsewhere = 1 | FALSE",
        "status = 'draft' and elsewhere = 1 | UNKNOWN",
        "elsewhere is null | UNKNOWN",
        "elsewhere in ('a') or hidden | UNKNOWN",
        "stars * 2 = 6 | UNKNOWN",
        "length(status) = 5 | UNKNOWN",
        "now() - published_at > hours(2) | UNKNOWN",
        "status < 'm' | UNKNOWN",
        "status = | UNKNOWN",
        "status = 'open | UNKNOWN",
        "(hidden | UNKNOWN",
        "hidden) | UNKNOWN",
        "status ~ 'x' | UNKNOWN"
      })
  void evaluatesWhatItUnderstands(String condition, Certainty result) {
    assertThat(evaluate(condition)).isEqualTo(result);
  }

  @Test
  void endsOnHostileInput() {
    assertThat(evaluate("(".repeat(9_000))).isEqualTo(Certainty.UNKNOWN);
    assertThat(evaluate("not ".repeat(30_000) + "hidden")).isEqualTo(Certainty.UNKNOWN);
    assertThat(evaluate("")).isEqualTo(Certainty.UNKNOWN);
  }
}
