package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.project.ExampleProject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

final class NewCommandTest {
  @TempDir Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... words) {
    return new CommandLine(new NewCommand("1.2.3"))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(words);
  }

  private List<String> entries(Path below) throws IOException {
    try (Stream<Path> all = Files.walk(below)) {
      return all.filter(Files::isRegularFile)
          .map(file -> below.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachExampleMakesAWholeProject(ExampleProject example) throws IOException {
    Path place = directory.resolve("my-" + example.word());
    assertThat(run(place.toString(), "--example", example.word())).as("%s", err).isZero();
    assertThat(entries(place))
        .containsExactlyInAnyOrder(
            ".dockerignore",
            ".env.example",
            ".github/workflows/ci.yml",
            ".gitignore",
            "Dockerfile",
            "README.md",
            "compose.yaml",
            "database/create.sql",
            "freehold.schema.json",
            "freehold.yaml",
            "tests/" + example.word() + ".yaml");
    assertThat(Files.readString(place.resolve("freehold.yaml")))
        .startsWith("# yaml-language-server: $schema=./freehold.schema.json\n")
        .containsOnlyOnce("\nname: My " + example.word() + "\n");
    assertThat(entries(directory)).allMatch(path -> path.startsWith("my-" + example.word() + "/"));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void writesManifestsWhenAskedForThem() throws IOException {
    assertThat(run(directory.toString(), "--name", "Shop", "--deploy", "kubernetes")).isZero();
    assertThat(entries(directory))
        .hasSize(19)
        .contains("kubernetes/deployment.yaml", "kubernetes/secret.example.yaml");
    assertThat(Files.readString(directory.resolve(".gitignore")))
        .contains("kubernetes/secret.yaml\n");
  }

  @Test
  void refusesATargetThatItDoesNotKnow() throws IOException {
    assertThat(run(directory.toString(), "--name", "Shop", "--deploy", "nomad")).isEqualTo(2);
    assertThat(err.toString()).contains("unknown target 'nomad'; the targets are kubernetes");
    assertThat(entries(directory)).isEmpty();
  }

  @Test
  void saysWhatToDoNext() throws IOException {
    Path place = directory.resolve("it's a shop");
    assertThat(run(place.toString(), "--example", "shop")).isZero();
    assertThat(out.toString())
        .contains("freehold serve", "freehold test")
        .contains("  cd '" + directory + "/it'\\''s a shop'\n");
    assertThat(Files.readString(place.resolve("freehold.yaml")))
        .contains("\nname: \"It's a shop\"\n");
    assertThat(Files.readString(place.resolve("compose.yaml"))).contains("name: it-s-a-shop\n");
  }

  @Test
  void leavesADirectoryThatIsNotEmptyAlone() throws IOException {
    Files.writeString(directory.resolve("mine.txt"), "mine");
    assertThat(run(directory.toString(), "--name", "Shop")).isEqualTo(2);
    assertThat(err.toString()).contains(directory + " is not empty");
    assertThat(entries(directory)).containsExactly("mine.txt");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void fillsAnEmptyDirectoryAndDoesNotReplaceIt() throws IOException {
    Object before = Files.getAttribute(directory, "unix:ino");
    assertThat(run(directory.toString(), "--name", "Shop")).isZero();
    assertThat(Files.getAttribute(directory, "unix:ino")).isEqualTo(before);
    assertThat(entries(directory)).hasSize(11).contains(".env.example", "tests/tasks.yaml");
  }

  @Test
  void refusesWhatIsNoDirectoryAndWhatIsNoName() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThat(run(file.toString())).isEqualTo(2);
    assertThat(run(file.resolve("below").toString())).isEqualTo(2);
    assertThat(run(directory.resolve("a").toString(), "--name", "two\nlines")).isEqualTo(2);
    assertThat(run(directory.resolve("a").toString(), "--name", " ")).isEqualTo(2);
    assertThat(run(directory.resolve("---").toString())).isEqualTo(2);
    assertThat(run(directory.resolve("a").toString(), "--example", "shopp")).isEqualTo(2);
    assertThat(err.toString().lines())
        .hasSize(6)
        .allMatch(line -> line.startsWith("freehold: "))
        .anyMatch(line -> line.contains("pass --name"))
        .anyMatch(line -> line.contains("the examples are tasks, contacts"));
    assertThat(entries(directory)).containsExactly("file");
  }

  @Test
  void writesNamesThatYamlWouldMisread() throws IOException {
    for (String name : List.of("Yes", "a: b # c", "\"quoted\" \\", "1.0", "- x", "日本 🏠", "{}")) {
      Path place = directory.resolve(Integer.toHexString(name.hashCode()));
      assertThat(run(place.toString(), "--name", name)).as("%s: %s", name, err).isZero();
    }
  }
}
