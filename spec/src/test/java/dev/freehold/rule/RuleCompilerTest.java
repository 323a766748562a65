package dev.freehold.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.rule.RuleCompiler.RuleColumn;
import dev.freehold.rule.RuleCompiler.RuleResult;
import dev.freehold.rule.RuleExpression.RuleContext;
import dev.freehold.testing.GoldenFiles;
import dev.freehold.type.FieldType;
import dev.freehold.type.FieldType.ScalarType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RuleCompilerTest {
  static final Map<String, RuleColumn> COLUMNS = columns();

  private static Map<String, RuleColumn> columns() {
    Map<String, RuleColumn> columns = new LinkedHashMap<>();
    columns.put("title", new RuleColumn(FieldType.of(ScalarType.STRING), false));
    columns.put("notes", new RuleColumn(FieldType.of(ScalarType.TEXT), true));
    columns.put(
        "status",
        new RuleColumn(FieldType.of(ScalarType.ENUM), true, List.of("draft", "open", "it's done")));
    columns.put("price", new RuleColumn(FieldType.of(ScalarType.DECIMAL), true));
    columns.put("quantity", new RuleColumn(FieldType.of(ScalarType.INTEGER), false));
    columns.put("weight", new RuleColumn(FieldType.of(ScalarType.NUMBER), true));
    columns.put("length", new RuleColumn(FieldType.of(ScalarType.INTEGER), true));
    columns.put("done", new RuleColumn(FieldType.of(ScalarType.BOOLEAN), true));
    columns.put("starts_on", new RuleColumn(FieldType.of(ScalarType.DATE), true));
    columns.put("ends_on", new RuleColumn(FieldType.of(ScalarType.DATE), true));
    columns.put("opens_at", new RuleColumn(FieldType.of(ScalarType.TIME), true));
    columns.put("completed_at", new RuleColumn(FieldType.of(ScalarType.DATETIME), true));
    columns.put("project_id", new RuleColumn(FieldType.of(ScalarType.UUID), true));
    columns.put("tags", new RuleColumn(new FieldType(ScalarType.STRING, true), true));
    columns.put("extra", new RuleColumn(FieldType.of(ScalarType.JSON), true));
    return columns;
  }

  @Test
  void matchesTheGoldenFile() throws IOException {
    Path folder = GoldenFiles.cases("rule").getFirst();
    StringBuilder out = new StringBuilder();
    for (String rule : Files.readAllLines(folder.resolve("rules.txt"))) {
      out.append(rule).append('\n');
      switch (RuleCompiler.compile(rule, RuleContext.CHECK, COLUMNS)) {
        case RuleResult.Valid(Rule read) ->
            out.append("  reads ").append(String.join(", ", read.columns())).append('\n');
        case RuleResult.Invalid(List<RuleIssue> faults) ->
            faults.forEach(
                f ->
                    out.append(
                        "%s^ %s; %s\n".formatted(" ".repeat(f.offset()), f.message(), f.hint())));
      }
    }
    GoldenFiles.check(folder, "read.txt", out.toString());
  }

  @Test
  void longAndDeepRulesAreRefusedEarly() {
    assertThat(fault("quantity > 0 ".repeat(100))).contains("more than 1000 characters");
    assertThat(fault("(".repeat(1_000))).contains("deeper than 32");
    assertThat(fault("not ".repeat(250))).contains("deeper than 32");
    assertThat(fault("- ".repeat(500))).contains("deeper than 32");
    assertThat(fault("length(".repeat(142))).contains("deeper than 32");
    assertThat(read("(".repeat(32) + "quantity > 0" + ")".repeat(32)).columns())
        .containsExactly("quantity");
    assertThat(read("quantity" + "+1".repeat(490) + " > 0").columns()).containsExactly("quantity");
    assertThat(fault("quantity > 1" + "*1".repeat(8))).contains("more than 8 factors");
    assertThat(fault("quantity > (1*1*1*1+1)*(1+1*1*1*1*1)")).contains("more than 8 factors");
  }

  @Test
  void neverThrowsOnArbitraryText() {
    long seed = Long.getLong("rule.seed", System.nanoTime());
    Random random = new Random(seed);
    List<String> scraps =
        List.of(
            "title",
            "price",
            "status",
            "done",
            "starts_on",
            "ends_on",
            "tags",
            "nothing",
            "length",
            "(",
            ")",
            ",",
            "+",
            "-",
            "*",
            "=",
            "==",
            "!=",
            "<",
            "<=",
            "<>",
            "and",
            "or",
            "not",
            "is",
            "in",
            "null",
            "true",
            "1",
            "9.95",
            "1.",
            "\"draft\"",
            "'",
            "\"",
            "\\",
            "😀",
            "\uD800",
            "\0",
            "/");
    for (int run = 0; run < 20_000; run++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(14); i >= 0; i--) {
        text.append(scraps.get(random.nextInt(scraps.size())))
            .append(random.nextBoolean() ? " " : "");
      }
      String rule = text.toString();
      if (RuleCompiler.compile(rule, RuleContext.CHECK, COLUMNS)
          instanceof RuleResult.Invalid(List<RuleIssue> faults)) {
        assertThat(faults).as("%s, seed %d", rule, seed).isNotEmpty();
        assertThat(faults)
            .allSatisfy(f -> assertThat(f.offset()).as(rule).isBetween(0, rule.length()));
        assertThat(faults).allSatisfy(f -> assertThat(f.hint()).isNotBlank());
      }
    }
  }

  private static Rule read(String text) {
    return switch (RuleCompiler.compile(text, RuleContext.CHECK, COLUMNS)) {
      case RuleResult.Valid(Rule rule) -> rule;
      case RuleResult.Invalid invalid -> throw new AssertionError(text + ": " + invalid.faults());
    };
  }

  private static String fault(String text) {
    return switch (RuleCompiler.compile(text, RuleContext.CHECK, COLUMNS)) {
      case RuleResult.Valid _ -> throw new AssertionError("was read: " + text);
      case RuleResult.Invalid(List<RuleIssue> faults) -> faults.getFirst().message();
    };
  }
}
