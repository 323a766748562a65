package dev.freehold.audit.signin;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A server with accounts and notes that only their owner reads. How one signs up and in, and what
/// carries the session, is its style.
public final class SignInServer implements AutoCloseable {
  /// A way to sign in.
  public enum Style {
    NESTED_TOKEN,
    WRAPPED_BODY,
    NAME_INSTEAD_OF_EMAIL,
    EMAIL_CALLED_NAME,
    PHONE,
    FORM,
    QUERY,
    TOKEN_IN_HEADER,
    BARE_TOKEN,
    TOKEN_SCHEME_OF_CHALLENGE,
    TOKEN_SCHEME_OF_DOCUMENT,
    X_AUTH_TOKEN,
    API_KEY_IN_HEADER,
    API_KEY_IN_QUERY,
    API_KEY_IN_COOKIE,
    BASIC_OF_DOCUMENT,
    BASIC_OF_CHALLENGE,
    COOKIE,
    COOKIE_WITH_CSRF_COOKIE,
    COOKIE_WITH_CSRF_IN_BODY,
    COOKIE_WITH_CSRF_ROUTE,
    VERIFICATION,
    VERIFICATION_SAID_AT_SIGN_UP,
    SECOND_FACTOR,
    SECOND_FACTOR_WITH_COOKIE,
    SECOND_FACTOR_WITH_TOKEN,
    CAPTCHA,
    ROLE_IN_ENVELOPE,
    ROLE_IN_FORM,
    ROLE_IN_QUERY;

    /// Whether sign-up takes a role, as it should not.
    public boolean takesRole() {
      return name().startsWith("ROLE_IN");
    }

    private boolean isWrapped() {
      return this == WRAPPED_BODY || this == ROLE_IN_ENVELOPE;
    }

    private boolean isQuery() {
      return this == QUERY || this == ROLE_IN_QUERY;
    }

    private boolean isForm(boolean login) {
      return this == ROLE_IN_FORM || (this == FORM && login);
    }

    boolean isCookie() {
      return name().startsWith("COOKIE");
    }

    boolean isBasic() {
      return name().startsWith("BASIC");
    }

    boolean wantsCsrf() {
      return name().startsWith("COOKIE_WITH");
    }

    private List<String> loginFields() {
      return switch (this) {
        case NAME_INSTEAD_OF_EMAIL, EMAIL_CALLED_NAME, FORM -> List.of("username", "password");
        case PHONE -> List.of("phone_number", "password");
        default -> List.of("email", "password");
      };
    }

    private List<String> signupFields() {
      return switch (this) {
        case BASIC_OF_CHALLENGE -> List.of("username", "password");
        case NAME_INSTEAD_OF_EMAIL -> List.of("username", "password");
        case PHONE -> List.of("phone_number", "password");
        case EMAIL_CALLED_NAME -> List.of("username", "email", "password");
        default -> List.of("email", "password");
      };
    }
  }

  private record Note(String id, String owner, String text) {}

  private final Style style;
  private final HttpServer server;
  private final Map<String, String> passwords = new LinkedHashMap<>();
  private final Map<String, String> roles = new LinkedHashMap<>();
  private final Map<String, String> sessions = new LinkedHashMap<>();
  private final Map<String, String> csrf = new LinkedHashMap<>();
  private final Map<String, Note> notes = new LinkedHashMap<>();
  private final AtomicInteger logins = new AtomicInteger();

  public SignInServer(Style style) throws IOException {
    this.style = style;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newSingleThreadExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// The number of log-in requests so far.
  public int logins() {
    return logins.get();
  }

  /// A new account.
  ///
  /// @return its token, or `name:password` where these sign in
  public String account(String name) {
    String password = secret();
    account(name, password);
    String secret = secret();
    sessions.put(secret, name);
    return style.isBasic() ? name + ":" + password : secret;
  }

  public void account(String name, String password) {
    passwords.put(name, password);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    try {
      answer(exchange, text);
    } catch (RuntimeException _) {
      send(exchange, 400, error("the request is invalid"));
    }
  }

  private void answer(HttpExchange exchange, String text) throws IOException {
    String line = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    switch (line) {
      case "GET /openapi.json" -> send(exchange, 200, document().encode());
      case "POST /register" -> signUp(exchange, text);
      case "POST /login" -> logIn(exchange, text);
      case "GET /csrf-token" -> {
        String token = secret();
        csrf.put(token, token);
        exchange.getResponseHeaders().add("Set-Cookie", "_csrf=" + token + "; Path=/");
        send(exchange, 200, new JsonObject().put("token", token).encode());
      }
      default -> notes(exchange, line, text);
    }
  }

  private static String error(String why) {
    return new JsonObject().put("detail", why).encode();
  }

  private static String secret() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  private Map<String, Object> fields(HttpExchange exchange, String text) {
    return switch (style) {
      case WRAPPED_BODY, ROLE_IN_ENVELOPE -> new JsonObject(text).getJsonObject("user").getMap();
      case ROLE_IN_FORM -> decoded(text);
      case QUERY, ROLE_IN_QUERY -> decoded(exchange.getRequestURI().getRawQuery());
      case FORM ->
          exchange.getRequestURI().getPath().equals("/login")
              ? decoded(text)
              : new JsonObject(text).getMap();
      default -> new JsonObject(text).getMap();
    };
  }

  private static Map<String, Object> decoded(String pairs) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (String pair : pairs.split("&", -1)) {
      String[] sides = pair.split("=", 2);
      all.put(sides[0], URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
    }
    return all;
  }

  private boolean isForged(HttpExchange exchange) {
    if (style != Style.COOKIE_WITH_CSRF_ROUTE && !sessions.containsKey(cookie(exchange))) {
      return false;
    }
    return style.wantsCsrf()
        && !csrf.containsKey(exchange.getRequestHeaders().getFirst(csrfHeader()));
  }

  private String csrfHeader() {
    return style == Style.COOKIE_WITH_CSRF_COOKIE ? "X-CSRFToken" : "X-CSRF-Token";
  }

  private void signUp(HttpExchange exchange, String text) throws IOException {
    if (isForged(exchange)) {
      send(exchange, 403, error("CSRF token missing"));
      return;
    }
    Map<String, Object> fields = fields(exchange, text);
    String who = String.valueOf(fields.get(identifier()));
    if (fields.get("password") == null || passwords.containsKey(who) || who.equals("null")) {
      send(exchange, 422, error("the account is invalid"));
      return;
    }
    if (style == Style.CAPTCHA) {
      send(exchange, 400, error("The reCAPTCHA token is missing"));
      return;
    }
    if (style == Style.VERIFICATION_SAID_AT_SIGN_UP) {
      send(exchange, 201, new JsonObject().put("message", "Check your inbox to verify").encode());
      return;
    }
    roles.put(who, String.valueOf(fields.getOrDefault("role", "member")));
    passwords.put(who, String.valueOf(fields.get("password")));
    send(exchange, 201, new JsonObject().put("id", who).encode());
  }

  /// What an account is known by: the first property of a sign-up, or its email address.
  private String identifier() {
    return style == Style.EMAIL_CALLED_NAME ? "email" : style.signupFields().getFirst();
  }

  private void logIn(HttpExchange exchange, String text) throws IOException {
    logins.incrementAndGet();
    if (isForged(exchange)) {
      send(exchange, 403, error("CSRF token missing"));
      return;
    }
    Map<String, Object> fields = fields(exchange, text);
    String who = String.valueOf(fields.get(style.loginFields().getFirst()));
    if (!String.valueOf(fields.get("password")).equals(passwords.get(who))) {
      send(exchange, 401, error("wrong name or password"));
      return;
    }
    if (style == Style.VERIFICATION) {
      send(exchange, 403, error("Please verify your email address first"));
      return;
    }
    if (style.name().startsWith("SECOND_FACTOR")) {
      JsonObject body = new JsonObject().put("mfa_required", true);
      if (style == Style.SECOND_FACTOR_WITH_TOKEN) {
        body.put("token", secret());
      } else if (style == Style.SECOND_FACTOR_WITH_COOKIE) {
        exchange.getResponseHeaders().add("Set-Cookie", "pending=" + secret());
      }
      send(exchange, 200, body.encode());
      return;
    }
    String secret = secret();
    sessions.put(secret, who);
    loggedIn(exchange, secret);
  }

  private void loggedIn(HttpExchange exchange, String secret) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    JsonObject body = new JsonObject();
    String token = secret();
    switch (style) {
      case TOKEN_IN_HEADER -> headers.add("Authorization", "Bearer " + secret);
      case NESTED_TOKEN ->
          body.put(
              "result",
              new JsonObject().put("session", new JsonObject().put("accessToken", secret)));
      case COOKIE, COOKIE_WITH_CSRF_ROUTE -> headers.add("Set-Cookie", "sid=" + secret);
      case COOKIE_WITH_CSRF_COOKIE -> {
        headers.add("Set-Cookie", "sid=" + secret + "; HttpOnly; Path=/");
        headers.add("Set-Cookie", "csrftoken=" + token + "; Path=/");
        csrf.put(token, token);
      }
      case COOKIE_WITH_CSRF_IN_BODY -> {
        headers.add("Set-Cookie", "sid=" + secret + "; HttpOnly; Path=/");
        body.put("csrf_token", token);
        csrf.put(token, token);
      }
      case X_AUTH_TOKEN -> headers.add("X-Auth-Token", secret);
      case API_KEY_IN_HEADER, API_KEY_IN_QUERY -> body.put("apiKey", secret);
      default -> body.put("token", secret);
    }
    if (style == Style.BARE_TOKEN) {
      String jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0." + secret;
      sessions.put(jwt, sessions.remove(secret));
      send(exchange, 200, "\"" + jwt + "\"");
      return;
    }
    send(exchange, 200, body.encode());
  }

  private static @Nullable String cookie(HttpExchange exchange) {
    String all = exchange.getRequestHeaders().getFirst("Cookie");
    if (all != null) {
      for (String each : all.split("; ", -1)) {
        if (each.startsWith("sid=")) {
          return each.substring(4);
        }
      }
    }
    return null;
  }

  private @Nullable String user(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    String header = String.valueOf(headers.getFirst("Authorization"));
    return switch (style) {
      case COOKIE,
          COOKIE_WITH_CSRF_COOKIE,
          COOKIE_WITH_CSRF_IN_BODY,
          COOKIE_WITH_CSRF_ROUTE,
          API_KEY_IN_COOKIE ->
          sessions.get(cookie(exchange));
      case TOKEN_SCHEME_OF_CHALLENGE,
          TOKEN_SCHEME_OF_DOCUMENT,
          ROLE_IN_ENVELOPE,
          ROLE_IN_FORM,
          ROLE_IN_QUERY ->
          session("Token ", header);
      case X_AUTH_TOKEN -> sessions.get(headers.getFirst("X-Auth-Token"));
      case API_KEY_IN_HEADER -> sessions.get(headers.getFirst("X-Desk-Key"));
      case API_KEY_IN_QUERY -> {
        String query = exchange.getRequestURI().getRawQuery();
        yield query == null ? null : sessions.get(decoded(query).get("desk_key"));
      }
      case BASIC_OF_DOCUMENT, BASIC_OF_CHALLENGE -> {
        String both = header.startsWith("Basic ") ? header.substring(6) : "";
        String[] parts =
            new String(Base64.getDecoder().decode(both), StandardCharsets.UTF_8).split(":", 2);
        yield parts.length == 2 && parts[1].equals(passwords.get(parts[0])) ? parts[0] : null;
      }
      default -> session("Bearer ", header);
    };
  }

  private @Nullable String session(String scheme, String header) {
    return header.startsWith(scheme) ? sessions.get(header.substring(scheme.length())) : null;
  }

  private void refuse(HttpExchange exchange) throws IOException {
    String challenge =
        switch (style) {
          case TOKEN_SCHEME_OF_CHALLENGE -> "Token realm=\"notes, of all\"";
          case BASIC_OF_CHALLENGE -> "Basic realm=\"notes\", charset=\"UTF-8\"";
          default -> "";
        };
    if (!challenge.isEmpty()) {
      exchange.getResponseHeaders().add("WWW-Authenticate", challenge);
    }
    send(exchange, 401, error("sign in"));
  }

  private void notes(HttpExchange exchange, String line, String text) throws IOException {
    String user = user(exchange);
    if (user != null && style.takesRole() && line.equals("GET /me")) {
      JsonObject account = new JsonObject().put("id", user).put("role", roles.get(user));
      send(exchange, 200, new JsonObject().put("account", account).encode());
    } else if (!line.matches("\\w+ /(notes(/[^/]*)?|me)")) {
      send(exchange, 404, error("nothing here"));
    } else if (user == null) {
      refuse(exchange);
    } else if (!line.startsWith("GET ") && isForged(exchange)) {
      send(exchange, 403, error("CSRF token missing"));
    } else if (line.equals("GET /notes")) {
      JsonArray all = new JsonArray();
      notes.values().stream().filter(n -> n.owner().equals(user)).forEach(n -> all.add(json(n)));
      send(exchange, 200, all.encode());
    } else if (line.equals("POST /notes")) {
      Note note = new Note(secret(), user, new JsonObject(text).getString("text"));
      notes.put(note.id(), note);
      send(exchange, 201, json(note).encode());
    } else {
      Note note = notes.get(line.substring(line.lastIndexOf('/') + 1));
      if (note == null || !note.owner().equals(user)) {
        send(exchange, 404, error("no such note"));
      } else if (line.startsWith("DELETE")) {
        notes.remove(note.id());
        send(exchange, 200, "{}");
      } else {
        send(exchange, line.startsWith("GET") ? 200 : 405, json(note).encode());
      }
    }
  }

  private static JsonObject json(Note note) {
    return new JsonObject().put("id", note.id()).put("text", note.text());
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    boolean isEmpty = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, isEmpty ? -1 : bytes.length);
    if (!isEmpty) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  private JsonObject document() {
    JsonObject paths = new JsonObject();
    paths.put("/register", new JsonObject().put("post", account(style.signupFields(), false)));
    if (!style.isBasic()) {
      paths.put("/login", new JsonObject().put("post", account(style.loginFields(), true)));
    }
    if (style.takesRole()) {
      JsonObject account =
          new JsonObject()
              .put("type", "object")
              .put("properties", new JsonObject().put("account", object(List.of("id", "role"))));
      JsonObject ok = body(account, false).put("description", "ok");
      paths.put(
          "/me",
          new JsonObject()
              .put("get", new JsonObject().put("responses", new JsonObject().put("200", ok))));
    }
    if (style == Style.COOKIE_WITH_CSRF_ROUTE) {
      paths.put(
          "/csrf-token", new JsonObject().put("get", operation().put("security", new JsonArray())));
    }
    paths.put(
        "/notes",
        new JsonObject()
            .put("get", operation())
            .put("post", operation().put("requestBody", body(object(List.of("text")), false))));
    JsonObject id =
        new JsonObject()
            .put("name", "id")
            .put("in", "path")
            .put("required", true)
            .put("schema", new JsonObject().put("type", "string"));
    paths.put(
        "/notes/{id}",
        new JsonObject()
            .put("parameters", new JsonArray().add(id))
            .put("get", operation())
            .put("delete", operation()));
    return new JsonObject()
        .put("openapi", "3.0.3")
        .put("info", new JsonObject().put("title", style.name()).put("version", "1"))
        .put("security", new JsonArray().add(new JsonObject().put("session", new JsonArray())))
        .put("components", new JsonObject().put("securitySchemes", schemes()))
        .put("paths", paths);
  }

  private JsonObject schemes() {
    JsonObject scheme =
        switch (style) {
          case TOKEN_SCHEME_OF_DOCUMENT ->
              key("header", "Authorization").put("description", "`Token `, then the token");
          case API_KEY_IN_HEADER -> key("header", "X-Desk-Key");
          case API_KEY_IN_QUERY -> key("query", "desk_key");
          case API_KEY_IN_COOKIE -> key("cookie", "sid");
          case BASIC_OF_DOCUMENT -> new JsonObject().put("type", "http").put("scheme", "basic");
          default -> new JsonObject();
        };
    return scheme.isEmpty() ? scheme : new JsonObject().put("session", scheme);
  }

  private static JsonObject key(String in, String name) {
    return new JsonObject().put("type", "apiKey").put("in", in).put("name", name);
  }

  private JsonObject account(List<String> fields, boolean isLogin) {
    JsonObject operation = operation().put("security", new JsonArray());
    if (style.isQuery()) {
      JsonArray parameters = new JsonArray();
      fields.forEach(
          name ->
              parameters.add(
                  new JsonObject()
                      .put("name", name)
                      .put("in", "query")
                      .put("required", true)
                      .put("schema", new JsonObject().put("type", "string"))));
      return operation.put("parameters", parameters);
    }
    JsonObject schema = object(fields);
    if (style.isWrapped()) {
      schema =
          new JsonObject()
              .put("type", "object")
              .put("required", new JsonArray().add("user"))
              .put("properties", new JsonObject().put("user", schema));
    }
    return operation.put("requestBody", body(schema, style.isForm(isLogin)));
  }

  private static JsonObject operation() {
    return new JsonObject()
        .put("responses", new JsonObject().put("200", new JsonObject().put("description", "ok")));
  }

  private static JsonObject object(List<String> fields) {
    JsonObject properties = new JsonObject();
    fields.forEach(name -> properties.put(name, new JsonObject().put("type", "string")));
    return new JsonObject()
        .put("type", "object")
        .put("required", new JsonArray(List.copyOf(fields)))
        .put("properties", properties);
  }

  private static JsonObject body(JsonObject schema, boolean form) {
    String type = form ? "application/x-www-form-urlencoded" : "application/json";
    return new JsonObject()
        .put("content", new JsonObject().put(type, new JsonObject().put("schema", schema)));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
