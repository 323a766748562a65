package dev.freehold.audit.foreign;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// A server that people use from a browser: a session cookie, a CSRF token that is repeated in a
/// header, bodies in envelopes, slugs, and a slash at the end of each path. It has the given holes.
public final class SessionApi implements AutoCloseable {
  /// A check that is left out.
  public enum Hole {
    NOTE_READ,
    NOTE_UPDATE,
    NOTE_DELETE,
    SIGN_UP_ROLE,
    PROFILE_ROLE,
    PEOPLE_LISTED,
    EXPORT_OPEN,
    HASH_SHOWN,
    LOG_OUT_KEEPS,
    RESET_TELLS,
    NOTE_LIST,
    NOTE_VERIFIED,
    SIGN_UP_CREDIT,
    LOG_IN_TELLS,
    LOG_IN_SQL,
    LOG_IN_UNLIMITED,
    CODES_UNLIMITED,
    EMAILS_SHOWN,
    VERSION_SHOWN,
    SEARCH_SQL,
    WORD_SQL,
    HEADER_SQL,
    CHECK_COMMAND,
    PREVIEW_CALLS
  }

  private static final int MOST_WRONG_PASSWORDS = 20;

  private final Set<Hole> holes = EnumSet.noneOf(Hole.class);
  private final Map<String, JsonObject> people = new LinkedHashMap<>();
  private final Map<String, String> sessions = new LinkedHashMap<>();
  private final List<JsonObject> notes = new ArrayList<>();
  private final Map<String, Integer> wrongPasswords = new LinkedHashMap<>();
  private final SessionApiServices services;
  private final HttpServer server;

  public SessionApi(Hole... holes) throws IOException {
    this.holes.addAll(List.of(holes));
    this.services = new SessionApiServices(this.holes);
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newSingleThreadExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// A response.
  record Reply(int status, @Nullable JsonObject body, List<String> cookies) {
    static Reply of(int status, JsonObject body) {
      return new Reply(status, body, List.of());
    }

    static Reply empty() {
      return new Reply(204, null, List.of());
    }

    static Reply refusal(int status, String message) {
      return of(status, new JsonObject().put("errors", new JsonObject().put("message", message)));
    }
  }

  /// A request; the person is null for nobody.
  ///
  /// @param client the header `X-Client`
  record Call(
      String operation,
      Map<String, String> query,
      String client,
      JsonObject body,
      String session,
      @Nullable JsonObject person) {}

  private void handle(HttpExchange exchange) throws IOException {
    Reply reply;
    try {
      reply = answer(exchange);
    } catch (DecodeException | ClassCastException _) {
      reply = Reply.refusal(400, "the body is not as described");
    }
    reply
        .cookies()
        .forEach(
            each ->
                exchange
                    .getResponseHeaders()
                    .add(
                        "Set-Cookie",
                        each
                            + "; Path=/; SameSite=Lax"
                            + (each.startsWith("csrftoken=") ? "" : "; HttpOnly")));
    exchange.getResponseHeaders().add("X-Content-Type-Options", "nosniff");
    exchange.getResponseHeaders().add("Cache-Control", "no-store");
    if (holes.contains(Hole.VERSION_SHOWN)) {
      exchange.getResponseHeaders().add("Server", "nginx/1.18.0");
    }
    if (reply.status() == 429) {
      exchange.getResponseHeaders().add("Retry-After", "1");
    }
    JsonObject body = reply.body();
    if (body == null || exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(reply.status(), -1);
    } else {
      byte[] bytes = body.encode().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(reply.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  private Reply answer(HttpExchange exchange) throws IOException {
    String path =
        URLDecoder.decode(
            exchange.getRequestURI().getRawPath().replace("+", "%2B"), StandardCharsets.UTF_8);
    String operation = exchange.getRequestMethod() + " " + path;
    if (operation.equals("GET /openapi.json")) {
      return Reply.of(200, SessionApiDocument.json());
    }
    Map<String, String> cookies = cookies(exchange.getRequestHeaders().getFirst("Cookie"));
    String csrf = cookies.getOrDefault("csrftoken", "");
    if (operation.equals("GET /csrf/")) {
      String token = csrf.isEmpty() ? UUID.randomUUID().toString() : csrf;
      return new Reply(
          200, new JsonObject().put("csrfToken", token), List.of("csrftoken=" + token));
    }
    boolean isSafe = Set.of("GET", "HEAD", "OPTIONS").contains(exchange.getRequestMethod());
    if (!isSafe
        && (csrf.isEmpty()
            || !csrf.equals(exchange.getRequestHeaders().getFirst("X-CSRF-Token")))) {
      return Reply.refusal(403, "the CSRF token is missing or wrong");
    }
    String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    JsonObject body = text.isEmpty() ? new JsonObject() : new JsonObject(text);
    String session = cookies.getOrDefault("session", "");
    return answer(
        new Call(
            operation,
            query(exchange.getRequestURI().getRawQuery()),
            Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("X-Client"), ""),
            body,
            session,
            people.get(sessions.getOrDefault(session, ""))));
  }

  private static Map<String, String> query(@Nullable String query) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : query == null ? new String[0] : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values.put(
            pair.substring(0, equals),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return values;
  }

  private static Map<String, String> cookies(@Nullable String header) {
    Map<String, String> cookies = new LinkedHashMap<>();
    for (String pair : header == null ? new String[0] : header.split(";", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        cookies.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
      }
    }
    return cookies;
  }

  private Reply answer(Call call) {
    if (call.operation().equals("POST /people/")) {
      return signUp(envelope(call, "person"));
    }
    if (call.operation().equals("POST /sessions/")) {
      return logIn(envelope(call, "person"));
    }
    Optional<Reply> answer = services.answerAnybody(call);
    if (answer.isPresent()) {
      return answer.get();
    }
    if (call.operation().equals("POST /people/reset/")) {
      String email = envelope(call, "person").getString("email", "");
      if (!email.contains("@")) {
        return Reply.refusal(422, "the e-mail address is missing");
      }
      boolean isTold = holes.contains(Hole.RESET_TELLS) && !people.containsKey(email);
      return isTold
          ? Reply.refusal(404, "nobody has this e-mail address")
          : Reply.of(202, new JsonObject().put("message", "a link was sent"));
    }
    if (call.operation().equals("GET /export/") && holes.contains(Hole.EXPORT_OPEN)) {
      return export();
    }
    JsonObject person = call.person();
    return person == null ? Reply.refusal(401, "log in first") : ofPerson(call, person);
  }

  private Reply logIn(JsonObject sent) {
    String email = sent.getString("email", "");
    String password = sent.getString("password", "");
    if (holes.contains(Hole.LOG_IN_SQL) && email.endsWith("'--")) {
      JsonObject victim = people.get(email.substring(0, email.length() - 3));
      return victim == null ? Reply.refusal(500, "a fault") : started(200, victim);
    }
    JsonObject person = people.get(email);
    if (person != null && person.getString("password").equals(password)) {
      return started(200, person);
    }
    int wrong = wrongPasswords.merge(email, 1, Integer::sum);
    if (wrong > MOST_WRONG_PASSWORDS && !holes.contains(Hole.LOG_IN_UNLIMITED)) {
      return Reply.refusal(429, "too many wrong passwords");
    }
    boolean tells = holes.contains(Hole.LOG_IN_TELLS) && person == null;
    return Reply.refusal(
        401, tells ? "no account has this address" : "wrong e-mail address or password");
  }

  static JsonObject envelope(Call call, String name) {
    return call.body().getJsonObject(name, new JsonObject());
  }

  private Reply signUp(JsonObject sent) {
    String email = sent.getString("email", "");
    if (!email.contains("@")
        || sent.getString("password", "").length() < 8
        || people.containsKey(email)) {
      return Reply.refusal(422, "the e-mail address is taken or the password is short");
    }
    JsonObject person =
        new JsonObject()
            .put("email", email)
            .put("password", sent.getString("password"))
            .put("about", sent.getString("about", ""))
            .put("credit", holes.contains(Hole.SIGN_UP_CREDIT) ? sent.getInteger("credit", 0) : 0)
            .put(
                "role",
                holes.contains(Hole.SIGN_UP_ROLE) ? sent.getString("role", "reader") : "reader");
    people.put(email, person);
    return started(201, person);
  }

  private Reply started(int status, JsonObject person) {
    String session = UUID.randomUUID().toString();
    sessions.put(session, person.getString("email"));
    return new Reply(
        status,
        new JsonObject().put("person", shown(person)),
        List.of("session=" + session + "; HttpOnly"));
  }

  private JsonObject shown(JsonObject person) {
    JsonObject shown = person.copy();
    shown.remove("password");
    return holes.contains(Hole.HASH_SHOWN)
        ? shown.put("password_hash", "$2b$12$" + "abcdefghijklmnopqrstuv")
        : shown;
  }

  private Reply ofPerson(Call call, JsonObject person) {
    return switch (call.operation()) {
      case "DELETE /sessions/" -> {
        if (!holes.contains(Hole.LOG_OUT_KEEPS)) {
          sessions.remove(call.session());
        }
        yield new Reply(204, null, List.of("session=; Max-Age=0"));
      }
      case "GET /me/" -> Reply.of(200, new JsonObject().put("person", shown(person)));
      case "PUT /me/" -> {
        JsonObject sent = envelope(call, "person");
        person.put("about", sent.getString("about", person.getString("about")));
        if (holes.contains(Hole.PROFILE_ROLE)) {
          person.put("role", sent.getString("role", person.getString("role")));
        }
        yield Reply.of(200, new JsonObject().put("person", shown(person)));
      }
      case "GET /admin/people/" ->
          holes.contains(Hole.PEOPLE_LISTED)
              ? Reply.of(
                  200,
                  new JsonObject()
                      .put(
                          "people",
                          new JsonArray(people.values().stream().map(this::shown).toList())))
              : Reply.refusal(403, "for admins");
      case "GET /export/" -> export();
      case "GET /people/" -> directory(person);
      default -> services.answerPerson(call).orElseGet(() -> notes(call, person));
    };
  }

  /// Everybody's words about themselves; the e-mail address is the reader's own.
  private Reply directory(JsonObject reader) {
    JsonArray shown = new JsonArray();
    for (JsonObject each : people.values()) {
      JsonObject row = new JsonObject().put("about", each.getString("about"));
      if (each.equals(reader) || holes.contains(Hole.EMAILS_SHOWN)) {
        row.put("email", each.getString("email"));
      }
      shown.add(row);
    }
    return Reply.of(200, new JsonObject().put("people", shown));
  }

  private Reply export() {
    return Reply.of(200, new JsonObject().put("notes", notes.size()));
  }

  private Reply notes(Call call, JsonObject person) {
    String email = person.getString("email");
    if (call.operation().equals("GET /notes/")) {
      List<JsonObject> own =
          notes.stream()
              .filter(
                  each -> each.getString("author").equals(email) || holes.contains(Hole.NOTE_LIST))
              .toList();
      return Reply.of(200, new JsonObject().put("notes", new JsonArray(own)));
    }
    if (call.operation().equals("POST /notes/")) {
      JsonObject sent = envelope(call, "note");
      String title = sent.getString("title", "");
      if (title.isEmpty()) {
        return Reply.refusal(422, "title is missing");
      }
      String slug =
          title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-")
              + "-"
              + UUID.randomUUID().toString().substring(0, 8);
      JsonObject note =
          new JsonObject()
              .put("slug", slug)
              .put("title", title)
              .put("text", sent.getString("text", ""))
              .put("verified", false)
              .put("author", email);
      notes.add(note);
      return Reply.of(201, new JsonObject().put("note", note));
    }
    String method = call.operation().substring(0, call.operation().indexOf(' '));
    JsonObject note =
        notes.stream()
            .filter(
                each -> call.operation().equals(method + " /notes/" + each.getString("slug") + "/"))
            .filter(each -> each.getString("author").equals(email) || isOpen(method))
            .findFirst()
            .orElse(null);
    if (note == null) {
      return Reply.refusal(404, "no such note");
    }
    return switch (method) {
      case "GET" -> Reply.of(200, new JsonObject().put("note", note));
      case "PUT" -> {
        JsonObject sent = envelope(call, "note");
        note.put("title", sent.getString("title", note.getString("title")))
            .put("text", sent.getString("text", note.getString("text")));
        if (holes.contains(Hole.NOTE_VERIFIED)) {
          note.put("verified", sent.getBoolean("verified", note.getBoolean("verified")));
        }
        yield Reply.of(200, new JsonObject().put("note", note));
      }
      case "DELETE" -> {
        notes.remove(note);
        yield Reply.empty();
      }
      default -> Reply.refusal(405, "no such method");
    };
  }

  private boolean isOpen(String method) {
    return switch (method) {
      case "GET" -> holes.contains(Hole.NOTE_READ);
      case "PUT" -> holes.contains(Hole.NOTE_UPDATE);
      case "DELETE" -> holes.contains(Hole.NOTE_DELETE);
      default -> false;
    };
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
