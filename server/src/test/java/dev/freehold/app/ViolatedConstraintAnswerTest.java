package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.SampleSpecs;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A violated constraint is told by what it is about, whatever it is called.
final class ViolatedConstraintAnswerTest {
  private static final String SPEC =
      """
      freehold: 1
      name: Notes
      version: "1.0.0"
      resources:
        lists:
          fields:
            name: { type: string, required: true }
        notes:
          fields:
            title: { type: string, required: true, unique: true }
            list: { type: ref, to: lists }
            rank: integer
      """;

  private RunningApp app;
  private ScenarioClient ann;

  @BeforeEach
  void start() {
    app = RunningApp.of(SampleSpecs.plan(SPEC));
    ann = app.person().client();
    ann.post("/notes", "{\"title\":\"first\"}").expect(201);
  }

  @AfterEach
  void stop() {
    app.close();
  }

  private static String field(Answer answer) {
    JsonArray violations = answer.json().getJsonObject("error").getJsonArray("details");
    return violations == null || violations.isEmpty()
        ? ""
        : violations.getJsonObject(0).getString("field");
  }

  /// The error of another session that deletes the list between the check and the write, here of a trigger.
  private void refuse(String message, String code, String names) {
    app.sql(
        "create or replace function app.refuse() returns trigger language plpgsql as $$ begin"
            + " raise exception using message = '%s', errcode = '%s'%s; end $$"
                .formatted(message, code, names));
    app.sql(
        "create or replace trigger refuse before insert on app.notes for each row"
            + " execute function app.refuse()");
  }

  @Test
  void aRenamedUniqueConstraintNamesItsField() {
    app.sql("alter table app.notes rename constraint " + title() + " to other");
    Answer taken = ann.post("/notes", "{\"title\":\"first\"}").expect(409, "CONFLICT");
    assertThat(field(taken)).isEqualTo("title");
  }

  @Test
  void aUniqueConstraintThatNobodyKnowsIsNoConflictWithoutAField() {
    app.sql("create unique index strange on app.notes ((length(title)))");
    Answer refused = ann.post("/notes", "{\"title\":\"other\"}");
    assertThat(refused.response().statusCode()).isIn(500, 503);
  }

  /// As a newer server, with a spec that has it, makes it.
  @Test
  void aUniqueSetOfAnotherSpecNamesItsFields() {
    app.sql("create unique index further on app.notes (user_id, title)");
    app.sql("alter table app.notes drop constraint " + title());
    Answer taken = ann.post("/notes", "{\"title\":\"first\"}").expect(409, "CONFLICT");
    assertThat(field(taken)).isEqualTo("title");
  }

  @Test
  void aForeignKeyOfTheReferencesColumnNamesItsField() {
    app.sql("alter table app.notes rename constraint " + list() + " to other");
    Answer list = ann.post("/lists", "{\"name\":\"a\"}").expect(201);
    String id = list.data().getValue("id").toString();
    refuse("violates", "23503", ", schema = 'app', table = 'notes', constraint = 'other'");
    Answer refused =
        ann.post("/notes", new JsonObject().put("title", "b").put("list_id", id).encode());
    refused.expect(400, "VALIDATION_ERROR");
    assertThat(field(refused)).isEqualTo("list_id");
  }

  private String constraint(String kind, String target) {
    return app.query(
        "select conname::text from pg_constraint where conrelid = 'app.notes'::regclass and contype"
            + " = '"
            + kind
            + "' and confrelid::regclass::text = '"
            + target
            + "'");
  }

  private String title() {
    return constraint("u", "-");
  }

  private String list() {
    return constraint("f", "app.lists");
  }

  /// A foreign key that is not of the plan says nothing about the token.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "foreign key (rank) references app.ranks (id)",
        "foreign key (user_id) references app.owners (id)"
      })
  void aForeignKeyThatNobodyKnowsIsNoInvalidToken(String constraint) {
    app.sql("create table app.ranks (id integer primary key)");
    app.sql("create table app.owners (id uuid primary key)");
    app.sql("alter table app.notes add constraint strange " + constraint + " not valid");
    Answer refused = ann.post("/notes", "{\"title\":\"b\",\"rank\":3}");
    assertThat(refused.response().statusCode()).isIn(500, 503);
    ann.get("/notes").expect(200);
  }

  /// The fields of a shard on the coordinator, and the message of a shard elsewhere, as Citus passes them on.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          violates | 23505 | , schema = 'app', table = 'notes_102008', constraint = '{title}_102008' | 409 | title
          duplicate key value violates unique constraint "{title}_102008" | 23505 | '' | 409 | title
          violates | 23503 | , schema = 'app', table = 'notes_102008', constraint = '{list}_102008' | 400 | list_id
          insert or update on table "notes_102008" violates foreign key constraint "{list}_102008" | 23503 | '' | 400 | list_id
          insert or update on table "notes_102008" violates foreign key constraint "{owner}_102008" | 23503 | '' | 401 | ''
          insert or update on table "notes_102008" violates foreign key constraint "strange_fkey_102008" | 23503 | '' | 500 | ''
          """)
  void theNumberOfAShardIsNoPartOfTheName(
      String message, String code, String names, int status, String field) {
    refuse(named(message), code, named(names));
    Answer refused = ann.post("/notes", "{\"title\":\"b\"}");
    assertThat(refused.response().statusCode()).isEqualTo(status);
    assertThat(field(refused)).isEqualTo(field);
  }

  private String named(String text) {
    return text.replace("{title}", title())
        .replace("{list}", list())
        .replace("{owner}", constraint("f", "auth.users"));
  }
}
