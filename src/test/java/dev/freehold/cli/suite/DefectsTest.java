package dev.freehold.cli.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.call.Client;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.Planner;
import dev.freehold.suite.Case;
import dev.freehold.suite.generate.Generator;
import dev.freehold.suite.run.Result;
import dev.freehold.suite.run.Runner;
import dev.freehold.testing.Specs;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The suite finds a defect, and names it.
final class DefectsTest {
  private static final ApiPlan PLAN = Planner.plan(Specs.tasks());
  private static Stage stage;

  @BeforeAll
  static void start() {
    stage = Stage.start(PLAN);
  }

  @AfterAll
  static void stop() {
    stage.close();
    assertThat(stage.strays()).isEmpty();
  }

  /// The names of the cases with this text that fail against the server with the defect.
  private static List<String> failed(String text, UnaryOperator<dev.freehold.call.Call> defect)
      throws IOException {
    List<Case> cases =
        Generator.cases(PLAN).stream().filter(c -> c.title().contains(text)).toList();
    assertThat(cases).isNotEmpty();
    try (Faulty faulty = new Faulty(stage.url(), defect);
        Client client = new Client(faulty.url(), Duration.ofSeconds(15))) {
      return new Runner(client, PLAN.base(), stage.people(), 1)
          .run(cases, false, _ -> {}).stream()
              .filter(Result::isBad)
              .map(r -> r.test().name())
              .toList();
    }
  }

  @Test
  void aSoundServerPasses() throws IOException {
    assertThat(failed("/tasks/{id} ›", UnaryOperator.identity())).isEmpty();
  }

  @Test
  void aRowOfSomebodyElse() throws IOException {
    assertThat(failed("GET /tasks/{id} ›", Faulty.rowsOfOthers()))
        .contains(
            "GET /tasks/{id} › as another user › 404, nothing of the row",
            "GET /tasks/{id} › as another user › as if it were not there");
  }

  @Test
  void aLengthThatIsIgnored() throws IOException {
    assertThat(failed("title: 20", Faulty.lengthIgnored()))
        .containsExactly("POST /tasks › title: 201 characters › 400");
  }

  @Test
  void aConditionThatIsIgnored() throws IOException {
    assertThat(failed("GET /tasks?title[", Faulty.conditionIgnored()))
        .containsExactlyInAnyOrder(
            "GET /tasks?title[eq]=… › the rows that meet it and no other",
            "GET /tasks?title[in]=… › the rows that meet it and no other");
  }
}
