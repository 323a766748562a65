package dev.freehold.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.migrate.StartupMigrator.PreparedDatabase;
import dev.freehold.migrate.run.CatalogSnapshotSql;
import dev.freehold.migrate.run.MigrationRefusedException;
import dev.freehold.migrate.run.PostgresServerInfo;
import dev.freehold.migrate.run.ServingRoles;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.Access;
import dev.freehold.spec.Spec;
import dev.freehold.spec.Spec.IdType;
import dev.freehold.spec.Spec.OnDelete;
import dev.freehold.testing.SampleSpecs;
import dev.freehold.testing.TestDatabase;
import dev.freehold.token.SigningSecrets;
import dev.freehold.type.FieldConstraints;
import dev.freehold.type.FieldType.ScalarType;
import dev.freehold.type.Secret;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A start migrates a database without approval: one of the first version, and one whose spec
/// changes who may see which rows.
class SpecEvolutionTest {
  private static final Path OLD = Path.of("testdata/migrate/database-0.1.0.sql");
  private static final String ANN = "00000000-0000-7000-8000-00000000000a";
  private static final String BOB = "00000000-0000-7000-8000-00000000000b";

  private static final String PEOPLE =
      "insert into auth.users (id, password_hash) values ('%s', '$argon2id$x'), ('%s', '$argon2id$x');"
          .formatted(ANN, BOB);

  private static final String POLICIES =
      "select string_agg(polname, ',' order by polname) from pg_policy"
          + " where polrelid = 'app.notes'::regclass";

  private static final Spec.Resource FOLDERS =
      SampleSpecs.resource("folders", IdType.INTEGER, Access.OWNER_ONLY, null, SampleSpecs.title());

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void aDatabaseOfTheFirstVersionIsUpgraded(DatabaseTarget server) throws IOException {
    try (TestDatabase database = TestDatabase.fresh(server)) {
      old(database);
      PreparedDatabase same = StartupMigratorTest.prepare(database, plan(notes(Access.OWNER_ONLY)));
      assertThat(same.changes())
          .contains("new table _idempotency_keys", "new rule tasks.id safe: 1 to 9007199254740991");
      assertThat(StartupMigratorTest.prepare(database, plan(notes(Access.OWNER_ONLY))).changes())
          .isEmpty();

      Access open = SampleSpecs.access("public", "user", "owner or role:editor", "");
      ApiPlan grown =
          plan(
              notes(
                  open,
                  new Spec.Search(List.of("title", "body"), "english"),
                  SampleSpecs.ref("folder", "folders", IdType.INTEGER, OnDelete.SET_NULL, false),
                  SampleSpecs.ref("before", "notes", IdType.UUID, OnDelete.RESTRICT, false)),
              FOLDERS);
      assertThat(StartupMigratorTest.prepare(database, grown).changes())
          .contains(
              "new table folders",
              "new column notes.folder_id bigint",
              "new column notes.before_id uuid",
              "new unique notes.notes_id_key (id)",
              "new index notes.notes_search_idx english words of (title, body)",
              "new index notes.notes_all_folder_id_created_at_desc_id_desc_idx (folder_id,"
                  + " created_at desc, id desc)");
      assertThat(TestDatabase.query(database.target(), POLICIES))
          .isEqualTo("create,read,update,views");
      assertThat(TestDatabase.query(same.api(), "select string_agg(title, ',') from app.notes"))
          .isEqualTo("kept");
      assertThat(StartupMigratorTest.prepare(database, grown).changes()).isEmpty();
      StartupMigratorTest.drop(database);
    }
  }

  @Test
  void anIdThatADoubleCannotHoldBlocksTheUpgrade() throws IOException {
    ApiPlan plan = plan(notes(Access.OWNER_ONLY));
    try (TestDatabase database = TestDatabase.fresh()) {
      old(database);
      TestDatabase.execute(
          database.target(),
          "insert into app.tasks (id, user_id, title) overriding system value values"
              + " (9007199254740992, '%1$s', 'far'), (9007199254740991, '%1$s', 'near')"
                  .formatted(ANN));
      assertThatThrownBy(() -> StartupMigratorTest.prepare(database, plan))
          .hasMessageContaining("blocked: ")
          .hasMessageContaining("1 rows of tasks that break tasks.id safe");
      TestDatabase.execute(database.target(), "delete from app.tasks where title = 'far'");
      assertThat(StartupMigratorTest.prepare(database, plan).changes())
          .contains("new rule tasks.id safe: 1 to 9007199254740991");
      StartupMigratorTest.drop(database);
    }
  }

  @Test
  void aMigratedDatabaseEqualsANewOne() throws IOException {
    ApiPlan plan =
        plan(notes(SampleSpecs.access("owner or role:editor", "user", "owner", "owner")), FOLDERS);
    String grown;
    try (TestDatabase database = TestDatabase.fresh()) {
      old(database);
      StartupMigratorTest.prepare(database, plan);
      grown = catalog(database);
      StartupMigratorTest.drop(database);
    }
    try (TestDatabase database = TestDatabase.fresh()) {
      StartupMigratorTest.prepare(database, plan);
      assertThat(grown.lines()).containsExactlyElementsOf(catalog(database).lines().toList());
      StartupMigratorTest.drop(database);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void grantsAreAddedAndRemoved(DatabaseTarget server) {
    ApiPlan owners = plan(notes(Access.OWNER_ONLY));
    ApiPlan everybody = plan(notes(SampleSpecs.access("user", "user", "owner", "owner")));
    try (TestDatabase database = TestDatabase.fresh(server)) {
      DatabaseTarget api = StartupMigratorTest.prepare(database, owners).api();
      TestDatabase.execute(
          database.target(),
          PEOPLE
              + "insert into app.notes (id, user_id, title) values ('%s', '%s', 'hers')"
                  .formatted(ANN, ANN));
      assertThat(seenBy(api, BOB)).isEqualTo("0");
      StartupMigratorTest.prepare(database, everybody);
      assertThat(seenBy(api, BOB)).isEqualTo("1");
      assertThat(StartupMigratorTest.prepare(database, owners).changes())
          .endsWith("renewed the grants and policies");
      assertThat(seenBy(api, BOB)).isEqualTo("0");
      assertThat(seenBy(api, ANN)).isEqualTo("1");
      assertThat(TestDatabase.query(database.target(), POLICIES)).isEqualTo("owner");
      assertThat(StartupMigratorTest.prepare(database, owners).changes()).isEmpty();
      assertThat(StartupMigratorTest.prepare(database, everybody).changes()).isNotEmpty();
      assertThat(TestDatabase.query(database.target(), POLICIES))
          .isEqualTo("create,delete,read,update");
      StartupMigratorTest.drop(database);
    }
  }

  /// A reference to a row that other users may see uses the id alone; a reference to a private row
  /// includes the owner.
  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void aReferenceFollowsTheAccessOfItsTarget(DatabaseTarget server) {
    Spec.Field note = SampleSpecs.ref("note", "notes", IdType.UUID, OnDelete.RESTRICT, true);
    Spec.Resource marks =
        SampleSpecs.resource(
            "marks", IdType.INTEGER, Access.OWNER_ONLY, null, SampleSpecs.title(), note);
    ApiPlan owners = plan(notes(Access.OWNER_ONLY), marks);
    ApiPlan everybody = plan(notes(SampleSpecs.access("user", "user", "owner", "owner")), marks);
    try (TestDatabase database = TestDatabase.fresh(server)) {
      StartupMigratorTest.prepare(database, owners);
      assertThat(StartupMigratorTest.prepare(database, everybody).changes())
          .contains(
              "foreign key marks.note_id: (user_id, note_id) to notes (user_id, id), delete"
                  + " restricted → (note_id) to notes (id), delete restricted");
      StartupMigratorTest.prepare(database, owners);
      StartupMigratorTest.prepare(database, everybody);
      TestDatabase.execute(
          database.target(),
          PEOPLE
              + "insert into app.notes (id, user_id, title) values ('%1$s', '%1$s', 'hers');"
                  .formatted(ANN)
              + "insert into app.marks (user_id, title, note_id) values ('%s', 'his', '%s')"
                  .formatted(BOB, ANN));
      String before = catalog(database);
      assertThatThrownBy(() -> StartupMigratorTest.prepare(database, owners))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("blocked: foreign key marks.note_id")
          .hasMessageContaining("1 rows of marks whose note_id points at none of notes");
      assertThat(catalog(database)).isEqualTo(before);
      assertThat(StartupMigratorTest.prepare(database, everybody).changes()).isEmpty();
      StartupMigratorTest.drop(database);
    }
  }

  @Test
  void aReferenceThatRowsViolateIsRefused() {
    try (TestDatabase database = TestDatabase.fresh()) {
      StartupMigratorTest.prepare(database, plan(notes(Access.OWNER_ONLY)));
      Spec.Field folder =
          SampleSpecs.ref("folder", "folders", IdType.INTEGER, OnDelete.RESTRICT, true);
      assertThatThrownBy(
              () ->
                  StartupMigratorTest.prepare(
                      database, plan(notes(Access.OWNER_ONLY, null, folder), FOLDERS)))
          .isInstanceOf(MigrationRefusedException.class)
          .hasMessageContaining("blocked: notes.folder_id is new and required, and rows lack it");
      StartupMigratorTest.drop(database);
    }
  }

  /// If the language or the fields change, the index is recreated under its name.
  @Test
  void aSearchIndexIsRecreatedWhenItChanges() {
    try (TestDatabase database = TestDatabase.fresh()) {
      StartupMigratorTest.prepare(database, searched(List.of("title"), "english"));
      assertThat(
              StartupMigratorTest.prepare(database, searched(List.of("title", "body"), "german"))
                  .changes())
          .containsExactly(
              "no more index notes.notes_search_idx",
              "new index notes.notes_search_idx german words of (title, body), user_id");
      assertThat(
              TestDatabase.query(
                  database.target(), "select pg_get_indexdef('app.notes_search_idx'::regclass)"))
          .contains("'german'")
          .contains("body");
      StartupMigratorTest.drop(database);
    }
  }

  private static ApiPlan searched(List<String> fields, String language) {
    return plan(notes(Access.OWNER_ONLY, new Spec.Search(fields, language)));
  }

  private static Spec.Resource notes(Access access) {
    return notes(access, null);
  }

  /// The resource in the database of the first version, and more fields.
  private static Spec.Resource notes(
      Access access, Spec.@Nullable Search search, Spec.Field... more) {
    List<Spec.Field> fields =
        new ArrayList<>(
            List.of(
                SampleSpecs.field("title", ScalarType.STRING, SampleSpecs.text(1, 200), true, null),
                SampleSpecs.field("body", ScalarType.TEXT, SampleSpecs.text(0, 1000), false, null),
                SampleSpecs.field("rank", ScalarType.INTEGER, FieldConstraints.NONE, false, 3)));
    fields.addAll(Arrays.asList(more));
    return Spec.Resource.builder("notes", fields)
        .unique(List.of(Spec.UniqueSet.ofOwner(List.of("title"))))
        .indexes(List.of(List.of(new Spec.SortKey("rank", false))))
        .access(access)
        .search(search)
        .build();
  }

  private static ApiPlan plan(Spec.Resource... resources) {
    List<Spec.Resource> all = new ArrayList<>(List.of(SampleSpecs.tasks()));
    all.addAll(Arrays.asList(resources));
    return ApiPlanner.plan(SampleSpecs.spec("Notes", all.toArray(Spec.Resource[]::new)));
  }

  private static String seenBy(DatabaseTarget api, String user) {
    try (AdminConnection connection = AdminConnection.open(TestDatabase.vertx(), api)) {
      return connection
          .query(
              "select n.x from set_config('freehold.user_id', $1, true) c, lateral (select"
                  + " count(*)::text as x from app.notes where c is not null offset 0) n",
              Tuple.of(user))
          .getFirst()
          .getString(0);
    }
  }

  /// The whole catalog, except for the names of the roles, which contain the name of the database.
  static String catalog(TestDatabase database) {
    return TestDatabase.query(
            database.target(),
            "select string_agg(key || ' ' || value, e'\n' order by key collate \"C\") from "
                + CatalogSnapshotSql.ROWS
                + " w")
        .replace(database.target().database(), "x");
  }

  /// Restores a database of version 0.1.0: its two roles, its tables, its ledger, and a row.
  private static void old(TestDatabase database) throws IOException {
    try (AdminConnection connection =
        AdminConnection.open(TestDatabase.vertx(), database.target())) {
      Secret secret = Secret.of("a secret of at least thirty-two bytes");
      connection.inTransaction(
          () ->
              new ServingRoles(
                      connection, PostgresServerInfo.of(connection), SigningSecrets.of(secret))
                  .ensure());
      connection.execute(Files.readString(OLD).replace("{database}", database.target().database()));
      connection.execute(
          PEOPLE
              + "insert into app.notes (id, user_id, title) values ('%1$s', '%1$s', 'kept')"
                  .formatted(ANN));
    }
  }
}
