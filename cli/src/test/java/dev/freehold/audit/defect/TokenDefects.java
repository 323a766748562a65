package dev.freehold.audit.defect;

import static dev.freehold.audit.defect.Defect.DefectFamily.TOKENS;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.CRITICAL;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.HIGH;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.LOW;
import static dev.freehold.audit.defect.Defect.ExpectedSeverity.MEDIUM;

import dev.freehold.audit.defect.Defect.FaultContext;
import dev.freehold.audit.defect.Http1Codec.HeaderLine;
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
        Defect.inProxy(
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
        Defect.inProxy(
            "expired-accepted",
            TOKENS,
            HIGH,
            "writes the time of a token's end in local time, an hour back, and never looks at it",
            (request, context) -> retimed(request, context, -HOUR_SECONDS)),
        Defect.inProxy(
            "token-forever",
            TOKENS,
            MEDIUM,
            "gives tokens that are good for ten years",
            (request, context) -> retimed(request, context, 10 * YEAR_SECONDS)),
        Defect.inProxy(
            "token-in-query",
            TOKENS,
            MEDIUM,
            "takes a token from the query",
            (request, context) -> {
              String token =
                  (request.query() + "&").replaceFirst("(.*&)?(?:access_)?token=([^&]*)&.*", "$2");
              return token.startsWith("ey") && request.header("Authorization").isEmpty()
                  ? context.send(request.withTarget(request.path()).withToken(token))
                  : context.send(request);
            }),
        Defect.inProxy(
            "scheme-ignored",
            TOKENS,
            LOW,
            "takes whatever stands before a token for Bearer",
            (request, context) -> {
              Optional<String> given =
                  request.header("Authorization").filter(v -> request.bearer().isEmpty());
              return context.send(
                  given
                      .map(v -> request.withToken(v.substring(v.indexOf(' ') + 1)))
                      .orElse(request));
            }),
        Defect.inProxy(
            "refresh-as-access",
            TOKENS,
            HIGH,
            "takes a refresh token for an access token",
            TokenDefects::refreshAsAccess),
        Defect.inProxy(
            "logout-nothing",
            TOKENS,
            HIGH,
            "answers a log-out and does nothing",
            (request, context) ->
                request.matches("POST", "/auth/logout") && request.bearer().isPresent()
                    ? signedOut(
                        context.send(
                            request.withMethod("GET").withTarget(ProxiedRequest.BASE + "/auth/me")))
                    : context.send(request)),
        Defect.inProxy(
            "logout-keeps-refresh",
            TOKENS,
            HIGH,
            "renews a session that was ended",
            TokenDefects::renewing),
        Defect.inProxy(
            "refresh-same",
            TOKENS,
            MEDIUM,
            "never changes a refresh token",
            TokenDefects::unchanging),
        Defect.inProxy(
            "no-challenge",
            TOKENS,
            LOW,
            "answers 401 without WWW-Authenticate",
            (request, context) -> context.send(request).without("WWW-Authenticate")),
        Defect.inProxy(
            "broken-token-anonymous",
            TOKENS,
            LOW,
            "takes whom it does not believe for nobody",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return answer.status() == 401 && request.header("Authorization").isPresent()
                  ? context.send(request.without("Authorization"))
                  : answer;
            }));
  }

  private static Defect believing(String id, String what, Predicate<String> which) {
    return Defect.inProxy(
        id,
        TOKENS,
        CRITICAL,
        what,
        (request, context) ->
            context.send(
                request
                    .bearer()
                    .filter(
                        token ->
                            token.split("\\.", -1).length == 3
                                || token.split("\\.", -1).length == 2)
                    .filter(which)
                    .filter(token -> !isIntact(token, context))
                    .flatMap(context.forge()::reissueUnverified)
                    .map(request::withToken)
                    .orElse(request)));
  }

  /// What the server itself believes goes on as it is.
  private static boolean isIntact(String token, FaultContext context) {
    return context.forge().isSigned(token);
  }

  private static JsonObject header(String token) {
    return TokenForger.part(token, 0).orElseGet(JsonObject::new);
  }

  private static String alg(String token) {
    return header(token).getValue("alg") instanceof String alg ? alg : "";
  }

  private static boolean isCut(String token) {
    return token.substring(token.lastIndexOf('.') + 1).length() < 43;
  }

  private static boolean isSigned(String token, String secret) {
    return TokenForger.signed(token, secret).equals(token);
  }

  private static ProxiedResponse guessable(ProxiedRequest request, FaultContext context)
      throws IOException {
    Optional<String> good =
        request
            .bearer()
            .filter(token -> token.contains(".") && isSigned(token, GUESSED))
            .flatMap(context.forge()::reissueUnverified);
    ProxiedResponse answer = context.send(good.map(request::withToken).orElse(request));
    return request.isSignIn()
        ? FieldDefects.changed(
            answer,
            data ->
                data.getValue("access_token") instanceof String token
                    ? data.put("access_token", TokenForger.signed(token, GUESSED))
                    : data)
        : answer;
  }

  private static ProxiedResponse signedOut(ProxiedResponse known) {
    return known.status() == 200
        ? new ProxiedResponse(
            204,
            HeaderLine.without(
                HeaderLine.without(known.headers(), "Content-Length"), "Content-Type"),
            Buffer.buffer())
        : known;
  }

  /// Tokens that end so many seconds from now stand for those that the server gave.
  private static ProxiedResponse retimed(ProxiedRequest request, FaultContext context, long seconds)
      throws IOException {
    ProxiedResponse answer =
        context.send(
            request
                .bearer()
                .map(t -> context.memory().get(t))
                .map(request::withToken)
                .orElse(request));
    return request.isSignIn()
        ? FieldDefects.changed(answer, data -> retimed(data, context, seconds))
        : answer;
  }

  private static JsonObject retimed(JsonObject data, FaultContext context, long seconds) {
    if (data.getValue("access_token") instanceof String token) {
      long end = Instant.now().getEpochSecond() + seconds;
      String claims = TokenForger.part(token, 1).orElseThrow().put("exp", end).encode();
      String middle =
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(claims.getBytes(StandardCharsets.UTF_8));
      String[] parts = token.split("\\.", -1);
      String made = parts[0] + "." + middle + "." + parts[2];
      context.memory().put(made, token);
      data.put("access_token", made);
      if (seconds > 0) {
        data.put("expires_in", seconds);
      }
    }
    return data;
  }

  private static ProxiedResponse refreshAsAccess(ProxiedRequest request, FaultContext context)
      throws IOException {
    Optional<String> access = request.bearer().map(t -> context.memory().get(t));
    ProxiedResponse answer = context.send(access.map(request::withToken).orElse(request));
    if (request.isSignIn()) {
      answer
          .data()
          .filter(data -> data.containsKey("refresh_token"))
          .ifPresent(
              data ->
                  context
                      .memory()
                      .put(data.getString("refresh_token"), data.getString("access_token")));
    }
    return answer;
  }

  /// Where a session is over, somebody who still has its refresh token gets the last good answer's
  /// like.
  private static ProxiedResponse renewing(ProxiedRequest request, FaultContext context)
      throws IOException {
    ProxiedResponse answer = context.send(request);
    if (!request.isSignIn()) {
      return answer;
    }
    answer
        .data()
        .filter(data -> data.containsKey("refresh_token"))
        .ifPresent(data -> context.memory().put(data.getString("refresh_token"), answer.text()));
    Optional<String> kept =
        request.matches("POST", "/auth/refresh") && answer.status() == 401
            ? request
                .object()
                .map(o -> context.memory().get(String.valueOf(o.getValue("refresh_token"))))
            : Optional.empty();
    return kept.map(
            text -> {
              JsonObject body = new JsonObject(text);
              JsonObject data = body.getJsonObject("data");
              context
                  .forge()
                  .reissueUnverified(data.getString("access_token"))
                  .ifPresent(t -> data.put("access_token", context.forge().reissueInNewSession(t)));
              return answer.status(200).without("WWW-Authenticate").body(body.put("data", data));
            })
        .orElse(answer);
  }

  private static ProxiedResponse unchanging(ProxiedRequest request, FaultContext context)
      throws IOException {
    String first =
        request.matches("POST", "/auth/refresh")
            ? request.object().map(o -> String.valueOf(o.getValue("refresh_token"))).orElse("")
            : "";
    String newest = context.memory().get(first);
    ProxiedResponse answer =
        context.send(
            newest == null ? request : request.body(new JsonObject().put("refresh_token", newest)));
    return first.isEmpty()
        ? answer
        : FieldDefects.changed(
            answer,
            data -> {
              context.memory().put(first, data.getString("refresh_token", ""));
              return data.put("refresh_token", first);
            });
  }
}
