package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.TotpRepository;
import dev.freehold.account.TotpRepository.CodeResult;
import dev.freehold.auth.TotpCodeEndpoint.CodeUse;
import dev.freehold.http.Reply;
import dev.freehold.problem.Problem;
import io.vertx.core.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// `DELETE /auth/totp`: removes the second factor and its recovery codes.
final class TotpRemoval implements CodeUse<Boolean> {
  private static final Problem REQUIRED =
      new Problem.Forbidden(
          "This API requires a second factor. To move it to another device, set it up again with"
              + " POST /auth/totp, which replaces it.");

  private final boolean required;
  private final TotpRepository factors;
  private final Consumer<AccountEvent> record;

  /// @param required whether the API requires a second factor; then none is removed
  TotpRemoval(boolean required, TotpRepository factors, Consumer<AccountEvent> record) {
    this.required = required;
    this.factors = factors;
    this.record = record;
  }

  @Override
  public Future<CodeResult<Boolean>> make(
      Caller.User caller, String code, @Nullable String device) {
    return required
        ? Future.failedFuture(REQUIRED.toException())
        : factors.remove(caller.id(), caller.session(), code, device);
  }

  @Override
  public Reply reply(Caller.User caller, Boolean done) {
    record.accept(AccountEvent.of(Kind.TOTP_OFF, caller.id(), caller.session()));
    return Reply.noContent();
  }
}
