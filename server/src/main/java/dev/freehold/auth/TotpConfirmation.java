package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.SessionRevocationCache;
import dev.freehold.account.TotpRepository;
import dev.freehold.account.TotpRepository.CodeResult;
import dev.freehold.auth.TotpCodeEndpoint.CodeUse;
import dev.freehold.http.Reply;
import dev.freehold.token.RecoveryCode;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// `POST /auth/totp/confirm`: the secret that waits becomes the second factor of the account.
final class TotpConfirmation implements CodeUse<TotpConfirmation.Confirmed> {
  private final TotpRepository factors;
  private final SessionRevocationCache revocationCache;
  private final SecureRandom random;
  private final Consumer<AccountEvent> record;

  TotpConfirmation(
      TotpRepository factors,
      SessionRevocationCache revocationCache,
      SecureRandom random,
      Consumer<AccountEvent> record) {
    this.factors = factors;
    this.revocationCache = revocationCache;
    this.random = random;
    this.record = record;
  }

  /// @param ended the other sessions
  record Confirmed(List<UUID> ended, List<String> codes) {}

  @Override
  public Future<CodeResult<Confirmed>> make(
      Caller.User caller, String code, @Nullable String device) {
    List<String> codes = RecoveryCode.generate(random);
    return factors
        .confirm(caller.id(), caller.session(), code, codes, device)
        .map(result -> result.map(ended -> new Confirmed(ended, codes)));
  }

  @Override
  public Reply reply(Caller.User caller, Confirmed done) {
    done.ended().forEach(revocationCache::add);
    record.accept(AccountEvent.of(Kind.TOTP_ON, caller.id(), caller.session()));
    return RecoveryCodeReplacement.reply(done.codes());
  }
}
