package dev.freehold.audit.foreign;

import dev.freehold.audit.foreign.SessionApi.Call;
import dev.freehold.audit.foreign.SessionApi.Hole;
import dev.freehold.audit.foreign.SessionApi.Reply;
import dev.freehold.audit.vulnerable.StatementText;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What [SessionApi] does besides accounts and notes: a search, words by their name, visits, a network
/// check, a preview of a page, and codes for a new password.
final class SessionApiServices {
  private static final int MOST_GUESSES = 5;
  private static final Pattern PRODUCT =
      Pattern.compile("[;|`\n(]\\s*echo zq\\$\\(\\((\\d+)\\*(\\d+)\\)\\)zq");

  private final Set<Hole> holes;
  private final Map<String, Integer> guesses = new HashMap<>();

  SessionApiServices(Set<Hole> holes) {
    this.holes = holes;
  }

  /// The answer to somebody who need not be signed in; empty if the operation is another one.
  Optional<Reply> answerAnybody(Call call) {
    return switch (call.operation()) {
      case "POST /password/reset/" ->
          Optional.of(reset(text(call, "reset", "email"), text(call, "reset", "code")));
      default -> Optional.empty();
    };
  }

  /// The answer to a person; empty if the operation is another one.
  Optional<Reply> answerPerson(Call call) {
    if (call.operation().matches("GET /words/[^/]*/")) {
      return Optional.of(word(call.operation().replaceFirst("GET /words/([^/]*)/", "$1")));
    }
    return switch (call.operation()) {
      case "POST /search/" -> Optional.of(search(text(call, "search", "phrase")));
      case "GET /visits/" -> Optional.of(visits(call.client()));
      case "GET /check/" -> Optional.of(check(call.query().getOrDefault("host", "")));
      case "POST /preview/" -> Optional.of(preview(text(call, "preview", "url")));
      default -> Optional.empty();
    };
  }

  private static String text(Call call, String envelope, String name) {
    return SessionApi.envelope(call, envelope).getString(name, "");
  }

  private Reply reset(String email, String code) {
    if (!code.matches("\\d{6}")) {
      return Reply.refusal(422, "a code has six digits");
    }
    int count = guesses.merge(email, 1, Integer::sum);
    return count > MOST_GUESSES && !holes.contains(Hole.CODES_UNLIMITED)
        ? Reply.refusal(429, "too many guesses")
        : Reply.refusal(400, "a wrong code");
  }

  private Reply search(String phrase) {
    JsonArray found = new JsonArray();
    if (holes.contains(Hole.SEARCH_SQL) && StatementText.widens(phrase)) {
      found.add(new JsonObject().put("word", "ant")).add(new JsonObject().put("word", "bee"));
    }
    return Reply.of(200, new JsonObject().put("found", found));
  }

  private Reply word(String name) {
    return holes.contains(Hole.WORD_SQL) && StatementText.widens(name)
        ? Reply.of(200, new JsonObject().put("word", new JsonObject().put("meaning", "an insect")))
        : Reply.refusal(404, "no such word");
  }

  private Reply visits(String client) {
    return holes.contains(Hole.HEADER_SQL) && StatementText.isBroken(client)
        ? Reply.refusal(500, "a fault")
        : Reply.of(200, new JsonObject().put("visits", 3));
  }

  private Reply check(String host) {
    Matcher product = PRODUCT.matcher(host);
    boolean isRun = holes.contains(Hole.CHECK_COMMAND) && product.find();
    String output =
        isRun
            ? "zq" + Long.parseLong(product.group(1)) * Long.parseLong(product.group(2)) + "zq"
            : "not reachable";
    return Reply.of(200, new JsonObject().put("check", new JsonObject().put("output", output)));
  }

  private Reply preview(String address) {
    try {
      URI url = URI.create(address);
      if (!"http".equals(url.getScheme()) || url.getHost() == null) {
        return Reply.refusal(422, "no address of a page");
      }
      if (holes.contains(Hole.PREVIEW_CALLS)) {
        call(url);
      }
      return Reply.of(200, new JsonObject().put("preview", new JsonObject().put("title", "")));
    } catch (IllegalArgumentException | IOException _) {
      return Reply.refusal(422, "no page there");
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
