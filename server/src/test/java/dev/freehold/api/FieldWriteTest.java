package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.db.DatabaseException;
import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Fields that a caller may write in some rows and not in others: every way to write them, with both
/// walls, with the statements alone, and with the triggers alone.
final class FieldWriteTest {
  private static ApiScenario scenario;
  private static ApiScenario statementsAlone;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.read("moderation"));
    statementsAlone = new ApiScenario(SpecFile.read("moderation"));
    for (String table : List.of("posts", "comments", "orders", "tasks", "labels")) {
      statementsAlone.sql("alter table app." + table + " disable trigger user");
      statementsAlone.sql("alter table app." + table + " disable row level security");
    }
  }

  @AfterAll
  static void stop() {
    scenario.close();
    statementsAlone.close();
  }

  /// An author with a post, a reader with a comment on it, an editor and a stranger.
  private static final class Blog {
    final ApiScenario scenario;
    final Person authorPerson;
    final Person readerPerson;
    final Person editorPerson;
    final ScenarioClient author;
    final ScenarioClient reader;
    final ScenarioClient editor;
    final ScenarioClient staff;
    final ScenarioClient stranger;
    final long post;
    final long comment;
    final String path;

    Blog(boolean walls) {
      scenario = walls ? FieldWriteTest.scenario : statementsAlone;
      authorPerson = scenario.person();
      readerPerson = scenario.person();
      editorPerson = scenario.person("editor");
      author = scenario.as(authorPerson);
      reader = scenario.as(readerPerson);
      editor = scenario.as(editorPerson);
      staff = scenario.as(scenario.person("staff"));
      stranger = scenario.as(scenario.person());
      post = id(author.post("/posts", "{\"title\":\"First\"}"));
      comment = comment("Nice");
      path = "/comments/" + comment;
    }

    long comment(String body) {
      return id(reader.post("/comments", on(post, "\"body\":\"" + body + "\"")));
    }

    /// The comment, its tag and its time of change.
    String stored() {
      Answer answer = reader.get(path).expect(200);
      return answer.header("ETag") + answer.data();
    }
  }

  private static long id(Answer created) {
    return created.expect(201).data().getLong("id");
  }

  private static String on(long post, String members) {
    return "{\"post_id\":" + post + "," + members + "}";
  }

  private static int affected(Answer answer) {
    return answer.expect(200).data().getInteger("affected");
  }

  private static String batch(String method, String path, String body) {
    return "{\"operations\":[{\"method\":\"%s\",\"path\":\"%s\",\"body\":%s}]}"
        .formatted(method, path, body);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRefusedFieldStoresNothingInEveryWayOfWriting(boolean walls) {
    Blog blog = new Blog(walls);
    String before = blog.stored();
    String tag = blog.reader.get(blog.path).header("ETag");
    String body = "{\"body\":\"Nicer\",\"hidden\":true}";
    String row = "{\"id\":" + blog.comment + ",\"body\":\"Nicer\",\"hidden\":true}";
    for (Answer refused :
        List.of(
            blog.reader.patch(blog.path, body),
            blog.reader.put(blog.path, body),
            blog.reader.put(blog.path, row),
            blog.reader.send("PATCH", blog.path, body, "If-Match", tag),
            blog.reader.send("PATCH", blog.path, body, "Prefer", "return=minimal"),
            blog.reader.patch(blog.path + "?dry_run=true", body))) {
      refused.expect(400, "VALIDATION_ERROR").details("hidden read_only");
      assertThat(refused.error().getString("message"))
          .isEqualTo("hidden must not be set; you may not write it in this row.");
    }
    blog.reader
        .patch("/comments", "[{\"id\":" + blog.comment("Free") + ",\"body\":\"x\"}," + row + "]")
        .expect(400, "VALIDATION_ERROR")
        .details("[1].hidden read_only");
    blog.reader
        .post("/batch", batch("PATCH", blog.path, body))
        .expect(400, "VALIDATION_ERROR")
        .details("operations[0].hidden read_only");
    assertThat(affected(blog.reader.patch("/comments?id=" + blog.comment, body))).isZero();
    blog.reader.send("PATCH", blog.path, body, "If-Match", "\"0\"").expect(412);
    assertThat(blog.stored()).isEqualTo(before);
    // The caller cannot update the row, whatever the field.
    blog.stranger.patch(blog.path, "{\"hidden\":true}").expect(404, "NOT_FOUND");
    blog.scenario.nobody().patch(blog.path, "{\"hidden\":true}").expect(401);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void onlyTheFieldOfTheGrantIsWritable(boolean walls) {
    Blog blog = new Blog(walls);
    for (ScenarioClient by : List.of(blog.author, blog.editor)) {
      by.patch(blog.path, "{\"hidden\":true}").expect(200);
      by.put(blog.path, "{\"hidden\":false}").expect(200);
      by.patch("/comments", "[{\"id\":" + blog.comment + ",\"hidden\":true}]").expect(200);
      by.post("/batch", batch("PATCH", blog.path, "{\"hidden\":false}")).expect(200);
      assertThat(affected(by.patch("/comments?id=" + blog.comment, "{\"hidden\":true}")))
          .isEqualTo(1);
      by.patch(blog.path, "{\"hidden\":false,\"body\":\"Mine\"}")
          .expect(400, "VALIDATION_ERROR")
          .details("body read_only");
      by.patch(blog.path, "{\"post_id\":" + blog.post + "9}").expect(400);
      by.patch(blog.path, "{\"body\":\"a\",\"secret\":\"b\"}")
          .expect(400)
          .details("body read_only", "secret read_only");
    }
    assertThat(blog.reader.get(blog.path).data().getBoolean("hidden")).isTrue();
    assertThat(blog.reader.get(blog.path).data().getString("body")).isEqualTo("Nice");
    // Another author has another post.
    id(blog.stranger.post("/posts", "{\"title\":\"Other\"}"));
    blog.stranger.patch(blog.path, "{\"hidden\":false}").expect(404);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theStoredValueMayBeSentBack(boolean walls) {
    Blog blog = new Blog(walls);
    String whole = blog.reader.get(blog.path).data().encode();
    blog.reader.put(blog.path, whole).expect(200);
    blog.author.put(blog.path, blog.author.get(blog.path).data().encode()).expect(200);
    blog.reader.patch("/comments", "[{\"id\":" + blog.comment + ",\"hidden\":false}]").expect(200);
    assertThat(affected(blog.reader.patch("/comments?id=" + blog.comment, "{\"hidden\":false}")))
        .isEqualTo(1);
    // Nobody may guess the value of a field that nobody may read.
    blog.reader.patch(blog.path, "{\"secret\":\"12\"}").expect(200);
    for (String guess : List.of("\"12\"", "\"13\"", "null")) {
      blog.author
          .patch(blog.path, "{\"secret\":" + guess + "}")
          .expect(400)
          .details("secret read_only");
      assertThat(
              affected(
                  blog.author.patch("/comments?id=" + blog.comment, "{\"secret\":" + guess + "}")))
          .isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aChangeByQuerySkipsRowsThatTheCallerMayNotWrite(boolean walls) {
    Blog blog = new Blog(walls);
    long own = id(blog.author.post("/comments", on(blog.post, "\"body\":\"Mine\"")));
    String here = "/comments?max_affected=10&post_id=" + blog.post;
    assertThat(affected(blog.author.patch(here, "{\"hidden\":true}"))).isEqualTo(2);
    assertThat(affected(blog.author.patch(here, "{\"body\":\"Changed\"}"))).isEqualTo(1);
    assertThat(blog.author.get("/comments/" + own).data().getString("body")).isEqualTo("Changed");
    // The limit counts the rows that can change.
    assertThat(
            affected(
                blog.author.patch(
                    "/comments?max_affected=1&post_id=" + blog.post, "{\"body\":\"Again\"}")))
        .isEqualTo(1);
    assertThat(blog.reader.get(blog.path).data().getString("body")).isEqualTo("Nice");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aNewRowIsTheCallersOwn(boolean walls) {
    Blog blog = new Blog(walls);
    String hidden = on(blog.post, "\"body\":\"New\",\"hidden\":true");
    blog.author.post("/comments", hidden).expect(201);
    blog.editor.post("/comments", hidden).expect(201);
    for (Answer refused :
        List.of(
            blog.reader.post("/comments", hidden),
            blog.reader.post("/comments?dry_run=true", hidden),
            blog.reader.send("POST", "/comments", hidden, "Prefer", "return=minimal"))) {
      refused.expect(400, "VALIDATION_ERROR").details("hidden read_only");
    }
    String visible = on(blog.post, "\"body\":\"New\",\"hidden\":false,\"secret\":\"1\"");
    blog.reader
        .post("/comments", "[" + visible + "," + hidden + "]")
        .expect(400)
        .details("[1].hidden read_only");
    blog.reader
        .post("/batch", batch("POST", "/comments", hidden))
        .expect(400)
        .details("operations[0].hidden read_only");
    assertThat(
            blog.reader
                .get("/comments?body=New&user_id=" + blog.readerPerson.id())
                .column("comments", "id"))
        .isEmpty();
    // The default is no write.
    blog.reader.post("/comments", visible).expect(201);
    // The post is unknown, and so is its author.
    blog.reader
        .post("/comments", on(999_999_999, "\"body\":\"New\""))
        .expect(400)
        .details("post_id unknown_reference");
    blog.reader
        .post("/comments", on(999_999_999, "\"body\":\"New\",\"hidden\":true"))
        .expect(400)
        .details("post_id unknown_reference");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void onlyTheOwnerChangesATitleAndOnlyEditorsLock(boolean walls) {
    Blog blog = new Blog(walls);
    String path = "/posts/" + blog.post;
    blog.editor.patch(path, "{\"title\":\"Edited\"}").expect(400).details("title read_only");
    blog.editor.patch(path, "{\"locked\":true}").expect(200);
    // No row can satisfy the grants of a caller without the role.
    Answer locked = blog.author.patch(path, "{\"locked\":false}").expect(400);
    locked.details("locked read_only");
    assertThat(locked.error().getString("message"))
        .isEqualTo("locked must not be given; you may read it but not write it.");
    blog.author.patch(path, "{\"title\":\"Second\"}").expect(200);
    blog.editor
        .patch("/posts/" + id(blog.editor.post("/posts", "{\"title\":\"E\"}")), "{\"title\":\"F\"}")
        .expect(200);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void eachGrantWritesItsOwnFields(boolean walls) {
    Blog blog = new Blog(walls);
    String path = "/orders/" + id(blog.reader.post("/orders", "{\"address\":\"Main St 1\"}"));
    blog.reader.post("/orders", "{\"tracking\":\"X\"}").expect(400).details("tracking read_only");
    blog.staff
        .patch(path, "{\"status\":\"sent\",\"tracking\":\"X1\",\"address\":\"Elsewhere\"}")
        .expect(400)
        .details("address read_only");
    blog.staff
        .patch(path, "{\"status\":\"sent\",\"tracking\":\"X1\",\"address\":\"Main St 1\"}")
        .expect(200);
    blog.reader.patch(path, "{\"tracking\":\"X2\"}").expect(400).details("tracking read_only");
    blog.reader.patch(path, "{\"address\":\"Main St 2\",\"labels\":[\"a\"]}").expect(200);
    blog.staff.patch(path, "{\"labels\":[\"b\"]}").expect(200);
    assertThat(blog.staff.get(path).data().getString("tracking")).isEqualTo("X1");
    assertThat(blog.staff.get(path).data().getString("address")).isEqualTo("Main St 2");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aGrantToAPersonReadsTheStoredRow(boolean walls) {
    Blog blog = new Blog(walls);
    String me = "\"assignee_id\":\"" + blog.authorPerson.id() + "\"";
    String reader = "\"assignee_id\":\"" + blog.readerPerson.id() + "\"";
    String done = "\"done\":true";
    // In a new row, the person is that of the new row.
    blog.author.post("/tasks", "{\"title\":\"T\"," + me + "," + done + "}").expect(201);
    blog.author
        .post("/tasks", "{\"title\":\"T\"," + reader + "," + done + "}")
        .expect(400)
        .details("done read_only");
    blog.author
        .post("/tasks", "{\"title\":\"T\"," + done + "}")
        .expect(400)
        .details("done read_only");
    String path = "/tasks/" + id(blog.author.post("/tasks", "{\"title\":\"T\"," + reader + "}"));
    blog.reader.patch(path, "{" + done + "}").expect(200);
    blog.reader.patch(path, "{\"title\":\"U\"}").expect(400).details("title read_only");
    blog.reader.patch(path, "{" + me + "}").expect(400).details("assignee_id read_only");
    // The stored row names another person than the new one.
    blog.author.patch(path, "{" + me + ",\"done\":false}").expect(400).details("done read_only");
    blog.author.patch(path, "{" + me + "}").expect(200);
    blog.author.patch(path, "{\"done\":false}").expect(200);
    blog.reader.patch(path, "{\"done\":true}").expect(404);
    blog.author.patch(path, "{\"assignee_id\":null}").expect(200);
    blog.author.patch(path, "{\"done\":true}").expect(400).details("done read_only");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aWriteNeedsTheGrantAndTheMove(boolean walls) {
    Blog blog = new Blog(walls);
    String me = "\"assignee_id\":\"" + blog.readerPerson.id() + "\"";
    String path = "/tasks/" + id(blog.author.post("/tasks", "{\"title\":\"T\"," + me + "}"));
    blog.author.patch(path, "{\"lane\":\"doing\"}").expect(400).details("lane read_only");
    blog.reader.patch(path, "{\"lane\":\"doing\"}").expect(200);
    blog.reader.patch(path, "{\"lane\":\"todo\"}").expect(409).details("lane move");
    // The owner may make the move and may not write the field.
    blog.author.patch(path, "{\"lane\":\"todo\"}").expect(400).details("lane read_only");
    blog.author.patch(path, "{\"lane\":\"doing\",\"title\":\"U\"}").expect(200);
  }

  /// The trigger alone: plain SQL as the serving role, with the settings of a caller.
  @ParameterizedTest
  @CsvSource({
    "reader, '', hidden = true, false",
    "author, '', hidden = true, true",
    "editor, ',editor,', hidden = true, true",
    "editor, '', hidden = true, kept",
    "reader, '', hidden = false, kept",
    "author, '', body = 'x', false",
    "editor, ',editor,', body = 'x', false",
    "reader, '', body = 'x', true",
    "author, '', secret = 'x', false",
    "author, '', 'hidden = true, body = ''Nice''', true",
    "author, '', 'hidden = true, body = ''y''', false",
  })
  void theTriggerRefusesWhatIsNotGranted(
      String user, String roles, String assignment, String outcome) {
    Blog blog = new Blog(true);
    String before = blog.stored();
    Person person =
        switch (user) {
          case "reader" -> blog.readerPerson;
          case "author" -> blog.authorPerson;
          default -> blog.editorPerson;
        };
    String sql =
        ("begin; set local role \"%s\"; set local freehold.user_id = '%s'; set local freehold.roles"
             + " = '%s'; update app.comments set %s, _version = _version + 1 where id = %d; commit")
            .formatted(
                scenario.query("select current_database() || '_api'"),
                person.id(),
                roles,
                assignment,
                blog.comment);
    if (outcome.equals("false")) {
      String trigger =
          "_writes_" + assignment.replaceAll(".*?(body|secret|hidden) = ('x'|'y'|true)$", "$1");
      assertThatThrownBy(() -> scenario.sql(sql))
          .isInstanceOfSatisfying(
              DatabaseException.class, e -> assertThat(e.constraint()).isEqualTo(trigger));
      assertThat(blog.stored()).isEqualTo(before);
    } else {
      scenario.sql(sql);
      if (outcome.equals("true")) {
        assertThat(blog.stored()).isNotEqualTo(before);
      } else {
        assertThat(blog.stored()).isEqualTo(before);
      }
    }
  }

  /// During a rollout, the server and the database have different specs.
  @Test
  void aFieldThatOnlyTheTriggerRefusesIsReadOnly() {
    try (ApiScenario rollout = new ApiScenario(SpecFile.read("moderation"))) {
      ScenarioClient author = rollout.as(rollout.person());
      String path = "/posts/" + id(author.post("/posts", "{\"title\":\"First\"}"));
      rollout.sql(
          "create or replace function app._may_write_posts() returns trigger language plpgsql as $$"
              + " begin raise check_violation using message = 'no', schema = tg_table_schema, table"
              + " = tg_table_name, constraint = tg_name; end $$");
      author.patch(path, "{\"title\":\"Second\"}").expect(400).details("title read_only");
      author.patch(path, "{\"title\":\"First\"}").expect(200);
    }
  }

  /// As if another request had changed the row for the time of the statement.
  @Test
  void aFieldThatWasReadOnlyForAMomentIsAConflict() {
    Blog blog = new Blog(true);
    long label = id(blog.reader.post("/labels", "{\"name\":\"a\"}"));
    String path = "/labels/" + label;
    String body = "{\"name\":\"b\"}";
    scenario.sql(
        "create policy moment on app.labels as restrictive for update using (id <> %d)"
            .formatted(label));
    try {
      for (Answer answer :
          List.of(
              blog.reader.patch(path, body),
              blog.reader.patch("/labels", "[{\"id\":" + label + ",\"name\":\"b\"}]"))) {
        answer.expect(409, "CONFLICT");
        assertThat(answer.error().getString("message"))
            .contains("name was not set: another request changed the row at the same time");
      }
    } finally {
      scenario.sql("drop policy moment on app.labels");
    }
    blog.reader.patch(path, body).expect(200);
  }

  @Test
  void theOperatorMayChangeAnyValue() {
    Blog blog = new Blog(true);
    blog.scenario.sql("update app.comments set hidden = true where id = " + blog.comment);
    assertThat(blog.reader.get(blog.path).data().getBoolean("hidden")).isTrue();
  }
}
