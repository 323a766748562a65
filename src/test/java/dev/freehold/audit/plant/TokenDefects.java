package dev.freehold.audit.plant;

import static dev.freehold.audit.plant.Defect.Due.CRITICAL;
import static dev.freehold.audit.plant.Defect.Due.HIGH;
import static dev.freehold.audit.plant.Defect.Due.LOW;
import static dev.freehold.audit.plant.Defect.Due.MEDIUM;
import static dev.freehold.audit.plant.Defect.Family.TOKENS;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Tokens that are believed and should not be.
final class TokenDefects {
  private static final String GUESSED = "your-secret-key-min-32-characters";
  private static final long HOUR_SECONDS = 3600;
  private static final long YEAR_SECONDS = 365 * 24 * HOUR_SECONDS;

  private TokenDefects() {}

  static List<Defect> all() {
    return List.of(
        believing(
            "alg-none",
            "believes a token whose algorithm is none",
            token -> alg(token).equalsIgnoreCase("none")),
        believing(
            "alg-none-odd-case",
            "believes the algorithm nOnE, having refused none",
            token -> alg(token).equalsIgnoreCase("none") && !alg(token).equals("none")),
        believing("signature-ignored", "never looks at a signature", token -> true),
        believing(
            "signature-empty",
            "believes a token without a signature",
            token -> token.endsWith(".") || token.split("\\.", -1).length == 2),
        believing(
            "signature-cut", "compares as much of a signature as there is", TokenDefects::isCut),
        Defect.before(
            "weak-secret",
            TOKENS,
            CRITICAL,
            "signs with the secret of the sample configuration",
            TokenDefects::guessable),
        believing(
            "empty-secret", "signs with a secret that is not set", token -> isSigned(token, "\0")),
        believing(
            "kid-file",
            "reads its key from the file that kid names",
            token -> header(token).containsKey("kid") && isSigned(token, "\0")),
        believing(
            "embedded-key",
            "takes the key from the token's own header",
            token -> header(token).containsKey("jwk")),
        Defect.before(
            "expired-accepted",
            TOKENS,
            HIGH,
            "writes the time of a token's end in local time, an hour back, and never looks at it",
            (ask, house) -> retimed(ask, house, -HOUR_SECONDS)),
        Defect.before(
            "token-forever",
            TOKENS,
            MEDIUM,
            "gives tokens that are good for ten years",
            (ask, house) -> retimed(ask, house, 10 * YEAR_SECONDS)),
        Defect.before(
            "token-in-query",
            TOKENS,
            MEDIUM,
            "takes a token from the query",
            (ask, house) -> {
              String token =
                  (ask.query() + "&").replaceFirst("(.*&)?(?:access_)?token=([^&]*)&.*", "$2");
              return token.startsWith("ey") && ask.header("Authorization").isEmpty()
                  ? house.send(ask.to(ask.path()).as(token))
                  : house.send(ask);
            }),
        Defect.before(
            "scheme-ignored",
            TOKENS,
            LOW,
            "takes whatever stands before a token for Bearer",
            (ask, house) -> {
              Optional<String> given =
                  ask.header("Authorization").filter(v -> ask.bearer().isEmpty());
              return house.send(
                  given.map(v -> ask.as(v.substring(v.indexOf(' ') + 1))).orElse(ask));
            }),
        Defect.before(
            "refresh-as-access",
            TOKENS,
            HIGH,
            "takes a refresh token for an access token",
            TokenDefects::refreshAsAccess),
        Defect.before(
            "logout-nothing",
            TOKENS,
            HIGH,
            "answers a log-out and does nothing",
            (ask, house) ->
                ask.is("POST", "/auth/logout") && ask.bearer().isPresent()
                    ? signedOut(house.send(ask.by("GET").to(Ask.BASE + "/auth/me")))
                    : house.send(ask)),
        Defect.before(
            "logout-keeps-refresh",
            TOKENS,
            HIGH,
            "renews a session that was ended",
            TokenDefects::renewing),
        Defect.before(
            "refresh-same",
            TOKENS,
            MEDIUM,
            "never changes a refresh token",
            TokenDefects::unchanging),
        Defect.before(
            "no-challenge",
            TOKENS,
            LOW,
            "answers 401 without WWW-Authenticate",
            (ask, house) -> house.send(ask).without("WWW-Authenticate")),
        Defect.before(
            "broken-token-anonymous",
            TOKENS,
            LOW,
            "takes whom it does not believe for nobody",
            (ask, house) -> {
              Answer answer = house.send(ask);
              return answer.status() == 401 && ask.header("Authorization").isPresent()
                  ? house.send(ask.without("Authorization"))
                  : answer;
            }));
  }

  private static Defect believing(String id, String what, Predicate<String> which) {
    return Defect.before(
        id,
        TOKENS,
        CRITICAL,
        what,
        (ask, house) ->
            house.send(
                ask.bearer()
                    .filter(
                        token ->
                            token.split("\\.", -1).length == 3
                                || token.split("\\.", -1).length == 2)
                    .filter(which)
                    .filter(token -> !isIntact(token, house))
                    .flatMap(house.forge()::believing)
                    .map(ask::as)
                    .orElse(ask)));
  }

  /// What the server itself believes goes on as it is.
  private static boolean isIntact(String token, House house) {
    return house.forge().isSigned(token);
  }

  private static JsonObject header(String token) {
    return Forge.part(token, 0).orElseGet(JsonObject::new);
  }

  private static String alg(String token) {
    return header(token).getValue("alg") instanceof String alg ? alg : "";
  }

  private static boolean isCut(String token) {
    return token.substring(token.lastIndexOf('.') + 1).length() < 43;
  }

  private static boolean isSigned(String token, String secret) {
    return Forge.signed(token, secret).equals(token);
  }

  private static Answer guessable(Ask ask, House house) throws IOException {
    Optional<String> good =
        ask.bearer()
            .filter(token -> token.contains(".") && isSigned(token, GUESSED))
            .flatMap(house.forge()::believing);
    Answer answer = house.send(good.map(ask::as).orElse(ask));
    return ask.isSignIn()
        ? FieldDefects.changed(
            answer,
            data ->
                data.getValue("access_token") instanceof String token
                    ? data.put("access_token", Forge.signed(token, GUESSED))
                    : data)
        : answer;
  }

  private static Answer signedOut(Answer known) {
    return known.status() == 200
        ? new Answer(
            204,
            Header.without(Header.without(known.headers(), "Content-Length"), "Content-Type"),
            Buffer.buffer())
        : known;
  }

  /// Tokens that end so many seconds from now stand for those that the server gave.
  private static Answer retimed(Ask ask, House house, long seconds) throws IOException {
    Answer answer =
        house.send(ask.bearer().map(t -> house.memory().get(t)).map(ask::as).orElse(ask));
    return ask.isSignIn()
        ? FieldDefects.changed(answer, data -> retimed(data, house, seconds))
        : answer;
  }

  private static JsonObject retimed(JsonObject data, House house, long seconds) {
    if (data.getValue("access_token") instanceof String token) {
      long end = Instant.now().getEpochSecond() + seconds;
      String claims = Forge.part(token, 1).orElseThrow().put("exp", end).encode();
      String middle =
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(claims.getBytes(StandardCharsets.UTF_8));
      String[] parts = token.split("\\.", -1);
      String made = parts[0] + "." + middle + "." + parts[2];
      house.memory().put(made, token);
      data.put("access_token", made);
      if (seconds > 0) {
        data.put("expires_in", seconds);
      }
    }
    return data;
  }

  private static Answer refreshAsAccess(Ask ask, House house) throws IOException {
    Optional<String> access = ask.bearer().map(t -> house.memory().get(t));
    Answer answer = house.send(access.map(ask::as).orElse(ask));
    if (ask.isSignIn()) {
      answer
          .data()
          .filter(data -> data.containsKey("refresh_token"))
          .ifPresent(
              data ->
                  house
                      .memory()
                      .put(data.getString("refresh_token"), data.getString("access_token")));
    }
    return answer;
  }

  /// Where a session is over, somebody who still has its refresh token gets the last good answer's
  /// like.
  private static Answer renewing(Ask ask, House house) throws IOException {
    Answer answer = house.send(ask);
    if (!ask.isSignIn()) {
      return answer;
    }
    answer
        .data()
        .filter(data -> data.containsKey("refresh_token"))
        .ifPresent(data -> house.memory().put(data.getString("refresh_token"), answer.text()));
    Optional<String> kept =
        ask.is("POST", "/auth/refresh") && answer.status() == 401
            ? ask.object().map(o -> house.memory().get(String.valueOf(o.getValue("refresh_token"))))
            : Optional.empty();
    return kept.map(
            text -> {
              JsonObject body = new JsonObject(text);
              JsonObject data = body.getJsonObject("data");
              house
                  .forge()
                  .believing(data.getString("access_token"))
                  .ifPresent(t -> data.put("access_token", house.forge().anew(t)));
              return answer.status(200).without("WWW-Authenticate").body(body.put("data", data));
            })
        .orElse(answer);
  }

  private static Answer unchanging(Ask ask, House house) throws IOException {
    String first =
        ask.is("POST", "/auth/refresh")
            ? ask.object().map(o -> String.valueOf(o.getValue("refresh_token"))).orElse("")
            : "";
    String newest = house.memory().get(first);
    Answer answer =
        house.send(newest == null ? ask : ask.body(new JsonObject().put("refresh_token", newest)));
    return first.isEmpty()
        ? answer
        : FieldDefects.changed(
            answer,
            data -> {
              house.memory().put(first, data.getString("refresh_token", ""));
              return data.put("refresh_token", first);
            });
  }
}
