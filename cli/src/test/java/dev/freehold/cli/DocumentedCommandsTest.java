package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.project.ExampleProject;
import dev.freehold.project.ProjectTemplate;
import dev.freehold.project.ProjectTemplate.ProjectFile;
import dev.freehold.project.ProjectTemplate.ProjectName;
import dev.freehold.testing.SpecFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands that the skill, the page on projects and the README of a project show are there, with their options; what the
/// skill writes has no fault; and what needs no server is run.
final class DocumentedCommandsTest {
  private static final Pattern BLOCK = Pattern.compile("(?s)```(\\w*)\n(.*?)```");

  @TempDir Path directory;

  private record DocumentedCommandResult(int status, String told) {}

  private static DocumentedCommandResult run(List<String> words) {
    StringWriter told = new StringWriter();
    PrintWriter out = new PrintWriter(told, true);
    return new DocumentedCommandResult(
        Main.run(out, out, words.toArray(String[]::new)), told.toString());
  }

  private static String skill() throws IOException {
    return Files.readString(Path.of("skills", "freehold-backend", "SKILL.md"));
  }

  private static String readme() {
    return ProjectTemplate.files(
            ProjectName.of("Tasks").orElseThrow(),
            ExampleProject.TASKS.spec(),
            SpecFile.example("tasks"),
            ExampleProject.TASKS.scenarios(),
            "1.2.3")
        .stream()
        .filter(file -> file.path().equals("README.md"))
        .map(ProjectFile::text)
        .findFirst()
        .orElseThrow();
  }

  private static List<String> blocks(String page, String language) {
    return BLOCK
        .matcher(page)
        .results()
        .filter(block -> block.group(1).equals(language))
        .map((MatchResult block) -> block.group(2))
        .toList();
  }

  /// The words behind `freehold` of each line that is a command.
  private static List<List<String>> commands(String page) {
    List<List<String>> commands = new ArrayList<>();
    for (String block : blocks(page, "")) {
      for (String line : block.lines().toList()) {
        String command = line.replaceFirst("^\\$ ", "").replaceFirst("^\\w+=\\S+ ", "");
        if (command.startsWith("freehold ")) {
          String bare = command.replaceFirst(" +#.*", "").replace("\"", "");
          commands.add(Arrays.asList(bare.split(" +")).subList(1, bare.split(" +").length));
        }
      }
    }
    return commands;
  }

  @Test
  void everyCommandIsThereWithItsOptions() throws IOException {
    List<List<String>> all = new ArrayList<>(commands(skill()));
    all.addAll(commands(readme()));
    all.addAll(commands(Files.readString(Path.of("docs", "projects.md"))));
    assertThat(all).hasSizeGreaterThan(15);
    for (List<String> words : all) {
      boolean grouped = words.getFirst().equals("migrate");
      List<String> asked = new ArrayList<>(words.subList(0, grouped ? 2 : 1));
      asked.add("--help");
      DocumentedCommandResult help = run(asked);
      assertThat(help.status()).as("%s: %s", words, help.told()).isZero();
      words.stream()
          .filter(word -> word.startsWith("--"))
          .forEach(option -> assertThat(help.told()).as("%s", words).contains(option));
    }
  }

  @Test
  void theSkillSaysWhatItIsForAndIsShort() throws IOException {
    assertThat(skill())
        .matches("(?s)---\nname: freehold-backend\ndescription: [^\n]{20,300}\n---\n.*");
    assertThat(skill().lines().count()).isLessThanOrEqualTo(200);
  }

  @Test
  void theSpecAndTheScenarioOfTheSkillGoTogether() throws IOException {
    List<String> yaml = blocks(skill(), "yaml");
    assertThat(yaml).hasSize(2);
    Path spec = Files.writeString(directory.resolve("freehold.yaml"), yaml.getFirst());
    Files.createDirectory(directory.resolve("tests"));
    Files.writeString(directory.resolve("tests/stories.yaml"), yaml.getLast());
    assertThat(run(List.of("check", spec.toString())).told()).contains("is valid");
    assertThat(run(List.of("check", "--explain", spec.toString())).told()).contains("role:editor");
    DocumentedCommandResult list = run(List.of("test", "--list", spec.toString()));
    assertThat(list.status()).as(list.told()).isZero();
    assertThat(list.told()).contains("An editor reads the tasks of others and changes none");
  }

  @Test
  void aProjectOfEachExampleIsCheckedAndItsScenariosAreRead() {
    for (ExampleProject example : ExampleProject.values()) {
      Path made = directory.resolve(example.word());
      assertThat(run(List.of("new", made.toString(), "--example", example.word())).status())
          .isZero();
      String spec = made.resolve("freehold.yaml").toString();
      assertThat(run(List.of("check", spec)).status()).isZero();
      DocumentedCommandResult list = run(List.of("test", "--list", spec));
      assertThat(list.status()).as(list.told()).isZero();
      assertThat(list.told().lines().count()).isGreaterThan(50);
    }
  }
}
