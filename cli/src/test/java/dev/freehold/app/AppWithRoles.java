package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.app.RunningApp.SignedUpUser;
import dev.freehold.cli.UserCommand;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/// The whole server on an example, with users who get their roles in the normal way: they sign up,
/// an operator runs `freehold user role`, and they log in.
final class AppWithRoles implements AutoCloseable {
  private final TestDatabase database = TestDatabase.fresh();
  private final RunningApp running;
  private final Path spec;

  /// @param example a name in `examples/`
  /// @param directory an empty directory for the operator's command
  AppWithRoles(String example, Path directory) throws IOException {
    running = RunningApp.on(database.target(), RunningApp.example(example));
    Path source = Path.of("examples", example, "freehold.yaml");
    spec = Files.copy(source, directory.resolve("freehold.yaml"));
    Files.writeString(
        directory.resolve(".env"),
        "DATABASE_URL='%s'\nJWT_SECRET='%s'\n"
            .formatted(RunningApp.url(database.target()), RunningApp.SECRET));
  }

  /// A user who has just signed up and is signed in.
  ScenarioClient person(String... roles) {
    SignedUpUser person = running.person();
    if (roles.length == 0) {
      return person.client();
    }
    for (String role : roles) {
      StringWriter told = new StringWriter();
      int status =
          UserCommand.commandLine(new ByteArrayInputStream(new byte[0]))
              .setOut(new PrintWriter(told))
              .setErr(new PrintWriter(told))
              .execute("role", person.email(), "--add", role, spec.toString());
      assertThat(status).as(told.toString()).isZero();
    }
    String body =
        new JsonObject().put("email", person.email()).put("password", RunningApp.PASSWORD).encode();
    JsonObject session = running.nobody().post("/auth/login", body).expect(200).data();
    return running.with(session.getString("access_token"));
  }

  ScenarioClient nobody() {
    return running.nobody();
  }

  @Override
  public void close() {
    running.close();
    database.close();
  }
}
