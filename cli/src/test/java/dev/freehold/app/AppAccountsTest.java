package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.cli.UserCommand;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import dev.freehold.testing.ScenarioClient.Answer;
import dev.freehold.testing.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests `freehold user` beside a running server. Its effects are checked over HTTP only.
final class AppAccountsTest {
  private static final String SPEC =
      """
      freehold: 1
      name: Desk
      auth: { signup: closed, roles: [editor, admin] }
      resources: { notes: { fields: { body: string } } }
      """;

  private static final String PASSWORD = "analytical engine";
  private static final Pattern MADE = Pattern.compile("password +(\\S+)");

  @TempDir static Path directory;
  private static TestDatabase database;
  private static RunningApp running;
  private static Path spec;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() throws IOException {
    database = TestDatabase.fresh();
    ApiPlan plan =
        switch (SpecChecker.check(SPEC.getBytes(StandardCharsets.UTF_8))) {
          case SpecResult.Valid valid -> ApiPlanner.plan(valid.spec());
          case SpecResult.Invalid invalid -> throw new AssertionError(invalid.issues());
        };
    spec = Files.writeString(directory.resolve("desk.yaml"), SPEC);
    configure(RunningApp.url(database.target()));
    StringWriter told = new StringWriter();
    assertThat(
            UserCommand.commandLine(new ByteArrayInputStream(new byte[0]))
                .setErr(new PrintWriter(told))
                .execute("list", spec.toString()))
        .isEqualTo(1);
    assertThat(told.toString()).contains("run 'freehold serve'").doesNotContain("Exception");
    running = RunningApp.on(database.target(), plan);
  }

  @AfterAll
  static void stop() {
    running.close();
    database.close();
  }

  @BeforeEach
  void nobody() {
    TestDatabase.execute(database.target(), "delete from auth.users");
  }

  private static void configure(String url) throws IOException {
    Files.writeString(
        directory.resolve(".env"),
        "DATABASE_URL='" + url + "'\nJWT_SECRET='" + RunningApp.SECRET + "'\n");
  }

  /// @param words the arguments without the spec, which is appended last
  private int user(String input, String... words) {
    return user(input, spec, words);
  }

  private int with(Path other, String... words) {
    return user("", other, words);
  }

  private int user(String input, Path of, String... words) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of(words));
    all.add(of.toString());
    return UserCommand.commandLine(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all.toArray(String[]::new));
  }

  private String made() {
    Matcher made = MADE.matcher(out.toString());
    assertThat(made.find()).as(out.toString()).isTrue();
    return made.group(1);
  }

  private Answer logIn(String email, String password) {
    String body = new JsonObject().put("email", email).put("password", password).encode();
    return running.nobody().post("/auth/login", body);
  }

  private static List<String> roles(JsonObject user) {
    return user.getJsonArray("roles").stream().map(Object::toString).toList();
  }

  private static int me(JsonObject session) {
    return running.with(session.getString("access_token")).get("/auth/me").response().statusCode();
  }

  private static String verified() {
    return TestDatabase.query(
        database.target(),
        "select coalesce(string_agg(email, ' ' order by email), '') from auth.emails where"
            + " verified_at is not null");
  }

  @Test
  void theOperatorVouchesForAnAddress() {
    assertThat(user("", "create", "ann@example.com", "--verified")).isZero();
    assertThat(user("", "create", "bob@example.com")).isZero();
    assertThat(verified()).isEqualTo("ann@example.com");
    assertThat(user("", "verify", "eve@example.com")).isEqualTo(1);
    assertThat(user("", "verify", "bob@example.com")).isZero();
    assertThat(out.toString()).contains("bob@example.com has a confirmed address");
    assertThat(verified()).isEqualTo("ann@example.com bob@example.com");
    assertThat(user("", "events", "bob@example.com")).isZero();
    assertThat(out.toString()).contains("email_verified");
  }

  @Test
  void anAccountThatIsMadeCanSignInWithItsRoles() {
    assertThat(user("", "create", " Ann@Example.com", "--name", "Ann", "--role", "admin"))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).contains("ann@example.com has an account", "Ann", "admin", "active");
    JsonObject session = logIn("ann@example.com", made()).expect(200).data();
    assertThat(roles(session.getJsonObject("user"))).containsExactly("admin");
    assertThat(session.getJsonObject("user").getString("name")).isEqualTo("Ann");
    assertThat(me(session)).isEqualTo(200);

    assertThat(user("", "create", "ann@example.com")).isEqualTo(1);
    assertThat(err.toString()).contains("already");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void anAccountOfAnExternalIssuerIsNamedByItsIdentity() {
    UUID id = UUID.randomUUID();
    String handle = "clerk:user_2a b@c:d";
    TestDatabase.execute(
        database.target(),
        "insert into auth.users (id) values ('"
            + id
            + "'); insert into auth.identities (id, issuer, subject, user_id) values"
            + " (gen_random_uuid(), 'clerk', 'user_2a b@c:d', '"
            + id
            + "')");
    assertThat(user(PASSWORD, "create", "zoe@example.com", "--password-stdin")).isZero();
    assertThat(user("", "list", "--json")).isZero();
    JsonArray all = new JsonArray(out.toString());
    assertThat(all.getJsonObject(0).getString("email")).isEqualTo("zoe@example.com");
    assertThat(all.getJsonObject(1).getString("id")).isEqualTo(id.toString());
    assertThat(all.getJsonObject(1).getValue("email")).isNull();
    assertThat(all.getJsonObject(1).getString("identity")).isEqualTo(handle);
    assertThat(user("", "list")).isZero();
    assertThat(out.toString()).contains(handle);
    assertThat(user("", "role", handle, "--add", "admin")).as(err.toString()).isZero();
    assertThat(user("", "disable", handle)).as(err.toString()).isZero();
    assertThat(out.toString()).contains(handle + " cannot sign in any more", "admin", "disabled");
    assertThat(user("", "events", handle)).isZero();
    assertThat(out.toString()).contains("disabled", "roles_changed");
    assertThat(user("", "enable", handle)).isZero();
    TestDatabase.execute(
        database.target(),
        "insert into auth.totp (user_id, secret, confirmed_at) values ('" + id + "', 'x', now())");
    assertThat(user("", "reset-factors", handle)).as(err.toString()).isZero();
    assertThat(out.toString()).contains(handle + " has no second factor");
    assertThat(count("auth.totp")).isZero();
    assertThat(user("", "reset", handle)).isEqualTo(2);
    assertThat(err.toString()).contains("has no password");
    assertThat(user("", "create", handle)).isEqualTo(2);
    assertThat(user("", "disable", "clerk:another")).isEqualTo(1);
    assertThat(user("", "disable", "zoe@example.com:x")).isEqualTo(2);
  }

  @Test
  void theEventsOfAnAccountAreListed() throws Exception {
    String email = "eve@example.com";
    assertThat(user("", "events", email)).as(err.toString()).isZero();
    assertThat(out.toString()).contains("There are no events of " + email);
    assertThat(user(PASSWORD, "create", email, "--password-stdin")).isZero();
    logIn(email, PASSWORD).expect(200);
    logIn(email, "not the password").expect(401);
    // The server writes some seconds later.
    TestDatabase.await(
        () ->
            user("", "events", email) == 0
                && out.toString().contains("log_in ")
                && out.toString().contains("log_in_failed"));
    assertThat(out.toString().lines().toList().getFirst())
        .startsWith("TIME")
        .contains("EVENT", "BY", "COUNT", "SESSION");
    assertThat(out.toString().lines())
        .anySatisfy(l -> assertThat(l).matches(".* log_in +password +1 .*"))
        .anySatisfy(l -> assertThat(l).matches(".* log_in_failed +password +1 .*"))
        .anySatisfy(l -> assertThat(l).matches(".* created +- +1 .*"));
    assertThat(out.toString().lines().toList().getLast()).contains("created");
    assertThat(user("", "events", email, "--json", "--limit", "1")).isZero();
    JsonArray newest = new JsonArray(out.toString());
    assertThat(newest).hasSize(1);
    assertThat(newest.getJsonObject(0).fieldNames())
        .containsExactly("at", "kind", "by", "count", "session");
    assertThat(user("", "events", "nobody@example.com")).isZero();
    assertThat(out.toString()).contains("There are no events");
    assertThat(user("", "events", "no address")).isNotZero();
    assertThat(user("", "events", email, "--limit", "0")).isNotZero();
    assertThat(err.toString()).contains("between 1 and 10000");
  }

  @Test
  void aMistypedAddressIsCorrected() throws Exception {
    assertThat(user(PASSWORD, "create", "ann@exmaple.com", "--password-stdin", "--verified"))
        .isZero();
    assertThat(user(PASSWORD, "create", "bob@example.com", "--password-stdin")).isZero();
    JsonObject session = logIn("ann@exmaple.com", PASSWORD).expect(200).data();
    running
        .with(session.getString("access_token"))
        .post("/notes", "{\"body\":\"mine\"}")
        .expect(201);
    TestDatabase.execute(
        database.target(),
        "insert into auth.mail_tokens (id, kind, user_id, hash, email, password_digest, expires_at)"
            + " select gen_random_uuid(), 'reset', user_id, sha256('x'), email, 'x', now() +"
            + " interval '1 hour' from auth.emails where email = 'ann@exmaple.com'");

    assertThat(user("", "email", "ann@exmaple.com", "--to", "bob@example.com")).isEqualTo(1);
    assertThat(err.toString()).contains("another account has the address bob@example.com");
    assertThat(me(session)).as("nothing was changed").isEqualTo(200);
    assertThat(count("auth.mail_tokens")).isEqualTo(1);
    assertThat(user("", "email", "ann@exmaple.com", "--to", "no address")).isEqualTo(2);
    assertThat(user("", "email", "nobody@example.com", "--to", "new@example.com")).isEqualTo(1);
    assertThat(user("", "email", "clerk:user_1", "--to", "new@example.com")).isEqualTo(2);

    assertThat(user("", "email", "Ann@exmaple.com", "--to", "Ann@Example.com"))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).contains("ann@example.com is the address now");
    assertThat(count("auth.mail_tokens")).as("links to the old address").isZero();
    assertThat(count("auth.emails where email = 'ann@example.com' and verified_at is null"))
        .isEqualTo(1);
    TestDatabase.await(() -> me(session) == 401);
    logIn("ann@exmaple.com", PASSWORD).expect(401, "INVALID_CREDENTIALS");
    JsonObject again = logIn("ann@example.com", PASSWORD).expect(200).data();
    assertThat(running.with(again.getString("access_token")).get("/notes").expect(200).body())
        .as("the rows stay")
        .contains("\"mine\"");
    assertThat(user("", "events", "ann@example.com")).isZero();
    assertThat(out.toString()).contains("email_changed");
  }

  @Test
  void aDeletedAccountIsGoneWithItsRows() throws Exception {
    String email = "ann@example.com";
    assertThat(user(PASSWORD, "create", email, "--password-stdin")).isZero();
    assertThat(user(PASSWORD, "create", "bob@example.com", "--password-stdin")).isZero();
    JsonObject session = logIn(email, PASSWORD).expect(200).data();
    JsonObject bob = logIn("bob@example.com", PASSWORD).expect(200).data();
    running.with(session.getString("access_token")).post("/notes", "{\"body\":\"x\"}").expect(201);
    TestDatabase.execute(
        database.target(),
        "delete from auth.outbox; insert into auth.outbox (id, kind, recipient, expires_at,"
            + " dead_at) values (gen_random_uuid(), 'reset', 'ann@example.com', now(), now())");
    String keeps =
        "create table public.keeps (user_id uuid references auth.users (id)); insert into"
            + " public.keeps select user_id from auth.emails where email = 'ann@example.com'";
    TestDatabase.execute(database.target(), keeps);
    assertThat(user("", "delete", email)).as("nobody to ask").isEqualTo(2);
    assertThat(err.toString()).contains("pass --yes", "Nothing was changed.");
    assertThat(user("", "delete", email, "--yes")).isEqualTo(1);
    assertThat(err.toString())
        .contains(
            "ann@example.com cannot be deleted, and nothing was deleted", "keeps_user_id_fkey")
        .doesNotContain("Exception");
    assertThat(me(session)).isEqualTo(200);
    TestDatabase.execute(database.target(), "drop table public.keeps");

    assertThat(user("", "delete", "Ann@Example.com", "--yes")).as(err.toString()).isZero();
    assertThat(out.toString()).contains("ann@example.com is deleted");
    logIn(email, PASSWORD).expect(401, "INVALID_CREDENTIALS");
    TestDatabase.await(() -> me(session) == 401);
    assertThat(me(bob)).isEqualTo(200);
    for (String table :
        List.of("app.notes", "auth.outbox", "auth.sessions where user_id is null")) {
      assertThat(count(table)).as(table).isEqualTo(table.startsWith("auth.sessions") ? 1 : 0);
    }
    assertThat(user("", "events", email)).isZero();
    assertThat(out.toString()).contains(" deleted ");
    assertThat(user("", "delete", email)).isEqualTo(1);
    assertThat(err.toString()).contains("there is no account");
    assertThat(user("", "delete", "no address")).isEqualTo(2);
    assertThat(user(PASSWORD, "create", email, "--password-stdin"))
        .as("the address is free")
        .isZero();
  }

  private static long count(String from) {
    return Long.parseLong(
        TestDatabase.query(database.target(), "select count(*)::text from " + from));
  }

  @Test
  void theKeysOfAnAccountAreListedAndRevoked() throws Exception {
    String email = "ann@example.com";
    assertThat(user(PASSWORD, "create", email, "--password-stdin")).isZero();
    assertThat(user("", "keys", email)).as(err.toString()).isZero();
    assertThat(out.toString()).contains("ann@example.com has no API keys.");
    JsonObject session = logIn(email, PASSWORD).expect(200).data();
    List<JsonObject> keys = new ArrayList<>();
    for (String name : List.of("night\\u001b[31m", "day")) {
      keys.add(
          running
              .with(session.getString("access_token"))
              .post("/auth/keys", "{\"name\":\"" + name + "\",\"scopes\":[\"notes:read\"]}")
              .expect(201)
              .data());
    }
    String key = keys.getFirst().getString("key");
    String id = keys.getFirst().getString("id");
    running.with(key).get("/notes").expect(200);
    assertThat(user("", "keys", email)).isZero();
    assertThat(out.toString().lines().toList().getFirst())
        .startsWith("ID")
        .contains("NAME", "SCOPES", "CREATED", "EXPIRES", "LAST USED");
    assertThat(out.toString().lines().toList().get(1)).contains("day", "notes:read");
    assertThat(out.toString()).contains(id).doesNotContain("\u001b").doesNotContain(key);

    String other = "0199c3a1-7d42-7c5e-9f10-3a5b8c2d4e6f";
    assertThat(user("", "keys", email, "--revoke", id, "--revoke", other)).isEqualTo(1);
    assertThat(err.toString()).contains(email + " has no API key " + other, "none was revoked");
    running.with(key).get("/notes").expect(200);
    assertThat(user("", "keys", email, "--revoke", "x")).isEqualTo(2);

    assertThat(user("", "keys", email, "--revoke", id)).as(err.toString()).isZero();
    assertThat(out.toString()).contains("Revoked: " + id, "day").doesNotContain("night");
    TestDatabase.await(1_500, () -> running.with(key).get("/notes").status() == 401);
    running.with(keys.get(1).getString("key")).get("/notes").expect(200);
    assertThat(user("", "keys", email, "--json")).isZero();
    assertThat(new JsonArray(out.toString()).getJsonObject(0).fieldNames())
        .containsExactly("id", "name", "scopes", "created_at", "expires_at", "last_used_at");
    assertThat(user("", "events", email)).isZero();
    assertThat(out.toString()).contains("key_revoked");
    assertThat(user("", "keys", "nobody@example.com")).isEqualTo(1);
    assertThat(err.toString()).contains("there is no account");
    assertThat(user("", "keys", "nobody@example.com", "--revoke", id)).isEqualTo(1);
  }

  @Test
  void aPasswordComesFromStandardInputAndKeepsTheRules() {
    assertThat(user(PASSWORD + "\r\nmore", "create", "ann@example.com", "--password-stdin"))
        .isZero();
    assertThat(out + "" + err).doesNotContain(PASSWORD);
    logIn("ann@example.com", PASSWORD).expect(200);
    for (String bad : List.of("", "short\n", "password1\n", "a\0b c d e f g\n", "x".repeat(2000))) {
      assertThat(user(bad, "create", "bob@example.com", "--password-stdin")).as(bad).isEqualTo(2);
      assertThat(err.toString()).contains("assword").doesNotContain("Exception");
    }
    assertThat(user("", "create", "bob@example.com", "--password", "x")).isEqualTo(2);
  }

  @Test
  void everyFaultOfTheWordsIsToldBeforeAnythingIsDone() {
    String name = "x".repeat(201);
    assertThat(user("", "create", "no address", "--role", "editer", "--role", "x", "--name", name))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains("not an e-mail address", "did you mean 'editor'?", "role 'x'", "200 characters");
    assertThat(user("", "role", "ann@example.com")).isEqualTo(2);
    assertThat(err.toString()).contains("--add");
    assertThat(user("", "role", "a@b.c", "--add", "admin", "--remove", "admin")).isEqualTo(2);
    assertThat(user("", "disable", "nobody@example.com")).isEqualTo(1);
    assertThat(err.toString()).contains("there is no account");
    assertThat(user("", "create")).isEqualTo(2);
  }

  @Test
  void aRoleThatIsTakenAwayEndsTheSessionOnTheServer() throws Exception {
    user(PASSWORD, "create", "ann@example.com", "--password-stdin", "--role", "admin");
    JsonObject session = logIn("ann@example.com", PASSWORD).expect(200).data();
    assertThat(user("", "role", "ann@example.com", "--add", "editor")).isZero();
    assertThat(out.toString()).contains("admin, editor");
    assertThat(me(session)).isEqualTo(200);
    assertThat(user("", "role", "ann@example.com", "--remove", "admin")).isZero();
    TestDatabase.await(2_000, () -> me(session) == 401);
    running
        .nobody()
        .post(
            "/auth/refresh",
            new JsonObject().put("refresh_token", session.getString("refresh_token")).encode())
        .expect(401, "INVALID_TOKEN");
    JsonObject next = logIn("ann@example.com", PASSWORD).expect(200).data();
    assertThat(roles(next.getJsonObject("user"))).containsExactly("editor");
    // A role of an older spec can be removed, but not added.
    TestDatabase.execute(database.target(), "update auth.roles set role = 'older'");
    assertThat(user("", "role", "ann@example.com", "--add", "older")).isEqualTo(2);
    assertThat(user("", "role", "ann@example.com", "--remove", "older")).isZero();
  }

  @Test
  void whoIsDisabledIsOutUntilEnabled() throws Exception {
    user(PASSWORD, "create", "ann@example.com", "--password-stdin");
    JsonObject session = logIn("ann@example.com", PASSWORD).expect(200).data();
    assertThat(user("", "disable", "ann@example.com")).isZero();
    assertThat(out.toString()).contains("disabled");
    TestDatabase.await(2_000, () -> me(session) == 401);
    logIn("ann@example.com", PASSWORD).expect(401, "INVALID_CREDENTIALS");
    assertThat(user("", "enable", "ann@example.com")).isZero();
    logIn("ann@example.com", PASSWORD).expect(200);
    assertThat(me(session)).isEqualTo(401);
  }

  @Test
  void aResetPasswordReplacesTheOldOneAndItsSessions() throws Exception {
    user(PASSWORD, "create", "ann@example.com", "--password-stdin");
    JsonObject session = logIn("ann@example.com", PASSWORD).expect(200).data();
    assertThat(user("", "reset", "ann@example.com")).isZero();
    String next = made();
    TestDatabase.await(2_000, () -> me(session) == 401);
    logIn("ann@example.com", PASSWORD).expect(401, "INVALID_CREDENTIALS");
    logIn("ann@example.com", next).expect(200);
  }

  @Test
  void factorsThatAreLostAreRemoved() throws Exception {
    user(PASSWORD, "create", "ann@example.com", "--password-stdin");
    JsonObject session = logIn("ann@example.com", PASSWORD).expect(200).data();
    assertThat(user("", "reset-factors", "ann@example.com")).isZero();
    assertThat(out.toString())
        .contains("ann@example.com has no second factor and no passkey", "  factors   -");
    TestDatabase.await(2_000, () -> me(session) == 401);
    assertThat(user("", "reset-factors", "bob@example.com")).isNotZero();
  }

  @Test
  void anIssuerMovesWithItsPeople() throws Exception {
    Path moved = directory.resolve("moved.yaml");
    Files.writeString(
        moved,
        SPEC.replace(
            "roles: [editor, admin] }",
            "issuers: [{ name: front, issuer: 'https://new.example', secret_env: FRONT }] }"));
    assertThat(with(moved, "move-issuer", "other")).isEqualTo(2);
    assertThat(err.toString()).contains("no issuer or provider 'other'; it has front");
    assertThat(with(moved, "move-issuer", "front")).isZero();
    assertThat(out.toString()).contains("front is new in this database");
    TestDatabase.execute(
        database.target(), "insert into auth.issuers values ('front', 'https://old.example')");
    assertThat(with(moved, "move-issuer", "front")).isZero();
    assertThat(out.toString())
        .contains("of front are those of https://new.example, before of https://old.example.");
    assertThat(TestDatabase.query(database.target(), "select issuer from auth.issuers"))
        .isEqualTo("https://new.example");
  }

  @Test
  void theListIsForPeopleAndForPrograms() {
    assertThat(user("", "list")).isZero();
    assertThat(out.toString()).contains("no accounts");
    user(PASSWORD, "create", "bob@example.com", "--password-stdin", "--name", "B\u001b[31m\u009bö");
    user(PASSWORD, "create", "ann@example.com", "--password-stdin", "--role", "editor");
    user("", "disable", "bob@example.com");
    assertThat(user("", "list")).isZero();
    assertThat(out.toString().lines())
        .hasSize(3)
        .anySatisfy(l -> assertThat(l).matches("E-MAIL +NAME +ROLES +STATE +FACTORS +CREATED"))
        .anySatisfy(l -> assertThat(l).matches("ann@example.com +- +editor +active +- +20.*Z"))
        .anySatisfy(l -> assertThat(l).matches("bob@example.com +B.*ö +- +disabled +- +20.*Z"));
    assertThat(out.toString()).doesNotContain("\u001b", "\u009b", "argon2");
    assertThat(user("", "list", "--json")).isZero();
    assertThat(out.toString()).doesNotContain("\u001b", "\u009b", "argon2");
    JsonArray all = new JsonArray(out.toString());
    assertThat(all.getJsonObject(0).getString("email")).isEqualTo("ann@example.com");
    assertThat(all.getJsonObject(1).getString("name")).isEqualTo("B\u001b[31m\u009bö");
    assertThat(all.getJsonObject(1).getString("state")).isEqualTo("disabled");
    assertThat(all.getJsonObject(1).getBoolean("totp")).isFalse();
    assertThat(all.getJsonObject(1).getInteger("passkeys")).isZero();
  }
}
