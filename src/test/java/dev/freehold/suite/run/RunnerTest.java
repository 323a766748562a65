package dev.freehold.suite.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.call.Client;
import dev.freehold.suite.Ask;
import dev.freehold.suite.Case;
import dev.freehold.suite.Expect;
import dev.freehold.suite.Step;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class RunnerTest {
  private static final Case CASE =
      new Case(
          "tasks",
          "GET /tasks",
          Map.of(),
          false,
          List.of(
              new Step.Send(
                  "",
                  new Ask("GET", "/tasks", List.of(), Map.of(), null),
                  List.of(new Expect.Status(List.of(200))),
                  Map.of())),
          "");

  @Test
  @Timeout(60)
  void aRunAgainstAServerThatHangsEnds() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Client client =
            new Client(
                URI.create("http://127.0.0.1:" + silent.getLocalPort()), Duration.ofMillis(200))) {
      People nobody =
          (name, roles) -> {
            throw new AssertionError("nobody is in these cases");
          };
      List<Result> results =
          new Runner(client, "/api/v1", nobody, 2)
              .run(Collections.nCopies(500, CASE), false, _ -> {});
      assertThat(results).hasSize(500).allMatch(Result::isBad);
      assertThat(results.getFirst().outcome())
          .isInstanceOfSatisfying(
              Result.Outcome.Broken.class, b -> assertThat(b.why()).contains("no whole answer"));
      assertThat(results.getLast().outcome())
          .isInstanceOfSatisfying(
              Result.Outcome.Broken.class, b -> assertThat(b.why()).contains("not run"));
    }
  }
}
