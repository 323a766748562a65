package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class CheckCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... words) {
    return new CommandLine(new CheckCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(words);
  }

  @Test
  void sumsUpTheBuiltInSpec() {
    assertThat(run()).isZero();
    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            """
            (built-in Tasks example): Tasks 1.0.0 is valid
              tasks  3 fields, 1 filter, ids: integer
                     /api/v1/tasks  GET POST
                     /api/v1/tasks/summary  GET
                     /api/v1/tasks/{id}  GET PUT PATCH DELETE
                     index (-created_at, -id)
              auth   sign-up is open
            """);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void printsEveryFault(@TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("shop.yaml"), "freehold: 1\nnam: Shop\n");
    assertThat(run(file.toString())).isEqualTo(2);
    assertThat(err.toString())
        .isEqualToNormalizingNewlines(
            """
            %1$s:1:1: the spec needs 'name' [missing-key]; such as name: Tasks
            %1$s:1:1: the spec needs 'resources' [missing-key]; such as resources: { tasks: { fields: … } }
            %1$s:2:1: unknown key 'nam' in the spec [unknown-key]; did you mean 'name'?
            3 faults
            """
                .formatted(file));
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void warnsOfSharedRowsThatAnyoneKeeps(@TempDir Path dir) throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("blog.yaml"),
            """
            freehold: 1
            name: Blog
            resources:
              posts:
                access: { read: public }
                fields: { title: string }
              comments:
                fields:
                  post: { type: ref, to: posts, required: true }
            """);
    assertThat(run(file.toString())).isZero();
    assertThat(out.toString()).contains("Blog 1.0.0 is valid").doesNotContain("warning");
    assertThat(err.toString())
        .startsWith(file + ":9:7: warning: every user can make rows of 'posts' undeletable: ")
        .contains("[restrict-on-shared-rows]; write onDelete: cascade, or limit who may")
        .endsWith("1 warning" + System.lineSeparator());
  }

  @Test
  void pointsAtTheFaultOnATerminal() {
    SpecSource spec =
        new SpecSource(
            "x.yaml",
            java.nio.file.Path.of(""),
            "freehold: 2\r\nname: X\r\nresources: {}\r\n"
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    SpecResult.Invalid invalid = (SpecResult.Invalid) SpecChecker.check(spec.bytes());
    PrintWriter writer = new PrintWriter(out);
    new IssuePrinter(TerminalStyle.TERMINAL_WITHOUT_COLOUR).print(writer, spec, invalid.issues());
    assertThat(out.toString())
        .containsSubsequence("x.yaml:1:11: ", "    freehold: 2", "              ^", "2 faults")
        .doesNotContain("\u001B");
  }

  @Test
  void saysWhatCannotBeRead(@TempDir Path dir) {
    assertThat(run(dir.toString())).isEqualTo(2);
    assertThat(run(dir.resolve("none.yaml").toString())).isEqualTo(2);
    assertThat(err.toString())
        .contains(dir + " is a directory", dir.resolve("none.yaml") + " does not exist");
  }

  @Test
  void explainsWhoMayDoWhat() {
    assertThat(run("--explain")).isZero();
    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            """
            (built-in Tasks example): Tasks 1.0.0, access rules
              tasks  read: owner  create: owner  update: owner  delete: owner
                     rows of other users: none
              auth   sign-up is open
            """);
  }

  @Test
  void printsTheSchema() {
    assertThat(run("--schema")).isZero();
    assertThat(out.toString()).contains("https://json-schema.org/draft/2020-12/schema");
  }
}
