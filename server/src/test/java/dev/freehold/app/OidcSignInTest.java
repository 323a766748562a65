package dev.freehold.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freehold.account.AccountAdminRepository;
import dev.freehold.account.AccountNotices;
import dev.freehold.app.RunningApp.SignedUpUser;
import dev.freehold.db.AdminConnection;
import dev.freehold.issuer.IssuerTokens;
import dev.freehold.issuer.IssuerTokens.IssuingKey;
import dev.freehold.issuer.TestOpenIdProvider;
import dev.freehold.migrate.run.MigrationRefusedException;
import dev.freehold.plan.ApiPlan;
import dev.freehold.plan.ApiPlanner;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.TestDatabase;
import dev.freehold.token.Base64Url;
import dev.freehold.type.SignatureAlgorithm;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Sign-in by OpenID Connect providers (`auth.providers`) on the whole server, on nodes of one database, with
/// providers that are real servers.
final class OidcSignInTest {
  private static final String FRONT = "https://app.example.com/signed-in";
  private static final String OTHER_FRONT = "http://localhost:3000";
  private static final String VERIFIER = "a-verifier-of-the-front-end_0123456789.~ABCDEF";

  private static final HttpClient HTTP =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  /// For an answer that never comes: counted down when the client has given up.
  private static volatile CountDownLatch ended = new CountDownLatch(0);

  private static TestOpenIdProvider idp;
  private static TestOpenIdProvider other;
  private static TestDatabase database;
  private static RunningApp running;
  private static RunningApp second;
  private static RunningApp closedToNew;
  private static int port;
  private static int secondPort;
  private static int closedPort;

  private static ApiPlan plan(String signup) {
    return compiled(spec(signup));
  }

  private static String spec(String signup) {
    return """
    freehold: 1
    name: Library
    auth:
      signup: %s
      cookies: true
      verification: sign-in
      providers:
        - { name: main, issuer: "%s", client_id: "%s", client_secret_env: MAIN_SECRET }
        - { name: other, issuer: "%s", client_id_env: OTHER_ID, client_secret_env: OTHER_SECRET }
        - { name: away, issuer: "http://127.0.0.1:1", client_id: a, client_secret_env: MAIN_SECRET }
      redirects: [%s, %s]
    resources:
      books:
        fields: { title: { type: string, required: true } }
    """
        .formatted(
            signup, idp.issuer(), TestOpenIdProvider.CLIENT, other.issuer(), FRONT, OTHER_FRONT);
  }

  private static ApiPlan compiled(String spec) {
    return switch (SpecChecker.check(spec.getBytes(UTF_8))) {
      case SpecResult.Valid valid -> ApiPlanner.plan(valid.spec());
      case SpecResult.Invalid invalid -> throw new AssertionError(invalid.issues());
    };
  }

  private static RunningApp node(ApiPlan plan, int at, String... more) {
    List<String> variables =
        new ArrayList<>(
            List.of(
                "MAIN_SECRET",
                TestOpenIdProvider.SECRET,
                "OTHER_ID",
                TestOpenIdProvider.CLIENT,
                "OTHER_SECRET",
                TestOpenIdProvider.SECRET,
                "PORT",
                String.valueOf(at),
                "PUBLIC_URL",
                "http://127.0.0.1:" + port,
                "SMTP_URL",
                "smtp://127.0.0.1:1?starttls=off",
                "MAIL_FROM",
                "library@example.com"));
    variables.addAll(List.of(more));
    return RunningApp.on(database.target(), plan, variables.toArray(String[]::new));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @BeforeAll
  static void start() throws IOException {
    idp = new TestOpenIdProvider();
    other = new TestOpenIdProvider();
    other.method = "client_secret_post";
    database = TestDatabase.fresh();
    port = freePort();
    secondPort = freePort();
    closedPort = freePort();
    running = node(plan("open"), port);
    second = node(plan("open"), secondPort);
    closedToNew = node(plan("closed"), closedPort);
  }

  @AfterAll
  static void stop() {
    closedToNew.close();
    second.close();
    running.close();
    database.close();
    idp.close();
    other.close();
  }

  @BeforeEach
  void honestly() {
    idp.reset();
    other.reset();
    idp.subject = "subject-" + UUID.randomUUID();
  }

  private static String query(String sql) {
    return TestDatabase.query(database.target(), sql);
  }

  private static void execute(String sql) {
    TestDatabase.execute(database.target(), sql);
  }

  private static String accounts(String subject) {
    return query(
        "select count(*)::text from auth.identities where subject = '"
            + subject.replace("'", "''")
            + "'");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  /// A browser, which follows one step at a time and keeps the cookies of the server.
  private static final class Browser {
    final Map<String, String> cookies = new LinkedHashMap<>();

    HttpResponse<String> get(String url, String... headers) {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
      if (!cookies.isEmpty()) {
        request.header(
            "Cookie",
            String.join(
                "; ",
                cookies.entrySet().stream().map(c -> c.getKey() + "=" + c.getValue()).toList()));
      }
      if (headers.length > 0) {
        request.headers(headers);
      }
      try {
        HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
        response.headers().allValues("set-cookie").forEach(this::keep);
        return response;
      } catch (IOException | InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    private void keep(String setCookie) {
      String pair = setCookie.substring(0, setCookie.indexOf(';'));
      int equals = pair.indexOf('=');
      if (setCookie.contains("Max-Age=0")) {
        cookies.remove(pair.substring(0, equals));
      } else {
        cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }

    /// Where a step leads.
    String follow(String url, String... headers) {
      HttpResponse<String> response = get(url, headers);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(302);
      return response.headers().firstValue("location").orElseThrow();
    }

    /// Signs in at the provider.
    ///
    /// @return the address of the callback, with a code
    String atProvider(String parameters) {
      return atProvider("main", parameters);
    }

    String atProvider(String provider, String parameters) {
      return follow(follow(start(provider, parameters)));
    }
  }

  private static String start(String provider, String parameters) {
    String all = parameters;
    if (!parameters.startsWith("/") && !parameters.contains("code_challenge")) {
      all = challenge() + (parameters.isEmpty() ? "" : "&" + parameters.substring(1));
    }
    return "http://127.0.0.1:" + port + "/api/v1/auth/oidc/" + provider + all;
  }

  private static String at(int node, String url) {
    return url.replace("http://127.0.0.1:" + port, "http://127.0.0.1:" + node);
  }

  private static String challenge() {
    return "?code_challenge="
        + Base64Url.encode(TestOpenIdProvider.sha256(VERIFIER))
        + "&code_challenge_method=S256";
  }

  private static String code(String front) {
    assertThat(front).startsWith(FRONT + "?code=");
    return front.substring((FRONT + "?code=").length());
  }

  private static String body(String code, @Nullable String verifier) {
    JsonObject body = new JsonObject().put("code", code);
    if (verifier != null) {
      body.put("code_verifier", verifier);
    }
    return body.encode();
  }

  private static JsonObject redeem(String code, @Nullable String verifier) {
    return running.nobody().post("/auth/oidc/token", body(code, verifier)).expect(200).data();
  }

  /// The session of a whole sign-in.
  private static JsonObject signIn() {
    Browser browser = new Browser();
    return redeem(code(browser.follow(browser.atProvider(challenge()))), VERIFIER);
  }

  private static ScenarioClient client(JsonObject session) {
    return running.with(session.getString("access_token"));
  }

  @Test
  void aPersonSignsIn() throws Exception {
    Browser browser = new Browser();
    HttpResponse<String> started = browser.get(start("main", challenge()));
    assertThat(started.statusCode()).isEqualTo(302);
    assertThat(started.headers().firstValue("cache-control")).hasValue("no-store");
    assertThat(started.headers().firstValue("referrer-policy")).hasValue("no-referrer");
    assertThat(started.headers().firstValue("set-cookie").orElseThrow())
        .startsWith("__Host-sign-in=")
        .contains("Path=/", "Secure", "HTTPOnly", "SameSite=Lax", "Max-Age=600");
    String authorize = started.headers().firstValue("location").orElseThrow();
    JsonObject asked = TestOpenIdProvider.parameters(URI.create(authorize).getRawQuery());
    assertThat(asked.getString("redirect_uri"))
        .isEqualTo("http://127.0.0.1:" + port + "/api/v1/auth/oidc/main/callback");
    assertThat(asked.getString("scope")).isEqualTo("openid profile");
    HttpResponse<String> back = browser.get(browser.follow(authorize));
    assertThat(back.headers().firstValue("cache-control")).hasValue("no-store");
    assertThat(back.headers().firstValue("referrer-policy")).hasValue("no-referrer");
    assertThat(browser.cookies).as("the state has ended").isEmpty();
    JsonObject session =
        redeem(code(back.headers().firstValue("location").orElseThrow()), VERIFIER);
    JsonObject user = session.getJsonObject("user");
    assertThat(user.getValue("email")).isNull();
    assertThat(user.getString("name")).isEqualTo("Ada Lovelace");
    assertThat(user.getJsonObject("identity"))
        .isEqualTo(new JsonObject().put("issuer", "main").put("subject", idp.subject));
    client(session).post("/books", "{\"title\":\"mine\"}").expect(201);
    JsonObject claims =
        new JsonObject(
            new String(
                Base64Url.decode(session.getString("access_token").split("[.]", -1)[1])
                    .orElseThrow(),
                UTF_8));
    assertThat(claims.getJsonArray("amr")).containsExactly("fed");
    // An API with verification: the provider knows who it is, at each refresh too.
    JsonObject refreshed =
        running
            .nobody()
            .post(
                "/auth/refresh",
                new JsonObject().put("refresh_token", session.getString("refresh_token")).encode())
            .expect(200)
            .data();
    assertThat(refreshed.getJsonObject("user")).isEqualTo(user);
    idp.name = "Another name";
    assertThat(signIn().getJsonObject("user")).as("the same person").isEqualTo(user);
    assertThat(accounts(idp.subject)).isEqualTo("1");
    assertThat(idp.tokenRequests().getLast().getString("code_verifier")).hasSize(43);
    TestDatabase.await(
        5_000,
        () ->
            query(
                    "select coalesce(string_agg(kind || coalesce('=' || way, ''), ' ' order by id),"
                        + " '') from auth.events where"
                        + " user_id = '"
                        + user.getString("id")
                        + "'")
                .equals("account_provisioned log_in=provider:main log_in=provider:main"));
  }

  @Test
  void aSignInGoesOverTwoNodes() {
    Browser browser = new Browser();
    String callback = browser.atProvider(challenge());
    String code = code(browser.follow(at(secondPort, callback)));
    JsonObject session = redeem(code, VERIFIER);
    assertThat(session.getJsonObject("user").getJsonObject("identity").getString("subject"))
        .isEqualTo(idp.subject);
    // Neither a code nor a state is used again at the other node.
    assertThat(post(secondPort, body(code, VERIFIER))).isEqualTo(400);
  }

  private static int post(int node, String body) {
    try {
      return HTTP.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + node + "/api/v1/auth/oidc/token"))
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.ofString())
          .statusCode();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whoLooksAtTheAddressBeforeUsesNothingUp() throws Exception {
    Browser browser = new Browser();
    String callback = browser.atProvider(challenge());
    Map<String, String> cookies = Map.copyOf(browser.cookies);
    int asked = idp.tokenRequests().size();
    for (String address : List.of(callback, start("main", challenge()))) {
      HttpResponse<Void> looked =
          HTTP.send(
              HttpRequest.newBuilder(URI.create(address))
                  .header("Cookie", cookies.entrySet().iterator().next().toString())
                  .HEAD()
                  .build(),
              BodyHandlers.discarding());
      assertThat(looked.statusCode()).isEqualTo(405);
      assertThat(looked.headers().firstValue("allow")).contains("GET, OPTIONS");
      assertThat(looked.headers().allValues("set-cookie")).isEmpty();
    }
    assertThat(idp.tokenRequests()).hasSize(asked);
    redeem(code(browser.follow(callback)), VERIFIER);
  }

  @Test
  void whereOnlyInvitedPeopleSignUpAProviderMakesNoAccount() throws IOException {
    String known = idp.subject;
    signIn();
    int invitedPort = freePort();
    try (RunningApp _ = node(plan("invited"), invitedPort)) {
      Browser browser = new Browser();
      code(browser.follow(at(invitedPort, browser.atProvider(challenge()))));
      idp.subject = "stranger-" + known;
      Browser stranger = new Browser();
      assertThat(stranger.follow(at(invitedPort, stranger.atProvider(challenge()))))
          .isEqualTo(FRONT + "?error=signup_closed");
      assertThat(accounts(idp.subject)).isEqualTo("0");
    }
  }

  /// The provider knows the address; this server does not, and no mail opens the account.
  @Test
  void aForgottenPasswordOpensNoAccountOfAProvider() throws Exception {
    String email = idp.subject + "@example.com";
    JsonObject session = signIn();
    String id = session.getJsonObject("user").getString("id");
    for (String address : List.of(email, "main:" + idp.subject + "@example.com")) {
      int status =
          running
              .nobody()
              .post("/auth/password/forgot", new JsonObject().put("email", address).encode())
              .status();
      assertThat(status).isIn(202, 400);
    }
    // No mail server answers here: what is to be written is decided before it is asked.
    TestDatabase.await(
        20_000,
        () ->
            query("select count(*)::text from auth.outbox where recipient = '" + email + "'")
                .equals("0"));
    assertThat(query("select count(*)::text from auth.mail_tokens where user_id = '" + id + "'"))
        .isEqualTo("0");
    assertThat(
            query("select (password_hash is null)::text from auth.users where id = '" + id + "'"))
        .isEqualTo("true");
  }

  @Test
  void bothWaysOfClientAuthenticationWork() {
    for (String provider : List.of("main", "other")) {
      Browser browser = new Browser();
      code(browser.follow(browser.atProvider(provider, challenge())));
    }
    JsonObject basic = idp.tokenRequests().getLast();
    assertThat(basic.containsKey("client_secret")).isFalse();
    assertThat(basic.getString("authorization")).startsWith("Basic ");
    JsonObject post = other.tokenRequests().getLast();
    assertThat(post.getString("client_secret")).isEqualTo(TestOpenIdProvider.SECRET);
    assertThat(post.getString("authorization")).isNull();
  }

  /// A forged return to the callback.
  private interface Forgery {
    /// @param callback as the provider made it
    String returned(Browser browser, String callback);
  }

  /// @param error to which the front end is led
  record Forged(String name, String error, Forgery forgery) {
    void check() {
      idp.reset();
      other.reset();
      idp.subject = "forged-" + UUID.randomUUID();
      Browser browser = new Browser();
      String callback = browser.atProvider(challenge());
      String before = query("select count(*)::text from auth.sign_in_codes");
      assertThat(forgery.returned(browser, callback)).isEqualTo(FRONT + "?error=" + error);
      assertThat(accounts(idp.subject)).isEqualTo("0");
      assertThat(query("select count(*)::text from auth.sign_in_codes")).isEqualTo(before);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Forged forged(String name, String error, Forgery forgery) {
    return new Forged(name, error, forgery);
  }

  @ParameterizedTest
  @MethodSource("forgedReturns")
  void aForgedReturnSignsNobodyIn(Forged forged) {
    forged.check();
  }

  static Stream<Forged> forgedReturns() {
    String invalid = "invalid_state";
    return Stream.of(
        forged(
            "without a cookie",
            invalid,
            (browser, callback) -> {
              browser.cookies.clear();
              return browser.follow(callback);
            }),
        forged(
            "in another browser, which has a sign-in of its own",
            invalid,
            (browser, callback) -> {
              Browser victim = new Browser();
              victim.atProvider(challenge());
              return victim.follow(callback);
            }),
        forged(
            "another state",
            invalid,
            (browser, callback) ->
                browser.follow(callback.replaceAll("state=[^&]*", "state=" + "A".repeat(43)))),
        forged(
            "no state",
            invalid,
            (browser, callback) -> browser.follow(callback.replaceAll("&state=[^&]*", ""))),
        forged(
            "two states",
            invalid,
            (browser, callback) -> browser.follow(callback + "&state=" + "A".repeat(43))),
        forged(
            "two codes",
            invalid,
            (browser, callback) -> browser.follow(callback + "&code=another")),
        forged(
            "a changed cookie",
            invalid,
            (browser, callback) -> {
              browser.cookies.replaceAll(
                  (_, value) -> (value.charAt(0) == 'A' ? "B" : "A") + value.substring(1));
              return browser.follow(callback);
            }),
        forged(
            "the cookie twice",
            invalid,
            (browser, callback) -> {
              String value = browser.cookies.get("__Host-sign-in");
              browser.cookies.put("__Host-sign-in", value + "; __Host-sign-in=" + value);
              return browser.follow(callback);
            }),
        forged(
            "the state of one provider at the callback of another",
            invalid,
            (browser, callback) -> browser.follow(callback.replace("/oidc/main/", "/oidc/other/"))),
        forged(
            "the iss of another provider (mix-up)",
            invalid,
            (browser, callback) ->
                browser.follow(callback.replaceAll("iss=[^&]*", "iss=" + encoded(other.issuer())))),
        forged(
            "no iss, which the provider promised",
            invalid,
            (browser, callback) -> browser.follow(callback.replaceAll("&iss=[^&]*", ""))),
        forged(
            "a code of another sign-in of the same person (injection)",
            "server_error",
            (browser, callback) -> {
              String foreign = new Browser().atProvider(challenge());
              String code = foreign.replaceAll(".*[?&]code=([^&]*).*", "$1");
              return browser.follow(callback.replaceAll("code=[^&]*", "code=" + code));
            }),
        forged(
            "no code",
            "server_error",
            (browser, callback) -> browser.follow(callback.replaceAll("code=[^&]*&", ""))),
        forged(
            "a very long code",
            "server_error",
            (browser, callback) ->
                browser.follow(callback.replaceAll("code=[^&]*", "code=" + "x".repeat(5000)))),
        forged(
            "an error of the provider",
            "access_denied",
            (browser, callback) ->
                browser.follow(
                    callback.replaceAll("code=[^&]*", "error=access_denied&error_description=no"))),
        forged(
            "an error that no provider has",
            "server_error",
            (browser, callback) ->
                browser.follow(
                    callback.replaceAll("code=[^&]*", "error=%3Cscript%3E%0d%0aX-A:1"))));
  }

  private static Forged idToken(String name, UnaryOperator<JsonObject> claims) {
    return forged(
        "an ID token with " + name,
        "server_error",
        (browser, callback) -> {
          idp.claims = claims;
          return browser.follow(callback);
        });
  }

  private static Forged signed(String name, UnaryOperator<String> signer) {
    return forged(
        "an ID token " + name,
        "server_error",
        (browser, callback) -> {
          idp.signer = signer;
          return browser.follow(callback);
        });
  }

  private static long now() {
    return Instant.now().getEpochSecond();
  }

  private static JsonArray list(String... items) {
    return new JsonArray(List.of(items));
  }

  private static JsonObject without(JsonObject claims, String name) {
    claims.remove(name);
    return claims;
  }

  @ParameterizedTest
  @MethodSource("forgedIdTokens")
  void aForgedIdTokenSignsNobodyIn(Forged forged) {
    forged.check();
  }

  static Stream<Forged> forgedIdTokens() {
    String client = TestOpenIdProvider.CLIENT;
    IssuingKey key = idp.key();
    IssuingKey stranger = IssuingKey.of("k1", SignatureAlgorithm.RS256);
    String none = Base64Url.encode("{\"alg\":\"none\"}".getBytes(UTF_8));
    return Stream.of(
        idToken("the nonce of another sign-in", c -> c.put("nonce", "x".repeat(43))),
        idToken("no nonce", c -> without(c, "nonce")),
        idToken("another issuer", c -> c.put("iss", other.issuer())),
        idToken("no issuer", c -> without(c, "iss")),
        idToken("an issuer that begins as ours", c -> c.put("iss", idp.issuer() + "/")),
        idToken("another audience", c -> c.put("aud", "another-client")),
        idToken("no audience", c -> without(c, "aud")),
        idToken("two audiences and no azp", c -> c.put("aud", list(client, "another"))),
        idToken(
            "two audiences and another azp",
            c -> c.put("aud", list(client, "another")).put("azp", "another")),
        idToken("another azp", c -> c.put("azp", "another")),
        idToken("an end in the past", c -> c.put("exp", now() - 60)),
        idToken("no end", c -> without(c, "exp")),
        idToken("an end that is text", c -> c.put("exp", "9999999999")),
        idToken("a beginning in the future", c -> c.put("iat", now() + 600)),
        idToken("nbf in the future", c -> c.put("nbf", now() + 600)),
        idToken("a beginning long ago", c -> c.put("iat", now() - 3600)),
        idToken("no beginning", c -> without(c, "iat")),
        idToken("no subject", c -> without(c, "sub")),
        idToken("an empty subject", c -> c.put("sub", "")),
        idToken("a subject that is a number", c -> c.put("sub", 7)),
        idToken("a very long subject", c -> c.put("sub", "s".repeat(256))),
        idToken("a subject with NUL", c -> c.put("sub", "a\0b")),
        idToken("the hash of another access token", c -> c.put("at_hash", "x".repeat(22))),
        signed("without a signature", c -> none + "." + Base64Url.encode(c.getBytes(UTF_8)) + "."),
        signed(
            "signed with the public key as a secret",
            c ->
                IssuerTokens.sign(
                    IssuerTokens.hs256(key.jwk()), "{\"alg\":\"HS256\",\"kid\":\"k1\"}", c)),
        signed(
            "signed with the secret of the client",
            c ->
                IssuerTokens.sign(
                    IssuerTokens.hs256(TestOpenIdProvider.SECRET + "x".repeat(32)),
                    "{\"alg\":\"HS256\"}",
                    c)),
        signed("signed by a stranger", c -> stranger.sign(stranger.header().encode(), c)),
        signed(
            "of an unknown key",
            c -> stranger.sign(stranger.header().put("kid", "k2").encode(), c)),
        signed(
            "that brings its key",
            c ->
                stranger.sign(
                    stranger.header().put("jwk", new JsonObject(stranger.jwk())).encode(), c)),
        signed(
            "with a critical extension",
            c -> key.sign(key.header().put("crit", list("x")).encode(), c)),
        signed(
            "that is an access token by its type",
            c -> key.sign(key.header().put("typ", "at+jwt").encode(), c)),
        forged(
            "no ID token",
            "server_error",
            (browser, callback) -> {
              idp.tokens = t -> without(t, "id_token");
              return browser.follow(callback);
            }),
        forged(
            "at_hash without an access token",
            "server_error",
            (browser, callback) -> {
              idp.tokens = t -> without(t, "access_token");
              return browser.follow(callback);
            }));
  }

  private static Forged answer(String name, String error, TestOpenIdProvider.Answer answer) {
    return forged(
        "a token endpoint " + name,
        error,
        (browser, callback) -> {
          idp.tokenAnswer = answer;
          ended = new CountDownLatch(1);
          long began = System.nanoTime();
          try {
            String front = browser.follow(callback);
            assertThat(System.nanoTime() - began).isLessThan(8_000_000_000L);
            return front;
          } finally {
            ended.countDown();
          }
        });
  }

  @ParameterizedTest
  @MethodSource("tokenEndpoints")
  void aTokenEndpointThatMisbehavesHoldsNobodyUp(Forged forged) {
    forged.check();
  }

  static Stream<Forged> tokenEndpoints() {
    JsonObject empty = new JsonObject();
    return Stream.of(
        answer(
            "that fails",
            "temporarily_unavailable",
            exchange -> TestOpenIdProvider.json(exchange, 500, empty)),
        answer(
            "that refuses the client",
            "server_error",
            exchange ->
                TestOpenIdProvider.json(
                    exchange, 401, new JsonObject().put("error", "invalid_client"))),
        answer(
            "that redirects",
            "server_error",
            exchange -> {
              exchange.getResponseHeaders().set("Location", other.issuer() + "/token");
              exchange.sendResponseHeaders(307, -1);
            }),
        answer(
            "that says no JSON",
            "server_error",
            exchange -> {
              exchange.sendResponseHeaders(200, 5);
              exchange.getResponseBody().write("hello".getBytes(UTF_8));
            }),
        answer(
            "that says too much",
            "temporarily_unavailable",
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              byte[] part = new byte[64 * 1024];
              try {
                for (int i = 0; i < 1000; i++) {
                  exchange.getResponseBody().write(part);
                }
              } catch (IOException closed) {
                // The client has enough.
              }
            }),
        answer(
            "that says nothing",
            "temporarily_unavailable",
            exchange -> {
              try {
                assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
            }));
  }

  @Test
  void aProviderThatIsAwayIsSaidSo() {
    Browser browser = new Browser();
    assertThat(browser.follow(start("away", "")))
        .isEqualTo(FRONT + "?error=temporarily_unavailable");
    assertThat(browser.follow(start("away", "?redirect=" + encoded(OTHER_FRONT))))
        .isEqualTo(OTHER_FRONT + "?error=temporarily_unavailable");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://app.example.com/signed-in/",
        "https://app.example.com/signed-in2",
        "https://app.example.com/signed-in?x=1",
        "https://app.example.com/signed-in#x",
        "https://app.example.com/signed-in%2f..",
        "https://app.example.com/",
        "https://app.example.com",
        "https://app.example.com.evil.example/signed-in",
        "https://app.example.com@evil.example/signed-in",
        "https://evil.example/?https://app.example.com/signed-in",
        "//app.example.com/signed-in",
        "/signed-in",
        "HTTPS://app.example.com/signed-in",
        "https://APP.example.com/signed-in",
        "http://app.example.com/signed-in",
        "https://app.example.com/signed-in\r\nSet-Cookie: a=b",
        "https://app.example.com/signed-in ",
        "https:\\\\app.example.com/signed-in",
        "http://localhost:3001",
        "javascript:alert(1)",
        "",
      })
  void onlyAnAddressOfTheSpecIsLedTo(String redirect) {
    HttpResponse<String> response =
        new Browser().get(start("main", "?redirect=" + encoded(redirect)));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("location")).isEmpty();
    assertThat(response.headers().allValues("set-cookie")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?next=/",
        "?redirect=https://app.example.com/signed-in&redirect=https://evil.example",
        "?code_challenge=short&code_challenge_method=S256",
        "?code_challenge=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        "?code_challenge=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk&code_challenge_method=plain",
        "?code_challenge_method=S256",
      })
  void otherParametersOfTheStartAreRefused(String parameters) {
    assertThat(new Browser().get(start("main", parameters)).statusCode()).isEqualTo(400);
  }

  @Test
  void anotherProviderIsNotFound() {
    Browser browser = new Browser();
    assertThat(browser.get(start("unknown", "")).statusCode()).isEqualTo(404);
    assertThat(browser.get(start("unknown", "/callback?code=a&state=b")).statusCode())
        .isEqualTo(404);
  }

  @Test
  void theAddressOfThisServerIsThatOfTheConfiguration() {
    Browser browser = new Browser();
    String location =
        browser.follow(
            start("main", ""),
            "X-Forwarded-Host",
            "evil.example",
            "X-Forwarded-Proto",
            "https",
            "Forwarded",
            "host=evil.example");
    assertThat(location)
        .doesNotContain("evil.example")
        .contains(encoded("http://127.0.0.1:" + port + "/api/v1/auth/oidc/main/callback"));
  }

  @Test
  void aStateAndACodeAreUsedOnce() {
    Browser browser = new Browser();
    String callback = browser.atProvider(challenge());
    Map<String, String> kept = new LinkedHashMap<>(browser.cookies);
    String code = code(browser.follow(callback));
    browser.cookies.putAll(kept);
    assertThat(browser.follow(callback)).isEqualTo(FRONT + "?error=server_error");
    redeem(code, VERIFIER);
    running.nobody().post("/auth/oidc/token", body(code, VERIFIER)).expect(400, "VALIDATION_ERROR");
  }

  @Test
  void aStateIsUsedOnceThoughTheProviderTakesItsCodeTwice() {
    Browser browser = new Browser();
    String callback = browser.atProvider(challenge());
    Map<String, String> kept = new LinkedHashMap<>(browser.cookies);
    List<String> answers = new CopyOnWriteArrayList<>();
    idp.tokens =
        t -> {
          answers.add(t.encode());
          return t;
        };
    code(browser.follow(callback));
    idp.tokenAnswer =
        exchange -> TestOpenIdProvider.json(exchange, 200, new JsonObject(answers.getFirst()));
    for (int node : List.of(port, secondPort)) {
      browser.cookies.putAll(kept);
      assertThat(browser.follow(at(node, callback))).isEqualTo(FRONT + "?error=invalid_state");
    }
  }

  @Test
  void aCodeNeedsTheVerifierOfItsSignIn() {
    Browser browser = new Browser();
    String code = code(browser.follow(browser.atProvider(challenge())));
    for (String wrong : List.of("", "x".repeat(43), VERIFIER + "x")) {
      running
          .nobody()
          .post("/auth/oidc/token", body(code, wrong.isEmpty() ? null : wrong))
          .expect(400, "VALIDATION_ERROR");
    }
    redeem(code, VERIFIER);
    // Nobody makes a code that a front end without a verifier takes.
    assertThat(new Browser().get(at(port, "http://127.0.0.1:" + port + "/api/v1/auth/oidc/main")))
        .satisfies(
            response -> {
              assertThat(response.statusCode()).isEqualTo(400);
              assertThat(response.body()).contains("code_challenge must be given");
            });
    for (String other : List.of("x", "x".repeat(43), "x".repeat(10_000))) {
      running
          .nobody()
          .post("/auth/oidc/token", body(other, VERIFIER))
          .expect(400, "VALIDATION_ERROR");
    }
  }

  @Test
  void aCodeEndsAfterAMinute() {
    Browser browser = new Browser();
    String code = code(browser.follow(browser.atProvider(challenge())));
    String left =
        query(
            "select (expires_at - now() between interval '40 s' and interval '60 s')::text from"
                + " auth.sign_in_codes order by created_at desc limit 1");
    assertThat(left).isEqualTo("true");
    execute("update auth.sign_in_codes set expires_at = now() - interval '1 s'");
    running.nobody().post("/auth/oidc/token", body(code, VERIFIER)).expect(400, "VALIDATION_ERROR");
  }

  @Test
  void ofManyUsesOfACodeAtOnceOneCounts() {
    Browser browser = new Browser();
    String code = code(browser.follow(browser.atProvider(challenge())));
    List<CompletableFuture<Integer>> all =
        Stream.generate(() -> List.of(port, secondPort))
            .limit(10)
            .flatMap(List::stream)
            .map(node -> CompletableFuture.supplyAsync(() -> post(node, body(code, VERIFIER))))
            .toList();
    assertThat(all.stream().map(CompletableFuture::join).filter(status -> status == 200))
        .hasSize(1);
    assertThat(
            query(
                "select count(*)::text from auth.sessions s join auth.identities i using (user_id)"
                    + " where i.subject = '"
                    + idp.subject
                    + "'"))
        .isEqualTo("1");
  }

  @Test
  void firstSignInsAtOnceMakeOneAccount() {
    List<CompletableFuture<String>> all =
        Stream.generate(Browser::new)
            .limit(10)
            .map(
                browser ->
                    CompletableFuture.supplyAsync(
                        () -> browser.follow(browser.atProvider(challenge()))))
            .toList();
    Set<String> ids = new HashSet<>();
    for (CompletableFuture<String> each : all) {
      ids.add(redeem(code(each.join()), VERIFIER).getJsonObject("user").getString("id"));
    }
    assertThat(ids).hasSize(1);
    assertThat(accounts(idp.subject)).isEqualTo("1");
  }

  @Test
  void startsFillNoTable() {
    String before = query("select count(*)::text from auth.sign_in_codes");
    for (int i = 0; i < 100; i++) {
      new Browser().follow(start("main", challenge()));
    }
    assertThat(query("select count(*)::text from auth.sign_in_codes")).isEqualTo(before);
  }

  @Test
  void codesOfTheDatabaseAreWorthNothingAndAreSwept() {
    Browser browser = new Browser();
    String code = code(browser.follow(browser.atProvider(challenge())));
    assertThat(
            query(
                "select count(*)::text from auth.sign_in_codes where encode(hash, 'escape') like '%"
                    + code
                    + "%'"))
        .isEqualTo("0");
    execute("update auth.sign_in_codes set created_at = now() - interval '31 minutes'");
    signIn();
    assertThat(query("select count(*)::text from auth.sign_in_codes")).isEqualTo("1");
  }

  @Test
  void anAddressJoinsNobody() {
    // An account of this server, as an operator would import it.
    String email = "own-" + UUID.randomUUID() + "@example.com";
    UUID own = UUID.randomUUID();
    execute("insert into auth.users (id, name) values ('" + own + "', 'Own')");
    execute(
        "insert into auth.emails (email, user_id, verified_at) values ('"
            + email
            + "', '"
            + own
            + "', now())");
    idp.claims = c -> c.put("email", email).put("email_verified", true);
    JsonObject user = signIn().getJsonObject("user");
    assertThat(user.getString("id")).isNotEqualTo(own.toString());
    assertThat(user.getValue("email")).isNull();
    // One subject at two providers is two people.
    other.subject = idp.subject;
    Browser browser = new Browser();
    String id =
        redeem(code(browser.follow(browser.atProvider("other", challenge()))), VERIFIER)
            .getJsonObject("user")
            .getString("id");
    assertThat(Set.of(id, user.getString("id"), own.toString())).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "a\u0000b", "a\nb"})
  void aNameThatNoAccountMayHaveIsLeftOut(String name) {
    idp.name = name;
    assertThat(signIn().getJsonObject("user").getValue("name")).isNull();
  }

  @Test
  void closedSignUpLetsKnownPeopleInAndNobodyElse() {
    Browser stranger = new Browser();
    assertThat(stranger.follow(at(closedPort, stranger.atProvider(challenge()))))
        .isEqualTo(FRONT + "?error=signup_closed");
    assertThat(accounts(idp.subject)).isEqualTo("0");
    signIn();
    Browser known = new Browser();
    code(known.follow(at(closedPort, known.atProvider(challenge()))));
    assertThat(accounts(idp.subject)).isEqualTo("1");
  }

  @Test
  void aDisabledAccountStaysOut() {
    Browser browser = new Browser();
    String code = code(browser.follow(browser.atProvider(challenge())));
    execute(
        "update auth.users set disabled_at = now() where id = (select user_id from auth.identities"
            + " where subject = '"
            + idp.subject
            + "')");
    running.nobody().post("/auth/oidc/token", body(code, VERIFIER)).expect(400, "VALIDATION_ERROR");
    Browser again = new Browser();
    assertThat(again.follow(again.atProvider(challenge())))
        .isEqualTo(FRONT + "?error=account_disabled");
    assertThat(accounts(idp.subject)).isEqualTo("1");
  }

  @Test
  void anAccountWithoutAPasswordIsAnAccount() throws Exception {
    JsonObject session = signIn();
    ScenarioClient client = client(session);
    JsonObject second = signIn();
    assertThat(client.get("/auth/sessions").expect(200).data().getJsonArray("sessions")).hasSize(2);
    client.delete("/auth/sessions").expect(204);
    client(second).get("/auth/me").expect(401, "INVALID_TOKEN");
    client.send("PATCH", "/auth/me", "{\"name\":\"Ada King\"}").expect(200);
    String key =
        client
            .post("/auth/keys", "{\"name\":\"k\",\"scopes\":[\"*:read\"]}")
            .expect(201)
            .data()
            .getString("key");
    running.with(key).get("/books").expect(200);
    assertThat(client.get("/auth/me/export").expect(200).response().body())
        .contains(idp.subject, "auth/sessions", "auth/keys");
    client
        .put("/auth/password", "{\"current_password\":\"x\",\"password\":\"another fine one\"}")
        .expect(403, "FORBIDDEN");
    client
        .post("/auth/email/change", "{\"email\":\"new@example.com\",\"password\":\"x\"}")
        .expect(403, "FORBIDDEN");
    client.send("DELETE", "/auth/me", "{\"password\":\"x\"}").expect(403, "FORBIDDEN");
    client.send("DELETE", "/auth/me", "{\"other\":\"x\"}").expect(403, "FORBIDDEN");
    // Only a fresh sign-in deletes.
    String mine =
        "where user_id = (select user_id from auth.identities where subject = '"
            + idp.subject
            + "')";
    execute("update auth.sessions set authenticated_at = now() - interval '11 minutes' " + mine);
    client.send("DELETE", "/auth/me", "{}").expect(403, "FORBIDDEN");
    assertThat(accounts(idp.subject)).isEqualTo("1");
    client(signIn()).send("DELETE", "/auth/me", "{}").expect(204);
    assertThat(accounts(idp.subject)).isEqualTo("0");
    client.get("/auth/me").expect(401, "INVALID_TOKEN");
    TestDatabase.await(1_500, () -> running.with(key).get("/books").status() == 401);
  }

  private static String refresh(JsonObject session) {
    return new JsonObject().put("refresh_token", session.getString("refresh_token")).encode();
  }

  @Test
  void whoseProviderIsGoneGoesOnWithNothing() throws IOException {
    JsonObject session = signIn();
    other.subject = "other-" + UUID.randomUUID();
    Browser browser = new Browser();
    JsonObject atOther =
        redeem(code(browser.follow(browser.atProvider("other", challenge()))), VERIFIER);
    String key =
        client(session)
            .post("/auth/keys", "{\"name\":\"CI\",\"scopes\":[\"books:read\"]}")
            .expect(201)
            .data()
            .getString("key");
    ApiPlan without = compiled(spec("open").replaceAll("    - \\{ name: main,[^\\n]*\\n", ""));
    try (RunningApp later = later(without)) {
      later.nobody().post("/auth/refresh", refresh(session)).expect(401, "INVALID_TOKEN");
      later.with(key).get("/books").expect(401, "INVALID_TOKEN");
      later.nobody().post("/auth/refresh", refresh(atOther)).expect(200);
    }
    // Nothing of it is for good: where the spec has the provider, its people go on.
    running.nobody().post("/auth/refresh", refresh(session)).expect(200);
    running.with(key).get("/books").expect(200);
  }

  @Test
  void noOtherIssuerTakesANameWithItsPeopleOver() throws IOException {
    JsonObject session = signIn();
    ApiPlan taken = compiled(spec("open").replace(idp.issuer(), other.issuer() + "/tenant"));
    String refusal =
        "main is of "
            + idp.issuer()
            + ", with [0-9]+ accounts; in the spec it is of "
            + other.issuer();
    assertThatThrownBy(() -> later(taken).close())
        .isInstanceOf(MigrationRefusedException.class)
        .hasMessageMatching("(?s).*" + refusal + "/tenant.*another name.*user move-issuer main.*");
    // A name without people is free, and one that has moved takes its people along.
    String moved = idp.issuer() + "/moved";
    operator(accounts -> accounts.moveIssuer("main", moved));
    try (RunningApp later =
        later(
            compiled(
                spec("open")
                    .replace(idp.issuer(), moved)
                    .replace("http://127.0.0.1:1\"", "http://127.0.0.1:2\"")))) {
      later.nobody().post("/auth/refresh", refresh(session)).expect(200);
    } finally {
      operator(accounts -> accounts.moveIssuer("main", idp.issuer()));
      execute("update auth.issuers set issuer = 'http://127.0.0.1:1' where name = 'away'");
    }
  }

  /// A node of another spec, at an address of its own.
  private static RunningApp later(ApiPlan plan) throws IOException {
    int own = freePort();
    return node(plan, own, "PUBLIC_URL", "http://127.0.0.1:" + own);
  }

  private static void operator(Consumer<AccountAdminRepository> work) {
    Vertx vertx = Vertx.vertx();
    try (AdminConnection owner = AdminConnection.open(vertx, database.target())) {
      work.accept(new AccountAdminRepository(owner, AccountNotices.ON));
    } finally {
      vertx.close().await();
    }
  }

  @Test
  void anAccountWithAPasswordIsDeletedWithItAlone() {
    try (RunningApp plain = RunningApp.of(plan("open").withPasswordsAlone().withoutIssuers())) {
      SignedUpUser own = plain.person();
      own.client().send("DELETE", "/auth/me", "{}").expect(400, "VALIDATION_ERROR");
      own.client()
          .send(
              "DELETE", "/auth/me", new JsonObject().put("password", RunningApp.PASSWORD).encode())
          .expect(204);
      plain.nobody().get("/auth/oidc/main").expect(404);
    }
  }

  @Test
  void theTokensMayBecomeCookies() throws Exception {
    Browser browser = new Browser();
    String code = code(browser.follow(browser.atProvider(challenge())));
    String body =
        new JsonObject()
            .put("code", code)
            .put("code_verifier", VERIFIER)
            .put("mode", "cookie")
            .encode();
    for (String origin : List.of("https://evil.example", "http://localhost:3000")) {
      HttpResponse<String> response =
          HTTP.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + port + "/api/v1/auth/oidc/token"))
                  .header("Content-Type", "application/json")
                  .header("X-Requested-With", "fetch")
                  .header("Origin", origin)
                  .POST(BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.ofString());
      if (origin.startsWith("https")) {
        assertThat(response.statusCode()).isEqualTo(403);
      } else {
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).doesNotContain("access_token", "refresh_token");
        assertThat(response.headers().allValues("set-cookie"))
            .anyMatch(c -> c.startsWith("__Host-access="))
            .anyMatch(c -> c.startsWith("__Host-refresh="));
      }
    }
  }

  @Test
  void newAccountsAndRequestsAreLimited() throws Exception {
    int at = freePort();
    try (RunningApp node = node(plan("open"), at, "RATE_LIMITS", "on")) {
      assertThat(node.events()).isNotEmpty();
      TestDatabase.await(
          30_000, () -> new Browser().get(at(at, start("main", ""))).statusCode() == 429);
      TestDatabase.await(
          5_000, () -> new Browser().get(at(at, start("main", "/callback"))).statusCode() == 429);
      TestDatabase.await(5_000, () -> post(at, body("x", null)) == 429);
    }
  }

  @Test
  void noSecretIsInAnEvent() {
    signIn();
    idp.tokenAnswer =
        exchange ->
            TestOpenIdProvider.json(
                exchange, 400, new JsonObject().put("error", "invalid_grant\n<script>"));
    Browser browser = new Browser();
    browser.follow(browser.atProvider(challenge()));
    String all = running.events().toString();
    assertThat(all)
        .contains("ProviderSignInFailed[provider=main, reason=the token endpoint said 400]")
        .doesNotContain(TestOpenIdProvider.SECRET, "script", "code=", "state=");
  }
}
