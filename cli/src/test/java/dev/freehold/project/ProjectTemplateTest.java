package dev.freehold.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.project.ProjectTemplate.ProjectFile;
import dev.freehold.project.ProjectTemplate.ProjectName;
import dev.freehold.testing.SpecFile;
import dev.freehold.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// What stands in the files of a project, held to what reads them.
final class ProjectTemplateTest {
  @TempDir Path directory;

  private static final ProjectName NAME = ProjectName.of("My *Shop*").orElseThrow();

  private static Map<String, String> files() {
    String yaml = ProjectTemplate.spec(ExampleProject.SHOP.spec(), NAME);
    return ProjectTemplate.files(
            NAME, yaml, SpecFile.example("shop"), ExampleProject.SHOP.scenarios(), "1.2.3")
        .stream()
        .collect(Collectors.toMap(ProjectFile::path, ProjectFile::text));
  }

  private static String file(String path) {
    return files().getOrDefault(path, "");
  }

  /// Merge keys (`<<`), which Compose reads, are of YAML 1.1.
  private static Map<?, ?> yaml(String text) {
    LoadSettings settings =
        LoadSettings.builder().setSchema(new CoreSchema()).setAllowDuplicateKeys(false).build();
    return (Map<?, ?>) new Load(settings).loadFromString(text);
  }

  private static Object value(Map<?, ?> of, String key) {
    return Objects.requireNonNull(of.get(key), key);
  }

  private static Map<?, ?> map(Map<?, ?> of, String... path) {
    Map<?, ?> map = of;
    for (String key : path) {
      map = (Map<?, ?>) value(map, key);
    }
    return map;
  }

  @Test
  void composeStartsTheServerBehindItsMigrationsAndSetsNoSecret() {
    String text = file("compose.yaml");
    Map<?, ?> compose = yaml(text);
    assertThat(compose.get("name")).isEqualTo("my-shop");
    assertThat(map(compose, "services").keySet()).hasToString("[database, migrate, server]");
    assertThat(
            map(compose, "services", "server", "environment").keySet().stream()
                .map(Object::toString))
        .contains("PUBLIC_URL", "PASSKEY_RP_ID", "SMTP_URL", "MAIL_FROM");
    assertThat(value(map(compose, "services", "server"), "env_file").toString())
        .isEqualTo("[{path=.env.spec, required=false}]");
    assertThat(map(compose, "services", "migrate").containsKey("env_file")).isFalse();
    assertThat(file(".gitignore")).contains("\n.env.spec\n");
    assertThat(map(compose, "services", "server", "depends_on", "migrate"))
        .hasToString("{condition=service_completed_successfully}");
    assertThat(map(compose, "services", "migrate", "depends_on", "database"))
        .hasToString("{condition=service_healthy}");
    assertThat(map(compose, "services", "migrate").get("command"))
        .isEqualTo(List.of("migrate", "apply", "--yes"));
    assertThat(value(map(compose, "services", "server", "healthcheck"), "test").toString())
        .contains("/readyz");
    assertThat(map(compose, "x-freehold", "build", "args"))
        .hasToString("{FREEHOLD_IMAGE=${FREEHOLD_IMAGE:-freehold:1.2.3}}");
    for (String secret : List.of("JWT_SECRET", "POSTGRES_PASSWORD", "DATABASE_PASSWORD")) {
      assertThat(text).contains("${" + secret + ":?").doesNotContain("${" + secret + ":-");
    }
  }

  @Test
  void theWorkflowChecksTestsAndAudits() {
    Map<?, ?> job = map(yaml(file(".github/workflows/ci.yml")), "jobs", "verify");
    assertThat(((List<?>) value(job, "steps")).stream().map(step -> ((Map<?, ?>) step).get("run")))
        .anySatisfy(run -> assertThat(run).asString().endsWith("\"$FREEHOLD_IMAGE\" check"))
        .anySatisfy(run -> assertThat(run).asString().contains(" test --junit "))
        .anySatisfy(run -> assertThat(run).asString().contains(" audit http://127.0.0.1:8000 "));
  }

  @Test
  void everyBlankIsFilledAndNamesAreText() {
    assertThat(files())
        .allSatisfy(
            (path, text) ->
                assertThat(text).as(path).isNotBlank().doesNotContainPattern("\\{\\{\\w"));
    assertThat(file("README.md"))
        .startsWith("# My \\*Shop\\*\n")
        .contains("- `/api/v1/order_lines`");
    assertThat(files().keySet()).contains("tests/shop.yaml");
  }

  @Test
  void imagesHaveNothingButWhatTheyAreMadeFrom() {
    assertThat(file(".dockerignore").lines().filter(line -> !line.startsWith("#")))
        .containsExactly("*", "!freehold.yaml", "!migrations");
    assertThat(file(".gitignore").lines()).contains(".env", ".freehold/");
  }

  /// The line of the README that makes the secrets, as a person runs it.
  @Test
  void theSecretsThatTheReadmeMakesAreSecrets() throws Exception {
    String readme = file("README.md");
    int begin = readme.indexOf("```sh\n") + 6;
    Files.writeString(
        directory.resolve("make"), readme.substring(begin, readme.indexOf("```", begin)));
    Process shell =
        new ProcessBuilder("sh", "make").directory(directory.toFile()).inheritIO().start();
    assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(directory.resolve(".env")))
        .matches(
            "JWT_SECRET=\\S{64}\nPOSTGRES_PASSWORD=[0-9a-f]{48}\nDATABASE_PASSWORD=[0-9a-f]{48}\n");
    assertThat(Files.getPosixFilePermissions(directory.resolve(".env"))).hasSize(2);
  }

  /// What the image of PostgreSQL does with the file: `psql` as the superuser, the password in the environment.
  @Test
  void theDatabaseHasALoginThatIsNoSuperuser() throws Exception {
    String sql =
        file("database/create.sql")
            .replace("\\getenv password DATABASE_PASSWORD\n", "")
            .replace(":'password'", "'x'")
            .replaceAll("\\bapp\\b", "new_project_app");
    try (TestDatabase database = TestDatabase.fresh()) {
      for (String statement : sql.split(";\n", -1)) {
        if (!statement.isBlank()) {
          TestDatabase.execute(database.target(), statement);
        }
      }
      assertThat(
              TestDatabase.query(
                  database.target(),
                  "select rolcreaterole::text || rolsuper::text || datname from pg_roles join"
                      + " pg_database on datdba = pg_roles.oid where rolname = 'new_project_app'"))
          .isEqualTo("truefalsenew_project_app");
      TestDatabase.execute(database.target(), "drop database new_project_app");
      TestDatabase.execute(database.target(), "drop role new_project_app");
    }
  }

  @Test
  void whatDoesNotFitLeavesNothingBehind() throws IOException {
    Path place = directory.resolve("shop");
    List<ProjectFile> files =
        List.of(new ProjectFile("a", "a"), new ProjectFile("b".repeat(300), "too long a name"));
    assertThatThrownBy(() -> ProjectDirectoryWriter.write(place, files))
        .isInstanceOf(ProjectDirectoryWriter.ProjectDirectoryException.class)
        .hasMessageContaining(place.toString());
    assertThat(directory).isEmptyDirectory();
    Files.createDirectory(place);
    assertThatThrownBy(() -> ProjectDirectoryWriter.write(place, files))
        .isInstanceOf(ProjectDirectoryWriter.ProjectDirectoryException.class);
    assertThat(place).isEmptyDirectory();
  }
}
