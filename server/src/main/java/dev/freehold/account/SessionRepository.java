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
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The table of sessions: one row per sign-in, with a counter of its refreshes (K7). The methods
/// rely on the clock and the row locks of the database, so that concurrent requests on any number of nodes
/// agree. Futures fail with a [dev.freehold.db.DatabaseException].
public final class SessionRepository {
  /// More rotations within a grace period than any number of browser tabs makes.
  private static final int MAX_ROTATIONS = 64;

  /// How often a day the answer to a refresh may be lost: so often the direct predecessor of an unused
  /// token is accepted after the grace period. Two holders of a session who refresh in turn need it with
  /// each refresh, and end it within an hour at the usual life of an access token.
  private static final int MAX_LOST_ANSWERS = 3;

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
  //
  // A session of an account with a second factor is opened only with a proof of it ($9). Under the
  // lock, so
  // that no log-in passes by a factor that is being confirmed.
  private final String open;

  private final String openWithoutPassword;

  private final String factors;

  private static final String SWEPT =
      "with swept as (delete from auth.sessions where user_id = $2 and (expires_at < now()"
          + " or idle_expires_at < now() or revoked_at < now() - interval '2 days')), "
          + "account as (select u.id from auth.users u where u.id = $2 and u.disabled_at is null";

  private static final String PASSWORD = " and u.password_hash = $5";

  private static final String REHASHED =
      "), rehashed as (update auth.users u set password_hash = $6 from account a"
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
          + "), opened as (";

  // A session that was opened is not opened again: its id is spent.
  private static final String OPENED =
      " on conflict do nothing returning user_id, "
          + SessionAuthentication.COLUMNS
          + ") select o.amr, o.authenticated_at, "
          + UserProfile.COLUMNS_OF_ANY
          + " from opened o join auth.users u on u.id = o.user_id left join auth.emails e on"
          + " e.user_id = u.id left join auth.identities i on i.user_id = u.id";

  // With the links as above.
  private static final String REHASH =
      "with rehashed as (update auth.users u set password_hash = $3 where u.id = $1 and"
          + " u.password_hash = $2 and u.disabled_at is null returning u.id), links as (update"
          + " auth.mail_tokens t set password_digest ="
          + MailTokenRepository.digestOf("$3")
          + " from rehashed r where t.user_id = r.id and t.password_digest = "
          + MailTokenRepository.digestOf("$2")
          + "), changes as (update auth.email_changes c set password_digest = "
          + MailTokenRepository.digestOf("$3")
          + " from rehashed r where c.user_id = r.id and c.password_digest = "
          + MailTokenRepository.digestOf("$2")
          + ") select id from rehashed";

  private static final String USER_OF =
      "select user_id from auth.sessions where id = $1 and user_id is not null";

  // READ COMMITTED evaluates the row again after waiting for its lock, including the `set`
  // expressions. Of concurrent refreshes one increments the counter; the others are behind it.
  //
  // `rotated_at` has the times of the last rotations, the newest first. Element n is the time at
  // which the token n steps behind the newest was replaced. A missing element is null, which
  // is outside the grace period.
  //
  // `recovered_at` has the times at which the direct predecessor was accepted later than that, the
  // newest first. Several tabs that do so at the same time are one.
  private static final String LATE =
      "(counter - $2 = 1 and not coalesce(greatest(rotated_at[1], recovered_at[1]) > now() -"
          + " make_interval(secs => $4::float8), false))";

  private static final String ADVANCED =
      "with s as (update auth.sessions set counter = case when counter = $2 then counter + 1 else"
          + " counter end, refreshed_at = case when counter = $2 then now() else refreshed_at end,"
          + " rotated_at = case when counter <> $2 then rotated_at when rotated_at[1] > now() -"
          + " make_interval(secs => $4::float8) then (now() || rotated_at)[1:"
          + MAX_ROTATIONS
          + "] else array[now()] end, idle_expires_at = case when counter = $2 then least(now() +"
          + " make_interval(secs => $3::float8), expires_at) else idle_expires_at end, device ="
          + " case when counter = $2 then $5 else device end, recovered_at = case when "
          + LATE
          + " then (now() || recovered_at)[1:"
          + MAX_LOST_ANSWERS
          + "] else recovered_at end, revoked_at = case when counter = $2 or (counter - $2 = 1 and"
          + " not ("
          + LATE
          + " and coalesce(recovered_at["
          + MAX_LOST_ANSWERS
          + "] > now() - interval '1 day', false))) or rotated_at[least(greatest(counter - $2, 0), "
          + (MAX_ROTATIONS + 1)
          + ")::int] > now() - make_interval(secs => $4::float8)"
          + " then null else now() end where id = $1 and "
          + LIVE
          + " returning user_id, counter, revoked_at, amr, authenticated_at) select"
          + " s.counter, s.revoked_at is not null as replayed, s.amr, s.authenticated_at, "
          + UserProfile.COLUMNS_OF_ANY
          + " from s join auth.users u on u.id = s.user_id and u.disabled_at is null"
          + " left join auth.emails e on e.user_id = u.id"
          + " left join auth.identities i on i.user_id = u.id where ";

  private final String refresh;

  /// How long a proof of a factor counts for changes of the account.
  public static final Duration RECENT = Duration.ofMinutes(10);

  // Only a session with a proof of a second factor has a recent one: the time of a password says
  // nothing about it.
  private final String stepUp;

  private static final String PROVE =
      "update auth.sessions set authenticated_at = clock_timestamp(), wrong_codes = 0, amr ="
          + " array(select distinct m from unnest(amr || $3::text[]) as m order by m) where id = $1"
          + " and user_id = $2 and "
          + LIVE
          + " returning id";

  /// Of one account.
  static final String END_ALL =
      "update auth.sessions set revoked_at = clock_timestamp()"
          + " where user_id = $1 and revoked_at is null returning id";

  private static final String CLOSE =
      "update auth.sessions set revoked_at = now()"
          + " where id = $1 and user_id = $2 and revoked_at is null returning id";

  private static final String LIST =
      "select id, device, created_at, refreshed_at, idle_expires_at, id = $2 as current, "
          + SessionAuthentication.COLUMNS
          + " from auth.sessions where user_id = $1 and "
          + LIVE
          + " order by current desc, refreshed_at desc, id limit $3 offset $4";

  private static final String COUNT =
      "select count(*) as total from auth.sessions where user_id = $1 and " + LIVE;

  private final Database database;
  private final AccountTransactions changes;
  private final SessionLifetime life;

  /// For an API without second factors.
  ///
  /// @param database for statements that wait for no row
  public SessionRepository(Database database, AccountTransactions changes, SessionLifetime life) {
    this(database, changes, life, SecondFactors.NONE, SignInWays.OWN);
  }

  /// @param database for statements that wait for no row
  /// @param kinds of second factors, which sessions need
  /// @param ways one of which the account of a session must have
  public SessionRepository(
      Database database,
      AccountTransactions changes,
      SessionLifetime life,
      SecondFactors kinds,
      SignInWays ways) {
    this.refresh = ADVANCED + ways.exist("u");
    String complete = " and ($9 or not " + kinds.exist("u.id") + ")";
    String opened =
        insert("$1", "account", "$3::float8", "$4::float8", "$7", "$8::text[]") + OPENED;
    this.open = SWEPT + PASSWORD + complete + REHASHED + opened;
    // The numbers of the parameters stay; those of the password have no value.
    this.openWithoutPassword =
        SWEPT
            + " and $5::text is null and $6::text is null and "
            + ways.exist("u")
            + complete
            + "), opened as ("
            + opened;
    this.factors =
        "select "
            + kinds.passkeyExists("u.id")
            + " as passkey from auth.users u where u.id = $1 and u.disabled_at is null"
            + " and ($2::text is null or u.password_hash = $2) and "
            + kinds.exist("u.id");
    this.stepUp =
        "select "
            + kinds.protect("s.user_id")
            + " as needed, amr @> '{mfa}' and authenticated_at > now() - interval '"
            + RECENT.toSeconds()
            + " seconds' as recent from auth.sessions s where id = $1 and user_id = $2 and "
            + LIVE;
    this.database = database;
    this.changes = changes;
    this.life = life;
  }

  /// The result of a refresh.
  public sealed interface RefreshResult {
    /// The session continues.
    ///
    /// @param counter the counter of the new token
    /// @param proof of the session, which a refresh leaves as it is
    record Rotated(UserProfile person, long counter, SessionAuthentication proof)
        implements RefreshResult {}

    /// The token was replaced longer ago than the grace period, and its successor was used since, or that
    /// happened too often today, so it may be stolen. The session was revoked.
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
  /// @param proof of its person
  public record ActiveSession(
      UUID id,
      @Nullable String device,
      OffsetDateTime createdAt,
      OffsetDateTime lastUsedAt,
      OffsetDateTime expiresAt,
      boolean current,
      SessionAuthentication proof) {
    private static ActiveSession of(Row row) {
      return new ActiveSession(
          row.getUUID("id"),
          row.getString("device"),
          row.getOffsetDateTime("created_at"),
          row.getOffsetDateTime("refreshed_at"),
          row.getOffsetDateTime("idle_expires_at"),
          row.getBoolean("current"),
          SessionAuthentication.of(row));
    }
  }

  /// The result of an attempt to open a session.
  public sealed interface OpenResult {
    /// @param person as it is now, with the roles of now
    record Opened(UserProfile person, SessionAuthentication proof) implements OpenResult {
      private static Opened of(Row row) {
        return new Opened(UserProfile.of(row), SessionAuthentication.of(row));
      }
    }

    /// The account has a second factor, which was not proven. Nothing is done.
    ///
    /// @param passkey whether the account has a passkey too, with which its person may sign in instead
    record SecondFactorNeeded(boolean passkey) implements OpenResult {}

    /// The password was changed, or the account disabled or deleted, since it was read; or the session was
    /// opened before. Nothing is done.
    record AccountChanged() implements OpenResult {}
  }

  /// Opens `session` for `account`, whose password was compared. Stores `newHash`, if given.
  ///
  /// @param newHash of the same password; null to leave it
  /// @param device as the client names it; null if it does not
  /// @param methods the proof of the person. Without [AuthMethod#MFA] no session of an account with a second
  ///     factor is opened
  public Future<OpenResult> open(
      UUID session,
      UserRepository.UserCredentials account,
      @Nullable String newHash,
      @Nullable String device,
      Set<AuthMethod> methods) {
    UUID user = account.person().id();
    return changes.runLocked(
        user,
        transaction ->
            open(transaction, session, user, account.passwordHash(), newHash, device, methods));
  }

  /// Stores a new hash of the same password.
  ///
  /// @return false if the password was changed, or the account disabled or deleted, since it was read
  public Future<Boolean> rehash(UserRepository.UserCredentials account, String newHash) {
    UUID user = account.person().id();
    return changes
        .runLocked(
            user,
            transaction ->
                transaction.run(
                    REHASH,
                    Tuple.of(user, account.passwordHash(), newHash),
                    UserRepository.firstRow(Row::size)))
        .map(Optional::isPresent);
  }

  /// Opens `session` for an account without a look at its password: by a passkey or a provider.
  public Future<OpenResult> open(
      UUID session, UUID user, @Nullable String device, Set<AuthMethod> methods) {
    return changes.runLocked(
        user, transaction -> open(transaction, session, user, null, null, device, methods));
  }

  /// The same in a transaction that has locked the account.
  ///
  /// @param passwordHash that was compared; null if none was
  Future<OpenResult> open(
      Database transaction,
      UUID session,
      UUID user,
      @Nullable String passwordHash,
      @Nullable String newHash,
      @Nullable String device,
      Set<AuthMethod> methods) {
    Tuple arguments =
        Tuple.of(session, user, life.idleSeconds(), life.absoluteSeconds())
            .addString(passwordHash)
            .addString(newHash)
            .addString(device)
            .addArrayOfString(texts(methods))
            .addBoolean(methods.contains(AuthMethod.MFA));
    return transaction
        .run(
            passwordHash == null ? openWithoutPassword : open,
            arguments,
            UserRepository.firstRow(OpenResult.Opened::of))
        .compose(
            opened ->
                opened.isPresent()
                    ? Future.<OpenResult>succeededFuture(opened.get())
                    : transaction
                        .run(
                            factors,
                            Tuple.of(user).addString(passwordHash),
                            UserRepository.firstRow(row -> row.getBoolean("passkey")))
                        .map(
                            found ->
                                found.isPresent() && !methods.contains(AuthMethod.MFA)
                                    ? new OpenResult.SecondFactorNeeded(found.get())
                                    : new OpenResult.AccountChanged()));
  }

  /// What a change of the account needs ([#RECENT]).
  ///
  /// @param needed whether the account has a second factor
  /// @param recent whether this session has a recent proof of one
  public record StepUp(boolean needed, boolean recent) {}

  /// Empty if the session has ended.
  public Future<Optional<StepUp>> stepUp(UUID user, UUID session) {
    return database.run(
        stepUp,
        Tuple.of(session, user),
        UserRepository.firstRow(
            row -> new StepUp(row.getBoolean("needed"), row.getBoolean("recent"))));
  }

  /// Notes a proof of the person of `session`: its time is now, and the methods are added to those before.
  ///
  /// @return false if the session has ended
  public Future<Boolean> prove(UUID user, UUID session, Set<AuthMethod> methods) {
    return changes.runLocked(user, transaction -> prove(transaction, user, session, methods));
  }

  /// The same in a transaction that has locked the account.
  static Future<Boolean> prove(
      Database transaction, UUID user, UUID session, Set<AuthMethod> methods) {
    return transaction
        .run(
            PROVE,
            Tuple.of(session, user).addArrayOfString(texts(methods)),
            UserRepository.firstRow(Row::size))
        .map(Optional::isPresent);
  }

  private static String[] texts(Set<AuthMethod> methods) {
    return methods.stream().map(AuthMethod::text).sorted().toArray(String[]::new);
  }

  /// Counts one refresh of `session`. The newest token rotates. A token before it gets the newest one
  /// again: the direct predecessor three times a day, because the client may not have received the newest,
  /// and without a limit within the grace period; an older one within the grace period, because browser tabs refresh at the same time.
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
                                refresh,
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

  /// The SQL that inserts a session for each row of `users`, which a password opens. The arguments are
  /// trusted SQL: parameters and a table.
  static String insert(
      String id, String users, String idleSeconds, String absoluteSeconds, String device) {
    return insert(id, users, idleSeconds, absoluteSeconds, device, "'{pwd}'::text[]");
  }

  private static String insert(
      String id,
      String users,
      String idleSeconds,
      String absoluteSeconds,
      String device,
      String methods) {
    return "insert into auth.sessions (id, user_id, idle_expires_at, expires_at, device, amr)"
        + " select "
        + id
        + "::uuid, id, now() + make_interval(secs => least("
        + idleSeconds
        + ", "
        + absoluteSeconds
        + ")), now() + make_interval(secs => "
        + absoluteSeconds
        + "), "
        + device
        + "::text, "
        + methods
        + " from "
        + users;
  }

  private static RefreshResult refreshed(Row row) {
    return row.getBoolean("replayed")
        ? new RefreshResult.Replayed(row.getUUID("id"))
        : new RefreshResult.Rotated(
            UserProfile.of(row), row.getLong("counter"), SessionAuthentication.of(row));
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
