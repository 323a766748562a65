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

/// Tests the server with random specs, rows and requests against a simple model of the contract.
final class ModelTest {
  private static final long SECONDS = Long.getLong("model.seconds", 8);
  private static final int CALLS = Integer.getInteger("model.calls", 250);

  @Test
  void theServerMatchesTheModel() {
    // The first test starts the shared database; that time does not count here.
    TestDatabase.embedded();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    Long given = Long.getLong("model.seed");
    long random = System.currentTimeMillis() % 1_000_000_000 * 1_000;
    // The first seed is fixed, the others are random.
    long seed = given == null ? 1 : given;
    int specs = 0;
    Map<Integer, Integer> answers = new TreeMap<>();
    do {
      run(seed, end).forEach((status, count) -> answers.merge(status, count, Integer::sum));
      specs++;
      seed = given == null && specs == 1 ? random : seed + 1;
    } while (System.nanoTime() < end);
    System.out.printf("model: %d specs to seed %d, answers %s%n", specs, seed - 1, answers);
    // A run in which every request is refused would prove nothing.
    int good = answers.getOrDefault(200, 0) + answers.getOrDefault(201, 0);
    assertThat(good).isPositive();
  }

  private static Map<Integer, Integer> run(long seed, long end) {
    ModelSpec spec = RandomSpec.of(seed);
    String yaml = SpecYaml.of(spec);
    Random random = new Random(seed);
    List<String> log = new ArrayList<>();
    try (ModelServer api = new ModelServer(spec, yaml)) {
      ModelComparison comparison = new ModelComparison(api, spec);
      RandomAction actions = new RandomAction(random, api);
      RandomFault faults = new RandomFault(random);
      try {
        createRows(comparison, actions);
        while (comparison.calls() < CALLS && System.nanoTime() < end) {
          step(comparison, actions, faults, random);
        }
      } finally {
        log.addAll(api.log());
      }
      return comparison.answers();
    } catch (AssertionError | RuntimeException e) {
      String details = String.join("\n", log) + "\n" + e.getMessage();
      throw new AssertionError("-Dmodel.seed=" + seed + "\n" + yaml + "\n" + details, e);
    }
  }

  /// Creates some rows of every user.
  private static void createRows(ModelComparison comparison, RandomAction actions) {
    for (ModelSpec.Resource resource : comparison.store().spec.resources()) {
      for (ModelUser actor : comparison.api.users) {
        for (int i = 0; i < 3; i++) {
          comparison.apply(actions.create(actor, comparison.store(), resource, Set.of()));
        }
      }
    }
  }

  private static void step(
      ModelComparison comparison, RandomAction actions, RandomFault faults, Random random) {
    ModelStore store = comparison.store();
    if (!store.spec.teamRoles().isEmpty() && random.nextInt(20) == 0) {
      if (random.nextInt(3) == 0) {
        comparison.rejoin(random);
      } else {
        comparison.apply(MembershipAction.random(actions.randomUser(), store, random));
      }
      return;
    }
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5, 6, 7 -> comparison.apply(actions.write(store));
      case 8, 9, 10, 11, 12, 13 -> comparison.apply(actions.read(store));
      case 14, 15 -> faults.query(comparison, actions.who(), actions.resource(store));
      case 18 -> faults.bulk(comparison, actions.who(), actions.resource(store));
      case 16 ->
          CursorWalk.traverse(
              comparison,
              actions,
              random,
              walk(actions.queries().page(actions.who(), store, actions.resource(store))));
      case 17 -> {
        ModelAction action = actions.write(store);
        boolean dryRun = action.call().target().contains("dry_run");
        if (dryRun
            || !action.call().isUnsafe()
            || (action instanceof BatchAction batch && batch.onlyReads())
            || action.call().actor().equals(ModelUser.ANONYMOUS)) {
          comparison.apply(action);
        } else {
          IdempotencyReplay.verify(comparison, action, "key-" + random.nextLong());
        }
      }
      default -> comparison.apply(actions.write(store));
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
