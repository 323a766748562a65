package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.client.ApiClient;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import dev.freehold.testkit.TestCase;
import dev.freehold.testkit.generate.TestSuiteGenerator;
import dev.freehold.testkit.run.TestResult;
import dev.freehold.testkit.run.TestSuiteRunner;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The suite finds a server whose access is wider or narrower than that of the spec: the tested spec and
/// the served one differ in one word.
final class SharedRowDefectTest {
  private static final String SERVED =
      """
      freehold: 1
      name: Desk
      version: 1.0.0
      teams: { roles: [admin, guest], fields: { name: string } }
      resources:
        tickets:
          access: { read: owner or assignee, update: owner or assignee, delete: owner }
          fields:
            subject: { type: string, required: true }
            assignee: { type: ref, to: people, onDelete: setNull }
            watchers: { type: ref, to: people, many: true }
        comments:
          access: { read: via ticket, create: via ticket, update: owner via ticket, delete: nobody }
          fields:
            ticket: { type: ref, to: tickets, onDelete: cascade, required: true, writeOnce: true }
            body: { type: string, required: true }
            internal: { type: boolean, default: false, required: true }
        articles:
          access: { read: public, update: owner }
          fields:
            title: { type: string, required: true }
            status:
              { type: enum, values: [draft, out], default: draft, required: true,
                moves: [draft -> out by owner, out -> draft by owner] }
        papers:
          owner: team
          access: { read: team, create: team, update: team }
          fields: { title: { type: string, required: true } }
      """;

  private static EphemeralServer server;

  @BeforeAll
  static void start() {
    server = EphemeralServer.start(plan(SERVED), new PrintWriter(Writer.nullWriter()));
  }

  @AfterAll
  static void stop() {
    server.close();
    assertThat(server.unexpectedErrors()).isEmpty();
  }

  private static ApiPlan plan(String yaml) {
    return switch (SpecChecker.check(yaml.getBytes(StandardCharsets.UTF_8))) {
      case SpecResult.Valid valid -> ApiPlanner.plan(valid.spec());
      case SpecResult.Invalid invalid -> throw new AssertionError(invalid.issues());
    };
  }

  /// The cases of a resource that fail where the tested spec says something else than the served one.
  private static List<String> failed(String resource, String served, String tested) {
    assertThat(SERVED).contains(served);
    ApiPlan plan = plan(SERVED.replace(served, tested));
    List<TestCase> cases =
        TestSuiteGenerator.cases(plan).stream().filter(c -> c.group().equals(resource)).toList();
    try (ApiClient client = new ApiClient(server.url(), Duration.ofSeconds(15))) {
      return new TestSuiteRunner(client, plan.base(), server.people(), 1)
          .run(cases, false, _ -> {}).stream()
              .filter(TestResult::isBad)
              .map(r -> r.test().name())
              .toList();
    }
  }

  @Test
  void aSoundServerPasses() {
    for (String resource : List.of("tickets", "comments", "articles", "papers")) {
      assertThat(failed(resource, "read: team", "read: team")).isEmpty();
    }
  }

  @Test
  void anAssigneeWhoReadsAlthoughTheSpecDoesNotSayIt() {
    assertThat(
            failed(
                "tickets",
                "read: owner or assignee, update: owner or assignee",
                "read: owner or watchers, update: owner or watchers"))
        .contains(
            "GET /tickets/{id} › as assignee › 404, nothing of the row",
            "GET /tickets › as assignee › 200, without the row",
            "PATCH /tickets/{id} › as assignee › 404, nothing of the row",
            "PATCH /tickets?id[in]=… › as assignee › 200, no row",
            "GET /tickets/{id} › as watchers › 200 by watchers");
  }

  @Test
  void aConditionThatIsNotAsked() {
    assertThat(
            failed(
                "articles",
                "read: public, update: owner",
                "read: [owner, public where status = 'out'], update: owner"))
        .contains(
            "GET /articles/{id} where status = draft › as an anonymous client › 404, nothing of the"
                + " row",
            "GET /articles where status = draft › as an anonymous client › 200, without the row")
        .noneMatch(name -> name.contains("status = out"));
  }

  @Test
  void aConditionOnAParentThatIsNotAsked() {
    assertThat(
            failed(
                "comments",
                "read: via ticket, create: via ticket, update: owner via ticket",
                "read: [owner, via ticket where internal = false], create: via ticket,"
                    + " update: owner via ticket"))
        .contains(
            "GET /comments/{id} where internal = true › as assignee of tickets › 404, nothing of"
                + " the row",
            "GET /tickets/{id}/comments where internal = true › as assignee of tickets › 200,"
                + " without the row");
  }

  @Test
  void aRoleOfATeamThatIsNotAsked() {
    assertThat(
            failed(
                "papers",
                "read: team, create: team, update: team",
                "read: team:admin, create: team:admin, update: team:admin"))
        .contains(
            "GET /papers/{id} › with the team role guest › 404, nothing of the row",
            "POST /papers › with the team role guest › 403");
  }
}
