package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.AccountValidator;
import dev.freehold.account.ExternalAccountCache;
import dev.freehold.account.OwnAccountRepository;
import dev.freehold.account.OwnAccountRepository.AccountWithoutPassword;
import dev.freehold.account.SessionRevocationCache;
import dev.freehold.account.UserRepository.UserCredentials;
import dev.freehold.auth.PasswordConfirmation.ConfirmedChange;
import dev.freehold.auth.RequestAuthenticator.AuthenticatedEndpoint;
import dev.freehold.db.ConstraintCatalog;
import dev.freehold.db.ConstraintProblems;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseException.FailureKind;
import dev.freehold.http.Reply;
import dev.freehold.http.Request;
import dev.freehold.input.StringFieldsBody;
import dev.freehold.input.StringFieldsBody.StringField;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Problem.Violation;
import dev.freehold.problem.ViolationCode;
import dev.freehold.ratelimit.ConcurrencyLimiter;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// `DELETE /auth/me`: deletes the account of the caller, who must know its password, with its rows and
/// sessions. Rows of others that do not allow it are a conflict, and then nothing is deleted.
final class DeleteAccountEndpoint implements AuthenticatedEndpoint {
  private static final String PASSWORD = "password";

  private static final Problem SIGN_IN_AGAIN =
      new Problem.Forbidden(
          "The account has no password: sign in again by its provider, and delete it within ten"
              + " minutes.");

  private static final Problem TOO_LONG =
      new Problem.Unavailable(
          1,
          Problem.Outcome.NONE,
          "The deletion took too long, and nothing was deleted. If the account has very many rows:"
              + " Delete some of them first.");

  private final AuthThrottle throttle;
  private final OwnAccountRepository accounts;
  private final PasswordConfirmation confirmation;
  private final SessionRevocationCache revocationCache;
  private final ConstraintProblems conflicts;
  private final ConstraintCatalog constraints;
  private final Optional<ExternalAccountCache> external;
  private final Consumer<AccountEvent> record;

  /// One deletion at a time on each event loop: it may last for seconds, and must leave a connection
  /// to the other changes of accounts.
  private final ConcurrencyLimiter turns = new ConcurrencyLimiter(1);

  /// @param conflicts by the constraint that keeps the account
  /// @param constraints of the tables of resources
  /// @param external empty without external issuers
  DeleteAccountEndpoint(
      AuthThrottle throttle,
      OwnAccountRepository accounts,
      PasswordConfirmation confirmation,
      SessionRevocationCache revocationCache,
      ConstraintProblems conflicts,
      ConstraintCatalog constraints,
      Optional<ExternalAccountCache> external,
      Consumer<AccountEvent> record) {
    this.record = record;
    this.external = external;
    this.throttle = throttle;
    this.accounts = accounts;
    this.confirmation = confirmation;
    this.revocationCache = revocationCache;
    this.conflicts = conflicts;
    this.constraints = constraints;
  }

  @Override
  public Future<Reply> answer(Request request, Caller.User caller) {
    throttle.login(request);
    request.rejectQueryParameters();
    StringFieldsBody body = StringFieldsBody.read(request.body(), StringField.required(PASSWORD));
    if (body.has(PASSWORD) || isOtherwiseInvalid(body)) {
      return deleteByPassword(request, caller, body);
    }
    return accounts
        .findWithoutPassword(caller.id(), caller.session())
        .compose(
            found ->
                found
                    .map(account -> deleteWithoutPassword(account, caller))
                    .orElseGet(() -> deleteByPassword(request, caller, body)));
  }

  private static boolean isOtherwiseInvalid(StringFieldsBody body) {
    return body.violations().stream()
        .anyMatch(violation -> !violation.code().equals(ViolationCode.REQUIRED));
  }

  /// The account of a person whom a provider signs in. That it is this person shows a fresh sign-in.
  private Future<Reply> deleteWithoutPassword(AccountWithoutPassword account, Caller.User caller) {
    if (!account.recent()) {
      return Future.failedFuture(SIGN_IN_AGAIN.toException());
    }
    return turns
        .run(
            DeleteAccountEndpoint.class,
            () -> accounts.deleteWithoutPassword(caller.id(), caller.session()))
        .recover(failure -> explain(failure, caller.id()).compose(Future::failedFuture))
        .compose(ended -> deleted(ended, caller));
  }

  private Future<Reply> deleteByPassword(
      Request request, Caller.User caller, StringFieldsBody body) {
    return confirmation
        .confirm(
            request,
            caller,
            PASSWORD,
            body.text(PASSWORD).orElse(""),
            new AccountDeletion(body, caller.session()))
        .map(
            ended -> {
              ended.forEach(revocationCache::add);
              return Reply.noContent();
            });
  }

  /// An account without a password is deleted with an empty object: to show a password would show
  /// nothing, and a token of another issuer cannot be asked for again.
  @Override
  public Future<Reply> answerExternal(Request request, Caller.User caller) {
    throttle.login(request);
    request.rejectQueryParameters();
    List<Violation> faults = StringFieldsBody.read(request.body()).violations();
    if (!faults.isEmpty()) {
      return Future.failedFuture(new Problem.Invalid(faults).toException());
    }
    return turns
        .run(
            DeleteAccountEndpoint.class,
            () -> accounts.deleteExternal(caller.id(), caller.session()))
        .recover(failure -> explain(failure, caller.id()).compose(Future::failedFuture))
        .compose(
            ended -> {
              external.ifPresent(people -> people.remove(caller.session()));
              return deleted(ended, caller);
            });
  }

  /// @param ended the sessions of the account; empty if there was none to delete
  private Future<Reply> deleted(Optional<List<UUID>> ended, Caller.User caller) {
    if (ended.isEmpty()) {
      return Future.failedFuture(new Problem.InvalidToken().toException());
    }
    ended.get().forEach(revocationCache::add);
    record.accept(AccountEvent.of(Kind.ACCOUNT_DELETED, caller.id(), caller.session()));
    return Future.succeededFuture(Reply.noContent());
  }

  /// The change that a body asks for. Its result is the ended sessions.
  private final class AccountDeletion implements ConfirmedChange<List<UUID>> {
    private final StringFieldsBody body;
    private final UUID session;

    AccountDeletion(StringFieldsBody body, UUID session) {
      this.body = body;
      this.session = session;
    }

    @Override
    public void check(UserCredentials account) {
      List<Violation> faults = new ArrayList<>(body.violations());
      body.text(PASSWORD).ifPresent(p -> AccountValidator.storedPassword(PASSWORD, p, faults));
      if (!faults.isEmpty()) {
        throw new Problem.Invalid(faults).toException();
      }
    }

    @Override
    public Future<Optional<List<UUID>>> make(UserCredentials account) {
      return turns
          .run(DeleteAccountEndpoint.class, () -> accounts.delete(account, session))
          .onSuccess(
              ended -> {
                if (ended.isPresent()) {
                  record.accept(
                      new AccountEvent(
                          Kind.ACCOUNT_DELETED, account.person().id(), account.email(), session));
                }
              })
          .recover(
              failure -> explain(failure, account.person().id()).compose(Future::failedFuture));
    }
  }

  private Future<Throwable> explain(Throwable failure, UUID account) {
    if (!(failure instanceof DatabaseException db)) {
      return Future.succeededFuture(failure);
    }
    Optional<Problem> named = conflicts.find(db);
    Future<Optional<Problem>> conflict =
        named.isPresent()
            ? Future.succeededFuture(named)
            : constraints
                .find(db)
                .map(renamed -> renamed.flatMap(conflicts::find))
                .otherwise(Optional.empty());
    return conflict.map(
        found -> {
          if (found.isPresent()) {
            record.accept(AccountEvent.of(Kind.DELETION_DENIED, account, null));
            return found.get().toException();
          }
          return db.kind() == FailureKind.TIMEOUT ? TOO_LONG.toException() : failure;
        });
  }
}
