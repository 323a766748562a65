package dev.freehold.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.client.ApiClient;
import dev.freehold.testing.ApiScenario;
import dev.freehold.testing.ApiScenario.Person;
import dev.freehold.testing.McpClient;
import dev.freehold.testing.SpecFile;
import dev.freehold.testing.TestDatabase;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The tools of a server over standard input and output.
final class McpBridgeTest {
  private static final String PASSWORD = "correct horse battery staple";
  private static final String HANDSHAKE =
      "{\"jsonrpc\":\"2.0\",\"id\":\"h\",\"method\":\"initialize\",\"params\":{"
          + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
          + "\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}}";

  private static ApiScenario scenario;

  @BeforeAll
  static void start() {
    scenario = new ApiScenario(SpecFile.example("tasks"));
  }

  @AfterAll
  static void stop() {
    scenario.close();
  }

  private static String url() {
    return "http://127.0.0.1:" + scenario.server().port();
  }

  private static Map<String, String> account() {
    String email = UUID.randomUUID() + "@example.com";
    scenario
        .nobody()
        .post(
            "/auth/signup", new JsonObject().put("email", email).put("password", PASSWORD).encode())
        .expect(201);
    Map<String, String> environment = new HashMap<>();
    environment.put("MCP_URL", url());
    environment.put("MCP_EMAIL", email);
    environment.put("MCP_PASSWORD", PASSWORD);
    return environment;
  }

  private static Map<String, String> token(Person person) {
    return Map.of("MCP_URL", url() + "/mcp/", "MCP_TOKEN", person.token());
  }

  /// The answers to lines, by their ids.
  private record Answers(Map<String, JsonObject> byId) {
    JsonObject of(String id) {
      return Objects.requireNonNull(byId.get(id), id);
    }
  }

  private static Answers run(Map<String, String> environment, String... lines) throws Exception {
    BridgeSettings settings = BridgeSettings.read(environment);
    try (ApiClient client = new ApiClient(settings.server(), Duration.ofSeconds(20));
        BridgeSession session = new BridgeSession(settings, client)) {
      return answers(session, lines);
    }
  }

  private static Answers answers(BridgeSession session, String... lines) throws Exception {
    StringWriter out = new StringWriter();
    byte[] in = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    new McpBridge(session, new PrintWriter(out)).run(new ByteArrayInputStream(in));
    Map<String, JsonObject> answers = new TreeMap<>();
    out.toString()
        .lines()
        .map(JsonObject::new)
        .forEach(answer -> answers.put(String.valueOf(answer.getValue("id")), answer));
    return new Answers(answers);
  }

  private static String call(Object id, String tool, JsonObject arguments) {
    return McpClient.message(
            "tools/call", new JsonObject().put("name", tool).put("arguments", arguments))
        .put("id", id)
        .encode();
  }

  private static JsonObject structured(JsonObject answer) {
    return answer.getJsonObject("result").getJsonObject("structuredContent");
  }

  private static String message(JsonObject answer) {
    assertThat(answer.getJsonObject("error").getInteger("code")).isEqualTo(-32603);
    return answer.getJsonObject("error").getString("message");
  }

  @Test
  void passesMessagesOnAsThePersonOfTheAccount() throws Exception {
    Map<String, String> environment = account();
    JsonObject task = new JsonObject().put("title", "Zoë's\n\"task\" 𝒳");
    Answers made = run(environment, call(1, "tasks_create", task), "");
    assertThat(structured(made.of("1")).getString("title")).isEqualTo(task.getString("title"));
    Answers read =
        run(
            environment,
            call(2, "tasks_list", new JsonObject()),
            McpClient.message("tools/list", new JsonObject()).put("id", "t").encode());
    assertThat(structured(read.of("2")).getJsonArray("tasks")).hasSize(1);
    assertThat(read.of("t").getJsonObject("result").getJsonArray("tools")).hasSize(6);
    Answers others = run(account(), call(3, "tasks_list", new JsonObject()));
    assertThat(structured(others.of("3")).getJsonArray("tasks")).isEmpty();
  }

  @Test
  void speaksTheRevisionOfTheHandshake() throws Exception {
    Answers answers =
        run(
            token(scenario.person()),
            HANDSHAKE,
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"prompts/list\"}");
    assertThat(answers.byId()).containsOnlyKeys("h", "1", "2");
    assertThat(answers.of("h").getJsonObject("result").getString("protocolVersion"))
        .isEqualTo("2025-11-25");
    assertThat(answers.of("1").getJsonObject("result").getJsonArray("tools")).hasSize(6);
    assertThat(answers.of("2").getJsonObject("error").getInteger("code")).isEqualTo(-32601);
  }

  @Test
  void signsInAgainWhenTheSessionHasEnded() throws Exception {
    BridgeSettings settings = BridgeSettings.read(account());
    String sessions = "select count(*)::text from auth.sessions";
    try (ApiClient client = new ApiClient(settings.server(), Duration.ofSeconds(20));
        BridgeSession session = new BridgeSession(settings, client)) {
      String list = call(1, "tasks_list", new JsonObject());
      assertThat(structured(answers(session, list).of("1"))).isNotNull();
      JsonObject login =
          new JsonObject().put("email", account(settings).email()).put("password", PASSWORD);
      long before = Long.parseLong(scenario.query(sessions));
      scenario.nobody().post("/auth/login", login.encode()).expect(200);
      scenario.sql("update auth.sessions set revoked_at = now()");
      TestDatabase.await(
          () -> {
            answersQuietly(session, list);
            return Long.parseLong(scenario.query(sessions)) > before + 1;
          });
      assertThat(structured(answers(session, list).of("1"))).isNotNull();
    }
  }

  private static BridgeSettings.Credentials.Account account(BridgeSettings settings) {
    return (BridgeSettings.Credentials.Account) settings.credentials();
  }

  private static void answersQuietly(BridgeSession session, String line) {
    try {
      assertThat(structured(answers(session, line).of("1"))).isNotNull();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatTheServerRefusesIsAnErrorWithTheReason() throws Exception {
    String list = call(1, "tasks_list", new JsonObject());
    assertThat(message(run(Map.of("MCP_URL", url()), list).of("1")))
        .startsWith("the server answered 401: Sign in");
    assertThat(message(run(Map.of("MCP_URL", url(), "MCP_TOKEN", "x.y.z"), list).of("1")))
        .startsWith("the server answered 401: The token is not valid");
    Map<String, String> wrong = account();
    wrong.put("MCP_PASSWORD", "another password");
    assertThat(message(run(wrong, list).of("1")))
        .startsWith("Sign-in with MCP_EMAIL and MCP_PASSWORD was refused:")
        .doesNotContain("another password");
    assertThat(message(run(Map.of("MCP_URL", url() + "/nowhere"), list).of("1")))
        .startsWith("the server answered 404");
    assertThat(message(run(Map.of("MCP_URL", "http://127.0.0.1:1"), list).of("1")))
        .contains("no server responds");
    assertThat(run(token(scenario.person()), "{").of("null").getJsonObject("error").encode())
        .contains("-32700");
  }

  @Test
  void aCancelledRequestHasNoAnswer() throws Exception {
    BridgeSettings settings = BridgeSettings.read(token(scenario.person()));
    try (ApiClient client = new ApiClient(settings.server(), Duration.ofSeconds(20));
        BridgeSession session = new BridgeSession(settings, client);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answers> answers;
      try (ApiScenario.TableLock _ = scenario.lock("app.tasks")) {
        answers =
            threads.submit(
                () ->
                    answers(
                        session,
                        call(1, "tasks_list", new JsonObject()),
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                            + "\"params\":{\"requestId\":1}}",
                        call(2, "tasks_list", new JsonObject())));
        TestDatabase.await(
            () ->
                !scenario
                    .query("select count(*)::text from pg_locks where not granted")
                    .equals("0"));
      }
      assertThat(answers.get().byId()).containsOnlyKeys("2");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MCP_URL,localhost:8000,MCP_URL",
    "MCP_URL,ftp://localhost,MCP_URL",
    "MCP_URL,http://ann:secret@localhost,MCP_URL",
    "MCP_URL,http://localhost/?token=secret,MCP_URL",
    "MCP_EMAIL,ann@example.com,MCP_PASSWORD",
    "MCP_PASSWORD,secret,MCP_EMAIL"
  })
  void aFaultOfTheSettingsNamesTheVariable(String name, String value, String named) {
    assertThatThrownBy(() -> BridgeSettings.read(Map.of(name, value)))
        .hasMessageContaining(named)
        .hasMessageNotContaining("secret");
  }

  @Test
  void tokenAndAccountExcludeEachOther() {
    Map<String, String> both =
        Map.of("MCP_TOKEN", "t", "MCP_EMAIL", "ann@example.com", "MCP_PASSWORD", "p");
    assertThatThrownBy(() -> BridgeSettings.read(both)).hasMessageContaining("MCP_TOKEN");
  }
}
