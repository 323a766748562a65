package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freehold.db.DatabaseUrlParser;
import dev.freehold.testing.TestDatabase;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// With a configured database, and an embedded one that is not running.
final class PsqlCommandTest extends MigrateFixture {
  private static final String TASKS = "select count(*)::text from app.tasks";

  private int psql(Map<String, String> environment, String... words) {
    StringWriter told = new StringWriter();
    StringWriter complained = new StringWriter();
    CommandLine line =
        new CommandLine(new PsqlCommand(environment, InputStream.nullInputStream()))
            .setOut(new PrintWriter(told, true))
            .setErr(new PrintWriter(complained, true));
    String[] all = new String[words.length + 1];
    System.arraycopy(words, 0, all, 0, words.length);
    all[words.length] = directory.resolve("freehold.yaml").toString();
    int status = line.execute(all);
    out = told.toString();
    err = complained.toString();
    return status;
  }

  /// Tasks of one of two users.
  private void served() throws Exception {
    spec(TITLE, NOTES);
    succeed("apply", "--yes");
    TestDatabase.execute(
        database.target(),
        "insert into auth.users (id, password_hash) select gen_random_uuid(), '$argon2id$x' from"
            + " generate_series(1, 2)");
    TestDatabase.execute(
        database.target(),
        "insert into auth.emails (user_id, email) select id, case row_number() over () when 1 then"
            + " 'ann@example.com' else 'bob@example.com' end from auth.users");
    TestDatabase.execute(
        database.target(),
        "insert into app.tasks (user_id, title) select user_id, 'one' from auth.emails where email"
            + " = 'ann@example.com'");
  }

  @Test
  void theUrlIsThatOfTheOwner() throws Exception {
    served();
    assertThat(psql(Map.of(), "--url")).as(err).isZero();
    assertThat(err).isEmpty();
    String url = out.strip().replaceFirst("[?&]options=.*", "");
    assertThat(TestDatabase.query(DatabaseUrlParser.parse(url), TASKS)).isEqualTo("1");
  }

  @Test
  void withoutPsqlTheUrlIsPrintedWithWhatToInstall() throws Exception {
    served();
    assertThat(psql(Map.of("PATH", directory.toString()))).isZero();
    assertThat(err).contains("no psql on the PATH", "postgresql-client");
    assertThat(out).startsWith("postgresql://");
  }

  /// The rows that psql sees, which the operating system's own program counts.
  private String seen(String... words) throws Exception {
    assumeTrue(PsqlProgram.find(System.getenv()).isPresent(), "this machine has psql");
    Path file = Files.createTempFile(directory, "psql", ".out");
    String[] all = new String[words.length + 4];
    System.arraycopy(words, 0, all, 0, words.length);
    List<String> statements =
        List.of("-c", "\\o " + file, "-c", "copy (select count(*) from tasks) to stdout");
    for (int i = 0; i < statements.size(); i++) {
      all[words.length + i] = statements.get(i);
    }
    assertThat(psql(System.getenv(), all)).as(err).isZero();
    return Files.readString(file).strip();
  }

  @Test
  void aCallerSeesTheRowsThatThePoliciesShow() throws Exception {
    served();
    assertThat(seen()).isEqualTo("1");
    assertThat(seen("--as", "ann@example.com")).isEqualTo("1");
    assertThat(seen("--as", "bob@example.com")).isEqualTo("0");
    assertThat(seen("--as", "anonymous")).isEqualTo("0");
  }

  @Test
  void aCallerIsNotTheOwner() throws Exception {
    served();
    assertThat(psql(Map.of(), "--url", "--as", "ann@example.com")).as(err).isZero();
    String url = out.strip().replaceFirst("[?&]options=.*", "");
    assertThat(
            TestDatabase.query(
                DatabaseUrlParser.parse(url),
                "select (rolsuper or rolbypassrls)::text from pg_roles where rolname ="
                    + " current_user"))
        .isEqualTo("false");
  }

  @Test
  void theStatusIsThatOfPsql() throws Exception {
    served();
    assumeTrue(PsqlProgram.find(System.getenv()).isPresent(), "this machine has psql");
    assertThat(psql(System.getenv(), "-c", "select 1 from missing")).isEqualTo(1);
  }

  @Test
  void anUnknownAccountIsNamed() throws Exception {
    served();
    assertThat(psql(Map.of(), "--url", "--as", "eve@example.com")).isEqualTo(1);
    assertThat(err).contains("eve@example.com", "user list");
    assertThat(psql(Map.of(), "--url", "--as", "eve")).isEqualTo(2);
  }

  @Test
  void aDatabaseWithoutTheRoleIsRefused() throws Exception {
    spec(TITLE);
    assertThat(psql(Map.of(), "--url", "--as", "anonymous")).isEqualTo(1);
    assertThat(err).contains("_api", "A start makes it");
  }

  @Test
  void theUrlOfAStoppedServerIsRefused() throws Exception {
    spec(TITLE);
    Files.writeString(directory.resolve(".env"), "");
    String data = directory.resolve("data").toString();
    assertThat(psql(Map.of(), "--url", "--data", data)).isEqualTo(1);
    assertThat(err).contains("there is no database in " + data);
    succeed("apply", "--yes", "--data", data);
    assertThat(psql(Map.of(), "--url", "--data", data)).isEqualTo(1);
    assertThat(err).contains("not running", "serve");
    assertThat(psql(Map.of(), "--data", data)).as("until the end of the input").isZero();
    assertThat(err).contains("PostgreSQL runs until");
    assertThat(directory.resolve("data/postgres/postmaster.pid")).doesNotExist();
  }
}
