package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A spec in a folder of its own, an empty database, and `freehold migrate` as it is typed.
abstract class MigrateFixture {
  static final String TITLE = "      title: { type: string, required: true, maxLength: 200 }\n";
  static final String NOTES = "      notes: text\n";

  @TempDir Path directory;

  final TestDatabase database = TestDatabase.fresh();
  String out = "";
  String err = "";

  @BeforeEach
  void configure() throws IOException {
    Files.writeString(
        directory.resolve(".env"),
        "DATABASE_URL='" + database.url() + "'\nJWT_SECRET='k7mqx3vd9rtphw2cunq5k7mqx3vd9rtp'\n");
  }

  @AfterEach
  void drop() {
    database.close();
  }

  void spec(String... fields) throws IOException {
    Files.writeString(
        directory.resolve("freehold.yaml"),
        "freehold: 1\nname: Work\nresources:\n  tasks:\n    id: integer\n    fields:\n"
            + String.join("", fields));
  }

  int migrate(String... words) {
    StringWriter told = new StringWriter();
    StringWriter complained = new StringWriter();
    List<String> all = new ArrayList<>(List.of("migrate"));
    all.addAll(List.of(words));
    all.add(directory.resolve("freehold.yaml").toString());
    int status =
        Main.run(
            new PrintWriter(told, true),
            new PrintWriter(complained, true),
            all.toArray(String[]::new));
    out = told.toString();
    err = complained.toString();
    assertThat(out + err).doesNotContain("Exception", "defect");
    return status;
  }

  void succeed(String... words) {
    assertThat(migrate(words)).as(() -> String.join(" ", words) + "\n" + out + err).isZero();
  }

  void refuse(int status, String... words) {
    assertThat(migrate(words)).as(() -> out + err).isEqualTo(status);
  }

  String planned(String... more) {
    List<String> words = new ArrayList<>(List.of("plan", "--format", "json"));
    words.addAll(List.of(more));
    succeed(words.toArray(String[]::new));
    return new JsonObject(out).getString("plan");
  }

  String columns() {
    return TestDatabase.query(
        database.target(),
        "select coalesce(string_agg(column_name::text, ' ' order by column_name::text), '') from"
            + " information_schema.columns where table_schema = 'app' and table_name = 'tasks'");
  }

  void rows(String title, String notes) {
    TestDatabase.execute(
        database.target(),
        "insert into auth.users (id, password_hash) select gen_random_uuid(), '$argon2id$x'"
            + " where not exists (select from auth.users)");
    TestDatabase.execute(
        database.target(),
        "insert into app.tasks (user_id, title, notes) select id, '"
            + title
            + "', '"
            + notes
            + "' from auth.users");
  }

  Path file(String name) {
    return directory.resolve("migrations").resolve(name);
  }

  void edit(String name, String was, String is) throws IOException {
    String text = Files.readString(file(name));
    assertThat(text).contains(was);
    Files.writeString(file(name), text.replace(was, is));
  }
}
