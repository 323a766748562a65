package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class OpenApiCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  private int run(String... words) {
    return new CommandLine(new OpenApiCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(words);
  }

  @Test
  void printsTheDocumentOfASpec() {
    assertThat(run("examples/tasks/freehold.yaml", "--url", "https://api.example.com")).isZero();
    assertThat(out.toString())
        .startsWith("{\n  \"openapi\": \"3.1.1\"")
        .contains("\"url\": \"https://api.example.com\"")
        .contains("\"operationId\": \"createTask\"")
        .endsWith("}\n");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void printsTheFullDocument() {
    assertThat(run("examples/tasks/freehold.yaml")).isZero();
    assertThat(out.toString()).doesNotContain("\"title[icontains]\"");
    assertThat(run("examples/tasks/freehold.yaml", "--full")).isZero();
    assertThat(out.toString()).contains("\"title[icontains]\"", "\"429\"");
  }

  @Test
  void writesAFile() throws IOException {
    Path file = folder.resolve("openapi.json");
    assertThat(run("examples/tasks/freehold.yaml", "--output", file.toString())).isZero();
    assertThat(out.toString()).isEmpty();
    assertThat(Files.readString(file)).contains("/api/v1/tasks/{id}");
  }

  @Test
  void saysWhatIsWrongWithASpec() throws IOException {
    Path faulty = Files.writeString(folder.resolve("faulty.yaml"), "freehold: 1\nname: X\n");
    assertThat(run(faulty.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("faulty.yaml:");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void saysThatAFileCannotBeReadOrWritten() {
    assertThat(run(folder.resolve("none.yaml").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("does not exist");
    assertThat(run("examples/tasks/freehold.yaml", "-o", folder.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("cannot be written");
  }
}
