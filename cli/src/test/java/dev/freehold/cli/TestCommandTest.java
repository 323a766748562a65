package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// The command, on the examples, on specs with odd features, on drafts, and on a project with scenarios of its own.
final class TestCommandTest {
  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... words) {
    return new CommandLine(new TestCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "examples/tasks",
        "examples/projects",
        "examples/shop",
        "examples/magazine",
        "examples/marketplace",
        "examples/helpdesk",
        "examples/clinic",
        "examples/school",
        "examples/store",
        "examples/forum",
        "examples/lists",
        "examples/crm",
        "examples/timetracking",
        "testdata/golden/plan/every-type",
        "testdata/golden/plan/closed-signup",
        "testdata/golden/plan/copies",
        "testdata/golden/plan/many",
        "testdata/golden/plan/moves",
        "testdata/golden/plan/owner-none",
        "testdata/golden/document/studio",
        // What `freehold new` drafts from tables and documents of others.
        "testdata/golden/draft/catalog",
        "testdata/golden/draft/database",
        "testdata/golden/draft/document",
        "testdata/golden/draft/envelopes",
        "testdata/golden/draft/files",
        "testdata/golden/draft/keywords",
        "testdata/golden/draft/operations"
      })
  void whatIsServedPasses(String example) throws IOException {
    Path report = directory.resolve("report.xml");
    int status = run(example + "/freehold.yaml", "--junit", report.toString());
    assertThat(status).as("%s%s", out, err).isZero();
    assertThat(out.toString()).contains(" passed, 0 failed");
    assertThat(Files.readString(report)).contains("failures=\"0\" errors=\"0\"");
  }

  @org.junit.jupiter.api.Test
  void aScenarioOfTheProject() throws IOException {
    Files.createDirectory(directory.resolve("tests"));
    Path spec =
        Files.copy(Path.of("examples/tasks/freehold.yaml"), directory.resolve("freehold.yaml"));
    Files.writeString(
        directory.resolve("tests/tasks.yaml"),
        """
        scenarios:
          - name: A task stays private
            steps:
              - as: ann
                post: /tasks
                body: { title: "Buy {{milk}}" }
                expect: { status: 201, body: { data: { user_id: "{ann.id}", title: "Buy {{milk}}" } } }
                save: { task: data.id, tag: headers.ETag }
              - { as: ann, get: "/tasks/{task}", headers: { If-None-Match: "{tag}" }, expect: { status: 304 } }
              - { as: bob, get: "/tasks/{task}", expect: { status: 404, bodyHasNo: [milk] } }
          - name: This is not so
            steps:
              - { as: ann, get: /tasks, query: { limit: 1 }, expect: { body: { data: { tasks: [1] } } } }
        """);
    assertThat(run(spec.toString(), "--filter", "tests/")).isEqualTo(1);
    assertThat(out.toString())
        .contains("✗ tests/tasks.yaml: 1 passed, 1 failed", "✗ This is not so", "curl -i")
        .contains("expected: the body is {", "got:      data.tasks is []");
  }

  @org.junit.jupiter.api.Test
  void aServerThatDoesNotStartIsNoFailedCase() {
    String usual = System.getProperty("java.io.tmpdir");
    System.setProperty("java.io.tmpdir", directory.resolve("missing").toString());
    try {
      assertThat(run("examples/tasks/freehold.yaml")).isEqualTo(2);
    } finally {
      System.setProperty("java.io.tmpdir", usual);
    }
    assertThat(err.toString())
        .contains("missing", "check the disk", "did not start; no case was run");
    assertThat(out.toString()).doesNotContain("passed", "failed");
  }

  @org.junit.jupiter.api.Test
  void aListNeedsNoServer() {
    assertThat(run("examples/tasks/freehold.yaml", "--list", "--only", "as an anonymous client"))
        .isZero();
    assertThat(out.toString().lines())
        .contains("tasks › GET /tasks/{id} › as an anonymous client › 401")
        .allSatisfy(line -> assertThat(line).contains("as an anonymous client"));
  }

  private Path spec(String text) throws IOException {
    return Files.writeString(directory.resolve("freehold.yaml"), text);
  }

  /// The one that docs/testing.md measures.
  @org.junit.jupiter.api.Test
  void theMeasuredSpecHasNoFault() {
    assertThat(run("bench/firm.yaml", "--list")).as("%s", err).isZero();
    assertThat(out.toString().lines()).hasSizeGreaterThan(1_000);
  }

  @org.junit.jupiter.api.Test
  void rowsMadeByOtherRolesThanTheirParents() throws IOException {
    Path spec =
        spec(
            """
            freehold: 1
            name: Two hands
            auth: { roles: [planner, scribe] }
            resources:
              courses:
                owner: none
                access: { read: user, create: role:planner, update: role:planner, delete: role:planner }
                fields: { name: { type: string, required: true, minLength: 1, maxLength: 80 } }
              notes:
                access: { read: "owner or role:planner", create: role:scribe, update: owner, delete: owner }
                fields:
                  course: { type: ref, to: courses, required: true, onDelete: cascade }
                  text: { type: string, required: true, minLength: 1, maxLength: 200 }
              remarks:
                access: { read: user, create: role:planner, update: owner, delete: owner }
                fields:
                  note: { type: ref, to: notes, required: true, onDelete: cascade }
                  text: { type: string, required: true, minLength: 1, maxLength: 200 }
            """);
    assertThat(run(spec.toString())).as("%s%s", out, err).isZero();
    assertThat(out.toString()).contains("✓ courses", "✓ notes", "✓ remarks", " 0 failed");
  }

  /// A write of a field that nobody reads does not move the tag of the row.
  @org.junit.jupiter.api.Test
  void rowsOfWhichOnlyHiddenFieldsChange() throws IOException {
    Path spec =
        spec(
            """
            freehold: 1
            name: Sealed
            resources:
              bots:
                fields:
                  token: { type: string, readonly: true }
                  name: { type: string, required: true, hidden: true }
            """);
    assertThat(run(spec.toString())).as("%s%s", out, err).isZero();
    assertThat(out.toString()).contains("✓ bots", " 0 failed");
  }

  @org.junit.jupiter.api.Test
  void faultyInputIsTold() {
    assertThat(run("examples/tasks/freehold.yaml", "--filter", "nothing like it")).isEqualTo(2);
    assertThat(run("examples/tasks/freehold.yaml", "--scenarios", "no/such")).isEqualTo(2);
    assertThat(run("no-such.yaml")).isEqualTo(2);
    assertThat(err.toString()).contains("no case has", "not a directory", "does not exist");
  }
}
