package dev.freehold.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.model.ModelComparison.IdempotencyReplay;
import dev.freehold.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Each answer of the server is what a naive reading of the contract says, for specs, rows and calls at random.
final class ModelTest {
  private static final long SECONDS = Long.getLong("model.seconds", 8);
  private static final int CALLS = Integer.getInteger("model.calls", 250);

  @Test
  void theServerDoesWhatTheModelDoes() {
    // Whoever is first waits for the database of all tests; that is not this one's time.
    TestDatabase.embedded();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    Long given = Long.getLong("model.seed");
    long random = System.currentTimeMillis() % 1_000_000_000 * 1_000;
    // One that is always the same, then others.
    long seed = given == null ? 1 : given;
    int specs = 0;
    Map<Integer, Integer> answers = new TreeMap<>();
    do {
      run(seed, end).forEach((status, count) -> answers.merge(status, count, Integer::sum));
      specs++;
      seed = given == null && specs == 1 ? random : seed + 1;
    } while (System.nanoTime() < end);
    System.out.printf("model: %d specs to seed %d, answers %s%n", specs, seed - 1, answers);
    // Agreement that nothing is allowed would prove nothing.
    int good = answers.getOrDefault(200, 0) + answers.getOrDefault(201, 0);
    assertThat(good).isPositive();
  }

  private static Map<Integer, Integer> run(long seed, long end) {
    ModelSpec spec = RandomSpec.of(seed);
    String yaml = SpecYaml.of(spec);
    Random random = new Random(seed);
    List<String> log = new ArrayList<>();
    try (ModelServer api = new ModelServer(yaml)) {
      ModelComparison comparison = new ModelComparison(api, spec);
      RandomAction acts = new RandomAction(random, api);
      RandomFault faults = new RandomFault(random);
      try {
        settle(comparison, acts);
        while (comparison.calls() < CALLS && System.nanoTime() < end) {
          step(comparison, acts, faults, random);
        }
      } finally {
        log.addAll(api.log());
      }
      return comparison.answers();
    } catch (AssertionError | RuntimeException e) {
      String told = String.join("\n", log) + "\n" + e.getMessage();
      throw new AssertionError("-Dmodel.seed=" + seed + "\n" + yaml + "\n" + told, e);
    }
  }

  /// Some rows of everybody, so that there is something to ask for.
  private static void settle(ModelComparison comparison, RandomAction acts) {
    for (ModelSpec.Resource resource : comparison.store().spec.resources()) {
      for (ModelUser actor : comparison.api.people) {
        for (int i = 0; i < 3; i++) {
          comparison.act(acts.create(actor, comparison.store(), resource, Set.of()));
        }
      }
    }
  }

  private static void step(
      ModelComparison comparison, RandomAction acts, RandomFault faults, Random random) {
    ModelStore store = comparison.store();
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5, 6, 7 -> comparison.act(acts.write(store));
      case 8, 9, 10, 11, 12, 13 -> comparison.act(acts.read(store));
      case 14, 15 -> faults.query(comparison, acts.who(), acts.resource(store));
      case 18 -> faults.bulk(comparison, acts.who(), acts.resource(store));
      case 16 ->
          CursorWalk.traverse(
              comparison,
              acts,
              random,
              walk(acts.queries().page(acts.who(), store, acts.resource(store))));
      case 17 -> {
        ModelAction action = acts.write(store);
        boolean dry = action.call().target().contains("dry_run");
        if (dry || !action.call().isUnsafe() || action.call().actor().equals(ModelUser.ANYBODY)) {
          comparison.act(action);
        } else {
          IdempotencyReplay.verify(comparison, action, "key-" + random.nextLong());
        }
      }
      default -> comparison.act(acts.write(store));
    }
  }

  private static PageAction walk(PageAction page) {
    return new PageAction(
        page.actor(),
        page.query(),
        page.projection(),
        page.count(),
        0,
        Math.min(page.query().resource().maxLimit(), 1 + Math.floorMod(page.limit(), 3)),
        "",
        page.last());
  }
}
