package dev.freehold.migrate.plan;

import dev.freehold.migrate.plan.MigrationPlanner.DatabaseStatistics;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// Two random specs. The second has some of the first one's names under other names, and the
/// options consent to every possible loss.
final class RandomMigration {
  private static final List<String> TABLES = List.of("apples", "birds", "cats", "dogs");
  private static final List<String> FIELDS = List.of("a", "b", "c", "d", "e", "f");

  /// The types, each with a valid value.
  private static final Map<String, String> TYPES =
      Map.of(
          "string", "x",
          "text", "x",
          "integer", "1",
          "bigint", "1",
          "number", "1",
          "decimal", "1",
          "boolean", "true",
          "date", "2026-01-01",
          "datetime", "2026-01-01T00:00:00Z",
          "json", "1");

  private final Random random;
  private final Map<String, String> backfill = new HashMap<>();

  private RandomMigration(long seed) {
    this.random = new Random(seed);
  }

  static MigrationCase of(long seed) {
    return new RandomMigration(seed).make();
  }

  private MigrationCase make() {
    while (true) {
      Map<String, Set<String>> names = new LinkedHashMap<>();
      Optional<ApiPlan> before = plan(spec(names, Map.of()));
      backfill.clear();
      Optional<ApiPlan> after = plan(spec(new LinkedHashMap<>(), names));
      if (before.isPresent() && after.isPresent()) {
        Set<String> mayLose = new HashSet<>(TABLES);
        TABLES.forEach(
            t -> FIELDS.forEach(f -> mayLose.addAll(List.of(t + "." + f, t + "." + f + "_id"))));
        Map<String, Long> rows = new HashMap<>();
        TABLES.forEach(t -> rows.put(t, random.nextBoolean() ? 10L : 1_000_000L));
        return new MigrationCase(
            Path.of("."),
            MigrationCase.model(before.get()),
            MigrationCase.model(after.get()),
            new DatabaseStatistics(rows, 18),
            new MigrationOptions(mayLose, backfill));
      }
    }
  }

  /// Some random specs are invalid.
  private static Optional<ApiPlan> plan(String yaml) {
    return switch (SpecChecker.check(yaml.getBytes(StandardCharsets.UTF_8))) {
      case SpecResult.Valid valid -> Optional.of(ApiPlanner.plan(valid.spec()));
      case SpecResult.Invalid _ -> Optional.empty();
    };
  }

  /// @param names filled with the names of the resources, and of their fields
  /// @param former the names in the previous spec
  private String spec(Map<String, Set<String>> names, Map<String, Set<String>> former) {
    List<String> tables = some(TABLES, 1);
    StringBuilder text = new StringBuilder("freehold: 1\nname: Random\nresources:\n");
    List<String> lost = former.keySet().stream().filter(t -> !tables.contains(t)).toList();
    List<String> left = new ArrayList<>(lost);
    for (String table : tables) {
      text.append("  ").append(table).append(":\n");
      String was = table;
      if (!former.containsKey(table) && !left.isEmpty() && random.nextBoolean()) {
        was = left.removeFirst();
        text.append("    renamed_from: ").append(was).append('\n');
      }
      text.append(table.equals("apples") ? "" : "    id: integer\n");
      text.append(chance(3) ? "    access: { read: user }\n" : "");
      Set<String> fields = new HashSet<>();
      names.put(table, fields);
      fields(text, table, tables, fields, former.getOrDefault(was, Set.of()));
    }
    return text.toString();
  }

  private void fields(
      StringBuilder text,
      String table,
      List<String> tables,
      Set<String> names,
      Set<String> former) {
    List<String> fields = some(FIELDS, 2);
    names.addAll(fields);
    List<String> left = new ArrayList<>(former.stream().filter(f -> !fields.contains(f)).toList());
    text.append("    fields:\n");
    List<String> words = new ArrayList<>();
    List<String> numbers = new ArrayList<>();
    for (String field : fields) {
      text.append("      ").append(field).append(": { ");
      if (chance(5)) {
        text.append("type: ref, to: ").append(one(tables));
        text.append(chance(2) ? ", onDelete: cascade" : "");
      } else {
        String type = one(TYPES.keySet().stream().sorted().toList());
        text.append("type: ").append(type);
        backfill.put(table + "." + field, TYPES.get(type));
        rules(text, type);
        if (type.equals("string")) {
          words.add(field);
        }
        if (type.equals("integer") || type.equals("decimal")) {
          numbers.add(field);
        }
      }
      if (!former.contains(field) && !left.isEmpty() && random.nextBoolean()) {
        text.append(", renamed_from: ").append(left.removeFirst());
      }
      text.append(" }\n");
    }
    if (!words.isEmpty() && chance(2)) {
      text.append("    search: { fields: [%s], language: english }\n".formatted(one(words)));
    }
    if (!numbers.isEmpty()) {
      String number = one(numbers);
      text.append("    indexes: [[-%s]]\n    unique: [[%s]]\n".formatted(number, one(numbers)));
      text.append(
          "    checks: [{ rule: '%s < %d', message: m }]\n".formatted(number, random.nextInt(3)));
    }
  }

  private void rules(StringBuilder text, String type) {
    switch (random.nextInt(4)) {
      case 0 -> text.append(", required: true");
      case 1 -> {
        boolean word = type.equals("string") || type.equals("text");
        text.append(word ? ", maxLength: " + (5 + random.nextInt(3)) : "");
        text.append(type.equals("integer") ? ", minimum: " + random.nextInt(2) : "");
      }
      case 2 -> text.append(type.equals("integer") ? ", default: " + random.nextInt(3) : "");
      default -> {}
    }
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private <T> T one(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private List<String> some(List<String> all, int least) {
    List<String> some = new ArrayList<>(all);
    while (some.size() > least && random.nextInt(3) > 0) {
      some.remove(random.nextInt(some.size()));
    }
    return some;
  }
}
