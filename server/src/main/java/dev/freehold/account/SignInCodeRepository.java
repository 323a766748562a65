package dev.freehold.account;

import dev.freehold.account.SessionRepository.OpenResult;
import dev.freehold.db.Database;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The table of codes with which a front end gets the tokens of a sign-in by a provider. The clock and the
/// locks of the database decide, so that any number of nodes agree. Futures fail with a
/// [dev.freehold.db.DatabaseException].
public final class SignInCodeRepository {
  /// How long a code is valid.
  public static final Duration LIFE = Duration.ofSeconds(60);

  // A state is valid for 10 minutes from its making, which is before the code. Also deletes some
  // that
  // are older than that.
  private static final String ISSUE =
      "with swept as (delete from auth.sign_in_codes where hash in (select hash from"
          + " auth.sign_in_codes where created_at < now() - interval '30 minutes' order by"
          + " created_at limit 100 for update skip locked)) insert into auth.sign_in_codes (hash,"
          + " state_hash, user_id, code_challenge, expires_at) select $1, $2, u.id, $4, now() +"
          + " make_interval(secs => $5::float8) from auth.users u where u.id = $3 and"
          + " u.disabled_at is null on conflict (state_hash) do nothing returning user_id";

  private static final String FIND =
      "select user_id, code_challenge from auth.sign_in_codes where hash = $1 and used_at is null"
          + " and expires_at > now()";

  // Of concurrent uses of a code one writes the row; the others find it used.
  private static final String USE =
      "update auth.sign_in_codes set used_at = now() where hash = $1 and user_id = $2 and used_at"
          + " is null and expires_at > now() returning user_id";

  private final Database database;
  private final AccountTransactions changes;
  private final SessionRepository sessions;

  /// @param database for statements that wait for no row
  /// @param sessions of the same database
  public SignInCodeRepository(
      Database database, AccountTransactions changes, SessionRepository sessions) {
    this.database = database;
    this.changes = changes;
    this.sessions = sessions;
  }

  /// A code that may be used.
  ///
  /// @param challenge of the front end (RFC 7636), in base64url; null for none
  public record ValidCode(UUID user, @Nullable String challenge) {
    private static ValidCode of(Row row) {
      return new ValidCode(row.getUUID("user_id"), row.getString("code_challenge"));
    }
  }

  /// Stores a code for the person whom a provider has signed in.
  ///
  /// @param state the hash of the state of the sign-in
  /// @param challenge of the front end; null for none
  /// @return false if the state was used before, or the account was disabled or deleted
  public Future<Boolean> issue(byte[] hash, byte[] state, UUID user, @Nullable String challenge) {
    Tuple arguments =
        Tuple.of(Buffer.buffer(hash), Buffer.buffer(state), user)
            .addString(challenge)
            .addDouble((double) LIFE.toSeconds());
    return changes
        .runLocked(
            user,
            transaction -> transaction.run(ISSUE, arguments, UserRepository.firstRow(Row::size)))
        .map(Optional::isPresent);
  }

  /// The code with a hash; empty if it was used or has expired.
  public Future<Optional<ValidCode>> find(byte[] hash) {
    return database.run(
        FIND, Tuple.of(Buffer.buffer(hash)), UserRepository.firstRow(ValidCode::of));
  }

  /// Uses a code to open a session.
  ///
  /// @param user whose code it is
  /// @param device as the client names it; null if it does not
  /// @return [OpenResult.AccountChanged] also if the code was used or has expired
  public Future<OpenResult> open(byte[] hash, UUID user, UUID session, @Nullable String device) {
    return changes.runLocked(
        user,
        transaction ->
            transaction
                .run(USE, Tuple.of(Buffer.buffer(hash), user), UserRepository.firstRow(Row::size))
                .compose(
                    used ->
                        used.isPresent()
                            ? sessions.open(
                                transaction,
                                session,
                                user,
                                null,
                                null,
                                device,
                                Set.of(AuthMethod.FED))
                            : Future.succeededFuture(new OpenResult.AccountChanged())));
  }
}
