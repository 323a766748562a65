package dev.freehold.account;

import dev.freehold.db.Database;
import dev.freehold.mail.MailKind;
import dev.freehold.mail.Outbox.OutboxEntry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The table of the tokens in the links of mails. A token is valid once, until it expires, and as long
/// as the account has the address and the password that it had when the mail was sent: anyone who changes
/// them need not know of this table. Futures fail with a [dev.freehold.db.DatabaseException].
public final class MailTokenRepository {
  /// Valid tokens of one kind for one account. The links of the earlier mails stay valid, so anyone who
  /// asks for more keeps nobody out.
  static final int MOST_AN_HOUR = 5;

  static final String DIGEST = digestOf("u.password_hash");

  // A mail that is sent again finds its token. It is not made again: it may have been used. Its
  // hash is
  // another one if the first attempt was made under another secret.
  private static final String ISSUE =
      "with account as (select u.id, e.email, "
          + DIGEST
          + " as digest from auth.emails e join auth.users u on u.id = e.user_id where e.email = $3"
          + " and u.disabled_at is null and ($2 <> 'verify' or e.verified_at is null)), swept as"
          + " (delete from auth.mail_tokens t using account a where t.user_id = a.id and"
          + " t.expires_at <= now()), issued as (insert into auth.mail_tokens (id, kind, user_id,"
          + " hash, email, password_digest, expires_at) select $1, $2, a.id, $4, a.email, a.digest,"
          + " least(o.expires_at, now() + make_interval(secs => $5::float8)) from account a join"
          + " auth.outbox o on o.id = $1 where o.expires_at > now() and (select count(*) from"
          + " auth.mail_tokens t where t.user_id = a.id and t.kind = $2 and t.created_at > now() -"
          + " interval '1 hour' and t.used_at is null and t.email = a.email and t.password_digest ="
          + " a.digest) < "
          + MOST_AN_HOUR
          + " on conflict (id) do update set hash = excluded.hash where mail_tokens.used_at is null"
          + " and mail_tokens.email = excluded.email and mail_tokens.password_digest ="
          + " excluded.password_digest returning id) select id from issued union all select t.id"
          + " from auth.mail_tokens t join account a on a.id = t.user_id where t.id = $1 and"
          + " t.hash = $4 and"
          + " t.email = a.email and t.password_digest = a.digest and t.used_at is null and"
          + " t.expires_at > now()";

  /// Of the token `t`, the account `u` and its address `e`.
  static final String VALID =
      " from auth.mail_tokens t join auth.users u on u.id = t.user_id join auth.emails e on"
          + " e.user_id = u.id where t.hash = $1 and t.kind = $2 and t.used_at is null and"
          + " t.expires_at > now() and t.email = e.email and u.disabled_at is null and"
          + " t.password_digest = "
          + DIGEST;

  private static final String FIND =
      "select u.id, e.email, e.verified_at is not null as verified" + VALID;

  private static final String RESET =
      "update auth.users set password_hash = $3, updated_at = clock_timestamp() where id = (select"
          + " u.id"
          + VALID
          + ") returning id";

  // A link that came by mail has reached its address.
  private static final String VERIFY =
      "update auth.emails set verified_at = coalesce(verified_at, now()) where user_id = (select"
          + " u.id"
          + VALID
          + ") returning user_id";

  // Who signed up with the address of another person may have set it up (K9). One that was set up
  // after
  // the proof is that of the person.
  private static final String REMOVE_UNPROVEN_TOTP =
      "delete from auth.totp t using auth.emails e where t.user_id = $1 and e.user_id = t.user_id"
          + " and (e.verified_at is null or coalesce(t.confirmed_at, t.pending_at) <"
          + " e.verified_at)";

  private static final String REMOVE_UNPROVEN_CODES =
      "delete from auth.recovery_codes c where c.user_id = $1 and not exists (select from auth.totp"
          + " t where t.user_id = c.user_id)";

  static final String VERIFY_ACCOUNT =
      "update auth.emails set verified_at = coalesce(verified_at, now()) where user_id = $1";

  private static final String USE_ALL_OF_KIND =
      "update auth.mail_tokens set used_at = now() where user_id = $1 and used_at is null and kind"
          + " = $2";

  static final String USE_ALL =
      "update auth.mail_tokens set used_at = now() where user_id = $1 and used_at is null";

  private final Database database;
  private final AccountTransactions changes;
  private final AccountNotices notices;

  /// @param database for statements that wait for no row
  public MailTokenRepository(
      Database database, AccountTransactions changes, AccountNotices notices) {
    this.database = database;
    this.changes = changes;
    this.notices = notices;
  }

  /// The account of a token.
  ///
  /// @param email normalized
  /// @param verified whether the address was proven before
  public record TokenOwner(UUID id, String email, boolean verified) {}

  /// Makes the token of a mail valid. The mail is not to be sent if there is no such account, it is
  /// disabled, it has enough valid tokens, or the token of an earlier attempt is no longer valid. Nor is
  /// one that asks to prove an address which is proven.
  ///
  /// @return whether the mail is to be sent
  public Future<Boolean> issue(MailKind kind, OutboxEntry entry, byte[] hash) {
    Tuple arguments =
        Tuple.of(
            entry.id(),
            kind.code(),
            entry.to(),
            Buffer.buffer(hash),
            (double) kind.life().toSeconds());
    return changes
        .run(
            entry.to(),
            transaction -> transaction.run(ISSUE, arguments, UserRepository.firstRow(Row::size)))
        .map(Optional::isPresent);
  }

  /// The account of a valid token; empty for any other.
  public Future<Optional<TokenOwner>> find(MailKind kind, byte[] hash) {
    return database.run(
        FIND,
        Tuple.of(Buffer.buffer(hash), kind.code()),
        UserRepository.firstRow(
            row ->
                new TokenOwner(
                    row.getUUID("id"), row.getString("email"), row.getBoolean("verified"))));
  }

  /// Uses a token to prove the address of its account, or does nothing.
  ///
  /// @param owner as [#find] returned
  /// @return false if the token is no longer valid
  public Future<Boolean> verify(TokenOwner owner, byte[] hash) {
    UUID user = owner.id();
    return changes.runLocked(
        user,
        transaction ->
            transaction
                .run(
                    VERIFY,
                    Tuple.of(Buffer.buffer(hash), MailKind.VERIFY.code()),
                    UserRepository.firstRow(Row::size))
                .compose(
                    verified ->
                        transaction
                            .run(
                                USE_ALL_OF_KIND,
                                Tuple.of(user, MailKind.VERIFY.code()),
                                UserRepository.firstRow(Row::size))
                            .map(_ -> verified.isPresent())));
  }

  /// Uses a token for a new password: ends every session of its account and every other token, and
  /// deletes its API keys and passkeys, and a second factor that was set up before the address was proven, or does nothing. The address is proven by it.
  ///
  /// @param owner as [#find] returned
  /// @param device of the request, as the client names it; null if it does not
  /// @return the ended sessions; empty if the token is no longer valid
  public Future<Optional<List<UUID>>> reset(
      TokenOwner owner, byte[] hash, String newPassword, @Nullable String device) {
    UUID user = owner.id();
    return changes.runLocked(
        user,
        transaction ->
            transaction
                .run(
                    RESET,
                    Tuple.of(Buffer.buffer(hash), MailKind.RESET.code(), newPassword),
                    UserRepository.firstRow(Row::size))
                .compose(
                    changed ->
                        changed.isPresent()
                            ? end(transaction, user)
                                .compose(
                                    ended ->
                                        notices
                                            .tell(transaction, user, MailKind.PASSWORD_SET, device)
                                            .map(_ -> Optional.of(ended)))
                            : Future.succeededFuture(Optional.<List<UUID>>empty())));
  }

  private static Future<List<UUID>> end(Database transaction, UUID user) {
    return transaction
        .run(REMOVE_UNPROVEN_TOTP, Tuple.of(user), UserRepository.firstRow(Row::size))
        .compose(
            _ ->
                transaction.run(
                    REMOVE_UNPROVEN_CODES, Tuple.of(user), UserRepository.firstRow(Row::size)))
        .compose(
            _ ->
                transaction.run(VERIFY_ACCOUNT, Tuple.of(user), UserRepository.firstRow(Row::size)))
        .compose(_ -> transaction.run(USE_ALL, Tuple.of(user), UserRepository.firstRow(Row::size)))
        .compose(
            _ ->
                transaction.run(
                    ApiKeyRepository.DELETE_ALL,
                    Tuple.of(user),
                    UserRepository.firstRow(Row::size)))
        .compose(
            _ ->
                transaction.run(
                    PasskeyRepository.DELETE_ALL,
                    Tuple.of(user),
                    UserRepository.firstRow(Row::size)))
        .compose(
            _ ->
                transaction.run(
                    SessionRepository.END_ALL,
                    Tuple.of(user),
                    Collectors.mapping(row -> row.getUUID(0), Collectors.toList())));
  }

  /// SQL for the digest of a password hash, which binds a link to the password of its account.
  ///
  /// @param hash trusted SQL: a column or a parameter
  static String digestOf(String hash) {
    return "sha256(convert_to(" + hash + ", 'UTF8'))";
  }
}
