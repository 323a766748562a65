package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.project.ExampleProject;
import dev.freehold.project.ProjectTemplate;
import dev.freehold.project.ProjectTemplate.ProjectFile;
import dev.freehold.project.ProjectTemplate.ProjectName;
import dev.freehold.testing.SpecFile;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Tests the `.env.example` of a new project. `serve` and Compose read the `.env` copied from it.
final class ProjectEnvironmentTest {
  private static String example() {
    ProjectName name = ProjectName.of("Tasks").orElseThrow();
    return ProjectTemplate.files(
            name,
            ExampleProject.TASKS.spec(),
            SpecFile.example("tasks"),
            ExampleProject.TASKS.scenarios(),
            "1.2.3")
        .stream()
        .filter(file -> file.path().equals(".env.example"))
        .map(ProjectFile::text)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void itNamesEveryVariableAndSetsNone() {
    for (EnvironmentVariable variable : EnvironmentVariable.values()) {
      assertThat(example()).contains("\n# " + variable.name() + "=");
    }
    assertThat(DotEnv.parse(example())).isEqualTo(DotEnv.EMPTY);
  }

  @Test
  void withEveryLineSwitchedOnTheServerReadsItWithoutAFault() {
    DotEnv file = DotEnv.parse(example().replaceAll("(?m)^# ([A-Z_]+=)", "$1"));
    assertThat(file.values()).containsEntry("FREEHOLD_IMAGE", "freehold:1.2.3");
    Map<String, String> secret = Map.of("JWT_SECRET", "rV1pQ0l8Zt6yKcWm3uXe9bHs5nAf2gJd7oTi");
    assertThat(new ConfigReader(secret, file, Path.of("docs")).read().warnings()).isEmpty();
  }
}
