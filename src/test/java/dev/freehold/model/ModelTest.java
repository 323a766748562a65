package dev.freehold.model;

import static org.assertj.core.api.Assertions.assertThat;

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
    Shape shape = RandomSpec.of(seed);
    String yaml = SpecYaml.of(shape);
    Random random = new Random(seed);
    List<String> log = new ArrayList<>();
    try (World world = new World(yaml)) {
      Session session = new Session(world, shape);
      RandomAct acts = new RandomAct(random, world);
      RandomFault faults = new RandomFault(random);
      try {
        settle(session, acts);
        while (session.calls() < CALLS && System.nanoTime() < end) {
          step(session, acts, faults, random);
        }
      } finally {
        log.addAll(world.log());
      }
      return session.answers();
    } catch (AssertionError | RuntimeException e) {
      String told = String.join("\n", log) + "\n" + e.getMessage();
      throw new AssertionError("-Dmodel.seed=" + seed + "\n" + yaml + "\n" + told, e);
    }
  }

  /// Some rows of everybody, so that there is something to ask for.
  private static void settle(Session session, RandomAct acts) {
    for (Shape.Resource resource : session.store().shape.resources()) {
      for (Who who : session.world.people) {
        for (int i = 0; i < 3; i++) {
          session.act(acts.create(who, session.store(), resource, Set.of()));
        }
      }
    }
  }

  private static void step(Session session, RandomAct acts, RandomFault faults, Random random) {
    Store store = session.store();
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5, 6, 7 -> session.act(acts.write(store));
      case 8, 9, 10, 11, 12, 13 -> session.act(acts.read(store));
      case 14, 15 -> faults.query(session, acts.who(), acts.resource(store));
      case 18 -> faults.bulk(session, acts.who(), acts.resource(store));
      case 16 ->
          Walk.through(
              session,
              acts,
              random,
              walk(acts.queries().page(acts.who(), store, acts.resource(store))));
      case 17 -> {
        Act act = acts.write(store);
        boolean dry = act.call().target().contains("dry_run");
        if (dry || !act.call().isUnsafe() || act.call().who().equals(Who.ANYBODY)) {
          session.act(act);
        } else {
          Keyed.twice(session, act, "key-" + random.nextLong());
        }
      }
      default -> session.act(acts.write(store));
    }
  }

  private static Page walk(Page page) {
    return new Page(
        page.who(),
        page.listing(),
        page.showing(),
        page.count(),
        0,
        Math.min(page.listing().resource().maxLimit(), 1 + Math.floorMod(page.limit(), 3)),
        "",
        page.last());
  }
}
