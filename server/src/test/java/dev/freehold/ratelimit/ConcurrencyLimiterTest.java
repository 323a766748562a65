package dev.freehold.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A person's own things wait for one another, and nobody else's do.
final class ConcurrencyLimiterTest {
  private final ConcurrencyLimiter concurrencyLimiter = new ConcurrencyLimiter(2);
  private final List<Promise<String>> begun = new ArrayList<>();

  private Future<String> ask(String person) {
    return concurrencyLimiter.run(
        person,
        () -> {
          Promise<String> promise = Promise.promise();
          begun.add(promise);
          return promise.future();
        });
  }

  @Test
  void onePersonsWaitAndOthersDoNot() {
    List<Future<String>> mine = List.of(ask("a"), ask("a"), ask("a"));
    assertThat(begun).hasSize(2);
    Future<String> other = ask("b");
    assertThat(begun).hasSize(3);

    begun.get(0).complete("first");
    assertThat(mine.get(0).result()).isEqualTo("first");
    assertThat(begun).hasSize(4);
    begun.get(1).fail("no");
    assertThat(mine.get(1).failed()).isTrue();
    begun.get(2).complete("other");
    assertThat(other.result()).isEqualTo("other");
    begun.get(3).complete("third");
    assertThat(mine.get(2).result()).isEqualTo("third");
    assertThat(concurrencyLimiter.size()).isZero();
  }

  @Test
  void theLineHasAnEndAndIsForgotten() {
    List<Future<String>> all = new ArrayList<>();
    for (int i = 0; i < 2 + ConcurrencyLimiter.MAX_QUEUED; i++) {
      all.add(ask("a"));
    }
    assertThat(ask("a").cause()).isInstanceOf(ProblemException.class);
    for (int i = 0; i < all.size(); i++) {
      begun.get(i).complete("done");
    }
    assertThat(all).allMatch(Future::succeeded);
    assertThat(concurrencyLimiter.size()).isZero();
  }

  @Test
  void workThatThrowsHasHadItsTurn() {
    assertThat(
            concurrencyLimiter
                .run(
                    "a",
                    () -> {
                      throw new IllegalStateException("thrown");
                    })
                .cause())
        .hasMessage("thrown");
    assertThat(concurrencyLimiter.size()).isZero();
  }
}
