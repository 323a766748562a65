package dev.freehold.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.AdminConnection;
import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.SpecFile;
import dev.freehold.testing.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Tests `DELETE /auth/me` where rows of the account and rows of others refer to each other.
final class AccountDeletionTest {
  private static final String PASSWORD = "a fine password";

  private static final String SPEC =
      """
      freehold: 1
      name: Club
      people:
        fields: { nick: string }
      teams:
        roles: [admin, member]
        fields: { name: string }
      resources:
        tasks:
          fields: { title: string, parent: { type: ref, to: tasks } }
        posts:
          id: integer
          access: { read: user }
          fields: { title: string }
        comments:
          access: { read: user }
          fields:
            text: string
            post: { type: ref, to: posts, onDelete: cascade, required: true }
        bookmarks:
          fields: { label: string, post: { type: ref, to: posts, onDelete: setNull } }
        reports:
          fields: { post: { type: ref, to: posts, required: true } }
        lists:
          fields:
            title: string
            posts: { type: ref, to: posts, many: true }
            friends: { type: ref, to: people, many: true }
        tickets:
          access: { read: owner or assignee }
          fields:
            title: string
            closed: { type: boolean, default: false, required: true }
            assignee: { type: ref, to: people, onDelete: setNull }
            witness: { type: ref, to: people }
          checks:
            - { rule: closed = false or assignee_id is not null, message: A closed ticket has an assignee. }
        deals:
          owner: team
          access: { read: team, create: team, update: team }
          fields: { title: string, lead: { type: ref, to: people, onDelete: setNull } }
        records:
          owner: member
          access: { read: team, create: team, delete: owner }
          fields: { text: string }
      """;

  private static ApiScenario scenario;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.parse(SPEC));
    scenario.addNode();
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  /// A user who has signed up with the password.
  private static final class Member {
    final Person person;
    final String email;
    final ScenarioClient client;

    Member() {
      email = UUID.randomUUID() + "@example.org";
      JsonObject data =
          scenario
              .nobody()
              .post(
                  "/auth/signup",
                  new JsonObject().put("email", email).put("password", PASSWORD).encode())
              .expect(201)
              .data();
      person =
          new Person(
              UUID.fromString(data.getJsonObject("user").getString("id")),
              data.getString("access_token"));
      client = scenario.as(person);
    }

    Object create(String resource, JsonObject body) {
      return client.post("/" + resource, body.encode()).expect(201).data().getValue("id");
    }

    Object post() {
      return create("posts", new JsonObject().put("title", "a post"));
    }

    ScenarioClient inTeam(String team) {
      return client.inTeam(team);
    }

    Answer delete() {
      return client.send("DELETE", "/auth/me", new JsonObject().put("password", PASSWORD).encode());
    }

    /// Repeats the request while other changes hold what it deletes, as a client does after a 503.
    Answer deleteUnlessBusy() {
      Answer deleted = delete();
      for (int i = 0; i < 5 && deleted.status() == 503; i++) {
        deleted = delete();
      }
      return deleted;
    }

    void isDeleted() {
      delete().expect(204);
      assertThat(scenario.query("select count(*)::text from auth.users where id = '" + id() + "'"))
          .isEqualTo("0");
      for (String table :
          List.of("tasks", "posts", "comments", "bookmarks", "reports", "lists", "tickets")) {
        assertThat(rows(table)).as(table).isZero();
      }
      client.get("/tasks").expect(401, "INVALID_TOKEN");
    }

    /// The refusal, after which everything is as it was.
    void isKept(String details) {
      String before = allRows();
      Answer refused = delete().expect(409, "CONFLICT").details(details);
      assertThat(refused.json().getString("outcome")).isEqualTo("none");
      refused
          .bodyHasNo("fkey")
          .bodyHasNo("reports")
          .bodyHasNo("tickets")
          .bodyHasNo("_keep")
          .bodyHasNo("auth.users");
      assertThat(allRows()).isEqualTo(before);
      client.get("/auth/me").expect(200);
      scenario.as(person, 1).get("/auth/me").expect(200);
    }

    UUID id() {
      return person.id();
    }

    long rows(String table) {
      return Long.parseLong(
          scenario.query(
              "select count(*)::text from app." + table + " where user_id = '" + id() + "'"));
    }
  }

  /// All rows that a deletion may touch.
  private static String allRows() {
    return Stream.of(
            "auth.users",
            "auth.emails",
            "auth.sessions",
            "app._people",
            "app.tasks",
            "app.posts",
            "app.comments",
            "app.bookmarks",
            "app.reports",
            "app.lists",
            "app._lists_posts",
            "app._lists_friends",
            "app.tickets",
            "app.team_members",
            "app.deals",
            "app.records")
        .map(
            table ->
                table
                    + scenario.query(
                        "select coalesce(json_agg(t order by t::text)::text, '') from "
                            + table
                            + " t"))
        .reduce("", String::concat);
  }

  @Test
  void allRowsOfTheAccountGoAndNoOthers() {
    Member ann = new Member();
    Member bob = new Member();
    Object parent = ann.create("tasks", new JsonObject().put("title", "a"));
    ann.create("tasks", new JsonObject().put("title", "b").put("parent_id", parent));
    Object post = ann.post();
    ann.create("reports", new JsonObject().put("post_id", post));
    ann.create("lists", new JsonObject().put("posts", new JsonArray().add(post)));
    ann.client.patch("/auth/me", "{\"nick\":\"ann\"}").expect(200);
    ann.client.send("POST", "/tasks", "{\"title\":\"c\"}", "Idempotency-Key", "k").expect(201);
    bob.create("tasks", new JsonObject().put("title", "kept"));
    Object kept = bob.post();
    ann.isDeleted();
    assertThat(
            scenario.query(
                "select count(*)::text from app._people where user_id = '" + ann.id() + "'"))
        .isEqualTo("0");
    assertThat(
            scenario.query(
                "select count(*)::text from app._idempotency_keys where user_id = '"
                    + ann.id()
                    + "'"))
        .isEqualTo("0");
    assertThat(bob.rows("tasks")).isOne();
    bob.client.get("/posts/" + kept).expect(200);
    bob.client.get("/posts/" + post).expect(404);
  }

  @Test
  void rowsOfOthersFollowTheWordsOfTheirReferences() {
    Member ann = new Member();
    Member bob = new Member();
    Object post = ann.post();
    Object other = bob.post();
    Object comment = bob.create("comments", new JsonObject().put("text", "x").put("post_id", post));
    Object bookmark =
        bob.create("bookmarks", new JsonObject().put("label", "x").put("post_id", post));
    Object list =
        bob.create(
            "lists",
            new JsonObject()
                .put("title", "x")
                .put("posts", new JsonArray().add(post).add(other))
                .put("friends", new JsonArray().add(ann.id().toString())));
    String version = bob.client.get("/lists/" + list).expect(200).version();
    Object ticket =
        bob.create(
            "tickets", new JsonObject().put("title", "x").put("assignee_id", ann.id().toString()));
    ann.isDeleted();
    bob.client.get("/comments/" + comment).expect(404);
    assertThat(bob.client.get("/bookmarks/" + bookmark).expect(200).data().getValue("post_id"))
        .isNull();
    Answer left = bob.client.get("/lists/" + list).expect(200);
    assertThat(left.data().getJsonArray("posts")).containsExactly(other);
    assertThat(left.data().getJsonArray("friends")).isEmpty();
    assertThat(left.version()).isNotEqualTo(version);
    assertThat(bob.client.get("/tickets/" + ticket).expect(200).data().getValue("assignee_id"))
        .isNull();
  }

  @Test
  void aRowOfAnotherThatMustNotLoseItsTargetKeepsTheAccount() {
    Member ann = new Member();
    Member bob = new Member();
    Object post = ann.post();
    ann.create("tasks", new JsonObject().put("title", "x"));
    Object report = bob.create("reports", new JsonObject().put("post_id", post));
    ann.isKept("posts referenced");
    bob.client.delete("/reports/" + report).expect(204);
    ann.isDeleted();
  }

  @Test
  void aRowOfAnotherThatNamesTheAccountKeepsIt() {
    Member ann = new Member();
    Member bob = new Member();
    Object ticket =
        bob.create(
            "tickets", new JsonObject().put("title", "x").put("witness_id", ann.id().toString()));
    ann.isKept("id referenced");
    bob.client.patch("/tickets/" + ticket, "{\"witness_id\":null}").expect(200);
    ann.isDeleted();
  }

  @Test
  void aRowThatWouldBreakItsRuleKeepsTheAccount() {
    Member ann = new Member();
    Member bob = new Member();
    Object ticket =
        bob.create(
            "tickets",
            new JsonObject()
                .put("title", "x")
                .put("closed", true)
                .put("assignee_id", ann.id().toString()));
    ann.isKept("id referenced");
    bob.client.patch("/tickets/" + ticket, "{\"closed\":false}").expect(200);
    ann.isDeleted();
  }

  @Test
  void theOnlyAdministratorOfATeamStays() {
    Member ann = new Member();
    Member bob = new Member();
    String team = team(ann, bob);
    String alone = team(ann);
    ann.isKept("teams referenced");
    ann.client.delete("/teams/" + alone).expect(204);
    ann.isKept("teams referenced");
    String membership = membership(team, bob);
    ann.client.patch("/team_members/" + membership, "{\"role\":\"admin\"}").expect(200);
    ann.isDeleted();
    assertThat(bob.client.get("/team_members").expect(200).data().getJsonArray("team_members"))
        .hasSize(1);
    bob.isKept("teams referenced");
  }

  @Test
  void aTeamKeepsItsRows() {
    Member ann = new Member();
    Member bob = new Member();
    String team = team(ann, bob);
    String deal =
        bob.inTeam(team)
            .post(
                "/deals",
                new JsonObject().put("title", "x").put("lead_id", bob.id().toString()).encode())
            .expect(201)
            .data()
            .getString("id");
    String record =
        bob.inTeam(team).post("/records", "{\"text\":\"x\"}").expect(201).data().getString("id");
    bob.isKept("records referenced");
    // A former member does not take the rows along either.
    ann.client.delete("/team_members/" + membership(team, bob)).expect(204);
    bob.isKept("records referenced");
    assertThat(ann.inTeam(team).get("/records/" + record).expect(200).data().getString("user_id"))
        .isEqualTo(bob.id().toString());
    scenario.sql("delete from app.records");
    bob.isDeleted();
    JsonObject kept = ann.inTeam(team).get("/deals/" + deal).expect(200).data();
    assertThat(kept.getString("title")).isEqualTo("x");
    assertThat(kept.getValue("lead_id")).isNull();
  }

  @Test
  void invitationsOfTheAccountEnd() {
    Member ann = new Member();
    Member bob = new Member();
    Member eve = new Member();
    String team = team(ann, bob);
    String token = invite(ann, team, eve);
    ann.client.patch("/team_members/" + membership(team, bob), "{\"role\":\"admin\"}").expect(200);
    ann.isDeleted();
    accept(eve, token).expect(400);
  }

  /// A deletion that cannot end in time says so, and stops neither a change of another account nor,
  /// when its turn comes, the next deletion.
  @Test
  void aDeletionThatTakesTooLongDelaysNobodyElse() throws Exception {
    Member ann = new Member();
    Member bob = new Member();
    Member eve = new Member();
    ann.post();
    scenario.sql(
        """
        create function app.slow() returns trigger language plpgsql as
          $$ begin perform pg_sleep(60); return old; end $$;
        create trigger slow before delete on app.posts for each row
          when (old.user_id = '%s') execute function app.slow()
        """
            .formatted(ann.id()));
    try {
      CompletableFuture<Answer> waiting = async(new CyclicBarrier(1), ann::delete);
      TestDatabase.await(
          () ->
              !scenario
                  .query(
                      "select count(*)::text from pg_stat_activity where query like"
                          + " 'delete from auth.users%' and wait_event = 'PgSleep'")
                  .equals("0"));
      bob.client
          .put(
              "/auth/password",
              new JsonObject().put("current_password", PASSWORD).put("password", PASSWORD).encode())
          .expect(204);
      Answer next = eve.delete().expect(503, "UNAVAILABLE");
      assertThat(next.header("Retry-After")).isEqualTo("1");
      Answer late = waiting.get().expect(503, "UNAVAILABLE");
      assertThat(late.json().getString("outcome")).isEqualTo("none");
      assertThat(late.error().getString("message")).contains("Delete some of them first");
    } finally {
      scenario.sql("drop function app.slow cascade");
    }
    assertThat(ann.rows("posts")).isOne();
    eve.isDeleted();
    ann.isDeleted();
  }

  /// Rows, a batch and references of another user at the same time as the deletion.
  @Test
  void noRowIsWrittenForAnAccountThatIsGone() throws Exception {
    Member bob = new Member();
    for (int round = 0; round < 12; round++) {
      Member ann = new Member();
      Object post = ann.post();
      CyclicBarrier start = new CyclicBarrier(5);
      List<CompletableFuture<Answer>> writes =
          List.of(
              async(start, () -> ann.client.post("/posts", "{\"title\":\"late\"}")),
              async(
                  start,
                  () ->
                      ann.client.post(
                          "/batch",
                          """
                          {"operations":[{"method":"PATCH","path":"/posts/%s","body":{"title":"x"}},
                            {"method":"POST","path":"/tasks","body":{"title":"late"}}]}\
                          """
                              .formatted(post))),
              async(start, () -> ann.client.patch("/auth/me", "{\"nick\":\"late\"}")),
              async(start, () -> bob.client.post("/reports", "{\"post_id\":" + post + "}")));
      start.await();
      Answer deleted = ann.deleteUnlessBusy();
      for (CompletableFuture<Answer> write : writes) {
        // 503: the lock of the account was not free in time, and nothing was written.
        assertThat(write.get().status()).as(write.get().body()).isIn(200, 201, 400, 401, 404, 503);
      }
      if (writes.getLast().get().status() == 201) {
        deleted.expect(409).details("posts referenced");
        scenario.sql("delete from app.reports");
        ann.isDeleted();
      } else {
        deleted.expect(204);
        ann.client.get("/posts").expect(401);
        for (String table : List.of("posts", "tasks", "_people")) {
          assertThat(ann.rows(table)).as(table).isZero();
        }
      }
    }
  }

  /// Both take the account first and the profile after it. In the other order each would wait for the
  /// other, on three connections of two roles, which PostgreSQL does not see as a circle.
  @Test
  void aDeletionAndAChangeOfTheProfileDoNotWaitForEachOther() throws Exception {
    Member ann = new Member();
    ann.client.patch("/auth/me", "{\"nick\":\"ann\"}").expect(200);
    ScenarioClient elsewhere = scenario.as(ann.person, 1);
    elsewhere.get("/auth/me").expect(200);
    CompletableFuture<Answer> deletion;
    CompletableFuture<Answer> change;
    try (AdminConnection held = scenario.connection()) {
      held.execute("begin; select from auth.users where id = '" + ann.id() + "' for no key update");
      deletion = async(new CyclicBarrier(1), ann::delete);
      awaitWaiting(1);
      change =
          async(
              new CyclicBarrier(1),
              () -> elsewhere.patch("/auth/me", "{\"name\":\"Ann\",\"nick\":\"nan\"}"));
      awaitWaiting(2);
      held.execute("commit");
    }
    deletion.get().expect(204);
    change.get().expect(401, "INVALID_TOKEN");
    assertThat(ann.rows("_people")).isZero();
  }

  private static void awaitWaiting(int statements) throws Exception {
    String waiting =
        "select count(*)::text from pg_stat_activity where datname = current_database()"
            + " and wait_event_type = 'Lock'";
    TestDatabase.await(() -> scenario.query(waiting).equals(Integer.toString(statements)));
  }

  private static CompletableFuture<Answer> async(CyclicBarrier start, Callable<Answer> request) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            start.await();
            return request.call();
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  /// A team of its administrator and other members.
  private static String team(Member administrator, Member... members) {
    String team =
        administrator.client.post("/teams", "{\"name\":\"t\"}").expect(201).data().getString("id");
    for (Member member : members) {
      accept(member, invite(administrator, team, member)).expect(201);
    }
    return team;
  }

  private static String invite(Member administrator, String team, Member member) {
    return administrator
        .inTeam(team)
        .post(
            "/team_invitations",
            new JsonObject().put("email", member.email).put("role", "member").encode())
        .expect(201)
        .data()
        .getString("token");
  }

  private static Answer accept(Member member, String token) {
    return member.client.post(
        "/team_invitations/accept", new JsonObject().put("token", token).encode());
  }

  private static String membership(String team, Member member) {
    return scenario.query(
        "select id::text from app.team_members where team_id = '%s' and user_id = '%s'"
            .formatted(team, member.id()));
  }
}
