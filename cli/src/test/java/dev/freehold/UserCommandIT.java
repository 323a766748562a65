package dev.freehold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.FreeholdProcess;
import dev.freehold.testing.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./freehold user` with the embedded database, beside `serve` and without it.
final class UserCommandIT {
  private static final Pattern MADE = Pattern.compile("(?m)^ +password +(\\S+)$");

  @TempDir Path directory;

  private record UserCommandResult(int status, String out, String err) {}

  private UserCommandResult user(String... words) throws Exception {
    String[] all = new String[words.length + 1];
    all[0] = "user";
    System.arraycopy(words, 0, all, 1, words.length);
    try (FreeholdProcess user = FreeholdProcess.start(directory, Map.of(), all)) {
      int status = user.exitStatus(60);
      return new UserCommandResult(status, user.out(), user.err());
    }
  }

  private static int logIn(FreeholdProcess server, String email, String password) throws Exception {
    String body = new JsonObject().put("email", email).put("password", password).encode();
    return server.client("").post("/auth/login", body).response().statusCode();
  }

  @Test
  void worksBesideAServerAndWithoutOne() throws Exception {
    UserCommandResult early = user("list");
    assertThat(early.status()).isEqualTo(1);
    assertThat(early.err()).contains("freehold serve").doesNotContain("Exception");
    assertThat(directory.resolve(".freehold")).doesNotExist();

    String password;
    try (FreeholdProcess server = FreeholdProcess.start(directory, Map.of("PORT", "0"), "serve")) {
      server.url();
      UserCommandResult made = user("create", "ann@example.com", "--name", "Ann");
      assertThat(made.status()).as(made.err()).isZero();
      assertThat(made.err()).isEmpty();
      Matcher matcher = MADE.matcher(made.out());
      assertThat(matcher.find()).as(made.out()).isTrue();
      password = matcher.group(1);
      assertThat(logIn(server, "ann@example.com", password)).isEqualTo(200);

      String token = server.signUp("bob@example.com");
      server.client(token).get("/tasks").expect(200);
      assertThat(user("disable", "bob@example.com").status()).isZero();
      TestDatabase.await(
          2_000, () -> server.client(token).get("/tasks").response().statusCode() == 401);
      assertThat(logIn(server, "bob@example.com", FreeholdProcess.PASSWORD)).isEqualTo(401);
      assertThat(logIn(server, "ann@example.com", password)).as("still serves").isEqualTo(200);
      server.terminate();
      assertThat(server.exitStatus(10)).isZero();
    }

    UserCommandResult alone = user("list", "--json");
    assertThat(alone.status()).as(alone.err()).isZero();
    assertThat(alone.err()).isEmpty();
    JsonArray all = new JsonArray(alone.out());
    assertThat(all.getJsonObject(0).getString("email")).isEqualTo("ann@example.com");
    assertThat(all.getJsonObject(1).getString("state")).isEqualTo("disabled");
    assertThat(data().resolve("postgres/postmaster.pid")).doesNotExist();
    assertThat(user("enable", "bob@example.com").status()).isZero();

    try (FreeholdProcess server = FreeholdProcess.start(directory, Map.of("PORT", "0"), "serve")) {
      assertThat(logIn(server, "bob@example.com", FreeholdProcess.PASSWORD)).isEqualTo(200);
      assertThat(logIn(server, "ann@example.com", password)).isEqualTo(200);
    }
  }

  @Test
  void helpTeaches() throws Exception {
    for (String command : new String[] {"create", "list", "role", "disable", "enable", "reset"}) {
      UserCommandResult help = user(command, "--help");
      assertThat(help.status()).isZero();
      assertThat(help.out()).contains("freehold user " + command, "Example");
    }
    assertThat(user().out()).contains("freehold user create");
    assertThat(user("creat").status()).isEqualTo(2);
  }

  private Path data() throws IOException {
    return directory.toRealPath().resolve(".freehold");
  }
}
