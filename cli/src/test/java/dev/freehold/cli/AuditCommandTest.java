package dev.freehold.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.freehold.testing.TlsServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Checks the exit statuses of `freehold audit` against a small server whose `/reports` forgets to
/// ask for the token.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AuditCommandTest {
  private static final String DOCUMENT =
      """
      {"openapi": "3.1.0", "info": {"title": "Small", "version": "1"},
       "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
       "security": [{"bearer": []}],
       "paths": {
         "/me": {"get": {"responses": {"200": {"description": "OK"}}}},
         "/reports": {"get": {"responses": {"200": {"description": "OK"}}}},
         "/closed": {"get": {"responses": {"200": {"description": "OK"}}}}}}
      """;

  private final HttpServer server;

  AuditCommandTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", AuditCommandTest::answer);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    String token = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    boolean known = token.equals("Bearer token-of-a") || token.equals("Bearer token-of-b");
    switch (exchange.getRequestURI().getPath()) {
      case "/openapi.json" -> send(exchange, 200, DOCUMENT);
      case "/me" -> send(exchange, known ? 200 : 401, known ? "{}" : "{\"detail\": \"Who?\"}");
      case "/reports" -> send(exchange, 200, "{\"figures\": 7}");
      case "/closed" -> send(exchange, known ? 403 : 401, "{\"detail\": \"No\"}");
      default -> send(exchange, 404, "{\"detail\": \"Nothing here\"}");
    }
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  @BeforeAll
  void start() {
    server.start();
  }

  @AfterAll
  void stop() {
    server.stop(0);
  }

  static Stream<Arguments> runs() {
    return Stream.of(
        arguments("token-of-", List.of("--only", "http.cors"), 0, "No score: "),
        arguments(
            "token-of-",
            List.of("--only", "http.cors", "--min-coverage", "67"),
            1,
            "freehold: coverage 66 % is below --min-coverage 67"),
        arguments("token-of-", List.of("--only", "http.cors", "--min-coverage", "66"), 0, "66 %"),
        arguments(
            "token-of-",
            List.of("--only", "guard.anonymous"),
            1,
            "a protected operation works without a token"),
        arguments("token-of-", List.of("--min-coverage", "101"), 2, "must be 0 to 100 percent"),
        arguments(
            "no-token-",
            List.of("--only", "http.cors"),
            2,
            "the credentials of user A open nothing: GET /me returned 401 {\"detail\": \"Who?\"}"));
  }

  static Stream<Arguments> faultyCredentials() {
    return Stream.of(
        arguments("", "token-of-b", "--token-a is empty: is its variable set?"),
        arguments("token-of-a", "  ", "--token-b is empty"),
        arguments("token-of-a", "token-of-a", "are the same: an audit needs two users"),
        arguments("Bearer token-of-a", "token-of-b", "--token-a begins with 'Bearer'"),
        arguments("token-of-a", "two\nlines", "--token-b has a space, a line break"),
        arguments("the token", "token-of-b", "--token-a has a space"),
        arguments("t\u00f6ken", "token-of-b", "another character that no token has"));
  }

  @ParameterizedTest
  @MethodSource("faultyCredentials")
  void credentialsThatCannotBeOnesAreAnError(String a, String b, String sentence) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text, true);
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    assertThat(Main.run(out, out, "audit", url, "--token-a", a, "--token-b", b))
        .as("%s", text)
        .isEqualTo(2);
    assertThat(text.toString()).contains(sentence).doesNotContain("token-of-");
  }

  static Stream<Arguments> profiles() {
    return Stream.of(
        arguments("[{email: a@x, password: ''}, {email: b@x, password: p}]", "needs 'password'"),
        arguments("[{email: a@x, password: p}, {email: a@x, password: p}]", "not one twice"));
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void accountsThatCannotBeOnesAreAnError(String accounts, String sentence, @TempDir Path folder)
      throws IOException {
    Path profile = folder.resolve("audit.yaml");
    Files.writeString(profile, "accounts: " + accounts + "\n");
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text, true);
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    assertThat(Main.run(out, out, "audit", url, "--profile", profile.toString())).isEqualTo(2);
    assertThat(text.toString()).contains(sentence);
  }

  @Test
  void theGuessedProfileIsOneThatTheCommandTakes(@TempDir Path folder) {
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text, true);
    Path profile = folder.resolve("audit.yaml");
    assertThat(Main.run(out, out, "audit", url, "--guess-profile")).isZero();
    assertThat(text.toString())
        .startsWith("# How `freehold audit` would sign in to " + url)
        .contains("\ndescription: \"/openapi.json\"\n", "\n# signup: a request that");
    assertThat(Main.run(out, out, "audit", url, "--guess-profile", "--out", profile.toString()))
        .isZero();
    String[] audit = {
      "audit",
      url,
      "--only",
      "http.cors",
      "--profile",
      profile.toString(),
      "--token-a",
      "token-of-a",
      "--token-b",
      "token-of-b"
    };
    assertThat(Main.run(out, out, audit)).as("%s", text).isZero();
  }

  static Stream<Arguments> logins() {
    String me = "curl URL/me -H 'Authorization: Bearer token-of-";
    return Stream.of(
        arguments(me + "a'\n" + me + "b'\n", List.of(), 0, "66 %"),
        arguments(me + "a'", List.of(), 2, "needs two commands, one for each user; there are 1"),
        arguments("curl https://accounts.example/login -d a=1", List.of(), 2, "another server"),
        arguments("curl URL/me -F a=1", List.of(), 2, "login.txt: the option -F is not supported"),
        arguments(
            me + "a'",
            List.of("--token-a", "token-of-a", "--token-b", "token-of-b"),
            2,
            "--login-curl and --token-a exclude each other"));
  }

  @ParameterizedTest
  @MethodSource("logins")
  void requestsOfBrowsersSignIn(
      String commands, List<String> options, int status, String sentence, @TempDir Path folder)
      throws IOException {
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    Path file = folder.resolve("login.txt");
    Files.writeString(file, commands.replace("URL", url));
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text, true);
    Stream<String> words =
        Stream.of("audit", url, "--only", "http.cors", "--login-curl", file.toString());
    String[] all = Stream.concat(words, options.stream()).toArray(String[]::new);
    assertThat(Main.run(out, out, all)).as("%s", text).isEqualTo(status);
    assertThat(text.toString()).contains(sentence);
  }

  static Stream<Arguments> trusts() {
    return Stream.of(
        arguments("localhost", List.of(), 2, "give it with --cacert, or take any with --insecure"),
        arguments("localhost", List.of("--wait", "60"), 2, "take any with --insecure"),
        arguments("localhost", List.of("--cacert", "CERTIFICATE"), 0, "66 %"),
        arguments("127.0.0.1", List.of("--cacert", "CERTIFICATE"), 2, "TLS: "),
        arguments("127.0.0.1", List.of("--insecure"), 0, "66 %"),
        arguments("localhost", List.of("--cacert", "pom.xml"), 2, "pom.xml: it "),
        arguments("localhost", List.of("--cacert", "nowhere.pem"), 2, "nowhere.pem cannot be"),
        arguments(
            "localhost",
            List.of("--insecure", "--cacert", "CERTIFICATE"),
            2,
            "--insecure takes every certificate: leave out --cacert"));
  }

  @ParameterizedTest
  @MethodSource("trusts")
  void aServerThatSignedItsCertificateIsAuditedIfThatIsAskedFor(
      String host, List<String> options, int status, String sentence, @TempDir Path folder)
      throws Exception {
    try (TlsServer tls = new TlsServer(folder, AuditCommandTest::answer)) {
      StringWriter text = new StringWriter();
      PrintWriter out = new PrintWriter(text, true);
      Stream<String> words =
          Stream.of(
              "audit",
              tls.url(host).toString(),
              "--only",
              "http.cors",
              "--token-a",
              "token-of-a",
              "--token-b",
              "token-of-b");
      Stream<String> given =
          options.stream().map(each -> each.replace("CERTIFICATE", tls.certificate().toString()));
      String[] all = Stream.concat(words, given).toArray(String[]::new);
      assertThat(Main.run(out, out, all)).as("%s", text).isEqualTo(status);
      assertThat(text.toString()).contains(sentence);
    }
  }

  @ParameterizedTest
  @MethodSource("runs")
  void theExitStatusFollowsWhatWasAskedAndReached(
      String token, List<String> options, int status, String sentence) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text, true);
    Stream<String> words =
        Stream.of(
            "audit",
            "http://127.0.0.1:" + server.getAddress().getPort(),
            "--token-a",
            token + "a",
            "--token-b",
            token + "b");
    String[] all = Stream.concat(words, options.stream()).toArray(String[]::new);
    assertThat(Main.run(out, out, all)).as("%s", text).isEqualTo(status);
    assertThat(text.toString()).contains(sentence);
  }
}
