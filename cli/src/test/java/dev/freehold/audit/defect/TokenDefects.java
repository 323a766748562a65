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

/// Defects of the verification, issue and revocation of tokens.
final class TokenDefects {
  private static final String SAMPLE_SECRET = "your-secret-key-min-32-characters";
  private static final long HOUR_SECONDS = 3600;
  private static final long YEAR_SECONDS = 365 * 24 * HOUR_SECONDS;

  private TokenDefects() {}

  static List<Defect> all() {
    return List.of(
        accepting(
            "alg-none",
            "accepts a token with alg none",
            token -> alg(token).equalsIgnoreCase("none")),
        accepting(
            "alg-none-odd-case",
            "rejects alg none but accepts alg nOnE",
            token -> alg(token).equalsIgnoreCase("none") && !alg(token).equals("none")),
        accepting("signature-ignored", "does not verify the signature of a token", token -> true),
        accepting(
            "signature-empty",
            "accepts a token without a signature",
            token -> token.endsWith(".") || token.split("\\.", -1).length == 2),
        accepting("signature-cut", "accepts a truncated signature", TokenDefects::isCut),
        Defect.inProxy(
            "weak-secret",
            TOKENS,
            CRITICAL,
            "signs with the secret of the sample configuration",
            TokenDefects::signWithSampleSecret),
        accepting("empty-secret", "signs with an empty secret", token -> isSigned(token, "\0")),
        accepting(
            "kid-file",
            "reads its key from the file that kid names",
            token -> header(token).containsKey("kid") && isSigned(token, "\0")),
        accepting(
            "embedded-key",
            "takes the key from the token's own header",
            token -> header(token).containsKey("jwk")),
        Defect.inProxy(
            "expired-accepted",
            TOKENS,
            HIGH,
            "does not check exp, and writes it in local time, an hour in the past",
            (request, context) -> changeExpiry(request, context, -HOUR_SECONDS)),
        Defect.inProxy(
            "token-forever",
            TOKENS,
            MEDIUM,
            "issues tokens that are valid for ten years",
            (request, context) -> changeExpiry(request, context, 10 * YEAR_SECONDS)),
        Defect.inProxy(
            "token-in-query",
            TOKENS,
            MEDIUM,
            "accepts a token in the query string",
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
            "accepts a token with any authentication scheme",
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
            "accepts a refresh token as an access token",
            TokenDefects::refreshAsAccess),
        Defect.inProxy(
            "logout-nothing",
            TOKENS,
            HIGH,
            "answers a log-out but does not end the session",
            (request, context) ->
                request.matches("POST", "/auth/logout") && request.bearer().isPresent()
                    ? loggedOut(
                        context.send(
                            request.withMethod("GET").withTarget(ProxiedRequest.BASE + "/auth/me")))
                    : context.send(request)),
        Defect.inProxy(
            "logout-keeps-refresh",
            TOKENS,
            HIGH,
            "refreshes a session after its log-out",
            TokenDefects::refreshEndedSession),
        Defect.inProxy(
            "refresh-same",
            TOKENS,
            MEDIUM,
            "does not rotate refresh tokens",
            TokenDefects::reuseRefreshToken),
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
            "handles an invalid token as no token",
            (request, context) -> {
              ProxiedResponse answer = context.send(request);
              return answer.status() == 401 && request.header("Authorization").isPresent()
                  ? context.send(request.without("Authorization"))
                  : answer;
            }));
  }

  private static Defect accepting(String id, String what, Predicate<String> which) {
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
                    .filter(token -> !isIssued(token, context))
                    .flatMap(context.forge()::reissueUnverified)
                    .map(request::withToken)
                    .orElse(request)));
  }

  /// Whether the server itself issued the token; such a token is forwarded unchanged.
  private static boolean isIssued(String token, FaultContext context) {
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

  private static ProxiedResponse signWithSampleSecret(ProxiedRequest request, FaultContext context)
      throws IOException {
    Optional<String> good =
        request
            .bearer()
            .filter(token -> token.contains(".") && isSigned(token, SAMPLE_SECRET))
            .flatMap(context.forge()::reissueUnverified);
    ProxiedResponse answer = context.send(good.map(request::withToken).orElse(request));
    return request.isSignIn()
        ? FieldDefects.changed(
            answer,
            data ->
                data.getValue("access_token") instanceof String token
                    ? data.put("access_token", TokenForger.signed(token, SAMPLE_SECRET))
                    : data)
        : answer;
  }

  private static ProxiedResponse loggedOut(ProxiedResponse response) {
    return response.status() == 200
        ? new ProxiedResponse(
            204,
            HeaderLine.without(
                HeaderLine.without(response.headers(), "Content-Length"), "Content-Type"),
            Buffer.buffer())
        : response;
  }

  /// Replaces the issued access tokens by tokens that expire in this many seconds.
  private static ProxiedResponse changeExpiry(
      ProxiedRequest request, FaultContext context, long seconds) throws IOException {
    ProxiedResponse answer =
        context.send(
            request
                .bearer()
                .map(t -> context.memory().get(t))
                .map(request::withToken)
                .orElse(request));
    return request.isSignIn()
        ? FieldDefects.changed(answer, data -> changeExpiry(data, context, seconds))
        : answer;
  }

  private static JsonObject changeExpiry(JsonObject data, FaultContext context, long seconds) {
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

  /// Answers a refresh in an ended session with the last response to this refresh token, in a new
  /// session.
  private static ProxiedResponse refreshEndedSession(ProxiedRequest request, FaultContext context)
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

  private static ProxiedResponse reuseRefreshToken(ProxiedRequest request, FaultContext context)
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
