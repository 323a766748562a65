package dev.freehold.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.rule.Rule;
import dev.freehold.rule.RuleCompiler;
import dev.freehold.rule.RuleCompiler.RuleColumn;
import dev.freehold.rule.RuleCompiler.RuleResult;
import dev.freehold.rule.RuleEvaluator;
import dev.freehold.rule.RuleEvaluator.TruthValue;
import dev.freehold.rule.RuleExpression.RuleContext;
import dev.freehold.testing.TestDatabase;
import dev.freehold.type.PostgresType;
import dev.freehold.type.SqlQuoting;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests that PostgreSQL and the evaluator give a rule the same result.
final class RuleSqlTest {
  private static final int RULES = 1_500;
  private static final int RULES_AT_ONCE = 50;
  private static final int ROWS = 60;

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void postgresqlAndTheEvaluatorAgreeOnAnyRuleAndRow(DatabaseTarget server) {
    long seed = Long.getLong("rule.seed", System.nanoTime());
    System.out.println("rule.seed=" + seed);
    RandomRuleGenerator random = new RandomRuleGenerator(new Random(seed));
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      Map<String, @Nullable Object> row = new HashMap<>();
      RandomRuleGenerator.COLUMNS.forEach(
          (name, column) -> row.put(name, random.value(column.type())));
      rows.add(row);
    }
    try (TestDatabase database = TestDatabase.fresh(server);
        AdminConnection connection =
            AdminConnection.open(TestDatabase.vertx(), database.target())) {
      createAndFill(connection, rows);
      for (int done = 0; done < RULES; done += RULES_AT_ONCE) {
        List<Rule> rules = new ArrayList<>();
        while (rules.size() < RULES_AT_ONCE) {
          String text = random.condition(3);
          if (text.length() <= RuleCompiler.MAX_LENGTH
              && RandomRuleGenerator.COLUMNS.keySet().stream().anyMatch(text::contains)) {
            rules.add(read(text));
          }
        }
        compare(connection, rules, rows, seed);
      }
    }
  }

  private static void compare(
      AdminConnection connection,
      List<Rule> rules,
      List<Map<String, @Nullable Object>> rows,
      long seed) {
    String columns = rules.stream().map(RuleSql::ofCheck).collect(Collectors.joining(", "));
    List<Row> answers = connection.query("select " + columns + " from t order by n", Tuple.tuple());
    assertThat(answers).hasSize(rows.size());
    for (int r = 0; r < rows.size(); r++) {
      Map<String, @Nullable Object> row = rows.get(r);
      for (int i = 0; i < rules.size(); i++) {
        Boolean answer = answers.get(r).getBoolean(i);
        TruthValue expected =
            answer == null ? TruthValue.UNKNOWN : answer ? TruthValue.TRUE : TruthValue.FALSE;
        TruthValue actual = RuleEvaluator.evaluate(rules.get(i), row::get);
        // A description is expensive to build, and there are many.
        if (actual != expected) {
          throw new AssertionError(
              "%s, by PostgreSQL %s, of %s with %s, rule.seed=%d"
                  .formatted(actual, expected, rules.get(i).text(), row, seed));
        }
      }
    }
  }

  private static void createAndFill(
      AdminConnection connection, List<Map<String, @Nullable Object>> rows) {
    String columns =
        RandomRuleGenerator.COLUMNS.entrySet().stream()
            .map(
                e -> SqlQuoting.identifier(e.getKey()) + " " + PostgresType.of(e.getValue().type()))
            .collect(Collectors.joining(", "));
    connection.execute("create table t (n int, " + columns + ")");
    for (int i = 0; i < rows.size(); i++) {
      Map<String, @Nullable Object> row = rows.get(i);
      StringBuilder values = new StringBuilder(Integer.toString(i));
      for (Map.Entry<String, RuleColumn> column : RandomRuleGenerator.COLUMNS.entrySet()) {
        Object value = row.get(column.getKey());
        values
            .append(", ")
            .append(value == null ? "null" : SqlQuoting.literal(column.getValue().type(), value));
      }
      connection.execute("insert into t values (" + values + ")");
    }
  }

  @Test
  void aCheckRefusesFalseAndAcceptsUnknown() {
    try (TestDatabase database = TestDatabase.fresh();
        AdminConnection connection =
            AdminConnection.open(TestDatabase.vertx(), database.target())) {
      createAndFill(connection, List.of());
      String rules =
          "date1 >= date2; status; integer1 * integer2 <= 10000; length(text1) <= 2; number1 + number2 <= 0.3"
              .replace("status", "enum1 != \"it's\" or datetime1 != null");
      for (String rule : rules.split("; ", -1)) {
        connection.execute("alter table t add check (" + RuleSql.ofCheck(read(rule)) + ")");
      }
      assertThat(state(connection, "date1, date2", "'2026-01-02', '2026-01-01'")).isEqualTo("ok");
      assertThat(state(connection, "date1", "'2026-01-01'")).isEqualTo("ok");
      assertThat(state(connection, "date1, date2", "'2026-01-01', '2026-01-02'"))
          .isEqualTo("23514");
      assertThat(state(connection, "enum1", "'it''s'")).isEqualTo("23514");
      assertThat(state(connection, "enum1, datetime1", "'it''s', now()")).isEqualTo("ok");
      assertThat(state(connection, "integer1, integer2", "2147483647, 2147483647"))
          .isEqualTo("23514");
      assertThat(state(connection, "text1", "'😀😀'")).isEqualTo("ok");
      assertThat(state(connection, "text1", "'abc'")).isEqualTo("23514");
      assertThat(state(connection, "number1, number2", "0.1, 0.2")).isEqualTo("ok");
      assertThat(state(connection, "number1, number2", "1e308, 1e308")).isEqualTo("23514");
    }
  }

  @Test
  void postgresqlAcceptsTheLongestRules() {
    try (TestDatabase database = TestDatabase.fresh();
        AdminConnection connection =
            AdminConnection.open(TestDatabase.vertx(), database.target())) {
      createAndFill(connection, List.of());
      connection.execute("insert into t (number1, decimal1) values ('1.7976931348623157e308', 1)");
      connection.execute("insert into t (number1, decimal1) values ('5e-324', 1)");
      String product = "number1" + "*number1".repeat(7);
      for (String rule :
          List.of(
              product + " > 0 and " + product + " = " + product,
              "decimal1" + "+1".repeat(490) + " > 0",
              "(".repeat(32) + "decimal1 > 0" + ")".repeat(32),
              "decimal1 < 1" + "0".repeat(900),
              "decimal1 > 0." + "0".repeat(900) + "1",
              "decimal1=1" + " and decimal1=1".repeat(60))) {
        List<Row> rows =
            connection.query("select " + RuleSql.ofCheck(read(rule)) + " from t", Tuple.tuple());
        assertThat(rows).allSatisfy(row -> assertThat(row.getBoolean(0)).as(rule).isTrue());
        connection.execute("alter table t add check (" + RuleSql.ofCheck(read(rule)) + ")");
      }
    }
  }

  private static String state(AdminConnection connection, String columns, String values) {
    try {
      connection.execute("insert into t (" + columns + ") values (" + values + ")");
      return "ok";
    } catch (DatabaseException failure) {
      return String.valueOf(failure.sqlState());
    }
  }

  private static Rule read(String text) {
    return switch (RuleCompiler.compile(text, RuleContext.CHECK, RandomRuleGenerator.COLUMNS)) {
      case RuleResult.Valid(Rule rule) -> rule;
      case RuleResult.Invalid invalid -> throw new AssertionError(text + ": " + invalid.faults());
    };
  }
}
