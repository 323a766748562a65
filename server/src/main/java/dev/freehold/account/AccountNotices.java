package dev.freehold.account;

import dev.freehold.db.Database;
import dev.freehold.mail.MailKind;
import dev.freehold.mail.Outbox;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Tells the person of an account by mail that a way to sign in has changed (ASVS 6.3.7), in the transaction
/// of the change: no change without its mail, and no mail of a change that was rolled back. Only a full outbox
/// lets a change be untold. An account without an address is told nothing.
///
/// The first change of a kind is told at once. Those of the next ten minutes are told together at their end, so
/// that a burst is two mails and none hides another. An address that is not proven may be of somebody else: it
/// gets a mail of a kind each hour at most, and none with a text of a client.
public enum AccountNotices {
  /// Where no mail is sent.
  OFF,

  ON;

  // By the clock, because the transaction may have begun before it waited for the account. A row
  // whose
  // mail is still to come stands for this change too.
  private static final String TELL =
      "with told as (insert into auth.notices as n (user_id, kind, email, due_at) select e.user_id,"
          + " $2::text, e.email, clock_timestamp() from auth.emails e where e.user_id = $1 on"
          + " conflict (user_id, kind) do update set email = excluded.email, due_at = case when"
          + " n.email = excluded.email then greatest(clock_timestamp(), n.due_at + (select case"
          + " when e.verified_at is null then interval '1 hour' else interval '10 minutes' end from"
          + " auth.emails e where e.user_id = $1)) else clock_timestamp() end where n.email <>"
          + " excluded.email or n.due_at <= clock_timestamp() returning n.email, n.due_at) insert"
          + " into auth.outbox (id, kind, recipient, due_at, expires_at, device) select"
          + " gen_random_uuid(), $2, t.email, t.due_at, t.due_at + make_interval(secs =>"
          + " $4::float8), case when e.verified_at is not null then $3::text end from told t join"
          + " auth.emails e on e.user_id = $1 where "
          + Outbox.HAS_ROOM;

  /// @param mail whether this server sends mail
  public static AccountNotices of(boolean mail) {
    return mail ? ON : OFF;
  }

  /// To be called after the change, with the account locked.
  ///
  /// @param transaction of the change
  /// @param kind a notice
  /// @param device as the client names it; null if it does not
  Future<Void> tell(Database transaction, UUID user, MailKind kind, @Nullable String device) {
    return this == OFF
        ? Future.succeededFuture()
        : transaction
            .run(TELL, arguments(user, kind, device), UserRepository.firstRow(Row::size))
            .mapEmpty();
  }

  /// The same by an operator.
  void tell(AdminStatements transaction, UUID user, MailKind kind) {
    if (this == ON) {
      transaction.run(TELL, arguments(user, kind, null));
    }
  }

  /// Runs a statement in the transaction of an operator.
  @FunctionalInterface
  interface AdminStatements {
    void run(String sql, Tuple arguments);
  }

  private static Tuple arguments(UUID user, MailKind kind, @Nullable String device) {
    return Tuple.of(user, kind.code(), device, (double) kind.life().toSeconds());
  }
}
