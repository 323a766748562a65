package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.cli.NewCommand.ImportTimeout;
import dev.freehold.cli.NewCommand.UnusableInputException;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.draft.TableSelection;
import dev.freehold.testing.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Projects from documents and databases, as a command line asks for them.
final class NewCommandImportTest {
  private static final String SECRET = "pa55-w0rd-of-the-owner";

  @TempDir Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... words) {
    return new CommandLine(new NewCommand("1.2.3"))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(words);
  }

  private int document(String text) throws Exception {
    Path file = Files.writeString(directory.resolve("api.yaml"), text);
    return run(directory.resolve("made").toString(), "--from-openapi", file.toString());
  }

  @Test
  void aDocumentBecomesAProject() throws Exception {
    String document = Files.readString(Path.of("testdata/golden/draft/document/openapi.yaml"));
    assertThat(document(document)).as("%s", err).isZero();
    assertThat(out.toString()).contains("lines are marked 'unsure:'");
    assertThat(Files.readString(directory.resolve("made/freehold.yaml")))
        .startsWith("# yaml-language-server")
        .contains("\nname: Made\n", "\n  products:\n");
    assertThat(Files.readString(directory.resolve("made/tests/first.yaml"))).contains("{ get: /");
  }

  @Test
  void whatIsNoDescriptionIsSaidAndNothingIsMade() throws Exception {
    assertThat(document("")).isEqualTo(2);
    assertThat(document("{\"openapi\": ")).isEqualTo(2);
    assertThat(document("a: [b")).isEqualTo(2);
    assertThat(document("swagger: \"1.2\"\npaths: {}\n")).isEqualTo(2);
    assertThat(document("openapi: 3.1.0\npaths: {}\n")).isEqualTo(2);
    assertThat(document("openapi: 3.1.0\npaths: {}\n#" + "x".repeat(20 << 20))).isEqualTo(2);
    assertThat(run(directory.resolve("made").toString(), "--from-openapi", directory.toString()))
        .isEqualTo(2);
    assertThat(run(directory.resolve("made").toString(), "--from-openapi", "none.json"))
        .isEqualTo(2);
    assertThat(err.toString().lines())
        .hasSize(8)
        .allMatch(line -> line.startsWith("freehold: "))
        .anyMatch(line -> line.contains("larger than"))
        .anyMatch(line -> line.contains("Swagger 1.2"))
        .anyMatch(line -> line.contains("has no collection of rows"))
        .anyMatch(line -> line.contains("none.json does not exist"));
    assertThat(directory.resolve("made")).doesNotExist();
  }

  @Test
  void anExampleAndADocumentExcludeEachOther() {
    assertThat(run("x", "--example", "shop", "--from-openapi", "y")).isEqualTo(2);
    assertThat(err.toString()).contains("mutually exclusive");
  }

  @Test
  void aDatabaseBecomesAProjectAndItsPasswordIsNowhere() throws Exception {
    try (TestDatabase database = TestDatabase.fresh()) {
      DatabaseTarget target = database.target();
      TestDatabase.execute(target, "create table notes (id uuid primary key, body text not null)");
      String address =
          "postgresql://%s:%s@/%s?host=%s"
              .formatted(
                  encoded(target.user()),
                  encoded(target.password().reveal()),
                  target.database(),
                  encoded(target.host()));
      Path made = directory.resolve("made");
      assertThat(run(made.toString(), "--from-database", address)).as("%s", err).isZero();
      assertThat(Files.readString(made.resolve("freehold.yaml")))
          .contains("\n  notes:\n    fields:\n      body: { type: text, required: true }\n")
          .doesNotContain(target.password().reveal());
      assertThat(out.toString() + err).doesNotContain(target.password().reveal());
      assertThat(
              DatabaseImport.importSpec(
                  "MY_URL", Map.of("MY_URL", address), "X", TableSelection.ALL))
          .contains("notes:");
    }
  }

  @Test
  void whatCannotBeReachedIsSaidWithoutThePassword() throws Exception {
    Path made = directory.resolve("made");
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String at = "postgresql://ann:" + SECRET + "@127.0.0.1:" + silent.getLocalPort() + "/shop";
      assertThat(run(made.toString(), "--from-database", at + "?connect_timeout=1")).isEqualTo(2);
    }
    String closed = "postgresql://ann:" + SECRET + "@127.0.0.1:1/shop";
    assertThat(run(made.toString(), "--from-database", closed)).isEqualTo(2);
    assertThat(run(made.toString(), "--from-database", "mysql://ann:" + SECRET + "@db/shop"))
        .isEqualTo(2);
    assertThat(run(made.toString(), "--from-database", "NOT_SET_ANYWHERE")).isEqualTo(2);
    assertThat(err.toString())
        .contains("the database shop on 127.0.0.1: ", "must begin with postgres://")
        .contains("the variable NOT_SET_ANYWHERE is not set")
        .doesNotContain(SECRET);
    assertThat(made).doesNotExist();
  }

  @Test
  void workWithoutEndIsNotWaitedFor() {
    CountDownLatch never = new CountDownLatch(1);
    assertThatThrownBy(
            () ->
                ImportTimeout.within(
                    Duration.ofMillis(50),
                    "reading it",
                    () -> {
                      try {
                        never.await();
                      } catch (InterruptedException e) {
                        throw new UnusableInputException("interrupted");
                      }
                      return "";
                    }))
        .isInstanceOf(UnusableInputException.class)
        .hasMessage("reading it takes longer than 0 s");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
