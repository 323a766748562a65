package dev.freehold.rule.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.rule.Rule;
import dev.freehold.testing.Golden;
import dev.freehold.type.FieldType;
import dev.freehold.type.Scalar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RuleReaderTest {
  static final Map<String, RuleColumn> COLUMNS = columns();

  private static Map<String, RuleColumn> columns() {
    Map<String, RuleColumn> columns = new LinkedHashMap<>();
    columns.put("title", new RuleColumn(FieldType.of(Scalar.STRING), false));
    columns.put("notes", new RuleColumn(FieldType.of(Scalar.TEXT), true));
    columns.put(
        "status",
        new RuleColumn(FieldType.of(Scalar.ENUM), true, List.of("draft", "open", "it's done")));
    columns.put("price", new RuleColumn(FieldType.of(Scalar.DECIMAL), true));
    columns.put("quantity", new RuleColumn(FieldType.of(Scalar.INTEGER), false));
    columns.put("weight", new RuleColumn(FieldType.of(Scalar.NUMBER), true));
    columns.put("length", new RuleColumn(FieldType.of(Scalar.INTEGER), true));
    columns.put("done", new RuleColumn(FieldType.of(Scalar.BOOLEAN), true));
    columns.put("starts_on", new RuleColumn(FieldType.of(Scalar.DATE), true));
    columns.put("ends_on", new RuleColumn(FieldType.of(Scalar.DATE), true));
    columns.put("opens_at", new RuleColumn(FieldType.of(Scalar.TIME), true));
    columns.put("completed_at", new RuleColumn(FieldType.of(Scalar.DATETIME), true));
    columns.put("project_id", new RuleColumn(FieldType.of(Scalar.UUID), true));
    columns.put("tags", new RuleColumn(new FieldType(Scalar.STRING, true), true));
    columns.put("extra", new RuleColumn(FieldType.of(Scalar.JSON), true));
    return columns;
  }

  @Test
  void readsWhatTheGoldenFileSays() throws IOException {
    Path folder = Golden.cases("rule").getFirst();
    StringBuilder out = new StringBuilder();
    for (String rule : Files.readAllLines(folder.resolve("rules.txt"))) {
      out.append(rule).append('\n');
      switch (RuleReader.read(rule, COLUMNS)) {
        case RuleResult.Read(Rule read) ->
            out.append("  reads ").append(String.join(", ", read.columns())).append('\n');
        case RuleResult.Faulty(List<RuleFault> faults) ->
            faults.forEach(
                f ->
                    out.append(
                        "%s^ %s; %s\n".formatted(" ".repeat(f.offset()), f.message(), f.hint())));
      }
    }
    Golden.check(folder, "read.txt", out.toString());
  }

  @Test
  void longAndDeepRulesAreRefusedBeforeTheyCostAnything() {
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
  void readsOrFaultsWhateverItIsGiven() {
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
      if (RuleReader.read(rule, COLUMNS) instanceof RuleResult.Faulty(List<RuleFault> faults)) {
        assertThat(faults).as("%s, seed %d", rule, seed).isNotEmpty();
        assertThat(faults)
            .allSatisfy(f -> assertThat(f.offset()).as(rule).isBetween(0, rule.length()));
        assertThat(faults).allSatisfy(f -> assertThat(f.hint()).isNotBlank());
      }
    }
  }

  private static Rule read(String text) {
    return switch (RuleReader.read(text, COLUMNS)) {
      case RuleResult.Read(Rule rule) -> rule;
      case RuleResult.Faulty faulty -> throw new AssertionError(text + ": " + faulty.faults());
    };
  }

  private static String fault(String text) {
    return switch (RuleReader.read(text, COLUMNS)) {
      case RuleResult.Read _ -> throw new AssertionError("was read: " + text);
      case RuleResult.Faulty(List<RuleFault> faults) -> faults.getFirst().message();
    };
  }
}
