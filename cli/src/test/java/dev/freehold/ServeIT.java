package dev.freehold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.AdminConnection;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.testing.FreeholdProcess;
import dev.freehold.testing.RawHttpTestClient;
import dev.freehold.testing.RawHttpTestClient.Response;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.TestDatabase;
import dev.freehold.type.Secret;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./freehold serve` with the embedded database, as a person starts and stops it.
final class ServeIT {
  private static final Map<String, String> FREE_PORT = Map.of("PORT", "0");

  @TempDir Path directory;

  @Test
  void startsServesAndStopsInGoodOrder() throws Exception {
    try (FreeholdProcess freehold = FreeholdProcess.start(directory, FREE_PORT, "serve")) {
      String url = freehold.url().toString();
      assertThat(freehold.err())
          .contains("Tasks 1.0.0 is up.", url + "/redoc", url + "/api/v1/tasks", "/auth/signup")
          .doesNotContain("WARNING", "Exception");
      ScenarioClient ann = freehold.client(freehold.signUp("ann@example.com"));
      ann.post("/tasks", "{\"title\":\"Buy milk\"}").expect(201);
      assertThat(ann.get("/tasks").expect(200).column("tasks", "title"))
          .containsExactly("Buy milk");
      long postgres = postgres();
      String token = freehold.signUp("bob@example.com");
      try (RawHttpTestClient client = new RawHttpTestClient(freehold.url().getPort());
          AdminConnection admin = AdminConnection.open(TestDatabase.vertx(), database())) {
        admin.execute("begin");
        admin.execute("lock table app.tasks in exclusive mode");
        client.send(create(token));
        TestDatabase.await(() -> waiting() == 1);
        long begin = System.nanoTime();
        freehold.terminate();
        TestDatabase.await(5_000, () -> refused(freehold.url().getPort()));
        admin.execute("rollback");
        Response answer = client.read();
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(freehold.exitStatus(10)).isZero();
        assertThat(System.nanoTime() - begin).isLessThan(10_000_000_000L);
      }
      assertThat(freehold.out()).contains("Stopped");
      assertThat(freehold.out() + freehold.err())
          .doesNotContain(token, FreeholdProcess.PASSWORD, "ann@");
      assertThat(ProcessHandle.of(postgres)).isEmpty();
      assertThat(data().resolve("postgres/postmaster.pid")).doesNotExist();
    }
  }

  @Test
  void whatWasAcknowledgedOutlivesAKill() throws Exception {
    String token;
    try (FreeholdProcess killed = FreeholdProcess.start(directory, FREE_PORT, "serve")) {
      token = killed.signUp("ann@example.com");
      killed.client(token).post("/tasks", "{\"title\":\"kept\"}").expect(201);
      killed.kill();
    }
    long postgres = postgres();
    try (FreeholdProcess next = FreeholdProcess.start(directory, FREE_PORT, "serve")) {
      // The secret was kept too: who was signed in still is.
      assertThat(next.client(token).get("/tasks").expect(200).column("tasks", "title"))
          .containsExactly("kept");
      assertThat(next.out()).contains("Adopted");
      assertThat(postgres()).isEqualTo(postgres);
      next.client(token).post("/tasks", "{\"title\":\"kept too\"}").expect(201);
      next.kill();
      kill9(postgres);
    }
    try (FreeholdProcess last = FreeholdProcess.start(directory, FREE_PORT, "serve")) {
      assertThat(last.client(token).get("/tasks").expect(200).column("tasks", "title"))
          .containsExactly("kept too", "kept");
      last.terminate();
      assertThat(last.exitStatus(10)).isZero();
    }
  }

  @Test
  void aSecondServerOnTheSameDataIsRefused() throws Exception {
    try (FreeholdProcess first = FreeholdProcess.start(directory, FREE_PORT, "serve")) {
      first.url();
      try (FreeholdProcess second = FreeholdProcess.start(directory, FREE_PORT, "serve")) {
        assertThat(second.exitStatus(60)).isEqualTo(1);
        assertThat(second.err())
            .contains("in use by another Freehold", data().toString())
            .doesNotContain("Exception");
      }
      first.client("").get("/tasks").expect(401);
    }
  }

  @Test
  void aPortInUseIsToldAndLeavesNothingRunning() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        FreeholdProcess freehold =
            FreeholdProcess.start(
                directory, Map.of(), "serve", "--port", Integer.toString(taken.getLocalPort()))) {
      assertThat(freehold.exitStatus(60)).isEqualTo(1);
      assertThat(freehold.err())
          .contains("in use", "--port", Integer.toString(taken.getLocalPort()))
          .doesNotContain("Exception");
    }
    assertThat(data().resolve("postgres/postmaster.pid")).doesNotExist();
  }

  @Test
  void theFileBesideTheSpecIsReadAndOptionsWin() throws Exception {
    Path shop = Files.createDirectory(directory.resolve("shop"));
    Files.copy(Path.of("examples/contacts/freehold.yaml"), shop.resolve("shop.yaml"));
    Files.writeString(shop.resolve(".env"), "PORT=1\nFREEHOLD_DATA_DIR=elsewhere\n");
    try (FreeholdProcess freehold =
        FreeholdProcess.start(directory, Map.of(), "serve", "shop/shop.yaml", "--port", "0")) {
      assertThat(freehold.url().getPort()).isGreaterThan(1);
      assertThat(freehold.err()).contains("Contacts 1.0.0 is up.");
      assertThat(directory.resolve("elsewhere/postgres")).isDirectory();
      assertThat(directory.resolve(".freehold")).doesNotExist();
    }
  }

  private Path data() throws IOException {
    return directory.toRealPath().resolve(".freehold");
  }

  private long postgres() throws IOException {
    return Long.parseLong(
        Files.readAllLines(data().resolve("postgres/postmaster.pid")).getFirst().strip());
  }

  /// The superuser, over the private socket.
  private DatabaseTarget database() throws IOException {
    String password = Files.readString(data().resolve("password")).strip();
    return DatabaseTarget.unixSocket(
        data().resolve("socket").toString(), 5432, "freehold", "postgres", Secret.of(password));
  }

  private int waiting() throws IOException {
    return Integer.parseInt(
        TestDatabase.query(database(), "select count(*)::text from pg_locks where not granted"));
  }

  private static String create(String token) {
    String body = "{\"title\":\"under way\"}";
    return "POST /api/v1/tasks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Authorization: Bearer "
        + token
        + "\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static boolean refused(int port) throws IOException {
    try (RawHttpTestClient client = new RawHttpTestClient(port)) {
      return client.isClosed();
    } catch (ConnectException _) {
      return true;
    }
  }

  private static void kill9(long pid) throws Exception {
    new ProcessBuilder("/bin/sh", "-c", "kill -9 " + pid).start().waitFor();
  }
}
