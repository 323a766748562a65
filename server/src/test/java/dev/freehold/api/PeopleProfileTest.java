package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.spec.Access.Grant;
import dev.freehold.spec.Spec;
import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.HttpTestServer;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Public profiles: what a reader of a row sees of the accounts that it names, and how an account
/// changes its own.
final class PeopleProfileTest {
  private static final String ME = "/auth/me";

  private static ApiScenario forUsers;
  private static ApiScenario forEveryone;
  private static ApiScenario withoutPolicies;

  @BeforeAll
  static void start() {
    Spec spec = SpecFile.read("profiles");
    forUsers = new ApiScenario(spec);
    forEveryone = new ApiScenario(readBy(spec, new Grant.Public()));
    withoutPolicies = new ApiScenario(spec);
    withoutPolicies.sql("alter table app._people disable row level security");
  }

  @AfterAll
  static void stop() {
    forUsers.close();
    forEveryone.close();
    withoutPolicies.close();
  }

  private static Spec readBy(Spec spec, Grant read) {
    Spec.People people = Objects.requireNonNull(spec.people());
    return new Spec(
        spec.name(),
        spec.version(),
        spec.description(),
        spec.auth(),
        new Spec.People(read, people.fields()),
        spec.teams(),
        spec.resources());
  }

  /// An author with an article, which names a reviewer, and a reader.
  private static final class Blog {
    final ApiScenario scenario;
    final Person authorPerson;
    final Person reviewerPerson;
    final ScenarioClient author;
    final ScenarioClient reviewer;
    final ScenarioClient reader;
    final ScenarioClient anonymous;
    final int article;

    Blog(ApiScenario scenario) {
      this.scenario = scenario;
      authorPerson = scenario.person("editor");
      reviewerPerson = scenario.person();
      author = scenario.as(authorPerson);
      reviewer = scenario.as(reviewerPerson);
      reader = scenario.as(scenario.person());
      anonymous = scenario.nobody();
      article =
          author
              .post(
                  "/articles",
                  "{\"title\":\"On profiles\",\"reviewer_id\":\"" + reviewerPerson.id() + "\"}")
              .expect(201)
              .data()
              .getInteger("id");
    }

    String path() {
      return "/articles/" + article;
    }
  }

  private static @Nullable JsonObject included(Answer answer, String relation) {
    assertThat(answer.expect(200).data().containsKey(relation)).isTrue();
    return answer.data().getJsonObject(relation);
  }

  private static JsonObject profile(Person person, String name) {
    return new JsonObject()
        .put("id", person.id().toString())
        .put("display_name", name)
        .putNull("handle")
        .putNull("avatar")
        .put("balance", "1.50")
        .putNull("seen_at");
  }

  private static String handle() {
    return "h" + UUID.randomUUID().toString().replace("-", "");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRowShowsTheProfilesOfTheAccountsThatItNames(boolean policies) {
    Blog blog = new Blog(policies ? forUsers : withoutPolicies);
    blog.author.patch(ME, "{\"display_name\":\" Ada \"}").expect(200);

    Answer one = blog.reader.get(blog.path() + "?include=user,reviewer");
    assertThat(included(one, "user")).isEqualTo(profile(blog.authorPerson, "Ada"));
    assertThat(included(one, "reviewer")).isEqualTo(profile(blog.reviewerPerson, "Somebody"));

    Answer list = blog.reader.get("/articles?include=user&id[eq]=" + blog.article).expect(200);
    JsonObject row = list.data().getJsonArray("articles").getJsonObject(0);
    assertThat(row.getJsonObject("user")).isEqualTo(profile(blog.authorPerson, "Ada"));
    assertThat(row.containsKey("reviewer")).isFalse();

    blog.author.patch(blog.path(), "{\"reviewer_id\":null}").expect(200);
    assertThat(included(blog.reader.get(blog.path() + "?include=reviewer"), "reviewer")).isNull();
  }

  @Test
  void profilesAreIncludedAtEveryLevel() {
    Blog blog = new Blog(forUsers);
    blog.reviewer.patch(ME, "{\"display_name\":\"Bob\"}").expect(200);
    String comment = "{\"text\":\"hm\",\"article_id\":" + blog.article + "}";
    String id = blog.reviewer.post("/comments", comment).expect(201).data().getString("id");

    JsonObject article =
        blog.reader.get(blog.path() + "?include=comments.user,user").expect(200).data();
    JsonArray comments = article.getJsonObject("comments").getJsonArray("data");
    assertThat(comments.getJsonObject(0).getJsonObject("user"))
        .isEqualTo(profile(blog.reviewerPerson, "Bob"));
    assertThat(article.getJsonObject("user")).isEqualTo(profile(blog.authorPerson, "Somebody"));

    JsonObject nested =
        blog.reader.get(blog.path() + "/comments?include=user,article.reviewer").expect(200).data();
    JsonObject row = nested.getJsonArray("comments").getJsonObject(0);
    assertThat(row.getString("id")).isEqualTo(id);
    assertThat(row.getJsonObject("user")).isEqualTo(profile(blog.reviewerPerson, "Bob"));
    assertThat(row.getJsonObject("article").getJsonObject("reviewer"))
        .isEqualTo(profile(blog.reviewerPerson, "Bob"));
  }

  @Test
  void anonymousReadersSeeProfilesOnlyWhereTheSpecSaysSo() {
    Blog users = new Blog(forUsers);
    String secret = handle();
    users.author.patch(ME, "{\"display_name\":\"" + secret + "\"}").expect(200);
    Answer hidden = users.anonymous.get(users.path() + "?include=user,reviewer");
    assertThat(included(hidden, "user")).isNull();
    assertThat(included(hidden, "reviewer")).isNull();
    users.anonymous.get("/articles?include=user").expect(200).bodyHasNo(secret);

    Blog everyone = new Blog(forEveryone);
    everyone.author.patch(ME, "{\"display_name\":\"Ada\"}").expect(200);
    assertThat(included(everyone.anonymous.get(everyone.path() + "?include=user"), "user"))
        .isEqualTo(profile(everyone.authorPerson, "Ada"));
  }

  @Test
  void aProfileShowsNothingElseOfTheAccount() {
    Blog blog = new Blog(forEveryone);
    for (ScenarioClient client : List.of(blog.reader, blog.anonymous)) {
      JsonObject user =
          Objects.requireNonNull(included(client.get(blog.path() + "?include=user"), "user"));
      assertThat(user.fieldNames())
          .containsExactly("id", "display_name", "handle", "avatar", "balance", "seen_at");
      client
          .get("/articles?include=user,reviewer")
          .expect(200)
          .bodyHasNo("@example.com")
          .bodyHasNo("editor");
    }
  }

  @Test
  void noRouteListsPeople() {
    Blog blog = new Blog(forEveryone);
    for (String path :
        List.of("/people", "/_people", "/people/" + blog.authorPerson.id(), "/auth/users")) {
      for (String method : List.of("GET", "POST", "PATCH", "DELETE")) {
        blog.reader.send(method, path, null).expect(404);
      }
    }
    blog.reader.get("/articles?include=people").expect(400);
    blog.reader.get(blog.path() + "/user").expect(404);
    blog.reader.get(blog.path() + "?include=user.comments").expect(400);
  }

  /// A condition on a profile finds rows that the caller may read, and only where the caller sees
  /// profiles.
  @Test
  void rowsAreFoundByTheProfileOfTheirOwner() {
    Blog open = new Blog(forEveryone);
    String name = "Writer " + open.authorPerson.id();
    open.author.patch(ME, "{\"display_name\":\"" + name + "\"}").expect(200);
    String query = "/articles?user.display_name=" + name.replace(" ", "%20");
    for (ScenarioClient caller : List.of(open.reader, open.anonymous)) {
      assertThat(caller.get(query).expect(200).column("articles", "user_id"))
          .containsExactly(open.authorPerson.id().toString());
      caller.get("/articles?sort=user.display_name").expect(200);
      caller.get("/articles?user.email=x").expect(400);
      caller.get("/articles?user.roles=x").expect(400);
    }
    Blog closed = new Blog(forUsers);
    assertThat(
            closed
                .reader
                .get("/articles?user.display_name=Nobody")
                .expect(200)
                .column("articles", "id"))
        .isEmpty();
    assertThat(
            closed
                .anonymous
                .get("/articles?user.display_name[ne]=Nobody")
                .expect(200)
                .column("articles", "id"))
        .isEmpty();
  }

  @Test
  void theProfileOfARowThatTheCallerMayNotReadStaysHidden() {
    Blog blog = new Blog(forUsers);
    String text = "{\"text\":\"x\",\"about_id\":\"" + blog.reviewerPerson.id() + "\"}";
    String note = blog.author.post("/notes", text).expect(201).data().getString("id");
    blog.reader.get("/notes/" + note + "?include=user,about").expect(404);
    assertThat(blog.reader.get("/notes?include=about").expect(200).column("notes", "id")).isEmpty();
    assertThat(included(blog.author.get("/notes/" + note + "?include=about"), "about"))
        .isEqualTo(profile(blog.reviewerPerson, "Somebody"));
  }

  @Test
  void meShowsTheAccountAndItsProfile() {
    Blog blog = new Blog(forUsers);
    JsonObject before = blog.author.get(ME).expect(200).data();
    assertThat(before.fieldNames())
        .containsExactly(
            "id",
            "email",
            "name",
            "roles",
            "created_at",
            "updated_at",
            "display_name",
            "handle",
            "avatar",
            "balance",
            "seen_at");
    assertThat(before.getString("display_name")).isEqualTo("Somebody");

    String handle = handle();
    String change =
        """
        {"display_name": "Ada", "handle": "%s", "avatar": "https://example.com/a.png",
         "balance": "12345678901234567890.5", "seen_at": "2026-11-28T12:00:00+02:00"}\
        """
            .formatted(handle.toUpperCase(java.util.Locale.ROOT));
    JsonObject after = blog.author.patch(ME, change).expect(200).data();
    assertThat(after.getString("email")).isEqualTo(blog.authorPerson.id() + "@example.com");
    assertThat(after.getString("handle")).isEqualTo(handle);
    assertThat(after.getString("balance")).isEqualTo("12345678901234567890.5");
    assertThat(after.getString("seen_at")).isEqualTo("2026-11-28T10:00:00Z");
    assertThat(blog.author.get(ME).expect(200).data()).isEqualTo(after);
    assertThat(blog.author.patch(ME, "{}").expect(200).data()).isEqualTo(after);

    JsonObject shown =
        Objects.requireNonNull(included(blog.reader.get(blog.path() + "?include=user"), "user"));
    for (String field : shown.fieldNames()) {
      assertThat(shown.getValue(field)).as(field).isEqualTo(after.getValue(field));
    }

    JsonObject cleared =
        blog.author.patch(ME, "{\"avatar\":null,\"handle\":null}").expect(200).data();
    assertThat(cleared.getValue("avatar")).isNull();
    assertThat(cleared.getString("display_name")).isEqualTo("Ada");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"display_name\":null}                    | display_name not_null",
        "{\"display_name\":\"  \"}                  | display_name too_short",
        "{\"handle\":\"no blanks\"}                 | handle pattern",
        "{\"avatar\":\"javascript:alert(1)\"}       | avatar format",
        "{\"id\":\"00000000-0000-7000-8000-0000000000ff\"} | id read_only",
        "{\"user_id\":\"00000000-0000-7000-8000-0000000000ff\"} | user_id unknown",
        "{\"email\":\"x@example.com\"}              | email unknown",
        "{\"roles\":[\"editor\"]}                   | roles unknown",
        "{\"_version\":7}                           | _version unknown",
      })
  void aBodyIsReadLikeThatOfARow(String body, String detail) {
    ScenarioClient author = new Blog(forUsers).author;
    Answer before = author.get(ME).expect(200);
    author.patch(ME, body).expect(400, "VALIDATION_ERROR").details(detail);
    assertThat(author.get(ME).data()).isEqualTo(before.data());
  }

  @Test
  void aRequestIsCheckedLikeEveryOther() {
    Blog blog = new Blog(forUsers);
    blog.anonymous.patch(ME, "{\"display_name\":\"x\"}").expect(401, "UNAUTHORIZED");
    blog.author.patch(ME, "[]").expect(400, "VALIDATION_ERROR");
    blog.author.patch(ME, "{\"display_name\":").expect(400);
    blog.author.patch(ME + "?dry_run=true", "{}").expect(400);
    blog.author
        .send("PATCH", ME, "{\"display_name\":\"x\"}", "Content-Type", "text/plain")
        .expect(415);
    blog.author.put(ME, "{\"display_name\":\"x\"}").expect(405);
  }

  @Test
  void theNameOfTheAccountChangesWithTheProfile() {
    Blog blog = new Blog(forUsers);
    JsonObject before = blog.author.get(ME).expect(200).data();
    JsonObject changed =
        blog.author
            .patch(ME, "{\"name\":\"Ada King\",\"display_name\":\"Countess\"}")
            .expect(200)
            .data();
    assertThat(changed.getString("name")).isEqualTo("Ada King");
    assertThat(changed.getString("display_name")).isEqualTo("Countess");
    assertThat(changed.getString("updated_at")).isNotEqualTo(before.getString("updated_at"));
    assertThat(blog.author.get(ME).data()).isEqualTo(changed);
    blog.reader.get(blog.path() + "?include=user").expect(200).bodyHasNo("Ada King");
    JsonObject alone = blog.author.patch(ME, "{\"name\":null}").expect(200).data();
    assertThat(alone.getValue("name")).isNull();
    assertThat(alone.getString("display_name")).isEqualTo("Countess");
  }

  @Test
  void aRefusedProfileKeepsTheName() {
    Blog blog = new Blog(forUsers);
    String handle = handle();
    blog.reader.patch(ME, "{\"handle\":\"" + handle + "\"}").expect(200);
    blog.author.patch(ME, "{\"name\":\"Ada\",\"display_name\":\"Ada\"}").expect(200);
    JsonObject before = blog.author.get(ME).expect(200).data();
    blog.author
        .patch(ME, "{\"name\":\"Eve\",\"handle\":\"" + handle + "\"}")
        .expect(409, "CONFLICT")
        .details("handle taken");
    blog.author
        .patch(ME, "{\"handle\":\"no blanks\",\"name\":7,\"email\":\"x@example.com\"}")
        .expect(400, "VALIDATION_ERROR")
        .details("name type", "handle pattern", "email unknown");
    blog.author
        .patch(ME, "{\"name\":\"" + "x".repeat(201) + "\",\"display_name\":\"Eve\"}")
        .expect(400)
        .details("name too_long");
    blog.author.patch(ME, "{\"name\":\"Eve\",\"name\":\"Eve\"}").expect(400);
    assertThat(blog.author.get(ME).expect(200).data()).isEqualTo(before);
  }

  @Test
  void aNameThatCannotBeStoredKeepsTheProfile() {
    Blog blog = new Blog(forUsers);
    blog.author.patch(ME, "{\"name\":\"Ada\",\"display_name\":\"Ada\"}").expect(200);
    JsonObject before = blog.author.get(ME).expect(200).data();
    try (ApiScenario.TableLock _ = forUsers.lock("auth.users")) {
      Answer refused =
          blog.author
              .patch(ME, "{\"name\":\"Eve\",\"display_name\":\"Eve\"}")
              .expect(503, "UNAVAILABLE");
      assertThat(refused.json().getString("outcome")).isEqualTo("none");
    }
    assertThat(blog.author.get(ME).expect(200).data()).isEqualTo(before);
  }

  @Test
  void aUniqueFieldIsUniqueAmongAllPeople() {
    Blog blog = new Blog(forUsers);
    String handle = handle();
    String body = "{\"handle\":\"" + handle + "\",\"display_name\":\"Ada\"}";
    blog.author.patch(ME, body).expect(200);
    blog.author.patch(ME, body).expect(200);
    blog.reader.patch(ME, body).expect(409, "CONFLICT").details("handle taken");
    blog.reader.get(ME).expect(200).bodyHasNo(handle);
  }

  @Test
  void aDeletedAccountHasNoProfile() {
    Blog blog = new Blog(forUsers);
    blog.reviewer.patch(ME, "{\"display_name\":\"Bob\"}").expect(200);
    String id = blog.reviewerPerson.id().toString();
    blog.scenario.sql("delete from auth.users where id = '" + id + "'");
    assertThat(
            blog.scenario.query("select count(*)::text from app._people where id = '" + id + "'"))
        .isEqualTo("0");
    assertThat(included(blog.author.get(blog.path() + "?include=reviewer"), "reviewer")).isNull();
    blog.reviewer.get(ME).expect(401, "INVALID_TOKEN");
    blog.reviewer.patch(ME, "{\"display_name\":\"Bob\"}").expect(401, "INVALID_TOKEN");
    assertThat(
            blog.scenario.query("select count(*)::text from app._people where id = '" + id + "'"))
        .isEqualTo("0");
  }

  /// Row-level security alone, for a statement that names no caller and one that names another.
  @Test
  void thePolicyLetsAnAccountChangeItsOwnProfileOnly() {
    Blog blog = new Blog(forUsers);
    blog.author.patch(ME, "{\"display_name\":\"Ada\"}").expect(200);
    blog.reviewer.patch(ME, "{\"display_name\":\"Bob\"}").expect(200);
    String update =
        "with c as materialized (select set_config('freehold.user_id', $1, true) as uid),"
            + " w as (update app._people set display_name = 'Eve' where (select uid from c) is not"
            + " null returning id) select id::text from w";
    assertThat(ids(blog.scenario, update, "")).isEmpty();
    assertThat(ids(blog.scenario, update, blog.reviewerPerson.id().toString()))
        .containsExactly(blog.reviewerPerson.id().toString());
    assertThat(blog.author.get(ME).data().getString("display_name")).isEqualTo("Ada");

    String read =
        "select p.id::text from set_config('freehold.user_id', $1, true) as c(uid), lateral (select"
            + " * from app._people where c.uid is not null offset 0) p";
    assertThat(ids(blog.scenario, read, "")).isEmpty();
    assertThat(ids(blog.scenario, read, blog.authorPerson.id().toString()))
        .contains(blog.reviewerPerson.id().toString());

    Person other = blog.scenario.person();
    assertThatThrownBy(
            () ->
                ids(
                    blog.scenario,
                    """
                    insert into app._people (id, user_id) select '%s', '%s' from
                     set_config('freehold.user_id', $1, true) as c(uid) returning id::text
                    """
                        .formatted(other.id(), other.id()),
                    blog.authorPerson.id().toString()))
        .isNotNull();
    for (String forbidden :
        List.of(
            "delete from app._people where $1 is not null returning id::text",
            "update app._people set id = id where $1 is not null returning id::text",
            "update app._people set user_id = user_id where $1 is not null returning id::text")) {
      assertThatThrownBy(() -> ids(blog.scenario, forbidden, blog.authorPerson.id().toString()))
          .as(forbidden)
          .isNotNull();
    }
  }

  private static List<String> ids(ApiScenario scenario, String sql, String caller) {
    return HttpTestServer.await(
        scenario
            .database()
            .run(
                sql,
                Tuple.of(caller),
                Collectors.mapping(row -> row.getString(0), Collectors.toList())));
  }

  @Test
  void withoutTheBlockAnAccountHasNoProfile() {
    Spec spec = SpecFile.read("profiles");
    try (ApiScenario plain =
        new ApiScenario(
            new Spec(spec.name(), spec.version(), null, spec.auth(), spec.resources()))) {
      Blog blog = new Blog(plain);
      for (String relation : List.of("user", "reviewer")) {
        blog.author.get(blog.path() + "?include=" + relation).expect(400);
      }
      blog.author.patch(ME, "{\"display_name\":\"x\"}").expect(400);
      assertThat(blog.author.get(ME).expect(200).data().fieldNames())
          .containsExactly("id", "email", "name", "roles", "created_at", "updated_at");
    }
  }
}
