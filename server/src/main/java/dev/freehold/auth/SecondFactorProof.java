package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.TotpRepository;
import dev.freehold.account.TotpRepository.CodeResult;
import dev.freehold.auth.TotpCodeEndpoint.CodeUse;
import dev.freehold.http.Reply;
import io.vertx.core.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// `POST /auth/step-up`: a proof of the second factor for changes of the account that follow.
final class SecondFactorProof implements CodeUse<Boolean> {
  private final TotpRepository factors;
  private final Consumer<AccountEvent> record;

  SecondFactorProof(TotpRepository factors, Consumer<AccountEvent> record) {
    this.factors = factors;
    this.record = record;
  }

  @Override
  public Future<CodeResult<Boolean>> make(
      Caller.User caller, String code, @Nullable String device) {
    return factors.prove(
        caller.id(), caller.session(), code, device, (_, _) -> Future.succeededFuture(true));
  }

  @Override
  public Reply reply(Caller.User caller, Boolean done) {
    record.accept(
        AccountEvent.of(Kind.STEPPED_UP, caller.id(), caller.session()).by(AccountEvent.TOTP));
    return Reply.noContent();
  }
}
