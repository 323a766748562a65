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
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/// A server that looks like nothing of Freehold: slugs and codes for ids, slashes at the end of paths,
/// bodies in envelopes, rows below rows, phrases for paths, failures with status 200. Articles and
/// products are for every user; everything else is its owner's. It has the given broken object
/// authorizations.
public final class ForeignApi implements AutoCloseable {
  /// A check that is left out.
  public enum Hole {
    ARTICLE_UPDATE,
    ARTICLE_DELETE,
    SECRET_READ,
    SECRET_LIST,
    BILL_READ,
    BILL_OF_OTHER_SHOP,
    BILL_LIST,
    REFUND_ANY,
    LOCATION_ANY,
    PASSWORD_ANY,
    ACCOUNT_DELETE_ANY,
    PROFILE_FULL,
    MEMO_READ,
    MEMO_DELETE,
    MEMO_UPDATE
  }

  private final Set<Hole> holes = EnumSet.noneOf(Hole.class);
  private final Map<String, JsonObject> accounts = new LinkedHashMap<>();
  private final Map<String, String> sessions = new LinkedHashMap<>();
  private final Map<String, List<JsonObject>> tables = new LinkedHashMap<>();
  private final HttpServer server;
  private int last = 100;

  public ForeignApi(Hole... holes) throws IOException {
    this.holes.addAll(List.of(holes));
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newSingleThreadExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// A response.
  private record Reply(int status, JsonObject body) {}

  /// A request of a user.
  ///
  /// @param path the segments of the path
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
  }

  private void handle(HttpExchange exchange) throws IOException {
    Reply reply;
    try {
      reply = answer(exchange);
    } catch (DecodeException | ClassCastException _) {
      reply = failure(400, "the body is no JSON object");
    }
    byte[] bytes = reply.body().encode().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    boolean isEmpty = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(reply.status(), isEmpty ? -1 : bytes.length);
    if (!isEmpty) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  private Reply answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    if (path.equals("/openapi.json")) {
      return new Reply(200, ForeignApiDocument.json());
    }
    String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    JsonObject body = text.isEmpty() ? new JsonObject() : new JsonObject(text);
    List<String> segments = new ArrayList<>();
    for (String segment : path.substring(1).split("/", -1)) {
      segments.add(decoded(segment));
    }
    String bearer = exchange.getRequestHeaders().getFirst("Authorization");
    String user =
        bearer != null && bearer.startsWith("Bearer ") ? sessions.get(bearer.substring(7)) : null;
    Call call =
        new Call(
            exchange.getRequestMethod(),
            segments,
            query(exchange.getRequestURI().getRawQuery()),
            body,
            user == null ? "" : user);
    if (call.is("POST /register")) {
      return register(body);
    }
    if (call.is("POST /login")) {
      String name = body.getString("username", "");
      JsonObject account =
          accounts.values().stream()
              .filter(
                  each ->
                      name.equals(each.getString("username"))
                          || name.equals(each.getString("email")))
              .findFirst()
              .orElse(null);
      return account != null && account.getString("password").equals(body.getValue("password"))
          ? session(account.getString("username"))
          : failure(401, "wrong name or password");
    }
    if (user == null || !accounts.containsKey(user)) {
      return failure(401, "no session");
    }
    return ofUser(call);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static Map<String, String> query(String raw) {
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

  private Reply register(JsonObject body) {
    String name = body.getString("username", "");
    if (name.isEmpty()
        || body.getString("password", "").length() < 8
        || accounts.containsKey(name)) {
      return failure(400, "the name is taken or the password is short");
    }
    accounts.put(name, body.copy());
    JsonObject vehicle =
        new JsonObject()
            .put("id", ++last)
            .put("uuid", UUID.randomUUID().toString())
            .put("maker", "Acme");
    add("vehicles", name, vehicle);
    return session(name);
  }

  private Reply session(String name) {
    String token = UUID.randomUUID().toString();
    sessions.put(token, name);
    return new Reply(
        200,
        new JsonObject().put("user", new JsonObject().put("username", name).put("token", token)));
  }

  private Reply ofUser(Call call) {
    return switch (call.path().getFirst()) {
      case "articles" -> articles(call);
      case "vault" -> secrets(call);
      case "shops", "refunds" -> shops(call);
      case "vehicle" -> vehicles(call);
      case "users", "profile" -> users(call);
      default -> phrases(call);
    };
  }

  private Reply articles(Call call) {
    if (call.is("GET /articles")) {
      return new Reply(200, new JsonObject().put("articles", shown(table("articles"))));
    }
    if (call.is("POST /articles")) {
      JsonObject sent = call.body().getJsonObject("article", new JsonObject());
      String title = sent.getString("title", "");
      if (title.isEmpty()) {
        return failure(422, "title is missing");
      }
      JsonObject article =
          new JsonObject()
              .put(
                  "slug",
                  title.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-")
                      + "-"
                      + ++last)
              .put("title", title)
              .put("body", sent.getString("body", ""))
              .put("author", new JsonObject().put("username", call.user()))
              .put("favorites", 0);
      return new Reply(
          201, new JsonObject().put("article", shown(add("articles", call.user(), article))));
    }
    JsonObject article = find("articles", "slug", call.path().get(1));
    if (article == null) {
      return failure(404, "no article");
    }
    boolean isOwn = article.getString("owner").equals(call.user());
    if (call.is("GET /articles/*")) {
      return new Reply(200, new JsonObject().put("article", shown(article)));
    }
    if (call.is("POST /articles/*/favorite")) {
      article.put("favorites", article.getInteger("favorites") + 1);
      return new Reply(200, new JsonObject().put("article", shown(article)));
    }
    if (call.is("PUT /articles/*") && (isOwn || holes.contains(Hole.ARTICLE_UPDATE))) {
      JsonObject sent = call.body().getJsonObject("article", new JsonObject());
      sent.fieldNames().stream()
          .filter(List.of("title", "body")::contains)
          .forEach(name -> article.put(name, sent.getValue(name)));
      return new Reply(200, new JsonObject().put("article", shown(article)));
    }
    if (call.is("DELETE /articles/*") && (isOwn || holes.contains(Hole.ARTICLE_DELETE))) {
      table("articles").remove(article);
      return new Reply(200, new JsonObject());
    }
    return failure(403, "not yours");
  }

  /// The answer to a create names no id; failures have status 200.
  private Reply secrets(Call call) {
    if (call.is("GET /vault/secrets/")) {
      boolean all = holes.contains(Hole.SECRET_LIST);
      return ok(
          new JsonObject().put("items", shown(where("secrets", row -> all || isOf(row, call)))));
    }
    if (call.is("POST /vault/secrets/")) {
      add(
          "secrets",
          call.user(),
          new JsonObject()
              .put("secret_code", "S" + UUID.randomUUID().toString().substring(0, 6))
              .put("label", call.body().getString("label", ""))
              .put("content", call.body().getString("content", "")));
      return new Reply(201, new JsonObject().put("success", true).put("message", "stored"));
    }
    JsonObject secret = find("secrets", "secret_code", call.path().get(2));
    boolean isOpen = holes.contains(Hole.SECRET_READ) && call.method().equals("GET");
    if (secret == null || !(isOf(secret, call) || isOpen)) {
      return new Reply(200, new JsonObject().put("success", false).put("error", "no such secret"));
    }
    if (call.method().equals("DELETE")) {
      table("secrets").remove(secret);
    }
    return ok(new JsonObject().put("data", shown(secret)));
  }

  private Reply shops(Call call) {
    if (call.is("POST /refunds")) {
      JsonObject bill = find("bills", "number", call.query().getOrDefault("bill_number", ""));
      JsonObject byBody = find("bills", "id", String.valueOf(call.body().getValue("bill_id")));
      bill = bill == null ? byBody : bill;
      if (bill == null || !(isOf(bill, call) || holes.contains(Hole.REFUND_ANY))) {
        return failure(404, "no bill");
      }
      bill.put("status", "refunded");
      return ok(new JsonObject().put("message", "done"));
    }
    if (call.is("GET /shops")) {
      return new Reply(
          200, new JsonObject().put("results", shown(where("shops", row -> isOf(row, call)))));
    }
    if (call.is("POST /shops")) {
      JsonObject shop =
          new JsonObject().put("shop_id", ++last).put("name", call.body().getString("name", ""));
      return new Reply(201, shown(add("shops", call.user(), shop)));
    }
    JsonObject shop = find("shops", "shop_id", call.path().get(1));
    boolean isOpen =
        call.method().equals("GET")
            && (call.path().size() == 3
                ? holes.contains(Hole.BILL_LIST)
                : holes.contains(Hole.BILL_READ) && call.path().size() == 4);
    if (shop == null || !(isOf(shop, call) || isOpen)) {
      return failure(404, "no shop");
    }
    String id = call.path().get(1);
    if (call.is("GET /shops/*")) {
      return new Reply(200, shown(shop));
    }
    if (call.is("GET /shops/*/bills")) {
      return new Reply(
          200,
          new JsonObject()
              .put(
                  "results",
                  shown(where("bills", row -> row.getValue("shop").toString().equals(id)))));
    }
    if (call.is("POST /shops/*/bills")) {
      JsonObject bill =
          new JsonObject()
              .put("id", ++last)
              .put("number", "B-" + last)
              .put("shop", Integer.valueOf(id))
              .put("text", call.body().getString("text", ""))
              .put("status", "open");
      return new Reply(201, shown(add("bills", call.user(), bill)));
    }
    JsonObject bill = find("bills", "id", call.path().get(3));
    if (bill == null) {
      return failure(404, "no bill");
    }
    boolean isBelow = bill.getValue("shop").toString().equals(id);
    boolean isAny = holes.contains(Hole.BILL_OF_OTHER_SHOP);
    return isBelow || isAny ? new Reply(200, shown(bill)) : failure(404, "no bill");
  }

  private Reply vehicles(Call call) {
    if (call.is("GET /vehicle/vehicles")) {
      return new Reply(
          200, new JsonObject().put("vehicles", shown(where("vehicles", row -> isOf(row, call)))));
    }
    JsonObject vehicle = find("vehicles", "uuid", call.path().get(1));
    boolean isOpen = holes.contains(Hole.LOCATION_ANY);
    if (vehicle == null || !(isOf(vehicle, call) || isOpen)) {
      return failure(404, "no vehicle");
    }
    return new Reply(
        200,
        new JsonObject()
            .put("latitude", "48." + vehicle.getValue("id"))
            .put("longitude", "11.5")
            .put("driver", vehicle.getString("owner")));
  }

  private Reply users(Call call) {
    if (call.is("GET /profile")) {
      JsonObject own = Objects.requireNonNull(accounts.get(call.user())).copy();
      own.remove("password");
      return new Reply(200, own);
    }
    JsonObject account = accounts.get(call.path().get(1));
    if (account == null) {
      return failure(404, "no user");
    }
    boolean isOwn = account.getString("username").equals(call.user());
    if (call.is("GET /users/*")) {
      JsonObject profile = new JsonObject().put("username", account.getString("username"));
      if (isOwn || holes.contains(Hole.PROFILE_FULL)) {
        profile.put("email", account.getString("email"));
      }
      return new Reply(200, profile);
    }
    if (call.is("PUT /users/*/password") && (isOwn || holes.contains(Hole.PASSWORD_ANY))) {
      account.put("password", call.body().getString("password", ""));
      return ok(new JsonObject());
    }
    if (call.is("DELETE /users/*") && (isOwn || holes.contains(Hole.ACCOUNT_DELETE_ANY))) {
      accounts.remove(account.getString("username"));
      return ok(new JsonObject());
    }
    return failure(403, "not you");
  }

  private Reply phrases(Call call) {
    if (call.is("GET /getProducts")) {
      return new Reply(200, new JsonObject().put("products", shown(table("products"))));
    }
    if (call.is("GET /getMemos")) {
      return new Reply(
          200, new JsonObject().put("memos", shown(where("memos", row -> isOf(row, call)))));
    }
    if (call.is("POST /createMemo")) {
      JsonObject memo =
          new JsonObject().put("id", ++last).put("text", call.body().getString("text", ""));
      return new Reply(200, new JsonObject().put("memo", shown(add("memos", call.user(), memo))));
    }
    if (call.is("GET /getMemo")) {
      return memo(call, call.query().getOrDefault("id", ""), Hole.MEMO_READ, _ -> {});
    }
    if (call.is("POST /deleteMemo")) {
      return memo(
          call, call.query().getOrDefault("id", ""), Hole.MEMO_DELETE, table("memos")::remove);
    }
    if (call.is("POST /updateMemo")) {
      return memo(
          call,
          String.valueOf(call.body().getValue("memo_id")),
          Hole.MEMO_UPDATE,
          row -> row.put("text", call.body().getString("text", "")));
    }
    return failure(404, "no such path");
  }

  private Reply memo(
      Call call, String id, Hole hole, java.util.function.Consumer<JsonObject> action) {
    JsonObject memo = find("memos", "id", id);
    if (memo == null || !(isOf(memo, call) || holes.contains(hole))) {
      return failure(404, "no memo");
    }
    action.accept(memo);
    return new Reply(200, new JsonObject().put("memo", shown(memo)));
  }

  private List<JsonObject> table(String name) {
    return tables.computeIfAbsent(name, _ -> new ArrayList<>());
  }

  private JsonObject add(String table, String owner, JsonObject row) {
    row.put("owner", owner);
    table(table).add(row);
    return row;
  }

  private @org.jspecify.annotations.Nullable JsonObject find(String table, String name, String id) {
    return where(table, row -> row.getValue(name).toString().equals(id)).stream()
        .findFirst()
        .orElse(null);
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
    return new JsonArray(rows.stream().map(ForeignApi::shown).toList());
  }

  private static Reply ok(JsonObject body) {
    return new Reply(200, body.put("success", true));
  }

  private static Reply failure(int status, String words) {
    return new Reply(status, new JsonObject().put("error", words));
  }

  @Override
  public void close() {
    server.stop(0);
    ((java.util.concurrent.ExecutorService) server.getExecutor()).shutdown();
  }
}
