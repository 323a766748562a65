package dev.freehold.account;

import dev.freehold.account.UserRepository.UserProfile;
import dev.freehold.db.Database;
import dev.freehold.type.StoredYearsSql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The table of sessions: one row per sign-in, with a counter of its refreshes (K7). The methods
/// rely on the clock and the row locks of the database, so that concurrent requests on any number of nodes
/// agree. Futures fail with a [dev.freehold.db.DatabaseException].
public final class SessionRepository {
  /// More rotations within a grace period than any number of browser tabs makes.
  private static final int MAX_ROTATIONS = 64;

  /// The condition of a session that has not ended, for a row of `auth.sessions`.
  static final String LIVE =
      "revoked_at is null and idle_expires_at > now() and expires_at > now()";

  // Deletes the expired sessions of the same user. Revoked sessions stay longer than any access
  // token lives, because a node that starts must still load them.
  //
  // Under the lock of the account, as a statement of its own, so that it sees what others have
  // committed. If an operator disables the account or removes a role at the same time, either the
  // log-in comes first and its session is ended with the others, or the log-in finds the account
  // disabled, or the roles that are left. It depends on nothing else, such as the name: who changes
  // that in a loop keeps nobody out.
  //
  // An account whose times break the CHECK cannot be updated; it keeps its hash. A new hash of the
  // same
  // password ends no link in a mail, and no change of the address.
  private static final String OPEN =
      "with swept as (delete from auth.sessions where user_id = $2 and (expires_at < now()"
          + " or idle_expires_at < now() or revoked_at < now() - interval '2 days')), "
          + "account as (select u.id from auth.users u where u.id = $2 and u.password_hash = $5"
          + " and u.disabled_at is null), "
          + "rehashed as (update auth.users u set password_hash = $6 from account a"
          + " where u.id = a.id and u.password_hash = $5 and $6::text is not null and "
          + StoredYearsSql.CONDITION
          + " returning u.id), links as (update auth.mail_tokens t set password_digest ="
          + MailTokenRepository.digestOf("$6")
          + " from rehashed r where t.user_id = r.id and t.password_digest = "
          + MailTokenRepository.digestOf("$5")
          + "), changes as (update auth.email_changes c set password_digest = "
          + MailTokenRepository.digestOf("$6")
          + " from rehashed r where c.user_id = r.id and c.password_digest = "
          + MailTokenRepository.digestOf("$5")
          + "), opened as ("
          + insert("$1", "account", "$3::float8", "$4::float8", "$7")
          + " returning user_id) select "
          + UserProfile.COLUMNS
          + " from opened o join auth.users u on u.id = o.user_id join auth.emails e on e.user_id ="
          + " u.id";

  private static final String USER_OF =
      "select user_id from auth.sessions where id = $1 and user_id is not null";

  // READ COMMITTED evaluates the row again after waiting for its lock, including the `set`
  // expressions. Of concurrent refreshes one increments the counter; the others are behind it.
  //
  // `rotated_at` has the times of the last rotations, the newest first. Element n is the time at
  // which the token n steps behind the newest was replaced. A missing element is null, which
  // is outside the grace period.
  private static final String REFRESH =
      "with s as (update auth.sessions set counter = case when counter = $2 then counter + 1 else"
          + " counter end, refreshed_at = case when counter = $2 then now() else refreshed_at end,"
          + " rotated_at = case when counter <> $2 then rotated_at when rotated_at[1] > now() -"
          + " make_interval(secs => $4::float8) then (now() || rotated_at)[1:"
          + MAX_ROTATIONS
          + "] else array[now()] end, idle_expires_at = case when counter = $2 then least(now() +"
          + " make_interval(secs => $3::float8), expires_at) else idle_expires_at end, device ="
          + " case when counter = $2 then $5 else device end, revoked_at = case when counter - $2"
          + " in (0, 1) or rotated_at[least(greatest(counter - $2, 0), "
          + (MAX_ROTATIONS + 1)
          + ")::int] > now() - make_interval(secs => $4::float8)"
          + " then null else now() end where id = $1 and "
          + LIVE
          + " returning user_id, counter, revoked_at) select"
          + " s.counter, s.revoked_at is not null as replayed, "
          + UserProfile.COLUMNS
          + " from s join auth.users u on u.id = s.user_id and u.disabled_at is null"
          + " join auth.emails e on e.user_id = u.id";

  /// Of one account.
  static final String END_ALL =
      "update auth.sessions set revoked_at = clock_timestamp()"
          + " where user_id = $1 and revoked_at is null returning id";

  private static final String CLOSE =
      "update auth.sessions set revoked_at = now()"
          + " where id = $1 and user_id = $2 and revoked_at is null returning id";

  private static final String LIST =
      "select id, device, created_at, refreshed_at, idle_expires_at, id = $2 as current"
          + " from auth.sessions where user_id = $1 and "
          + LIVE
          + " order by current desc, refreshed_at desc, id limit $3 offset $4";

  private static final String COUNT =
      "select count(*) as total from auth.sessions where user_id = $1 and " + LIVE;

  private final Database database;
  private final AccountTransactions changes;
  private final SessionLifetime life;

  /// @param database for statements that wait for no row
  public SessionRepository(Database database, AccountTransactions changes, SessionLifetime life) {
    this.database = database;
    this.changes = changes;
    this.life = life;
  }

  /// The result of a refresh.
  public sealed interface RefreshResult {
    /// The session continues.
    ///
    /// @param counter the counter of the new token
    record Rotated(UserProfile person, long counter) implements RefreshResult {}

    /// The token was replaced longer ago than the grace period, and its successor was used since, so
    /// it may be stolen. The session was revoked.
    ///
    /// @param user of the session
    record Replayed(UUID user) implements RefreshResult {}

    /// The session does not exist or has ended.
    record SessionEnded() implements RefreshResult {}
  }

  /// A session that has not ended, as shown to its user.
  ///
  /// @param device of the sign-in or the last refresh; null if it named none
  /// @param lastUsedAt the time of the sign-in or the last refresh
  /// @param expiresAt without another refresh
  public record ActiveSession(
      UUID id,
      @Nullable String device,
      OffsetDateTime createdAt,
      OffsetDateTime lastUsedAt,
      OffsetDateTime expiresAt,
      boolean current) {
    private static ActiveSession of(Row row) {
      return new ActiveSession(
          row.getUUID("id"),
          row.getString("device"),
          row.getOffsetDateTime("created_at"),
          row.getOffsetDateTime("refreshed_at"),
          row.getOffsetDateTime("idle_expires_at"),
          row.getBoolean("current"));
    }
  }

  /// Opens `session` for `account`. Stores `newHash`, if given.
  ///
  /// @param device as the client names it; null if it does not
  /// @return the account as it is now, with the roles of now; empty if its password was changed, or it was
  ///     disabled or deleted since it was read. Then nothing is done, and the caller reads it again
  public Future<Optional<UserProfile>> open(
      UUID session,
      UserRepository.UserCredentials account,
      @Nullable String newHash,
      @Nullable String device) {
    UUID user = account.person().id();
    Tuple arguments =
        Tuple.of(session, user, life.idleSeconds(), life.absoluteSeconds())
            .addString(account.passwordHash())
            .addString(newHash)
            .addString(device);
    return changes.runLocked(
        user,
        transaction -> transaction.run(OPEN, arguments, UserRepository.firstRow(UserProfile::of)));
  }

  /// Counts one refresh of `session`. The newest token rotates. A token before it gets the newest one
  /// again: the direct predecessor always, because the client may not have received the newest; an
  /// older one within the grace period, because browser tabs refresh at the same time.
  ///
  /// @param counter the counter of the received token
  /// @param device as the client names it; null if it does not
  public Future<RefreshResult> refresh(UUID session, long counter, @Nullable String device) {
    Tuple arguments =
        Tuple.of(session, counter, life.idleSeconds(), life.graceSeconds()).addString(device);
    return database
        .run(USER_OF, Tuple.of(session), UserRepository.firstRow(row -> row.getUUID("user_id")))
        .compose(
            user ->
                user.isEmpty()
                    ? Future.succeededFuture(Optional.<RefreshResult>empty())
                    : changes.run(
                        user.get(),
                        transaction ->
                            transaction.run(
                                REFRESH,
                                arguments,
                                UserRepository.firstRow(SessionRepository::refreshed))))
        .map(found -> found.orElseGet(RefreshResult.SessionEnded::new));
  }

  /// The sessions of `user`: the current one first, then the most recently used.
  ///
  /// @param current the session of the request
  public Future<List<ActiveSession>> list(UUID user, UUID current, int limit, long offset) {
    return database.run(
        LIST,
        Tuple.of(user, current, limit, offset),
        Collectors.mapping(ActiveSession::of, Collectors.toList()));
  }

  /// The number of all sessions of `user` that have not ended.
  public Future<Long> count(UUID user) {
    return database
        .run(COUNT, Tuple.of(user), UserRepository.firstRow(row -> row.getLong("total")))
        .map(Optional::orElseThrow);
  }

  /// Ends `session`. Ending it again changes nothing.
  ///
  /// @return false if it has ended before, or is no session of `user`
  public Future<Boolean> close(UUID session, UUID user) {
    return changes
        .run(
            user,
            transaction ->
                transaction.run(CLOSE, Tuple.of(session, user), UserRepository.firstRow(Row::size)))
        .map(Optional::isPresent);
  }

  /// The SQL that inserts a session for each row of `users`. The arguments are trusted SQL:
  /// parameters and a table.
  static String insert(
      String id, String users, String idleSeconds, String absoluteSeconds, String device) {
    return "insert into auth.sessions (id, user_id, idle_expires_at, expires_at, device) select "
        + id
        + "::uuid, id, now() + make_interval(secs => least("
        + idleSeconds
        + ", "
        + absoluteSeconds
        + ")), now() + make_interval(secs => "
        + absoluteSeconds
        + "), "
        + device
        + "::text from "
        + users;
  }

  private static RefreshResult refreshed(Row row) {
    return row.getBoolean("replayed")
        ? new RefreshResult.Replayed(row.getUUID("id"))
        : new RefreshResult.Rotated(UserProfile.of(row), row.getLong("counter"));
  }

  /// The lifetime of a session.
  ///
  /// @param idle the longest time between two refreshes
  /// @param absolute the longest time from sign-in
  /// @param grace how long after its replacement a token is accepted though a later one was used
  public record SessionLifetime(Duration idle, Duration absolute, Duration grace) {
    public static final SessionLifetime STANDARD =
        new SessionLifetime(Duration.ofDays(30), Duration.ofDays(90), Duration.ofSeconds(10));

    double idleSeconds() {
      return idle.toMillis() / 1000.0;
    }

    double absoluteSeconds() {
      return absolute.toMillis() / 1000.0;
    }

    double graceSeconds() {
      return grace.toMillis() / 1000.0;
    }
  }
}
