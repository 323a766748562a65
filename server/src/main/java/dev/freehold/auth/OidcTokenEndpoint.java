package dev.freehold.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.SessionRepository.OpenResult;
import dev.freehold.account.SignInCodeRepository;
import dev.freehold.account.SignInCodeRepository.ValidCode;
import dev.freehold.auth.TokenResponseWriter.TokenMode;
import dev.freehold.http.Endpoint;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.StringFieldsBody;
import dev.freehold.input.StringFieldsBody.StringField;
import dev.freehold.issuer.ExternalIdentity;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import dev.freehold.token.SignInCode;
import dev.freehold.token.SignInStateCodec;
import dev.freehold.type.UuidV7Generator;
import io.vertx.core.Future;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `POST /auth/oidc/token`: opens the session of a sign-in by a provider, for the one-time code of the front
/// end. A code of a sign-in with a challenge needs its verifier, and one without takes none, so that nobody
/// leaves the challenge out for another (RFC 9700 section 4.8.2).
final class OidcTokenEndpoint implements Endpoint {
  private static final String CODE = "code";
  private static final String VERIFIER = "code_verifier";

  /// RFC 7636 section 4.1.
  private static final Pattern VERIFIER_FORM = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

  private final AuthThrottle throttle;
  private final SignInCodeRepository codes;
  private final TokenResponseWriter tokenResponses;
  private final UuidV7Generator ids;
  private final Consumer<AccountEvent> record;

  OidcTokenEndpoint(
      AuthThrottle throttle,
      SignInCodeRepository codes,
      TokenResponseWriter tokenResponses,
      UuidV7Generator ids,
      Consumer<AccountEvent> record) {
    this.throttle = throttle;
    this.codes = codes;
    this.tokenResponses = tokenResponses;
    this.ids = ids;
    this.record = record;
  }

  @Override
  public Future<Reply> answer(Request request) {
    throttle.login(request);
    request.rejectQueryParameters();
    StringFieldsBody body =
        StringFieldsBody.read(
            request.body(),
            tokenResponses.members(StringField.required(CODE), StringField.required(VERIFIER)));
    List<Violation> faults = new ArrayList<>(body.violations());
    Optional<String> verifier = body.text(VERIFIER);
    if (verifier.isPresent() && !VERIFIER_FORM.matcher(verifier.get()).matches()) {
      faults.add(
          new Violation(
              VERIFIER,
              ViolationCode.FORMAT,
              "code_verifier has 43 to 128 characters of A-Z, a-z, 0-9, -, ., _ and ~."));
    }
    TokenMode mode = tokenResponses.mode(body, request, faults);
    if (!faults.isEmpty()) {
      return Future.failedFuture(new Problem.Invalid(faults).toException());
    }
    byte[] hash = SignInCode.hash(body.text(CODE).orElseThrow());
    UUID session = ids.next();
    return codes
        .find(hash)
        .map(found -> found.filter(code -> fits(code.challenge(), verifier.orElse(null))))
        .compose(
            found ->
                found.isPresent()
                    ? codes.open(
                        hash,
                        found.map(ValidCode::user).orElseThrow(),
                        session,
                        ClientDevice.of(request))
                    : Future.succeededFuture(new OpenResult.AccountChanged()))
        .compose(
            result ->
                switch (result) {
                  case OpenResult.Opened(var person, var proof) -> {
                    ExternalIdentity identity = person.identity();
                    AccountEvent event = AccountEvent.of(Kind.LOG_IN, person.id(), session);
                    record.accept(
                        identity == null
                            ? event
                            : event.by(AccountEvent.provider(identity.issuer())));
                    yield Future.succeededFuture(
                        tokenResponses.reply(200, mode, person, session, 0, proof));
                  }
                  case OpenResult.SecondFactorNeeded _ ->
                      Future.failedFuture(new Problem.SecondFactorRequired().toException());
                  case OpenResult.AccountChanged _ -> expired();
                });
  }

  private static boolean fits(@Nullable String challenge, @Nullable String verifier) {
    if (challenge == null || verifier == null) {
      return challenge == null && verifier == null;
    }
    return MessageDigest.isEqual(
        SignInStateCodec.challenge(verifier).getBytes(US_ASCII), challenge.getBytes(US_ASCII));
  }

  /// The same for a code that never was, that was used or has expired, and of another verifier.
  private static Future<Reply> expired() {
    return Future.failedFuture(
        Problem.Invalid.of(
                CODE,
                ViolationCode.EXPIRED,
                "The code is not valid any more, or the code_verifier is not that of its sign-in.")
            .toException());
  }
}
