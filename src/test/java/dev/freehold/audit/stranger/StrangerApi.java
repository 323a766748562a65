package dev.freehold.audit.stranger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// A small server that is not ours, in the manner of FastAPI: `skip` and `limit`, `detail` for errors, no ETag, a document that
/// declares no security. It has the faults that it is told to have.
public final class StrangerApi implements AutoCloseable {
  static final String BASE = "/api/v1";

  private final Set<Fault> faults;
  private final Accounts accounts;
  private final Rows rows;
  private final HttpServer server;

  public StrangerApi(Fault... faults) throws IOException {
    this.faults = EnumSet.noneOf(Fault.class);
    this.faults.addAll(Set.of(faults));
    this.accounts = new Accounts(this.faults);
    this.rows = new Rows(this.faults);
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Reply reply;
    try {
      reply = answer(Ask.read(exchange));
    } catch (Reply.Refusal refusal) {
      reply = refusal.reply();
    } catch (RuntimeException e) {
      reply = new Reply(500, "Internal Server Error", Map.of("Content-Type", "text/plain"));
    }
    reply.headers().forEach(exchange.getResponseHeaders()::add);
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    boolean empty = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(reply.status(), empty ? -1 : body.length);
    if (!empty) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private Reply answer(Ask sent) {
    Ask ask = sent;
    String override = ask.header("X-HTTP-Method-Override");
    if (override != null && faults.contains(Fault.METHOD_OVERRIDE)) {
      // What guards the route saw the method that was sent.
      return rows.answer(ask.with(override, ask.path()), accounts.owner());
    }
    if (faults.contains(Fault.SLASH_OPENS) && ask.path().endsWith("/")) {
      String path = ask.path().substring(0, ask.path().length() - 1);
      return rows.answer(ask.with(ask.method(), path), accounts.owner());
    }
    return switch (ask.method() + " " + ask.path()) {
      case "GET /openapi.json" -> Reply.of(200, StrangerDocument.json());
      case "POST " + BASE + "/auth/signup" -> accounts.signUp(ask.json());
      case "POST " + BASE + "/auth/login" -> accounts.logIn(ask.json());
      case "POST " + BASE + "/auth/refresh" -> accounts.refresh(ask.json());
      case "POST " + BASE + "/auth/logout" -> accounts.logOut(ask);
      case "GET " + BASE + "/auth/me" -> Reply.of(200, accounts.shown(accounts.who(ask)));
      case "GET " + BASE + "/admin/users" -> users(ask);
      default -> row(ask);
    };
  }

  private Reply users(Ask ask) {
    if (!accounts.who(ask).admin() && !faults.contains(Fault.ADMIN_OPEN)) {
      throw Reply.refusal(403, "Not enough permissions");
    }
    return Reply.of(200, new JsonArray().add(new JsonObject().put("email", "a@example.com")));
  }

  private Reply row(Ask ask) {
    boolean one = ask.path().matches(".*/\\d+");
    boolean open =
        ask.method().equals("GET")
            ? faults.contains(one ? Fault.ANONYMOUS_READ : Fault.ANONYMOUS_LIST)
            : faults.contains(Fault.ANONYMOUS_WRITE);
    if (open && ask.header("Authorization") == null) {
      return rows.answer(ask, accounts.owner());
    }
    return rows.answer(ask, accounts.who(ask));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
