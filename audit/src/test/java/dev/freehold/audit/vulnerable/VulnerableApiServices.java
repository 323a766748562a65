package dev.freehold.audit.vulnerable;

import dev.freehold.audit.vulnerable.VulnerableApi.ApiRequest;
import dev.freehold.audit.vulnerable.VulnerableApi.ApiResponse;
import dev.freehold.audit.vulnerable.VulnerableApi.Vulnerability;
import dev.freehold.audit.vulnerable.VulnerableApiAccounts.ApiUser;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What [VulnerableApi] does besides rows: a search, a lookup by code, a network check, a preview
/// of a page, ways to pay, people, and codes for a new password.
final class VulnerableApiServices {
  private static final int MAX_GUESSES = 5;

  private final Set<Vulnerability> faults;
  private final VulnerableApiAccounts accounts;
  private final Map<String, Integer> guesses = new HashMap<>();

  VulnerableApiServices(Set<Vulnerability> faults, VulnerableApiAccounts accounts) {
    this.faults = faults;
    this.accounts = accounts;
  }

  boolean has(ApiRequest request) {
    return request.path().matches(VulnerableApi.BASE + "/(services/.*|people|auth/(forgot|reset))");
  }

  ApiResponse answer(ApiRequest request) {
    String path = request.path().substring(VulnerableApi.BASE.length());
    if (request.method().equals("GET") && path.startsWith("/services/codes/")) {
      accounts.who(request);
      return code(ApiRequest.decoded(path.substring("/services/codes/".length())));
    }
    return switch (request.method() + " " + path) {
      case "POST /auth/forgot" -> forgot(text(request, "email"));
      case "POST /auth/reset" -> reset(text(request, "email"), text(request, "code"));
      case "GET /people" -> people(accounts.who(request));
      case "GET /services/cards" -> cards(accounts.who(request));
      case "POST /services/search" -> search(accounts.who(request), text(request, "phrase"));
      case "POST /services/coupons" -> coupon(accounts.who(request), request.json());
      case "GET /services/check" -> check(accounts.who(request), request.query().get("host"));
      case "POST /services/preview" -> preview(accounts.who(request), text(request, "url"));
      default -> throw ApiResponse.refusal(404, "Not Found");
    };
  }

  private static String text(ApiRequest request, String name) {
    if (request.json().getValue(name) instanceof String text && text.length() <= 1000) {
      return text;
    }
    throw ApiResponse.unprocessable(name, "a text is required");
  }

  private ApiResponse forgot(String email) {
    if (!accounts.has(email) && faults.contains(Vulnerability.FORGOT_TELLS)) {
      throw ApiResponse.refusal(404, "No account has this address");
    }
    return ApiResponse.of(202, new JsonObject().put("detail", "A code was sent"));
  }

  private ApiResponse reset(String email, String code) {
    if (!code.matches("\\d{6}")) {
      throw ApiResponse.unprocessable("code", "6 digits");
    }
    int count = guesses.merge(email, 1, Integer::sum);
    if (count > MAX_GUESSES && !faults.contains(Vulnerability.CODES_UNLIMITED)) {
      throw ApiResponse.refusal(429, "Too many guesses");
    }
    throw ApiResponse.refusal(400, "Wrong code");
  }

  private ApiResponse people(ApiUser reader) {
    JsonArray people = new JsonArray();
    for (ApiUser each : accounts.all()) {
      JsonObject person = new JsonObject().put("name", "Person " + each.id());
      if (each.equals(reader) || faults.contains(Vulnerability.EMAILS_SHOWN)) {
        person.put("email", each.email());
      }
      people.add(person);
    }
    return ApiResponse.of(200, people);
  }

  private ApiResponse cards(ApiUser owner) {
    boolean whole = faults.contains(Vulnerability.CARD_SHOWN);
    // A number for tests that the makers of cards publish.
    String number = whole ? "4111 1111 1111 1111" : "**** **** **** 1111";
    return ApiResponse.of(
        200,
        new JsonArray().add(new JsonObject().put("holder", owner.id()).put("card_number", number)));
  }

  private ApiResponse search(ApiUser reader, String phrase) {
    boolean all = faults.contains(Vulnerability.SQL_IN_BODY) && StatementText.widens(phrase);
    JsonArray found = new JsonArray();
    if (all) {
      accounts.all().forEach(each -> found.add(new JsonObject().put("id", each.id())));
    }
    return ApiResponse.of(200, new JsonObject().put("reader", reader.id()).put("found", found));
  }

  private ApiResponse coupon(ApiUser reader, JsonObject body) {
    Object code = body.getValue("code");
    boolean matches =
        code instanceof JsonObject operator
            && operator.containsKey("$ne")
            && faults.contains(Vulnerability.OPERATOR_IN_BODY);
    if (matches) {
      return ApiResponse.of(200, new JsonObject().put("reader", reader.id()).put("amount", 75));
    }
    if (!(code instanceof String)) {
      throw ApiResponse.unprocessable("code", "a text is required");
    }
    throw ApiResponse.refusal(404, "No such coupon");
  }

  private ApiResponse code(String code) {
    if (faults.contains(Vulnerability.SQL_IN_PATH) && StatementText.widens(code)) {
      return ApiResponse.of(200, new JsonObject().put("code", "C1").put("meaning", "first"));
    }
    if (faults.contains(Vulnerability.SQL_WAITS_IN_PATH)) {
      StatementText.pause(code, "pg_sleep");
    }
    throw ApiResponse.refusal(404, "Not found");
  }

  private ApiResponse check(ApiUser reader, @org.jspecify.annotations.Nullable String host) {
    if (host == null) {
      throw ApiResponse.unprocessable("host", "required");
    }
    JsonObject result = new JsonObject().put("reader", reader.id());
    Matcher command =
        Pattern.compile("[;|`\n(]\\s*echo zq\\$\\(\\((\\d+)\\*(\\d+)\\)\\)zq").matcher(host);
    if (command.find() && faults.contains(Vulnerability.COMMAND_SHOWN)) {
      long product = Long.parseLong(command.group(1)) * Long.parseLong(command.group(2));
      return ApiResponse.of(200, result.put("output", "zq" + product + "zq"));
    }
    if (host.matches("(?s).*;.*") && faults.contains(Vulnerability.COMMAND_WAITS)) {
      StatementText.pause(host, "sleep ");
    }
    return ApiResponse.of(200, result.put("output", "not reachable"));
  }

  private ApiResponse preview(ApiUser reader, String address) {
    try {
      URI url = URI.create(address);
      boolean isPage = "http".equals(url.getScheme()) && url.getHost() != null;
      boolean isOutside = isPage && List.of("example.com").contains(url.getHost());
      if (isPage && !isOutside && faults.contains(Vulnerability.SERVER_SIDE_REQUEST)) {
        call(url);
      } else if (!isOutside) {
        throw ApiResponse.unprocessable("url", "not an address of the list");
      }
      return ApiResponse.of(200, new JsonObject().put("reader", reader.id()).put("title", ""));
    } catch (IllegalArgumentException e) {
      throw ApiResponse.unprocessable("url", "not an address");
    } catch (IOException e) {
      throw ApiResponse.refusal(502, "not reachable");
    }
  }

  private static void call(URI url) throws IOException {
    try (Socket socket = new Socket(InetAddress.getByName(url.getHost()), url.getPort())) {
      String request = "GET " + url.getPath() + " HTTP/1.1\r\nHost: " + url.getHost() + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().read();
    }
  }
}
