package dev.freehold.account;

import dev.freehold.db.Database;
import dev.freehold.mail.MailKind;
import dev.freehold.mail.Outbox;
import dev.freehold.mail.Outbox.OutboxEntry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The table of sign-ups that wait for the proof of their address, for an API in which an account
/// without it cannot sign in. There is no account until then: a stranger who signs up with the address of
/// another person takes nothing, and the work is the same for an address that has an account. Several
/// sign-ups may have one address; the first that is confirmed makes the account.
///
/// Each change is one statement in a transaction of its own. Futures fail with a [dev.freehold.db.DatabaseException].
public final class SignUpRepository {
  /// Copies of one sign-up that mails were asked for.
  private static final int MOST_COPIES = 10;

  private static final String TAKEN = "exists (select from auth.emails e where e.email = s.email)";

  // Also deletes some that have expired.
  private static final String ADD =
      "with swept as (delete from auth.signups where id in (select id from auth.signups where"
          + " expires_at < now() order by expires_at limit 100 for update skip locked)), m as ("
          + Outbox.insert("$1::uuid", "$2::text", "$3::text", "$4::float8", "")
          + " returning id, recipient, expires_at) insert into auth.signups (id, email, name,"
          + " password_hash, expires_at) select m.id, m.recipient, $5, $6, m.expires_at from m"
          + " returning id";

  static final String REMOVE_TO = "delete from auth.signups where email = $1";

  private static final String NEWEST =
      "select password_hash from auth.signups where email = $1 and expires_at > now()"
          + " order by created_at desc, id desc limit 1";

  private static final String ISSUE =
      "with s as (select id, email from auth.signups where id = $1 and expires_at > now()), issued"
          + " as (update auth.signups set hash = $2 where id in (select id from s where not "
          + TAKEN
          + ") returning id) select exists (select from issued) as issued from s";

  // Not if there are sign-ups with different passwords: the link of one would be sent to a person
  // who
  // asked for that of another.
  private static final String COPY =
      "insert into auth.signups (id, email, name, password_hash, hash, expires_at) select $1,"
          + " s.email, min(s.name), min(s.password_hash), $3, min(o.expires_at) from auth.signups s"
          + " join auth.outbox o on o.id = $1 where s.email = $2 and s.expires_at > now() and not "
          + TAKEN
          + " group by s.email having count(distinct s.password_hash) = 1 and count(*) < "
          + MOST_COPIES
          + " returning id";

  // Of concurrent uses of a token one deletes the row.
  private static final String CONFIRM =
      "with s as (delete from auth.signups where hash = $1 and expires_at > now() returning email,"
          + " name, password_hash), free as (select * from s where not "
          + TAKEN
          + "), u as (insert into auth.users (id, name, password_hash) select $2, name,"
          + " password_hash from free returning id) insert into auth.emails (email, user_id,"
          + " verified_at) select free.email, u.id, now() from free, u returning email";

  private final Database database;
  private final AccountTransactions changes;

  /// @param database for statements that wait for no row
  /// @param changes of the same role
  public SignUpRepository(Database database, AccountTransactions changes) {
    this.database = database;
    this.changes = changes;
  }

  /// What the mail of a sign-up is to say.
  public enum SignUpMail {
    /// A link that makes the account.
    LINK,
    /// That the address has an account.
    KNOWN,
    /// The mail is of no sign-up, or it has expired.
    NONE
  }

  /// Keeps a sign-up, and puts its mail in the outbox. Does not ask whether the address has an account.
  ///
  /// @param id of the sign-up and of its mail
  /// @param email normalized
  /// @return false if the outbox is full; then nothing is done
  public Future<Boolean> add(UUID id, String email, @Nullable String name, String passwordHash) {
    Tuple arguments =
        Tuple.of(id, MailKind.VERIFY.code(), email, (double) MailKind.VERIFY.life().toSeconds())
            .addString(name)
            .addString(passwordHash);
    return changes
        .run(
            email,
            transaction -> transaction.run(ADD, arguments, UserRepository.firstRow(Row::size)))
        .map(Optional::isPresent);
  }

  /// The password hash of the last sign-up with an address.
  ///
  /// @param email normalized
  public Future<Optional<String>> newestPassword(String email) {
    return database.run(NEWEST, Tuple.of(email), UserRepository.firstRow(row -> row.getString(0)));
  }

  /// Makes the token of the mail of a sign-up valid, unless its address has an account.
  public Future<SignUpMail> issue(OutboxEntry entry, byte[] hash) {
    return changes
        .run(
            entry.to(),
            transaction ->
                transaction.run(
                    ISSUE,
                    Tuple.of(entry.id(), Buffer.buffer(hash)),
                    UserRepository.firstRow(row -> row.getBoolean("issued"))))
        .map(
            found ->
                found
                    .map(issued -> issued ? SignUpMail.LINK : SignUpMail.KNOWN)
                    .orElse(SignUpMail.NONE));
  }

  /// Makes a token for the sign-up of an address, for a mail that was asked for again.
  ///
  /// @return false if there is no sign-up, or more than one
  public Future<Boolean> copy(OutboxEntry entry, byte[] hash) {
    return changes
        .run(
            entry.to(),
            transaction ->
                transaction.run(
                    COPY,
                    Tuple.of(entry.id(), entry.to(), Buffer.buffer(hash)),
                    UserRepository.firstRow(Row::size)))
        .map(Optional::isPresent);
  }

  /// Uses a token to make the account of its sign-up, with a proven address.
  ///
  /// @param account the id of the new account
  /// @return the address; empty if the token is not valid, or the address has an account by now
  public Future<Optional<String>> confirm(byte[] hash, UUID account) {
    Buffer token = Buffer.buffer(hash);
    return changes
        .run(
            token,
            transaction ->
                transaction.run(
                    CONFIRM,
                    Tuple.of(token, account),
                    UserRepository.firstRow(row -> row.getString("email"))))
        .recover(
            failure ->
                UserRepository.isEmailTaken(failure)
                    ? Future.succeededFuture(Optional.empty())
                    : Future.failedFuture(failure));
  }
}
