package dev.freehold.account;

import dev.freehold.account.UserRepository.UserCredentials;
import dev.freehold.db.Database;
import dev.freehold.mail.MailKind;
import dev.freehold.mail.Outbox;
import dev.freehold.mail.Outbox.OutboxEntry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// The table of changes of e-mail addresses that wait for their confirmations: one by the address of the
/// account, one by the new address. A change is valid once, until it expires, and as long as the
/// account has the address and the password that it had, and no later change. Futures fail with a
/// [dev.freehold.db.DatabaseException].
public final class EmailChangeRepository {
  // Whether the new address is free is not asked here: the request must not say it.
  private static final String REQUEST =
      "with a as (select u.id, e.email, "
          + MailTokenRepository.DIGEST
          + " as digest from auth.users u join auth.emails e on e.user_id = u.id where u.id = $1"
          + " and u.password_hash = $3 and u.disabled_at is null and "
          + OwnAccountRepository.hasSession("$2")
          + " for no key update of u), o as ("
          + Outbox.insert("$4::uuid", "$7::text", "a.email", "$9::float8", " from a")
          + " returning id, expires_at), n as ("
          + Outbox.insert("$5::uuid", "$8::text", "$6::text", "$9::float8", " from a")
          + " returning id), c as (insert into auth.email_changes (user_id, session_id, old_email,"
          + " new_email, password_digest, old_mail, new_mail, expires_at) select a.id, $2, a.email,"
          + " $6, a.digest, o.id, n.id, o.expires_at from a, o, n on conflict (user_id) do update"
          + " set session_id = excluded.session_id, old_email = excluded.old_email, new_email ="
          + " excluded.new_email, password_digest = excluded.password_digest, old_mail ="
          + " excluded.old_mail, new_mail = excluded.new_mail, old_hash = null, new_hash = null,"
          + " old_confirmed_at = null, new_confirmed_at = null, created_at = now(), expires_at ="
          + " excluded.expires_at returning user_id) select exists (select from c) as stored from"
          + " a";

  /// Of the change `c`, the account `u` and its address `e`.
  private static final String VALID =
      " c.user_id = u.id and e.user_id = u.id and u.disabled_at is null and e.email = c.old_email"
          + " and c.password_digest = "
          + MailTokenRepository.DIGEST
          + " and c.expires_at > now()";

  private static final String ISSUE_OLD =
      "update auth.email_changes c set old_hash = $2 from auth.users u, auth.emails e where"
          + " c.old_mail = $1 and c.old_confirmed_at is null and"
          + VALID
          + " returning c.user_id";

  private static final String ISSUE_NEW =
      "update auth.email_changes c set new_hash = $2 from auth.users u, auth.emails e where"
          + " c.new_mail = $1 and c.new_confirmed_at is null and not exists (select from"
          + " auth.emails t where t.email = c.new_email) and"
          + VALID
          + " returning c.user_id";

  private static final String UNUSED =
      "((c.old_hash = $1 and c.old_confirmed_at is null) or (c.new_hash = $1 and"
          + " c.new_confirmed_at is null)) and";

  private static final String FIND =
      "select u.id from auth.email_changes c, auth.users u, auth.emails e where " + UNUSED + VALID;

  private static final String CONFIRM =
      "update auth.email_changes c set old_confirmed_at = case when c.old_hash = $1 then now() else"
          + " c.old_confirmed_at end, new_confirmed_at = case when c.new_hash = $1 then now() else"
          + " c.new_confirmed_at end from auth.users u, auth.emails e where "
          + UNUSED
          + VALID
          + " returning c.session_id, c.old_email, c.new_email, c.old_confirmed_at is not null and"
          + " c.new_confirmed_at is not null as complete";

  // The row of the account changes too: a concurrent log-in or change of the account finds it
  // changed.
  private static final String CHANGE =
      "with u as (update auth.users set updated_at = clock_timestamp() where id = $1), d as (delete"
          + " from auth.email_changes where user_id = $1) update auth.emails set email = $2,"
          + " verified_at = now() where user_id = $1 returning user_id";

  private static final String TELL =
      Outbox.insert("$1::uuid", "$2::text", "$3::text", "$4::float8", "");

  private final Database database;
  private final AccountTransactions changes;

  /// @param database for statements that wait for no row
  /// @param changes of the same role
  public EmailChangeRepository(Database database, AccountTransactions changes) {
    this.database = database;
    this.changes = changes;
  }

  /// The result of the use of a token.
  public sealed interface Confirmation {
    /// The other address must confirm, too.
    record Half() implements Confirmation {}

    /// The account has the new address.
    ///
    /// @param oldEmail normalized
    /// @param ended the sessions that the change has ended: all but that of the request
    record Changed(UUID user, String oldEmail, List<UUID> ended) implements Confirmation {
      public Changed {
        ended = List.copyOf(ended);
      }
    }

    /// The token is not valid, or another account has the new address.
    record Invalid() implements Confirmation {}
  }

  private record Confirmed(UUID session, String oldEmail, String newEmail, boolean complete) {
    private static Confirmed of(Row row) {
      return new Confirmed(
          row.getUUID("session_id"),
          row.getString("old_email"),
          row.getString("new_email"),
          row.getBoolean("complete"));
    }
  }

  /// Keeps a change, which replaces an earlier one of the account, and puts the mails to both addresses in
  /// the outbox; or does nothing.
  ///
  /// @param account as it was when its password was checked
  /// @param session of the request
  /// @param newEmail normalized
  /// @return whether the outbox had room; empty if the password was changed since it was read, or `session`
  ///     has ended
  public Future<Optional<Boolean>> request(
      UserCredentials account, UUID session, UUID oldMail, UUID newMail, String newEmail) {
    Tuple arguments =
        Tuple.of(account.person().id(), session, account.passwordHash())
            .addUUID(oldMail)
            .addUUID(newMail)
            .addString(newEmail)
            .addString(MailKind.CHANGE_FROM.code())
            .addString(MailKind.CHANGE_TO.code())
            .addDouble((double) MailKind.CHANGE_FROM.life().toSeconds());
    return changes.run(
        account.person().id(),
        transaction ->
            transaction.run(
                REQUEST, arguments, UserRepository.firstRow(row -> row.getBoolean("stored"))));
  }

  /// Makes the token of the mail to the address of the account valid.
  ///
  /// @return whether the mail is to be sent
  public Future<Boolean> issueOld(OutboxEntry entry, byte[] hash) {
    return issue(ISSUE_OLD, entry, hash);
  }

  /// Makes the token of the mail to the new address valid, unless an account has it.
  ///
  /// @return whether the mail is to be sent
  public Future<Boolean> issueNew(OutboxEntry entry, byte[] hash) {
    return issue(ISSUE_NEW, entry, hash);
  }

  private Future<Boolean> issue(String sql, OutboxEntry entry, byte[] hash) {
    Tuple arguments = Tuple.of(entry.id(), Buffer.buffer(hash));
    return changes
        .run(
            entry.to(),
            transaction -> transaction.run(sql, arguments, UserRepository.firstRow(Row::size)))
        .map(Optional::isPresent);
  }

  /// Uses a token. The second one of a change gives the account its new address, which is proven, ends
  /// the other sessions and every other token of the account, and tells the old address.
  ///
  /// @param notice the id of the mail to the old address
  public Future<Confirmation> confirm(byte[] hash, UUID notice) {
    return database
        .run(FIND, Tuple.of(Buffer.buffer(hash)), UserRepository.firstRow(row -> row.getUUID("id")))
        .compose(
            user ->
                user.isPresent()
                    ? confirm(user.get(), hash, notice)
                    : Future.succeededFuture(new Confirmation.Invalid()))
        .recover(
            failure ->
                UserRepository.isEmailTaken(failure)
                    ? Future.succeededFuture(new Confirmation.Invalid())
                    : Future.failedFuture(failure));
  }

  private Future<Confirmation> confirm(UUID user, byte[] hash, UUID notice) {
    return changes.runLocked(
        user,
        transaction ->
            transaction
                .run(CONFIRM, Tuple.of(Buffer.buffer(hash)), UserRepository.firstRow(Confirmed::of))
                .compose(
                    found ->
                        found
                            .map(
                                confirmed ->
                                    confirmed.complete()
                                        ? change(transaction, user, confirmed, notice)
                                        : Future.<Confirmation>succeededFuture(
                                            new Confirmation.Half()))
                            .orElseGet(() -> Future.succeededFuture(new Confirmation.Invalid()))));
  }

  private static Future<Confirmation> change(
      Database transaction, UUID user, Confirmed confirmed, UUID notice) {
    Tuple mail =
        Tuple.of(
            notice,
            MailKind.CHANGED.code(),
            confirmed.oldEmail(),
            (double) MailKind.CHANGED.life().toSeconds());
    return transaction
        .run(CHANGE, Tuple.of(user, confirmed.newEmail()), UserRepository.firstRow(Row::size))
        .compose(
            _ ->
                transaction.run(
                    MailTokenRepository.USE_ALL,
                    Tuple.of(user),
                    UserRepository.firstRow(Row::size)))
        .compose(_ -> transaction.run(TELL, mail, UserRepository.firstRow(Row::size)))
        .compose(
            _ ->
                transaction.run(
                    OwnAccountRepository.END_OTHERS,
                    Tuple.of(user, confirmed.session()),
                    Collectors.mapping(row -> row.getUUID(0), Collectors.toList())))
        .map(ended -> new Confirmation.Changed(user, confirmed.oldEmail(), ended));
  }
}
