package dev.freehold.draft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.ddl.DatabaseRoleNames;
import dev.freehold.ddl.SchemaModel;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.Spec;
import dev.freehold.testing.GoldenFiles;
import dev.freehold.testing.SpecFile;
import dev.freehold.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabaseSpecDraftTest {
  private static final Path GOLDEN = Path.of("testdata/golden/draft");

  private static String draft(TestDatabase database) {
    return draft(database, TableSelection.ALL);
  }

  private static String draft(TestDatabase database, TableSelection selection) {
    return SpecDrafter.draft(CatalogMapper.map(catalog(database), "shop", selection), "Shop")
        .orElseThrow();
  }

  private static DatabaseCatalog catalog(TestDatabase database) {
    try (AdminConnection connection =
        AdminConnection.open(TestDatabase.vertx(), database.target())) {
      return DatabaseCatalogReader.read(connection);
    }
  }

  /// A database as others make them, and the draft of it to the letter.
  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void tablesOfOthers(DatabaseTarget server) throws Exception {
    checkDraft(server, "database");
  }

  /// What stands in a catalog beside tables, columns and keys is named in the draft.
  @ParameterizedTest
  @MethodSource("dev.freehold.testing.PostgresServers#all")
  void nothingOfTheCatalogIsLostWithoutAWord(DatabaseTarget server) throws Exception {
    checkDraft(server, "catalog");
  }

  private static void checkDraft(DatabaseTarget server, String golden) throws Exception {
    Path folder = GOLDEN.resolve(golden);
    try (TestDatabase database = TestDatabase.fresh(server)) {
      TestDatabase.execute(database.target(), Files.readString(folder.resolve("tables.sql")));
      String draft = draft(database);
      SpecShape.checked(draft);
      GoldenFiles.check(folder, "freehold.yaml", draft);
    }
  }

  /// Resources, ids, fields, types, what is required, the values of enums and the limits of text come back. What does not:
  /// trim, stripHtml, lowercase, patterns, filters, sort, search, access, checks across fields, readonly and writeOnce, and
  /// of a text of more than 255 characters whether it was a `string`.
  @ParameterizedTest
  @ValueSource(strings = {"tasks", "contacts", "projects", "blog", "shop"})
  void theTablesOfAnExampleAreThatExample(String name) {
    Spec spec = SpecFile.example(name);
    try (TestDatabase database = TestDatabase.fresh()) {
      DatabaseRoleNames roles = DatabaseRoleNames.single(database.target().user());
      TestDatabase.execute(
          database.target(), SchemaModel.of(ApiPlanner.plan(spec), roles).script());
      String draft = draft(database);
      assertThat(SpecShape.shape(SpecShape.checked(draft)))
          .as(draft)
          .isEqualTo(SpecShape.shape(spec));
    }
  }

  @Test
  void constraintsOfPostgreSql18() {
    try (TestDatabase database = TestDatabase.fresh()) {
      TestDatabase.execute(
          database.target(),
          """
          create table stays (
            room int4range not null,
            during daterange not null,
            price integer check (price > 0) not enforced,
            name text,
            constraint one_stay primary key (room, during without overlaps)
          );
          alter table stays add constraint named not null name not valid;
          """);
      assertThat(draft(database))
          .contains(
              "# unsure: left out: temporal key one_stay: PRIMARY KEY (room, during WITHOUT"
                  + " OVERLAPS)",
              "# unsure: left out: constraint that is not enforced stays_price_check: CHECK ((price"
                  + " > 0)) NOT ENFORCED",
              "# unsure: stored rows may break named: NOT NULL name NOT VALID")
          .contains("price: integer\n");
    }
  }

  @Test
  void citextIsTextThatTellsCapitalsApart() {
    try (TestDatabase database = TestDatabase.fresh()) {
      TestDatabase.execute(
          database.target(),
          """
          create extension citext;
          create table tags (id int primary key, name citext check (length(name) <= 40), email citext);
          """);
      String mark = "      # unsure: citext told no capitals apart; here they are told apart\n";
      assertThat(draft(database))
          .contains(
              mark + "      name: { type: string, maxLength: 40 }\n",
              mark + "      email: email\n");
    }
  }

  @Test
  void tablesAreSelectedByName() {
    try (TestDatabase database = TestDatabase.fresh()) {
      TestDatabase.execute(
          database.target(),
          """
          create table users (id int primary key, email text);
          create table orders (id int primary key, user_id int references users, name text);
          create table order_log (id int primary key, orders int references orders, line text);
          create schema sales;
          create table sales.offers (id int primary key, line text);
          """);
      assertThat(resources(draft(database, select("", "", ""))))
          .containsExactlyInAnyOrder("orders", "order_log", "offers");
      assertThat(resources(draft(database, select("sales", "", "")))).containsExactly("offers");
      assertThat(resources(draft(database, select("", "order*", "*_log"))))
          .containsExactly("orders");
      assertThat(resources(draft(database, select("", "sales.*,order_log", ""))))
          .containsExactlyInAnyOrder("offers", "order_log");
      assertThat(draft(database, select("", "order_log", "")))
          .contains("# unsure: left out: foreign key (orders) to public.orders (id)");
      assertThat(
              SpecDrafter.draft(
                  CatalogMapper.map(catalog(database), "shop", select("", "order", "")), "Shop"))
          .isEmpty();
    }
  }

  private static TableSelection select(String schemas, String tables, String excluded) {
    return new TableSelection(list(schemas), list(tables), list(excluded));
  }

  private static List<String> list(String names) {
    return names.isEmpty() ? List.of() : List.of(names.split(","));
  }

  private static List<String> resources(String draft) {
    return SpecShape.checked(draft).resources().stream().map(Spec.Resource::name).toList();
  }

  /// A spec has at most 200 resources: those to which most references lead.
  @Test
  void ofManyTablesTheMostReferencedAreKept() {
    StringBuilder sql = new StringBuilder();
    for (int t = 0; t < 203; t++) {
      sql.append("create table t%03d (id int primary key, name text);".formatted(t));
    }
    sql.append("alter table t000 add last int references t202, add same int references t201;");
    try (TestDatabase database = TestDatabase.fresh()) {
      TestDatabase.execute(database.target(), sql.toString());
      String draft = draft(database);
      assertThat(resources(draft)).hasSize(200).contains("t000", "t201", "t202");
      assertThat(draft)
          .contains("# unsure: table public.t198 is left out: a spec has at most 200 resources");
    }
  }

  /// Names and defaults at random; each draft is valid.
  @Test
  void everyDatabaseGivesAValidDraft() {
    String[] types = {
      "text",
      "varchar(40)",
      "char(3)",
      "int",
      "bigint",
      "smallint",
      "numeric(9,2)",
      "float8",
      "bool",
      "date",
      "time",
      "timestamp",
      "timestamptz",
      "uuid",
      "jsonb",
      "text[]",
      "int[]",
      "inet",
      "bytea",
      "interval",
      "varchar(99999)"
    };
    String[] names = {
      "id",
      "user_id",
      "limit",
      "Title",
      "a b",
      "größe",
      "email",
      "url",
      "password",
      "order",
      "_x",
      "created_at",
      "or"
    };
    for (long seed = 0; seed < 8; seed++) {
      Random random = new Random(seed);
      StringBuilder sql = new StringBuilder();
      for (int t = 0; t <= random.nextInt(6); t++) {
        sql.append("create table \"T ").append(t).append("\" (id int primary key");
        for (String name : names) {
          if (random.nextInt(3) > 0 && !name.equals("id")) {
            String type = types[random.nextInt(types.length)];
            sql.append(", \"").append(name).append("\" ").append(type);
            sql.append(random.nextBoolean() ? " not null" : "");
            sql.append(random.nextInt(5) == 0 && !type.contains("json") ? " unique" : "");
          }
        }
        sql.append(", parent int references \"T ").append(random.nextInt(t + 1)).append("\" ");
        sql.append(random.nextBoolean() ? "not null" : "on delete set null").append(");");
      }
      try (TestDatabase database = TestDatabase.fresh()) {
        TestDatabase.execute(database.target(), sql.toString());
        SpecShape.checked(draft(database));
      }
    }
  }
}
