package dev.freehold.audit.foreign;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A server whose rows need more than a body: orders in a store that exists already, letters to a
/// person, parcels that change hands, tickets that an operation of another name makes and a number in
/// the query names, essays that a property hides, and operations for helpers and managers. It has the
/// given holes.
public final class MarketApi implements AutoCloseable {
  /// A check that is left out.
  public enum Hole {
    ORDER_READ,
    ORDER_CHANGE,
    LETTER_READ,
    LETTERS_OF_ANY,
    PARCEL_TRANSFER,
    TICKET_READ,
    DRAFT_READ,
    GOODS_BY_ANY,
    PARCEL_DELETE_BY_ANY,
    PEOPLE_TO_ANY,
    ROLE_BY_ANY,
    WALL_OF_DETAILS,
    CODE_GUESSES,
    RESET_TELLS,
    HELP_CALLS_BACK,
    DATABASE_ERRORS
  }

  private static final int MOST_GUESSES = 5;

  private final Set<Hole> holes = EnumSet.noneOf(Hole.class);
  private final Map<String, JsonObject> people = new LinkedHashMap<>();
  private final Map<String, String> sessions = new LinkedHashMap<>();
  private final Map<String, Integer> guesses = new LinkedHashMap<>();
  private final Map<String, List<JsonObject>> tables = new LinkedHashMap<>();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
  private final HttpServer server;
  private int last = 40;

  public MarketApi(Hole... holes) throws IOException {
    this.holes.addAll(List.of(holes));
    add("stores", "", new JsonObject().put("name", "Tools"));
    add("stores", "", new JsonObject().put("name", "Toys"));
    add("goods", "", new JsonObject().put("store", 41).put("name", "Hammer"));
    add("goods", "", new JsonObject().put("store", 42).put("name", "Robot"));
    add("helpers", "", new JsonObject().put("code", "HLP_ANN").put("name", "Ann"));
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newSingleThreadExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private record Reply(int status, @Nullable Object body) {}

  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;

    Refusal(int status, String words) {
      super(words);
      this.status = status;
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    Reply reply;
    try {
      reply = answer(exchange);
    } catch (Refusal e) {
      reply = new Reply(e.status, new JsonObject().put("message", e.getMessage()));
    } catch (DecodeException | ClassCastException _) {
      reply = new Reply(400, new JsonObject().put("message", "a value has the wrong type"));
    }
    byte[] bytes =
        reply.body() == null
            ? new byte[0]
            : reply.body().toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    boolean isEmpty = exchange.getRequestMethod().equals("HEAD") || bytes.length == 0;
    exchange.sendResponseHeaders(reply.status(), isEmpty ? -1 : bytes.length);
    if (!isEmpty) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  /// A request.
  ///
  /// @param user the email address of the caller; empty if nobody is signed in
  private record Call(
      String method, List<String> path, Map<String, String> query, JsonObject body, String user) {
    boolean is(String pattern) {
      int space = pattern.indexOf(' ');
      List<String> segments = List.of(pattern.substring(space + 2).split("/", -1));
      if (!method.equals(pattern.substring(0, space)) || segments.size() != path.size()) {
        return false;
      }
      for (int i = 0; i < segments.size(); i++) {
        if (!segments.get(i).equals("*") && !segments.get(i).equals(path.get(i))) {
          return false;
        }
      }
      return true;
    }

    String text(String name) {
      if (body.getValue(name) instanceof String text && !text.isEmpty() && text.length() <= 200) {
        return text;
      }
      throw new Refusal(400, name + " must be text");
    }

    int number(String name) {
      if (body.getValue(name) instanceof Integer number && number > 0) {
        return number;
      }
      throw new Refusal(400, name + " must be a number");
    }
  }

  private Reply answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    if (path.equals("/openapi.json")) {
      return new Reply(200, MarketApiDocument.json());
    }
    String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    List<String> segments = new ArrayList<>();
    for (String segment : path.substring(1).split("/", -1)) {
      segments.add(decoded(segment));
    }
    String bearer = exchange.getRequestHeaders().getFirst("Authorization");
    String user =
        bearer != null && bearer.startsWith("Bearer ")
            ? sessions.getOrDefault(bearer.substring(7), "")
            : "";
    Call call =
        new Call(
            exchange.getRequestMethod(),
            segments,
            query(exchange.getRequestURI().getRawQuery()),
            text.isEmpty() ? new JsonObject() : new JsonObject(text),
            user);
    return segments.getFirst().equals("identity") ? identity(call) : ofUser(call);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static Map<String, String> query(@Nullable String raw) {
    Map<String, String> values = new LinkedHashMap<>();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        values.put(
            decoded(equals < 0 ? pair : pair.substring(0, equals)),
            equals < 0 ? "" : decoded(pair.substring(equals + 1)));
      }
    }
    return values;
  }

  private Reply identity(Call call) {
    if (call.is("POST /identity/signup")) {
      if (people.containsKey(call.text("email")) || call.text("password").length() < 8) {
        throw new Refusal(409, "the address is taken or the password is short");
      }
      JsonObject person =
          new JsonObject()
              .put("email", call.text("email"))
              .put("nickname", call.text("nickname"))
              .put("number", call.text("number"))
              .put("credit", 100)
              .put("role", "buyer");
      people.put(call.text("email"), person.copy().put("password", call.text("password")));
      return new Reply(201, person);
    }
    if (call.is("POST /identity/login")) {
      JsonObject person = people.get(call.text("email"));
      if (person == null || !person.getString("password").equals(call.text("password"))) {
        throw new Refusal(401, "wrong address or password");
      }
      String token = UUID.randomUUID().toString();
      sessions.put(token, call.text("email"));
      return new Reply(200, new JsonObject().put("token", token));
    }
    if (call.is("POST /identity/reset")) {
      JsonObject sent = call.body().getJsonObject("person", new JsonObject());
      if (!(sent.getValue("email") instanceof String email) || !email.contains("@")) {
        throw new Refusal(400, "email is missing");
      }
      boolean isTold = holes.contains(Hole.RESET_TELLS) && !people.containsKey(email);
      return new Reply(isTold ? 404 : 202, new JsonObject().put("message", "see your mail"));
    }
    if (call.is("POST /identity/check-code")) {
      call.text("password");
      if (!call.text("code").matches("[0-9]{4}")) {
        throw new Refusal(400, "code must have four digits");
      }
      int count = guesses.merge(call.text("email"), 1, Integer::sum);
      boolean isLimited = count > MOST_GUESSES && !holes.contains(Hole.CODE_GUESSES);
      throw new Refusal(isLimited ? 429 : 401, isLimited ? "too many guesses" : "wrong code");
    }
    throw new Refusal(404, "no such path");
  }

  private Reply ofUser(Call call) {
    JsonObject me = people.get(call.user());
    if (call.is("GET /stores")) {
      return new Reply(200, shown(table("stores")));
    }
    if (me == null) {
      throw new Refusal(401, "sign in first");
    }
    return switch (call.path().getFirst()) {
      case "me" -> new Reply(200, account(me));
      case "stores" -> stores(call);
      case "letters" -> letters(call, me);
      case "parcels" -> parcels(call, me);
      case "help" -> help(call);
      case "essays" -> essays(call);
      case "wall" -> wall(call, me);
      case "admin" -> admin(call);
      default -> throw new Refusal(404, "no such path");
    };
  }

  private static JsonObject account(JsonObject person) {
    JsonObject shown = person.copy();
    shown.remove("password");
    return shown;
  }

  private Reply stores(Call call) {
    JsonObject store = find("stores", call.path().get(1));
    int id = store.getInteger("id");
    if (call.is("GET /stores/*/goods")) {
      return new Reply(200, shown(where("goods", row -> row.getInteger("store") == id)));
    }
    if (call.is("POST /stores/*/goods")) {
      require(Hole.GOODS_BY_ANY);
      JsonObject goods = new JsonObject().put("store", id).put("name", call.text("name"));
      return new Reply(201, shown(add("goods", call.user(), goods)));
    }
    if (call.is("GET /stores/*/orders")) {
      return new Reply(
          200, shown(where("orders", row -> isOf(row, call) && row.getInteger("store") == id)));
    }
    if (call.is("POST /stores/*/orders")) {
      JsonObject goods = find("goods", String.valueOf(call.number("goods_id")));
      if (goods.getInteger("store") != id) {
        throw new Refusal(400, "the goods are of another store");
      }
      JsonObject order =
          new JsonObject()
              .put("store", id)
              .put("goods", goods.getInteger("id"))
              .put("quantity", call.number("quantity"))
              .put("customer", call.user());
      return new Reply(201, shown(add("orders", call.user(), order)));
    }
    JsonObject order = find("orders", call.path().getLast());
    boolean isAllowed =
        isOf(order, call)
            || holes.contains(call.method().equals("GET") ? Hole.ORDER_READ : Hole.ORDER_CHANGE);
    if (!isAllowed || order.getInteger("store") != id) {
      throw new Refusal(404, "no such order");
    }
    if (call.is("PUT /stores/*/orders/*")) {
      order.put("quantity", call.number("quantity"));
    }
    return new Reply(200, shown(order));
  }

  private Reply letters(Call call, JsonObject me) {
    String nickname = me.getString("nickname");
    if (call.is("GET /letters")) {
      String asked = call.query().getOrDefault("of", nickname);
      String of = holes.contains(Hole.LETTERS_OF_ANY) ? asked : nickname;
      return new Reply(200, shown(where("letters", row -> concerns(row, of))));
    }
    if (call.is("POST /letters")) {
      if (byNickname(call.text("recipient")) == null) {
        throw new Refusal(422, "no such recipient");
      }
      JsonObject letter =
          new JsonObject()
              .put("sender", nickname)
              .put("recipient", call.text("recipient"))
              .put("text", call.text("text"));
      return new Reply(201, shown(add("letters", call.user(), letter)));
    }
    JsonObject letter = find("letters", call.path().getLast());
    if (!concerns(letter, nickname) && !holes.contains(Hole.LETTER_READ)) {
      throw new Refusal(404, "no such letter");
    }
    return new Reply(200, shown(letter));
  }

  private static boolean concerns(JsonObject letter, String nickname) {
    return nickname.equals(letter.getString("sender"))
        || nickname.equals(letter.getString("recipient"));
  }

  private @Nullable JsonObject byNickname(String name) {
    return people.values().stream()
        .filter(each -> name.equals(each.getString("nickname")))
        .findFirst()
        .orElse(null);
  }

  private Reply parcels(Call call, JsonObject me) {
    String nickname = me.getString("nickname");
    if (call.is("GET /parcels")) {
      return new Reply(
          200, shown(where("parcels", row -> nickname.equals(row.getString("holder")))));
    }
    if (call.is("POST /parcels")) {
      JsonObject parcel = new JsonObject().put("label", call.text("label")).put("holder", nickname);
      return new Reply(201, shown(add("parcels", call.user(), parcel)));
    }
    if (holes.contains(Hole.DATABASE_ERRORS) && !call.path().getLast().matches("\\w+")) {
      throw new Refusal(500, "sqlite3.IntegrityError: datatype mismatch");
    }
    boolean isTransfer = call.is("POST /parcels/transfer");
    JsonObject parcel =
        find("parcels", isTransfer ? call.text("parcel_id") : call.path().getLast());
    boolean isAllowed =
        nickname.equals(parcel.getString("holder"))
            || (isTransfer && holes.contains(Hole.PARCEL_TRANSFER));
    if (!isAllowed) {
      throw new Refusal(404, "no such parcel");
    }
    if (isTransfer) {
      if (byNickname(call.text("new_owner")) == null) {
        throw new Refusal(422, "no such person");
      }
      parcel.put("holder", call.text("new_owner"));
    }
    return new Reply(200, shown(parcel));
  }

  /// Tickets are made by asking, and named by a number in the query.
  private Reply help(Call call) {
    if (call.is("GET /help/helpers")) {
      JsonArray helpers = shown(table("helpers"));
      helpers.forEach(each -> ((JsonObject) each).remove("id"));
      return new Reply(200, helpers);
    }
    if (call.is("GET /help/tickets")) {
      return new Reply(200, shown(where("tickets", row -> isOf(row, call))));
    }
    if (call.is("GET /help/people")) {
      require(Hole.PEOPLE_TO_ANY);
      return new Reply(
          200, new JsonArray(people.values().stream().map(MarketApi::account).toList()));
    }
    if (call.is("POST /help/ask")) {
      if (where("helpers", row -> row.getString("code").equals(call.text("helper_code")))
          .isEmpty()) {
        throw new Refusal(400, "no such helper");
      }
      JsonObject ticket =
          new JsonObject()
              .put("helper", call.text("helper_code"))
              .put("details", call.text("details"))
              .put("customer", call.user());
      int id = add("tickets", call.user(), ticket).getInteger("id");
      String said = holes.contains(Hole.HELP_CALLS_BACK) ? called(call.text("callback")) : "";
      return new Reply(201, new JsonObject().put("ticket_id", id).put("said", said));
    }
    if (call.is("GET /help/ticket")) {
      JsonObject ticket = find("tickets", call.query().getOrDefault("ticket_id", ""));
      if (!isOf(ticket, call) && !holes.contains(Hole.TICKET_READ)) {
        throw new Refusal(404, "no such ticket");
      }
      return new Reply(200, shown(ticket));
    }
    throw new Refusal(404, "no such path");
  }

  private String called(String address) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(2)).build();
      return "status " + http.send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException | IllegalArgumentException _) {
      return "not reached";
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return "not reached";
    }
  }

  private Reply essays(Call call) {
    if (call.is("GET /essays")) {
      return new Reply(200, shown(where("essays", row -> !row.getBoolean("draft"))));
    }
    if (call.is("POST /essays")) {
      JsonObject essay =
          new JsonObject()
              .put("title", call.text("title"))
              .put("draft", call.body().getBoolean("draft", false));
      return new Reply(201, shown(add("essays", call.user(), essay)));
    }
    JsonObject essay = find("essays", call.path().getLast());
    boolean isHidden = essay.getBoolean("draft") && !isOf(essay, call);
    if (isHidden && !holes.contains(Hole.DRAFT_READ)) {
      throw new Refusal(404, "no such essay");
    }
    return new Reply(200, shown(essay));
  }

  private Reply wall(Call call, JsonObject me) {
    if (call.is("POST /wall")) {
      JsonObject author = new JsonObject().put("nickname", me.getString("nickname"));
      if (holes.contains(Hole.WALL_OF_DETAILS)) {
        author.put("number", me.getString("number")).put("credit", me.getInteger("credit"));
      }
      JsonObject note = new JsonObject().put("text", call.text("text")).put("author", author);
      return new Reply(201, shown(add("wall", call.user(), note)));
    }
    return new Reply(200, new JsonObject().put("notes", shown(table("wall"))));
  }

  private Reply admin(Call call) {
    if (call.is("DELETE /admin/parcels/*")) {
      require(Hole.PARCEL_DELETE_BY_ANY);
      table("parcels").remove(find("parcels", call.path().getLast()));
      return new Reply(204, null);
    }
    if (call.is("PUT /admin/people/*/role")) {
      require(Hole.ROLE_BY_ANY);
      JsonObject person = byNickname(call.path().get(2));
      if (person == null) {
        throw new Refusal(404, "no such person");
      }
      return new Reply(200, account(person.put("role", call.text("role"))));
    }
    throw new Refusal(404, "no such path");
  }

  private void require(Hole hole) {
    if (!holes.contains(hole)) {
      throw new Refusal(403, "not allowed");
    }
  }

  private List<JsonObject> table(String name) {
    return tables.computeIfAbsent(name, _ -> new ArrayList<>());
  }

  private JsonObject add(String table, String owner, JsonObject row) {
    row.put("id", ++last).put("owner", owner);
    table(table).add(row);
    return row;
  }

  private JsonObject find(String table, String id) {
    return where(table, row -> row.getValue("id").toString().equals(id)).stream()
        .findFirst()
        .orElseThrow(() -> new Refusal(404, "no such row of " + table));
  }

  private List<JsonObject> where(String table, Predicate<JsonObject> condition) {
    return table(table).stream().filter(condition).toList();
  }

  private static boolean isOf(JsonObject row, Call call) {
    return row.getString("owner").equals(call.user());
  }

  /// A row without the column that the server keeps for itself.
  private static JsonObject shown(JsonObject row) {
    JsonObject copy = row.copy();
    copy.remove("owner");
    return copy;
  }

  private static JsonArray shown(List<JsonObject> rows) {
    return new JsonArray(rows.stream().map(MarketApi::shown).toList());
  }

  @Override
  public void close() {
    server.stop(0);
    http.shutdownNow();
    ((ExecutorService) server.getExecutor()).shutdown();
  }
}
