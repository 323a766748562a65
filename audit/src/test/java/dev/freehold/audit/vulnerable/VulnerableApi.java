package dev.freehold.audit.vulnerable;

import com.sun.net.httpserver.Headers;
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
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A small server in the style of FastAPI, not based on Freehold: `skip` and `limit`, `detail` for
/// errors, no ETag, a document that declares no security. It has the given vulnerabilities.
public final class VulnerableApi implements AutoCloseable {
  static final String BASE = "/api/v1";

  private final Set<Vulnerability> faults;
  private final VulnerableApiAccounts accounts;
  private final VulnerableApiRows rows;
  private final VulnerableApiSharedRows sharedRows;
  private final VulnerableApiServices services;
  private final HttpServer server;

  public VulnerableApi(Vulnerability... faults) throws IOException {
    this.faults = EnumSet.noneOf(Vulnerability.class);
    this.faults.addAll(Set.of(faults));
    this.accounts = new VulnerableApiAccounts(this.faults);
    this.rows = new VulnerableApiRows(this.faults);
    this.sharedRows = new VulnerableApiSharedRows(this.faults);
    this.services = new VulnerableApiServices(this.faults, accounts);
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    ApiResponse reply;
    try {
      reply = answer(ApiRequest.read(exchange));
    } catch (ApiResponse.RefusalException refusal) {
      reply = refusal.reply();
    } catch (RuntimeException e) {
      reply = new ApiResponse(500, "Internal Server Error", Map.of("Content-Type", "text/plain"));
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

  private ApiResponse answer(ApiRequest sent) {
    ApiRequest request = sent;
    String override = request.header("X-HTTP-Method-Override");
    if (override != null && faults.contains(Vulnerability.METHOD_OVERRIDE)) {
      // The authorization check uses the method that was sent.
      return rows.answer(request.with(override, request.path()), accounts.owner());
    }
    if (faults.contains(Vulnerability.SLASH_OPENS) && request.path().endsWith("/")) {
      String path = request.path().substring(0, request.path().length() - 1);
      return rows.answer(request.with(request.method(), path), accounts.owner());
    }
    return switch (request.method() + " " + request.path()) {
      case "GET /openapi.json" ->
          ApiResponse.of(
              200, VulnerableApiDocument.json(!faults.contains(Vulnerability.SIGN_UP_TELLS)));
      case "POST " + BASE + "/auth/signup" -> accounts.signUp(request.json());
      case "POST " + BASE + "/auth/login" -> accounts.logIn(request.json());
      case "POST " + BASE + "/auth/refresh" -> accounts.refresh(request.json());
      case "POST " + BASE + "/auth/logout" -> accounts.logOut(request);
      case "GET " + BASE + "/auth/me" -> ApiResponse.of(200, accounts.shown(accounts.who(request)));
      case "PATCH " + BASE + "/auth/me" -> accounts.update(accounts.who(request), request.json());
      case "GET /.well-known/jwks.json" -> accounts.keySet();
      case "GET " + BASE + "/admin/users" -> users(request);
      default -> row(request);
    };
  }

  private ApiResponse users(ApiRequest request) {
    if (!accounts.who(request).admin() && !faults.contains(Vulnerability.ADMIN_OPEN)) {
      throw ApiResponse.refusal(403, "Not enough permissions");
    }
    return ApiResponse.of(200, new JsonArray().add(new JsonObject().put("email", "a@example.com")));
  }

  private ApiResponse row(ApiRequest request) {
    if (services.has(request)) {
      return services.answer(request);
    }
    if (sharedRows.has(request)) {
      boolean anonymous = request.header("Authorization") == null;
      return sharedRows.answer(request, anonymous ? null : accounts.who(request));
    }
    boolean one = request.path().matches(".*/\\d+");
    boolean open =
        request.method().equals("GET")
            ? faults.contains(one ? Vulnerability.ANONYMOUS_READ : Vulnerability.ANONYMOUS_LIST)
            : faults.contains(Vulnerability.ANONYMOUS_WRITE);
    if (open && request.header("Authorization") == null) {
      return rows.answer(request, accounts.owner());
    }
    return rows.answer(request, accounts.who(request));
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /// A request, as [VulnerableApi] reads it.
  record ApiRequest(
      String method, String path, Map<String, String> query, Headers headers, String body) {
    static ApiRequest read(HttpExchange exchange) throws IOException {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Map<String, String> query = new LinkedHashMap<>();
      String raw = exchange.getRequestURI().getRawQuery();
      for (String pair : raw == null || raw.isEmpty() ? new String[0] : raw.split("&")) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        query.put(decoded(name), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
      }
      return new ApiRequest(
          exchange.getRequestMethod(),
          exchange.getRequestURI().getRawPath(),
          query,
          exchange.getRequestHeaders(),
          body);
    }

    static String decoded(String text) {
      try {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        throw ApiResponse.unprocessable("query", "not percent-encoded UTF-8");
      }
    }

    @Nullable String header(String name) {
      return headers.getFirst(name);
    }

    JsonObject json() {
      try {
        return new JsonObject(body);
      } catch (DecodeException e) {
        throw ApiResponse.unprocessable("body", "not a JSON object");
      }
    }

    int number(String name, int otherwise, int least, int most) {
      String text = query.get(name);
      if (text == null) {
        return otherwise;
      }
      try {
        int number = Integer.parseInt(text);
        if (number >= least && number <= most) {
          return number;
        }
      } catch (NumberFormatException e) {
        throw ApiResponse.unprocessable(name, "not an integer");
      }
      throw ApiResponse.unprocessable(name, "out of range");
    }

    ApiRequest with(String otherMethod, String otherPath) {
      return new ApiRequest(otherMethod, otherPath, query, headers, body);
    }
  }

  /// The vulnerabilities of [VulnerableApi]. Without any of them it behaves correctly.
  public enum Vulnerability {
    READ_FOREIGN,
    UPDATE_FOREIGN,
    DELETE_FOREIGN,
    LIST_ALL,
    COUNT_ALL,
    OWNER_FILTER_OPENS,
    SEARCH_ALL,
    PAGE_EXTREME_OPENS,
    NESTED_FOREIGN,
    REFERENCE_FOREIGN,
    BULK_FOREIGN,
    FORBIDDEN_FOREIGN,
    FOREIGN_HEADER,
    FOREIGN_SLOW,
    UNIQUE_ACROSS,
    ANONYMOUS_READ,
    ANONYMOUS_LIST,
    ANONYMOUS_WRITE,
    SLASH_OPENS,
    METHOD_OVERRIDE,
    ADMIN_OPEN,
    ASSIGN_OWNER,
    ASSIGN_ID,
    ASSIGN_TIMES,
    ASSIGN_OWNER_ON_UPDATE,
    ASSIGN_ROLE,
    UNKNOWN_STORED,
    UNKNOWN_IGNORED,
    ALG_NONE,
    WEAK_SECRET,
    SIGNATURE_IGNORED,
    EMPTY_SIGNATURE,
    KEY_FROM_HEADER,
    TOKEN_IN_QUERY,
    ANY_SCHEME,
    EXPIRED_ACCEPTED,
    REFRESH_AS_ACCESS,
    LOGOUT_DOES_NOTHING,
    REFRESH_REUSED,
    NO_CHALLENGE,
    NO_EXPIRY,
    LOGIN_TELLS,
    ANY_PASSWORD,
    LATE_CLOCK,
    PASSWORD_SHOWN,
    WEAK_PASSWORD,
    SQL_ERROR,
    SQL_TRUTH,
    SQL_SLEEP,
    OPERATOR_OBJECT,
    HTML_ANSWER,
    HEADER_SPLIT,
    CRASH_ON_TYPE,
    KEY_CONFUSION,
    BALANCE_ON_SIGN_UP,
    ROLE_ON_PROFILE,
    FORGOT_TELLS,
    /// The document does not say that sign-up refuses a known address.
    SIGN_UP_TELLS,
    CODES_UNLIMITED,
    EMAILS_SHOWN,
    CARD_SHOWN,
    SQL_IN_BODY,
    SQL_IN_PATH,
    SQL_WAITS_IN_PATH,
    COMMAND_SHOWN,
    COMMAND_WAITS,
    SERVER_SIDE_REQUEST,
    OPERATOR_IN_BODY,
    /// Takes every caller for a member of the team that the request names.
    TEAM_OF_OTHERS,
    /// Checks that the caller is in the named team, but not that the row is.
    TEAM_IGNORED,
    DRAFT_PUBLIC,
    /// Shows a row in which a person is named to every user.
    STRANGER_IS_PERSON
  }

  /// A response of [VulnerableApi], in the style of FastAPI.
  record ApiResponse(int status, String body, Map<String, String> headers) {
    /// Ends the handling of a request with a response.
    static final class RefusalException extends RuntimeException {
      private static final long serialVersionUID = 1;
      private final transient ApiResponse reply;

      RefusalException(ApiResponse reply) {
        super(null, null, false, false);
        this.reply = reply;
      }

      ApiResponse reply() {
        return reply;
      }
    }

    static ApiResponse of(int status, Object json) {
      String body =
          json instanceof JsonObject object ? object.encode() : ((JsonArray) json).encode();
      return new ApiResponse(status, body, Map.of("Content-Type", "application/json"));
    }

    static ApiResponse empty() {
      return new ApiResponse(204, "", Map.of());
    }

    static RefusalException refusal(int status, String detail) {
      return new RefusalException(of(status, new JsonObject().put("detail", detail)));
    }

    static RefusalException unprocessable(String field, String message) {
      JsonObject fault =
          new JsonObject().put("loc", new JsonArray().add(field)).put("msg", message);
      return new RefusalException(
          of(422, new JsonObject().put("detail", new JsonArray().add(fault))));
    }

    ApiResponse with(String name, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(name, value);
      return new ApiResponse(status, body, more);
    }
  }
}
