package dev.freehold.issuer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.freehold.issuer.IssuerTokens.IssuingKey;
import dev.freehold.token.Base64Url;
import dev.freehold.type.SignatureAlgorithm;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// An OpenID Connect provider on a loopback address: discovery, the authorization code flow with PKCE and
/// client authentication, and ID tokens that another library signs. It checks what it is asked as a strict
/// provider does; a test may change what it says.
public final class TestOpenIdProvider implements AutoCloseable {
  public static final String CLIENT = "client & 1";
  public static final String SECRET = "s3cret/+ with: %signs";

  private final HttpServer server;
  private final Map<String, JsonObject> codes = new ConcurrentHashMap<>();
  private final IssuingKey key = IssuingKey.of("k1", SignatureAlgorithm.RS256);
  private final List<JsonObject> tokenRequests = new CopyOnWriteArrayList<>();

  /// The person who signs in next.
  public volatile String subject = "subject";

  public volatile @Nullable String name = "Ada Lovelace";

  /// How the client must authenticate.
  public volatile String method = "client_secret_basic";

  public volatile boolean namesIssuer = true;
  public volatile UnaryOperator<JsonObject> claims = UnaryOperator.identity();
  public volatile UnaryOperator<JsonObject> discovery = UnaryOperator.identity();
  public volatile UnaryOperator<JsonObject> tokens = UnaryOperator.identity();

  /// Signs the claims; null for the key of the provider.
  public volatile @Nullable UnaryOperator<String> signer;

  /// The whole answer of the token endpoint; null for that of a provider.
  public volatile @Nullable Answer tokenAnswer;

  public interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  public TestOpenIdProvider() {
    this(0);
  }

  public TestOpenIdProvider(int port) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.setExecutor(Executors.newCachedThreadPool());
    route("/.well-known/openid-configuration", this::discover);
    route("/jwks", exchange -> json(exchange, 200, new JsonObject(IssuerTokens.set(key.jwk()))));
    route("/authorize", this::authorize);
    route("/token", this::token);
    server.start();
  }

  private void route(String path, Answer answer) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            answer.to(exchange);
          } catch (RuntimeException e) {
            json(exchange, 400, new JsonObject().put("error", "invalid_request"));
          }
        });
  }

  public String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public IssuingKey key() {
    return key;
  }

  /// The parameters of the token requests, in order.
  public List<JsonObject> tokenRequests() {
    return tokenRequests;
  }

  /// What it says again.
  public void reset() {
    claims = UnaryOperator.identity();
    tokens = UnaryOperator.identity();
    signer = null;
    tokenAnswer = null;
    name = "Ada Lovelace";
  }

  private void discover(HttpExchange exchange) throws IOException {
    json(
        exchange,
        200,
        discovery.apply(
            new JsonObject()
                .put("issuer", issuer())
                .put("authorization_endpoint", issuer() + "/authorize?tenant=1")
                .put("token_endpoint", issuer() + "/token")
                .put("jwks_uri", issuer() + "/jwks")
                .put("response_types_supported", new JsonArray(List.of("code")))
                .put(
                    "token_endpoint_auth_methods_supported",
                    new JsonArray(List.of("private_key_jwt", method)))
                .put("id_token_signing_alg_values_supported", new JsonArray(List.of("RS256")))
                .put("authorization_response_iss_parameter_supported", namesIssuer)));
  }

  /// Signs the person in at once.
  private void authorize(HttpExchange exchange) throws IOException {
    JsonObject asked = parameters(exchange.getRequestURI().getRawQuery());
    if (!"1".equals(asked.getString("tenant"))
        || !"code".equals(asked.getString("response_type"))
        || !CLIENT.equals(asked.getString("client_id"))
        || !Arrays.asList(asked.getString("scope").split(" ", -1)).contains("openid")
        || !"S256".equals(asked.getString("code_challenge_method"))
        || asked.getString("state").length() < 32
        || asked.getString("nonce").length() < 32) {
      json(exchange, 400, new JsonObject().put("error", "invalid_request"));
      return;
    }
    String code = UUID.randomUUID().toString();
    codes.put(code, asked.put("sub", subject));
    String back =
        asked.getString("redirect_uri")
            + "?code="
            + code
            + "&state="
            + encoded(asked.getString("state"))
            + "&session_state=other"
            + (namesIssuer ? "&iss=" + encoded(issuer()) : "");
    exchange.getResponseHeaders().set("Location", back);
    exchange.sendResponseHeaders(302, -1);
  }

  private void token(HttpExchange exchange) throws IOException {
    JsonObject form = parameters(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    tokenRequests.add(form.copy().put("authorization", authorization));
    Answer other = tokenAnswer;
    if (other != null) {
      other.to(exchange);
      return;
    }
    if (!isAuthentic(form, authorization)) {
      json(exchange, 401, new JsonObject().put("error", "invalid_client"));
      return;
    }
    JsonObject asked = codes.remove(form.getString("code"));
    if (asked == null
        || !"authorization_code".equals(form.getString("grant_type"))
        || !asked.getString("redirect_uri").equals(form.getString("redirect_uri"))
        || !asked
            .getString("code_challenge")
            .equals(Base64Url.encode(sha256(form.getString("code_verifier"))))) {
      json(exchange, 400, new JsonObject().put("error", "invalid_grant"));
      return;
    }
    String accessToken = "at-" + UUID.randomUUID();
    long now = Instant.now().getEpochSecond();
    JsonObject plain =
        new JsonObject()
            .put("iss", issuer())
            .put("sub", asked.getString("sub"))
            .put("aud", CLIENT)
            .put("iat", now)
            .put("exp", now + 300)
            .put("nonce", asked.getString("nonce"))
            .put("at_hash", Base64Url.encode(Arrays.copyOf(sha256(accessToken), 16)));
    if (name != null) {
      plain.put("name", name);
    }
    JsonObject said = claims.apply(plain);
    UnaryOperator<String> sign = signer;
    String idToken =
        sign == null ? key.sign(key.header().encode(), said.encode()) : sign.apply(said.encode());
    json(
        exchange,
        200,
        tokens.apply(
            new JsonObject()
                .put("access_token", accessToken)
                .put("token_type", "Bearer")
                .put("expires_in", 300)
                .put("id_token", idToken)));
  }

  private boolean isAuthentic(JsonObject form, @Nullable String authorization) {
    if (method.equals("client_secret_post")) {
      return authorization == null
          && CLIENT.equals(form.getString("client_id"))
          && SECRET.equals(form.getString("client_secret"));
    }
    if (authorization == null || form.containsKey("client_secret")) {
      return false;
    }
    // RFC 6749 section 2.3.1: both parts are form-encoded first.
    String[] pair =
        new String(Base64.getDecoder().decode(authorization.substring("Basic ".length())), UTF_8)
            .split(":", 2);
    return CLIENT.equals(decoded(pair[0])) && SECRET.equals(decoded(pair[1]));
  }

  public static void json(HttpExchange exchange, int status, JsonObject body) throws IOException {
    byte[] bytes = body.encode().getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /// The decoded parameters of a query or a form.
  public static JsonObject parameters(String text) {
    Map<String, Object> all = new HashMap<>();
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      all.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
    }
    return new JsonObject(all);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, UTF_8);
  }

  public static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
