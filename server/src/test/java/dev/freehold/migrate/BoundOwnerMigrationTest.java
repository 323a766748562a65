package dev.freehold.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.db.DatabaseTarget;
import dev.freehold.migrate.DatabaseMigrator.ApplyRequest;
import dev.freehold.migrate.plan.MigrationOptions;
import dev.freehold.migrate.plan.MigrationStep;
import dev.freehold.migrate.plan.MigrationStep.Action;
import dev.freehold.migrate.plan.MigrationStep.Lock;
import dev.freehold.migrate.plan.MigrationStep.LockDuration;
import dev.freehold.migrate.plan.MigrationStep.ModelChange;
import dev.freehold.migrate.plan.MigrationStep.Phase;
import dev.freehold.migrate.plan.MigrationStep.Risk;
import dev.freehold.migrate.plan.ModelFingerprint;
import dev.freehold.migrate.run.MigrationProgress;
import dev.freehold.migrate.run.MigrationRefusedException;
import dev.freehold.plan.ApiPlan;
import dev.freehold.testing.SampleSpecs;
import dev.freehold.testing.TestDatabase;
import dev.freehold.testing.TestMigrator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every step that reads rows, run by an owner of the tables without BYPASSRLS. Forced row-level
/// security hides every row from the queries of that login.
class BoundOwnerMigrationTest {
  private static final String ANN = "00000000-0000-7000-8000-00000000000a";

  private static final String PEOPLE =
      """
      insert into auth.users (id, password_hash) values ('%1$s', '$argon2id$x');
      insert into app.folders (user_id, name) values ('%1$s', 'first');
      """
          .formatted(ANN);

  /// A step over `things.value`, whose definition differs between the two specs.
  ///
  /// @param good a value that satisfies the new spec
  /// @param bad a value that does not
  /// @param risk the risk of the plan while a row has the bad value
  /// @param late the result if the bad value is written after the rows were counted: a part of the
  ///     refusal, or empty if the step repairs it
  /// @param values the values of the rows afterwards
  record Kind(
      String name,
      String before,
      String after,
      MigrationOptions options,
      String good,
      String bad,
      Risk risk,
      String late,
      String values) {
    @Override
    public String toString() {
      return name;
    }

    Kind options(MigrationOptions other) {
      return new Kind(name, before, after, other, good, bad, risk, late, values);
    }
  }

  private static Kind kind(
      String name,
      String before,
      String after,
      String good,
      String bad,
      Risk risk,
      String late,
      String values) {
    return new Kind(name, before, after, MigrationOptions.NONE, good, bad, risk, late, values);
  }

  private static List<Kind> kinds() {
    MigrationOptions filled = new MigrationOptions(Set.of(), Map.of("things.value", "9"));
    MigrationOptions lost = new MigrationOptions(Set.of("things.value"), Map.of());
    String number = "value: integer";
    String text = "value: string";
    String required = "value: { type: integer, required: true }";
    return List.of(
        kind(
            "foreign key",
            "value_id: bigint",
            "value: { type: ref, to: folders, onDelete: cascade }",
            "1",
            "77",
            Risk.BLOCKED,
            "point at rows of",
            "1"),
        kind(
            "check",
            text,
            "value: { type: string, maxLength: 3 }",
            "'abc'",
            "'abcd'",
            Risk.BLOCKED,
            "do not keep to a rule",
            "abc"),
        kind("not null", number, required, "1", "null", Risk.BLOCKED, "do not keep to a rule", "1"),
        kind("not null, filled", number, required, "1", "null", Risk.BACKFILL, "", "1,9")
            .options(filled),
        kind(
            "unique",
            number,
            "value: { type: integer, unique: true }",
            "1",
            "1",
            Risk.BLOCKED,
            "wants unique",
            "1"),
        kind(
            "type of a required column",
            "value: { type: string, required: true }",
            required,
            "'1'",
            "'one'",
            Risk.BLOCKED,
            "lack a value",
            "1"),
        kind("type, with loss", text, number, "'1'", "'one'", Risk.LOSSY, "", "1").options(lost),
        kind("type of a large table", number, "value: bigint", "1", "2", Risk.BREAKING, "", "1,2"),
        kind(
                "column dropped",
                "value: string, title: string",
                "title: string",
                "'1'",
                "'2'",
                Risk.LOSSY,
                "",
                "")
            .options(lost));
  }

  static Stream<Arguments> everyKindOnEveryServer() {
    return Stream.concat(Stream.of(TestDatabase.embedded()), TestDatabase.installed().stream())
        .flatMap(server -> kinds().stream().map(kind -> Arguments.of(kind, server)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("everyKindOnEveryServer")
  void aStepSeesEveryRow(Kind kind, DatabaseTarget server) {
    try (Fixture fixture = new Fixture(kind.before(), server)) {
      fixture.write(kind.good());
      fixture.write(kind.bad());
      if (kind.name().contains("large")) {
        fixture.execute("update pg_class set reltuples = 1e6 where relname = 'things'");
      }
      ApiPlan after = plan(kind.after());
      assertThat(fixture.migrator(_ -> {}).plan(after, kind.options()).risk())
          .as("the bad value was counted")
          .isEqualTo(kind.risk());
      if (kind.risk() == Risk.BLOCKED) {
        assertThatThrownBy(() -> fixture.apply(after, kind.options(), _ -> {}))
            .isInstanceOf(MigrationRefusedException.class)
            .hasMessageContaining("Nothing was changed");
      }
      fixture.execute("delete from app.things where id = 2");

      Consumer<MigrationProgress> writtenAfterTheCount =
          p -> {
            if (p instanceof MigrationProgress.StepStarted(int n, var _, var _) && n == 1) {
              fixture.write(kind.bad());
            }
          };
      if (kind.late().isEmpty()) {
        fixture.apply(after, kind.options(), writtenAfterTheCount);
      } else {
        assertThatThrownBy(() -> fixture.apply(after, kind.options(), writtenAfterTheCount))
            .isInstanceOf(MigrationRefusedException.class)
            .hasMessageContaining(kind.late());
        assertThat(fixture.validatedConstraints()).noneMatch(c -> c.contains("value"));
        fixture.execute("delete from app.things where id > 2");
        fixture.apply(after, kind.options(), _ -> {});
      }
      assertThat(fixture.migrator(_ -> {}).plan(after, MigrationOptions.NONE).isEmpty()).isTrue();
      assertThat(fixture.values(kind.values().isEmpty() ? "null::text" : fixture.column(after)))
          .isEqualTo(kind.values());
      fixture.requireForced();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void aStatementOfTheOperatorSeesEveryRow(DatabaseTarget server) {
    try (Fixture fixture = new Fixture("value: integer, folder_id: bigint", server)) {
      fixture.write("1");
      fixture.execute("update app.things set folder_id = 77");
      fixture.run("update app.things set value = 2");
      fixture.run("do $$ begin update app.things set value = value + 1; end $$");
      assertThat(fixture.values("value")).isEqualTo("3");

      String key =
          "alter table app.things add constraint mine foreign key (user_id, folder_id)"
              + " references app.folders (user_id, id)";
      assertThatThrownBy(() -> fixture.run(key))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("point at rows of \"app\".\"folders\" that are not there: 1");
      assertThatThrownBy(
              () ->
                  fixture.run(
                      key + " not valid", "alter table app.things validate constraint mine"))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("by mine");
      assertThat(fixture.validatedConstraints()).doesNotContain("mine");
      fixture.execute("update app.things set folder_id = 1");
      fixture.run(key);
      assertThat(fixture.validatedConstraints()).contains("mine");
      fixture.requireForced();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void everyRowMovesIntoATeam(DatabaseTarget server) {
    try (Fixture fixture =
        new Fixture("value: integer, folder: { type: ref, to: folders }", server)) {
      fixture.write("1");
      fixture.execute("update app.things set folder_id = 1");
      ApiPlan after =
          SampleSpecs.plan(
              """
              freehold: 1
              name: Case
              teams: { roles: [admin], fields: { name: string } }
              resources:
                things:
                  id: integer
                  owner: team
                  access: { read: team }
                  fields: { value: integer, folder: { type: ref, to: folders } }
                folders:
                  id: integer
                  owner: member
                  access: { read: team }
                  fields: { name: string }
              """);
      List<MigrationStep> steps =
          fixture.migrator(_ -> {}).plan(after, MigrationOptions.NONE).plan().steps();
      assertThat(steps)
          .anySatisfy(
              step -> {
                assertThat(step.subject()).isEqualTo("things, folders");
                assertThat(step.atRisk().orElseThrow().counted()).hasValue(2);
              });
      fixture.apply(after, MigrationOptions.NONE, _ -> {});
      assertThat(
              TestDatabase.query(
                  fixture.database.target(),
                  "select string_agg(concat_ws(' ', t.value, f.name, m.role, m.user_id), ', ') from"
                      + " app.things t join app.folders f on f.team_id = t.team_id and f.id ="
                      + " t.folder_id join app.team_members m on m.team_id = t.team_id and"
                      + " m.user_id = f.user_id"))
          .isEqualTo("1 first admin " + ANN);
      assertThat(fixture.validatedConstraints())
          .contains("things_pkey", "things_team_id_fkey", "things_folder_id_fkey");
      fixture.requireForced();
    }
  }

  private static ApiPlan plan(String fields) {
    return SampleSpecs.plan(
        """
        freehold: 1
        name: Case
        resources:
          things: { id: integer, fields: { %s } }
          folders: { id: integer, fields: { name: string } }
        """
            .formatted(fields));
  }

  /// A database owned by a login without BYPASSRLS.
  private static final class Fixture implements AutoCloseable {
    private final TestDatabase database;
    private final DatabaseTarget owner;
    private final String column;

    Fixture(String fields, DatabaseTarget server) {
      database = TestDatabase.fresh(server);
      owner = ServingRolesTest.owner(database, "createrole nobypassrls");
      column = fields.startsWith("value_id") ? "value_id" : "value";
      apply(plan(fields), MigrationOptions.NONE, _ -> {});
      execute(PEOPLE);
    }

    DatabaseMigrator migrator(Consumer<MigrationProgress> progress) {
      return TestMigrator.of(owner, StartupMigratorTest.SECRET, progress);
    }

    void apply(ApiPlan plan, MigrationOptions options, Consumer<MigrationProgress> progress) {
      migrator(progress).apply(new ApplyRequest(plan, options, Optional.empty(), true));
    }

    /// A step of a handwritten migration file.
    void run(String... statements) {
      String model = ModelFingerprint.of(migrator(_ -> {}).model());
      MigrationStep step =
          new MigrationStep(
              "things",
              "by hand",
              Phase.EXPAND,
              Risk.SAFE,
              Lock.NONE,
              LockDuration.MOMENT,
              new Action.Transaction(List.of(statements)),
              Optional.empty(),
              "",
              new ModelChange(Map.of(), Set.of()));
      String name = "%04d_by_hand.sql".formatted(migrator(_ -> {}).history().size());
      migrator(_ -> {})
          .run(
              new MigrationScript(name, List.of("sum"), "plan", model, model, List.of(step)),
              MigrationOptions.NONE);
    }

    String column(ApiPlan after) {
      return after.resources().getFirst().table().columns().stream()
              .anyMatch(c -> c.name().equals("value_id"))
          ? "value_id"
          : "value";
    }

    void write(String value) {
      execute(
          "insert into app.things (user_id, %s) values ('%s', %s)".formatted(column, ANN, value));
    }

    void execute(String sql) {
      TestDatabase.execute(database.target(), sql);
    }

    String values(String expression) {
      return TestDatabase.query(
          database.target(),
          "select coalesce(string_agg(%s::text, ',' order by id), '') from app.things"
              .formatted(expression));
    }

    List<String> validatedConstraints() {
      String names =
          TestDatabase.query(
              database.target(),
              "select coalesce(string_agg(conname, ','), '') from pg_constraint"
                  + " where conrelid = 'app.things'::regclass and convalidated and contype <> 'n'");
      return List.of(names.split(",", -1));
    }

    void requireForced() {
      assertThat(
              TestDatabase.query(
                  database.target(),
                  "select coalesce(string_agg(relname, ','), '') from pg_class where"
                      + " relnamespace = 'app'::regnamespace and relkind = 'r'"
                      + " and not relforcerowsecurity"))
          .isEmpty();
    }

    @Override
    public void close() {
      ServingRolesTest.drop(database, owner);
    }
  }
}
