package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.TotpRepository;
import dev.freehold.account.TotpRepository.CodeResult;
import dev.freehold.auth.TotpCodeEndpoint.CodeUse;
import dev.freehold.http.Reply;
import dev.freehold.http.ReplyEnvelope;
import dev.freehold.token.RecoveryCode;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// `POST /auth/totp/recovery-codes`: new recovery codes. Those before end.
final class RecoveryCodeReplacement implements CodeUse<List<String>> {
  private final TotpRepository factors;
  private final SecureRandom random;
  private final Consumer<AccountEvent> record;

  RecoveryCodeReplacement(
      TotpRepository factors, SecureRandom random, Consumer<AccountEvent> record) {
    this.factors = factors;
    this.random = random;
    this.record = record;
  }

  @Override
  public Future<CodeResult<List<String>>> make(
      Caller.User caller, String code, @Nullable String device) {
    List<String> codes = RecoveryCode.generate(random);
    return factors
        .replaceCodes(caller.id(), caller.session(), code, codes, device)
        .map(result -> result.map(_ -> codes));
  }

  @Override
  public Reply reply(Caller.User caller, List<String> codes) {
    record.accept(AccountEvent.of(Kind.RECOVERY_CODES_REPLACED, caller.id(), caller.session()));
    return reply(codes);
  }

  static Reply reply(List<String> codes) {
    return ReplyEnvelope.data(
            200,
            out -> {
              out.writeStartObject();
              out.writeArrayFieldStart("recovery_codes");
              for (String code : codes) {
                out.writeString(code);
              }
              out.writeEndArray();
              out.writeEndObject();
            })
        .withHeader("Cache-Control", "no-store");
  }
}
