package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.cli.CheckCommand.SpecDiffReport;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import dev.freehold.spec.diff.SpecChange;
import dev.freehold.spec.diff.SpecDiff;
import dev.freehold.testing.GoldenFiles;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `freehold check --against`: what a change of a spec does to clients.
final class CheckAgainstTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  static List<Path> cases() {
    return GoldenFiles.cases("against");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void saysWhatTheFolderSays(Path folder) throws IOException {
    List<SpecChange> changes =
        SpecDiff.between(spec(folder.resolve("old.yaml")), spec(folder.resolve("new.yaml")));
    new SpecDiffReport("old.yaml", "new.yaml", changes)
        .print(new PrintWriter(out, true), TerminalStyle.PLAIN);
    GoldenFiles.check(folder, "report.txt", out.toString());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatOnlyAddsOneWayTakesAwayTheOther(Path folder) throws IOException {
    Spec old = spec(folder.resolve("old.yaml"));
    Spec now = spec(folder.resolve("new.yaml"));
    List<SpecChange> there = SpecDiff.between(old, now);
    List<SpecChange> back = SpecDiff.between(now, old);
    assertThat(there.isEmpty()).isEqualTo(back.isEmpty());
    assertThat(SpecDiff.between(old, old)).isEmpty();
    assertThat(SpecDiff.between(now, now)).isEmpty();
  }

  @Test
  void exitsWithOneWhereClientsBreak(@TempDir Path dir) throws IOException {
    Path old = GoldenFiles.cases("against").getFirst().resolveSibling("limit-higher/old.yaml");
    Path now = old.resolveSibling("new.yaml");
    assertThat(run("--against", old.toString(), now.toString())).isZero();
    assertThat(run("--against", now.toString(), old.toString())).isEqualTo(1);
    assertThat(run("--against", old.toString(), old.toString())).isZero();
    assertThat(out.toString()).contains("additive for clients", "breaking for", "no change for");
    Path faulty = Files.writeString(dir.resolve("old.yaml"), "freehold: 1\n");
    assertThat(run("--against", faulty.toString(), now.toString())).isEqualTo(2);
    assertThat(err.toString()).contains(faulty + ":1:1: the spec needs 'name'");
    assertThat(run("--against", dir.resolve("none.yaml").toString())).isEqualTo(2);
    assertThat(run("--format", "json")).isEqualTo(2);
    assertThat(err.toString()).contains("none.yaml does not exist", "--format requires --against");
  }

  @Test
  void strictRefusesWhatWidensResponses(@TempDir Path dir) throws IOException {
    String spec =
        """
        freehold: 1
        name: X
        resources:
          notes:
            fields:
              title: { type: string, maxLength: %d }
              secret: { type: string, maxLength: %d, hidden: true }
        """;
    String old = Files.writeString(dir.resolve("old.yaml"), spec.formatted(10, 10)).toString();
    String hidden =
        Files.writeString(dir.resolve("hidden.yaml"), spec.formatted(10, 20)).toString();
    String wider = Files.writeString(dir.resolve("wider.yaml"), spec.formatted(20, 10)).toString();
    assertThat(run("--against", old, wider)).isZero();
    assertThat(out.toString()).contains("widening for clients (1 widening, 0 additive)");
    assertThat(run("--against", old, "--strict", wider)).isEqualTo(1);
    assertThat(run("--against", old, "--strict", hidden)).isZero();
    assertThat(run("--against", wider, old)).isEqualTo(1);
    assertThat(run("--strict")).isEqualTo(2);
    assertThat(err.toString()).contains("--strict requires --against");
  }

  @Test
  void printsJson() {
    Path old = GoldenFiles.cases("against").getFirst().resolveSibling("enum-values/old.yaml");
    String now = old.resolveSibling("new.yaml").toString();
    assertThat(run("--against", old.toString(), "--format", "json", now)).isEqualTo(1);
    JsonObject report = new JsonObject(out.toString());
    assertThat(report.getBoolean("breaking")).isTrue();
    assertThat(report.getJsonArray("changes").getJsonObject(0).getMap())
        .containsEntry("effect", "breaking")
        .containsEntry("place", "tasks.p")
        .containsEntry("change", "no longer a value: urgent");
    assertThat(out.toString()).isASCII();
  }

  /// Whatever a spec has, reading it twice gives nothing to tell.
  @Test
  void aSpecIsTheSameAsItself() throws IOException {
    for (Path folder : GoldenFiles.cases("spec")) {
      Path file = folder.resolve("freehold.yaml");
      if (folder.getFileName().toString().startsWith("valid-")) {
        assertThat(SpecDiff.between(spec(file), spec(file))).as(file.toString()).isEmpty();
      }
    }
  }

  private int run(String... words) {
    String[] all = new String[words.length + 1];
    all[0] = "check";
    System.arraycopy(words, 0, all, 1, words.length);
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
  }

  private static Spec spec(Path file) throws IOException {
    return switch (SpecChecker.check(Files.readAllBytes(file))) {
      case SpecResult.Valid(Spec spec, _) -> spec;
      case SpecResult.Invalid invalid -> throw new AssertionError(file + ": " + invalid.issues());
    };
  }
}
