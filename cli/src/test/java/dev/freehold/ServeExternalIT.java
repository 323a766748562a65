package dev.freehold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freehold.db.DatabaseTarget;
import dev.freehold.testing.FreeholdProcess;
import dev.freehold.testing.TestDatabase;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./freehold serve` with a `DATABASE_URL`: the PostgreSQL that this machine has installed.
final class ServeExternalIT {
  private static final String SECRET = "kW8-q2Zr.v5Tn_b0Yx7Lm3Jd6Hs9Fg1Pc4";
  private static final String SPEC =
      """
      freehold: 1
      name: Notes
      resources:
        notes:
          id: integer
          fields:
            title: { type: string, required: true, maxLength: 100 }
            done:  { type: boolean, default: false }
      """;

  @TempDir Path directory;
  private @Nullable TestDatabase database;

  @BeforeEach
  void create() {
    Optional<DatabaseTarget> installed = TestDatabase.installed();
    assumeTrue(installed.isPresent(), "no PostgreSQL is installed in /usr/lib/postgresql");
    database = TestDatabase.fresh(installed.orElseThrow());
  }

  @AfterEach
  void drop() {
    if (database != null) {
      database.close();
    }
  }

  @Test
  void twoNodesStartAtOnceAndSeeEachOther() throws Exception {
    try (FreeholdProcess one = FreeholdProcess.start(directory, environment(), "serve");
        FreeholdProcess two = FreeholdProcess.start(directory, environment(), "serve")) {
      String token = one.signUp("ann@example.com");
      one.client(token).post("/tasks", "{\"title\":\"on one\"}").expect(201);
      assertThat(two.client(token).get("/tasks").expect(200).column("tasks", "title"))
          .containsExactly("on one");

      one.client(token).send("POST", "/auth/logout", null).expect(204);
      one.client(token).get("/tasks").expect(401, "INVALID_TOKEN");
      TestDatabase.await(
          1_000, () -> two.client(token).get("/tasks").response().statusCode() == 401);
      two.client(token).get("/tasks").expect(401, "INVALID_TOKEN");

      one.terminate();
      assertThat(one.exitStatus(10)).isZero();
      two.client("").get("/tasks").expect(401, "UNAUTHORIZED");
    }
    assertThat(directory.resolve(".freehold")).doesNotExist();
  }

  @Test
  void whatIsSafeIsAppliedWhereThatIsAllowedAndTheRestIsNamedAndRefused() throws Exception {
    Path spec = Files.writeString(directory.resolve("freehold.yaml"), SPEC);
    String token;
    try (FreeholdProcess first = FreeholdProcess.start(directory, environment(), "serve")) {
      token = first.signUp("ann@example.com");
      first.client(token).post("/notes", "{\"title\":\"kept\"}").expect(201);
    }
    Files.writeString(spec, SPEC + "      due: date\n");
    try (FreeholdProcess asking = FreeholdProcess.start(directory, environment(), "serve")) {
      assertThat(asking.exitStatus(60)).isEqualTo(1);
      assertThat(asking.err())
          .contains(
              "safe: new column notes.due date", "freehold migrate apply", "Nothing was changed")
          .doesNotContain("Exception");
    }
    Map<String, String> safe = new HashMap<>(environment());
    safe.put("FREEHOLD_MIGRATE", "safe");
    try (FreeholdProcess more = FreeholdProcess.start(directory, safe, "serve")) {
      assertThat(more.client(token).get("/notes/1").expect(200).data().containsKey("due")).isTrue();
      assertThat(more.out()).contains("due");
    }
    Files.writeString(
        spec,
        SPEC.replace("maxLength: 100", "maxLength: 50")
            .replace("boolean", "integer")
            .replace("false", "0"));
    try (FreeholdProcess refused = FreeholdProcess.start(directory, safe, "serve")) {
      assertThat(refused.exitStatus(60)).isEqualTo(1);
      assertThat(refused.err())
          .contains("notes.title", "notes.done", "notes.due")
          .doesNotContain("Exception");
    }
    assertThat(TestDatabase.query(target(), "select title from app.notes")).isEqualTo("kept");
    Files.writeString(spec, SPEC + "      due: date\n");
    try (FreeholdProcess again = FreeholdProcess.start(directory, environment(), "serve")) {
      again.client(token).get("/notes/1").expect(200);
    }
  }

  @Test
  void aDatabaseThatIsNotThereIsTold() throws Exception {
    Map<String, String> environment = environment();
    environment.put("DATABASE_URL", "postgresql://nobody:secret-word@127.0.0.1:1/nowhere");
    // The start waits for 60 seconds: the database may start later.
    try (FreeholdProcess freehold = FreeholdProcess.start(directory, environment, "serve")) {
      assertThat(freehold.exitStatus(90)).isEqualTo(1);
      assertThat(freehold.err()).contains("127.0.0.1:1").doesNotContain("Exception", "secret-word");
    }
  }

  private DatabaseTarget target() {
    if (database == null) {
      throw new IllegalStateException("not made");
    }
    return database.target();
  }

  private Map<String, String> environment() {
    DatabaseTarget target = target();
    String password =
        URLEncoder.encode(target.password().reveal(), StandardCharsets.UTF_8).replace("+", "%20");
    String address = target.host() + ":" + target.port() + "/" + target.database();
    return new HashMap<>(
        Map.of(
            "DATABASE_URL",
            "postgresql://" + target.user() + ":" + password + "@" + address + "?sslmode=disable",
            "JWT_SECRET",
            SECRET,
            "PORT",
            "0"));
  }
}
