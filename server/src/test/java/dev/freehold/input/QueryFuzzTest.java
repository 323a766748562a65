package dev.freehold.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ResourcePlan;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ProblemException;
import dev.freehold.query.ApiView;
import dev.freehold.query.BulkQuery;
import dev.freehold.query.SummaryQuery;
import dev.freehold.testing.TestSpecs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Tests that any query yields a list, a summary, or a problem that names a sent parameter.
final class QueryFuzzTest {
  private static final int ROUNDS = 40_000;
  private static final int URI_BYTES = 8 << 10;
  private static final List<String> NAMES =
      List.of("page", "limit", "sort", "fields", "include", "count", "cursor", "q", "or", "level");
  private static final List<String> SUMMARY_NAMES =
      List.of("group", "count", "sum", "avg", "min", "max", "sort", "limit", "or", "level");
  private static final List<String> WORDS =
      List.of(
          "eq",
          "ne",
          "gt",
          "lte",
          "in",
          "nin",
          "between",
          "null",
          "contains",
          "icontains",
          "x",
          "");
  private static final String PIECES = "(),.\"\\[]-=& \u0000\ud83d\ude00aé1T:Z";

  private final ApiPlan api = TestSpecs.plan(TestSpecs.everyType());
  private final ResourcePlan plan = api.resources().getFirst();
  private final ApiView view = new ApiView(api, true, Set.of(), null);
  private final List<String> columns =
      Stream.concat(
              plan.readColumns().stream().map(c -> c.name()),
              plan.relations().stream().map(r -> r.name() + (r.many() ? ".count" : ".id")))
          .toList();
  private final ListQueryReader reader = new ListQueryReader(api, plan, QueryReaderFixture.CURSORS);
  private final BulkQueryReader bulk = new BulkQueryReader(plan);
  private final SummaryQueryReader summaries = new SummaryQueryReader(plan);

  @Test
  void survivesRandomQueries() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int accepted = 0;
    for (int i = 0; i < ROUNDS; i++) {
      List<Map.Entry<String, String>> query = query(random, NAMES);
      boolean list = random.nextInt(4) > 0;
      try {
        read(query, list);
        accepted++;
      } catch (ProblemException expected) {
        List<Violation> violations = ((Problem.Invalid) expected.problem()).violations();
        assertThat(violations).isNotEmpty().hasSizeLessThanOrEqualTo(100);
        violations.forEach(
            v -> assertThat(isSent(v.field(), query, list)).as("%s of %s", v, query).isTrue());
      } catch (RuntimeException defect) {
        fail("seed " + seed + " query " + query, defect);
      }
    }
    assertThat(accepted).as("queries that were taken").isPositive();
  }

  @Test
  void survivesRandomSummaries() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int accepted = 0;
    for (int i = 0; i < ROUNDS; i++) {
      List<Map.Entry<String, String>> query = query(random, SUMMARY_NAMES);
      try {
        summarize(query);
        accepted++;
      } catch (ProblemException expected) {
        List<Violation> violations = ((Problem.Invalid) expected.problem()).violations();
        assertThat(violations).isNotEmpty().hasSizeLessThanOrEqualTo(100);
        violations.forEach(
            v -> assertThat(isSent(v.field(), query, true)).as("%s of %s", v, query).isTrue());
      } catch (RuntimeException defect) {
        fail("seed " + seed + " query " + query, defect);
      }
    }
    assertThat(accepted).as("queries that were taken").isPositive();
  }

  private void summarize(List<Map.Entry<String, String>> query) {
    SummaryQueryReader.SummaryQueryBuilder reading = summaries.newBuilder(view);
    query.forEach(p -> reading.addParameter(p.getKey(), p.getValue()));
    SummaryQuery built = reading.build();
    assertThat(built.figures()).isNotEmpty();
    assertThat(built.order()).hasSizeGreaterThanOrEqualTo(built.groups().size());
  }

  private static boolean isSent(String field, List<Map.Entry<String, String>> query, boolean list) {
    boolean required = !list && (field.isEmpty() || field.equals("max_affected"));
    return required || query.stream().anyMatch(p -> p.getKey().equals(field));
  }

  /// Runs the most expensive known queries of 8 KiB, each many times.
  @Test
  void expensiveQueriesStayCheap() {
    List<List<Map.Entry<String, String>>> queries = new ArrayList<>();
    List<Map.Entry<String, String>> unknown = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      unknown.add(Map.entry("f_strin" + i, "x".repeat(60)));
    }
    queries.add(unknown);
    queries.add(List.of(Map.entry("or", "(".repeat(URI_BYTES))));
    queries.add(List.of(Map.entry("or", "(or" + "(or".repeat(URI_BYTES / 3))));
    queries.add(List.of(Map.entry("or", "(f_strin.eq.1" + ",f_strin.eq.1".repeat(600) + ")")));
    queries.add(List.of(Map.entry("f_string[in]", "a,".repeat(URI_BYTES / 2))));
    queries.add(List.of(Map.entry("f_string[in]", "\"" + "\\\\".repeat(URI_BYTES / 2))));
    queries.add(List.of(Map.entry("f_string[in]", " ".repeat(URI_BYTES))));
    queries.add(List.of(Map.entry("fields", "f_strin,".repeat(1_000))));
    queries.add(List.of(Map.entry("include", "a.".repeat(URI_BYTES / 2))));
    queries.add(List.of(Map.entry("a.".repeat(URI_BYTES / 2), "1")));
    queries.add(List.of(Map.entry("or", "(" + "a.".repeat(URI_BYTES / 2))));
    queries.add(List.of(Map.entry("sort", ",".repeat(URI_BYTES))));
    queries.add(List.of(Map.entry("cursor", "A".repeat(URI_BYTES))));
    queries.add(List.of(Map.entry("f_email", "a@" + "a.".repeat(URI_BYTES / 2))));
    List<List<Map.Entry<String, String>>> summarized = new ArrayList<>();
    summarized.add(unknown);
    summarized.add(List.of(Map.entry("group", "month(".repeat(URI_BYTES / 6))));
    summarized.add(List.of(Map.entry("sum", "f_intege,".repeat(URI_BYTES / 9))));
    summarized.add(List.of(Map.entry("sum", "f_intege" + ",f_intege".repeat(19))));
    summarized.add(List.of(Map.entry("sort", "-".repeat(URI_BYTES))));
    for (List<Map.Entry<String, String>> query : queries) {
      assertCheap(query, () -> read(query, true));
    }
    for (List<Map.Entry<String, String>> query : summarized) {
      assertCheap(query, () -> summarize(query));
    }
  }

  private static void assertCheap(List<Map.Entry<String, String>> query, Runnable read) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 200; i++) {
      long start = System.nanoTime();
      try {
        read.run();
      } catch (ProblemException expected) {
        assertThat(expected.problem()).isInstanceOf(Problem.Invalid.class);
      }
      best = Math.min(best, System.nanoTime() - start);
    }
    assertThat(best).as("nanoseconds of %.60s", query).isLessThan(5_000_000);
  }

  private void read(List<Map.Entry<String, String>> query, boolean list) {
    if (list) {
      ListQueryReader.ListQueryBuilder reading =
          reader.newBuilder(view, QueryReaderFixture.ADA, null);
      query.forEach(p -> reading.addParameter(p.getKey(), p.getValue()));
      assertThat(reading.build().order().getLast().column()).isEqualTo("id");
    } else {
      BulkQueryReader.BulkQueryBuilder reading = bulk.newBuilder(view);
      query.forEach(p -> reading.addParameter(p.getKey(), p.getValue()));
      BulkQuery built = reading.build();
      assertThat(built.maxAffected() != null || built.byId()).isTrue();
    }
  }

  private List<Map.Entry<String, String>> query(Random random, List<String> names) {
    List<Map.Entry<String, String>> query = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      String name =
          switch (random.nextInt(5)) {
            case 0 -> any(random, names);
            case 1 -> any(random, columns);
            case 2 -> noise(random, 8);
            case 3 -> "max_affected";
            default -> any(random, columns) + "[" + any(random, WORDS) + "]";
          };
      query.add(Map.entry(name, random.nextInt(3) == 0 ? noise(random, 30) : value(random, 3)));
    }
    return query;
  }

  private String value(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 7 : 3)) {
      case 0 -> "1";
      case 1 -> any(random, List.of("true", "low", "\"a\"", "2026-01-01", "all", "-id", "1.5"));
      case 2 -> any(random, columns);
      case 3 -> value(random, depth - 1) + "," + value(random, depth - 1);
      case 4 -> "(" + term(random, depth - 1) + "," + term(random, depth - 1) + ")";
      case 5 -> "(" + term(random, depth - 1) + ")";
      default -> value(random, depth - 1) + noise(random, 2);
    };
  }

  private String term(Random random, int depth) {
    return random.nextInt(4) == 0
        ? any(random, List.of("and", "or", "not")) + value(random, depth)
        : any(random, columns) + "." + any(random, WORDS) + "." + value(random, Math.max(depth, 0));
  }

  private static String any(Random random, List<String> choice) {
    return choice.get(random.nextInt(choice.size()));
  }

  private static String noise(Random random, int most) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      text.append(PIECES.charAt(random.nextInt(PIECES.length())));
    }
    return text.toString();
  }
}
