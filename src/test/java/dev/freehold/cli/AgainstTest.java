package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.cli.terminal.Colour;
import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.change.Change;
import dev.freehold.spec.change.SpecChanges;
import dev.freehold.spec.check.SpecChecker;
import dev.freehold.testing.Golden;
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
final class AgainstTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  static List<Path> cases() {
    return Golden.cases("against");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void saysWhatTheFolderSays(Path folder) throws IOException {
    List<Change> changes =
        SpecChanges.between(spec(folder.resolve("old.yaml")), spec(folder.resolve("new.yaml")));
    new AgainstReport("old.yaml", "new.yaml", changes)
        .print(new PrintWriter(out, true), Colour.PLAIN);
    Golden.check(folder, "report.txt", out.toString());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatOnlyAddsOneWayTakesAwayTheOther(Path folder) throws IOException {
    Spec old = spec(folder.resolve("old.yaml"));
    Spec now = spec(folder.resolve("new.yaml"));
    List<Change> there = SpecChanges.between(old, now);
    List<Change> back = SpecChanges.between(now, old);
    assertThat(there.isEmpty()).isEqualTo(back.isEmpty());
    assertThat(SpecChanges.between(old, old)).isEmpty();
    assertThat(SpecChanges.between(now, now)).isEmpty();
  }

  @Test
  void exitsWithOneWhereClientsBreak(@TempDir Path dir) throws IOException {
    Path old = Golden.cases("against").getFirst().resolveSibling("limit-higher/old.yaml");
    Path now = old.resolveSibling("new.yaml");
    assertThat(run("--against", old.toString(), now.toString())).isZero();
    assertThat(run("--against", now.toString(), old.toString())).isEqualTo(1);
    assertThat(run("--against", old.toString(), old.toString())).isZero();
    assertThat(out.toString()).contains("additive for clients", "breaking for", "the same for");
    Path faulty = Files.writeString(dir.resolve("old.yaml"), "freehold: 1\n");
    assertThat(run("--against", faulty.toString(), now.toString())).isEqualTo(2);
    assertThat(err.toString()).contains(faulty + ":1:1: the spec needs 'name'");
    assertThat(run("--against", dir.resolve("none.yaml").toString())).isEqualTo(2);
    assertThat(run("--format", "json")).isEqualTo(2);
    assertThat(err.toString()).contains("none.yaml does not exist", "--format goes with --against");
  }

  @Test
  void printsJson() {
    Path old = Golden.cases("against").getFirst().resolveSibling("enum-values/old.yaml");
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
    for (Path folder : Golden.cases("spec")) {
      Path file = folder.resolve("freehold.yaml");
      if (folder.getFileName().toString().startsWith("valid-")) {
        assertThat(SpecChanges.between(spec(file), spec(file))).as(file.toString()).isEmpty();
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
      case SpecResult.Valid(Spec spec) -> spec;
      case SpecResult.Faulty faulty -> throw new AssertionError(file + ": " + faulty.issues());
    };
  }
}
