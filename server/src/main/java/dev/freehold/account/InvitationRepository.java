package dev.freehold.account;

import dev.freehold.account.MailTokenRepository.TokenOwner;
import dev.freehold.account.SessionRepository.SessionLifetime;
import dev.freehold.account.UserRepository.UserProfile;
import dev.freehold.db.Database;
import dev.freehold.mail.MailKind;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Invited accounts. An operator makes the account with its roles and a password that nobody knows
/// ([AccountAdminRepository#invite]); the invitation is a token that sets the password. So no request
/// grants a role. Futures fail with a [dev.freehold.db.DatabaseException].
public final class InvitationRepository {
  private static final String ACCEPT =
      "update auth.users set password_hash = $3, name = coalesce($4, name),"
          + " updated_at = clock_timestamp() where id = (select u.id"
          + MailTokenRepository.VALID
          + ") and not exists (select from auth.totp t where t.user_id = users.id and t.secret is"
          + " not null) returning id";

  private static final String OPEN =
      SessionRepository.insert("$1", "auth.users where id = $2", "$3::float8", "$4::float8", "$5");

  private final AccountTransactions changes;
  private final SessionLifetime life;

  /// @param changes of the role of sign-in
  public InvitationRepository(AccountTransactions changes, SessionLifetime life) {
    this.changes = changes;
    this.life = life;
  }

  /// @param name null to keep that of the account
  public record AcceptedInvitation(String passwordHash, @Nullable String name) {
    @Override
    public String toString() {
      return "AcceptedInvitation[]";
    }
  }

  /// Uses an invitation, and every other token of the account, and opens `session`, or does nothing. The
  /// address counts as verified: the operator sent the link to it.
  ///
  /// @param owner as [MailTokenRepository#find] returned
  /// @param device as the client names it; null if it does not
  /// @return empty if the invitation is no longer valid, or the account has a second factor, which an
  ///     invitation would pass by
  public Future<Optional<UserProfile>> accept(
      TokenOwner owner,
      byte[] hash,
      AcceptedInvitation accepted,
      UUID session,
      @Nullable String device) {
    return changes.runLocked(
        owner.id(),
        transaction ->
            transaction
                .run(
                    ACCEPT,
                    Tuple.of(Buffer.buffer(hash), MailKind.INVITE.code())
                        .addString(accepted.passwordHash())
                        .addString(accepted.name()),
                    UserRepository.firstRow(Row::size))
                .compose(
                    changed ->
                        changed.isPresent()
                            ? signIn(transaction, owner.id(), session, device)
                            : Future.succeededFuture(Optional.<UserProfile>empty())));
  }

  private Future<Optional<UserProfile>> signIn(
      Database transaction, UUID user, UUID session, @Nullable String device) {
    return transaction
        .run(MailTokenRepository.USE_ALL, Tuple.of(user), UserRepository.firstRow(Row::size))
        .compose(
            _ ->
                transaction.run(
                    MailTokenRepository.VERIFY_ACCOUNT,
                    Tuple.of(user),
                    UserRepository.firstRow(Row::size)))
        .compose(
            _ ->
                transaction.run(
                    OPEN,
                    Tuple.of(session, user, life.idleSeconds(), life.absoluteSeconds())
                        .addString(device),
                    UserRepository.firstRow(Row::size)))
        .compose(
            _ ->
                transaction.run(
                    UserRepository.BY_ID,
                    Tuple.of(user),
                    UserRepository.firstRow(UserProfile::of)));
  }
}
