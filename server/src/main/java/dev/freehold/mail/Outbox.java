package dev.freehold.mail;

import dev.freehold.db.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The table of mails that are to be sent. Each method is one statement by the clock of the database.
/// Futures fail with a [dev.freehold.db.DatabaseException].
///
/// A claimed mail is due again after the lease, unless its node removes it: no crash loses a mail. A
/// node that dies after the SMTP server has accepted a mail, and before it is removed, leaves a mail
/// that is sent twice, with one `Message-ID`. No protocol can exclude both: the acceptance and the
/// removal are in two systems.
public final class Outbox {
  /// Mails in the table, also undeliverable ones.
  static final int MOST = 10_000;

  /// SQL of the condition that the table is not full.
  public static final String HAS_ROOM =
      "(select count(*) from (select from auth.outbox limit " + MOST + ") counted) < " + MOST;

  /// Undeliverable mails that are kept for the operator.
  static final int MOST_DEAD = 1_000;

  /// Much longer than any attempt to send a mail, so that no other node sends a mail that is being sent.
  static final Duration LEASE = Duration.ofMinutes(5);

  // Rows that others have locked are skipped, so each mail has one node.
  private static final String CLAIM =
      "with next as materialized (select id from auth.outbox where dead_at is null and due_at <="
          + " now() order by due_at, id limit 1 for update skip locked) update auth.outbox o set"
          + " attempts = attempts + 1, due_at = now() + make_interval(secs => $1::float8) from next"
          + " where o.id = next.id returning o.id, o.kind, o.recipient, o.attempts, o.expires_at <="
          + " now() as expired, o.created_at, o.device";

  /// Removes the mails to an address `$1`, undeliverable ones too. To be the last statement of the
  /// transaction that deletes the account: nodes that send these mails wait for it.
  public static final String REMOVE_TO = "delete from auth.outbox where recipient = $1";

  private static final String REMOVE = "delete from auth.outbox where id = $1";

  // Only by the node of the last claim: another one may be sending it after this one stood still.
  private static final String POSTPONE =
      "update auth.outbox set failure = $3, due_at = now() + make_interval(secs => $4::float8)"
          + " where id = $1 and attempts = $2";

  private static final String GIVE_UP =
      "update auth.outbox set failure = $3, dead_at = now() where id = $1 and attempts = $2";

  private static final String SWEEP =
      "delete from auth.outbox where dead_at < now() - interval '30 days' or id in (select id from"
          + " auth.outbox where dead_at is not null order by dead_at desc, id offset "
          + MOST_DEAD
          + ")";

  private static final String DEPTH =
      "select count(*) filter (where dead_at is null) as due, count(dead_at) as dead"
          + " from auth.outbox";

  private final Database database;

  /// @param database uses the sign-in role
  public Outbox(Database database) {
    this.database = database;
  }

  /// A mail that this node is to send.
  ///
  /// @param kind a [MailKind#code], perhaps of another version
  /// @param to the address, as it was put in
  /// @param attempt from 1
  /// @param expired whether its link would be invalid
  /// @param createdAt the time of what causes it
  /// @param device of who caused it, as the client names it; null if it did not, or is not told
  public record OutboxEntry(
      UUID id,
      String kind,
      String to,
      int attempt,
      boolean expired,
      OffsetDateTime createdAt,
      @Nullable String device) {
    private static OutboxEntry of(Row row) {
      return new OutboxEntry(
          row.getUUID("id"),
          row.getString("kind"),
          row.getString("recipient"),
          row.getInteger("attempts"),
          row.getBoolean("expired"),
          row.getOffsetDateTime("created_at"),
          row.getString("device"));
    }
  }

  /// The SQL that puts in a mail, or nothing if the table is full; to be part of the statement that
  /// causes the mail. The arguments are trusted SQL.
  ///
  /// @param from rows for each of which there is a mail, or empty for one mail
  public static String insert(String id, String kind, String to, String lifeSeconds, String from) {
    return "insert into auth.outbox (id, kind, recipient, expires_at) select "
        + id
        + ", "
        + kind
        + ", "
        + to
        + ", now() + make_interval(secs => "
        + lifeSeconds
        + ")"
        + from
        + " where "
        + HAS_ROOM;
  }

  private static final String ADD =
      insert("$1::uuid", "$2::text", "$3::text", "$4::float8", "") + " returning id";

  /// Puts in a mail.
  ///
  /// @return false if the table is full; then nothing is done
  public Future<Boolean> add(UUID id, MailKind kind, String to) {
    Tuple arguments = Tuple.of(id, kind.code(), to, (double) kind.life().toSeconds());
    return database.run(ADD, arguments, first(Row::size)).map(Optional::isPresent);
  }

  /// Takes the next mail that is due; empty if there is none.
  public Future<Optional<OutboxEntry>> claim() {
    return database.run(CLAIM, Tuple.of((double) LEASE.toSeconds()), first(OutboxEntry::of));
  }

  /// Removes a mail that was sent, or that need not be sent.
  public Future<Void> remove(OutboxEntry entry) {
    return database.run(REMOVE, Tuple.of(entry.id()), first(Row::size)).mapEmpty();
  }

  /// Lets a mail wait for its next attempt.
  ///
  /// @param failure in words, without the address
  Future<Void> postpone(OutboxEntry entry, String failure, Duration pause) {
    Tuple arguments = Tuple.of(entry.id(), entry.attempt(), failure, (double) pause.toSeconds());
    return database.run(POSTPONE, arguments, first(Row::size)).mapEmpty();
  }

  /// Keeps a mail as undeliverable.
  Future<Void> giveUp(OutboxEntry entry, String failure) {
    return database
        .run(GIVE_UP, Tuple.of(entry.id(), entry.attempt(), failure), first(Row::size))
        .mapEmpty();
  }

  /// Deletes the oldest undeliverable mails.
  Future<Void> sweep() {
    return database.run(SWEEP, Tuple.tuple(), first(Row::size)).mapEmpty();
  }

  /// The mails in the table.
  ///
  /// @param due to be sent, now or later
  /// @param undeliverable given up
  public record OutboxDepth(long due, long undeliverable) {
    private static OutboxDepth of(Row row) {
      return new OutboxDepth(row.getLong("due"), row.getLong("dead"));
    }
  }

  /// Counts the mails in the table.
  public Future<OutboxDepth> depth() {
    return database.run(DEPTH, Tuple.tuple(), first(OutboxDepth::of)).map(Optional::orElseThrow);
  }

  private static <T> Collector<Row, ?, Optional<T>> first(Function<Row, T> read) {
    return Collectors.mapping(read, Collectors.reducing((one, _) -> one));
  }
}
