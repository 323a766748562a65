package dev.freehold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.FreeholdProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands of the packaged program, one after the other, as somebody uses them who starts a project.
final class ProjectLifecycleIT {
  private static final Map<String, String> ANY_PORT = Map.of("PORT", "0");

  @TempDir Path directory;

  @Test
  void aProjectIsMadeTestedServedAuditedAndChanged() throws Exception {
    said(directory, 0, "new", "notes", "--example", "tasks");
    Path project = directory.resolve("notes");
    assertThat(said(directory, 2, "new", "notes").err()).contains("notes is not empty");
    said(project, 0, "check");
    assertThat(said(project, 0, "test", "--filter", "tests/").out()).contains("1 passed, 0 failed");

    try (FreeholdProcess serving = FreeholdProcess.start(project, ANY_PORT, "serve")) {
      String url = serving.url().toString();
      assertThat(said(project, 0, "audit", url, "--only", "access.,document.").out())
          .contains("Score 100 of 100");
      assertThat(said(project, 0, "migrate", "status").out()).contains("at the spec");
    }

    Path spec = project.resolve("freehold.yaml");
    Path old = project.resolve("old.yaml");
    Files.copy(spec, old);
    Files.writeString(
        spec, Files.readString(old).replace("    fields:", "    renamed_from: tasks\n    fields:"));
    Files.writeString(spec, Files.readString(spec).replace("\n  tasks:", "\n  notes:"));
    assertThat(said(project, 1, "check", "--against", "old.yaml").out())
        .contains("renamed from tasks");
    assertThat(said(project, 1, "migrate", "status").out()).contains("pending");
    assertThat(said(project, 0, "migrate", "plan").out()).contains("rename tasks to notes");
    assertThat(said(project, 1, "migrate", "apply", "--yes").err()).contains("--contract");
    said(project, 0, "migrate", "apply", "--yes", "--contract");
    assertThat(said(project, 0, "migrate", "status").out()).contains("at the spec");
  }

  @Test
  void aDescriptionBecomesAProjectAndNothingElseIsPrinted() throws Exception {
    Files.writeString(directory.resolve("api.json"), said(directory, 0, "openapi").out());
    assertThat(said(directory, 0, "new", "drafted", "--from-openapi", "api.json").out())
        .startsWith("Drafted is in drafted.");
    said(directory.resolve("drafted"), 0, "check");
  }

  private record CommandOutput(String out, String err) {}

  private static CommandOutput said(Path place, int status, String... words) throws Exception {
    try (FreeholdProcess program = FreeholdProcess.start(place, Map.of(), words)) {
      int ended = program.exitStatus(120);
      CommandOutput said = new CommandOutput(program.out(), program.err());
      assertThat(ended).as("%s: %s", String.join(" ", words), said).isEqualTo(status);
      return said;
    }
  }
}
