package dev.freehold.people;

import dev.freehold.db.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Sign-ins: one row each, with a counter of its refreshes (K7). Each method is one statement; the database's clock and
/// row lock decide, so that any number of nodes and of requests at once agree. Futures fail with a
/// [dev.freehold.db.DbFailure].
public final class Sessions {
  // Dead sessions of the same person are swept here, at the only place where rows are added.
  // Revoked ones stay for longer
  // than any access token lives: a node that starts must still learn of them.
  //
  // The account is locked, and must be as it was when the password was compared: of a log-in and an
  // operator who
  // disables the account or takes a role away at the same time, either the log-in comes first and
  // its session is
  // ended with the others, or it finds the account changed and opens nothing. READ COMMITTED judges
  // the row anew
  // after it waited.
  private static final String OPEN =
      "with swept as (delete from auth.sessions where user_id = $2 and (expires_at < now()"
          + " or idle_expires_at < now() or revoked_at < now() - interval '2 days')), "
          + "account as (select u.id from auth.users u where u.id = $2 and u.updated_at = $7"
          + " and u.disabled_at is null for no key update), "
          + "rehashed as (update auth.users u set password_hash = $6 from account a"
          + " where u.id = a.id and u.password_hash = $5 and $6::text is not null) "
          + insert("$1", "account", "$3::float8", "$4::float8")
          + " returning id";

  // READ COMMITTED: who waits for the row lock judges the row anew as the winner left it, in `set`
  // too. Of any number
  // at once one counts up; the others find themselves one step behind, within grace.
  private static final String REFRESH =
      "with s as (update auth.sessions set counter = case when counter = $2 then counter + 1 else"
          + " counter end, refreshed_at = case when counter = $2 then now() else refreshed_at end,"
          + " idle_expires_at = case when counter = $2 then least(now() + make_interval(secs =>"
          + " $3::float8), expires_at) else idle_expires_at end, revoked_at = case when counter ="
          + " $2 or (counter = $2 + 1 and refreshed_at > now() - make_interval(secs => $4::float8))"
          + " then null else now() end where id = $1 and revoked_at is null and idle_expires_at >"
          + " now() and expires_at > now() returning user_id, counter, revoked_at) select"
          + " s.counter, s.revoked_at is not null as replayed, "
          + Person.COLUMNS
          + " from s join auth.users u on u.id = s.user_id and u.disabled_at is null"
          + " join auth.emails e on e.user_id = u.id";

  private static final String CLOSE =
      "update auth.sessions set revoked_at = now()"
          + " where id = $1 and user_id = $2 and revoked_at is null";

  private final Database database;
  private final SessionLife life;

  public Sessions(Database database, SessionLife life) {
    this.database = database;
    this.life = life;
  }

  /// What became of a refresh.
  public sealed interface Refreshed {
    /// The session goes on.
    ///
    /// @param counter of the token to answer with
    record Advanced(Person person, long counter) implements Refreshed {}

    /// The token was an old one, past its grace: a thief has it or had it, so the session is now over.
    record Replayed() implements Refreshed {}

    /// No such session, or it is over.
    record Gone() implements Refreshed {}
  }

  /// Opens `session` for `account`, and stores `newHash` where one is given and the account's is still the stored one. False,
  /// and nothing is done, where the account was changed, disabled or deleted since it was read: read it again.
  public Future<Boolean> open(UUID session, People.WithHash account, @Nullable String newHash) {
    Person person = account.person();
    Tuple arguments =
        Tuple.of(session, person.id(), life.idleSeconds(), life.absoluteSeconds())
            .addString(account.passwordHash())
            .addString(newHash)
            .addOffsetDateTime(person.updatedAt());
    return database.run(OPEN, arguments, People.first(Row::size)).map(Optional::isPresent);
  }

  /// Counts one refresh of `session`.
  ///
  /// @param counter of the token that came
  public Future<Refreshed> refresh(UUID session, long counter) {
    Tuple arguments = Tuple.of(session, counter, life.idleSeconds(), life.graceSeconds());
    return database
        .run(REFRESH, arguments, People.first(Sessions::refreshed))
        .map(found -> found.orElseGet(Refreshed.Gone::new));
  }

  /// Ends `session`. Ending it again changes nothing.
  public Future<Void> close(UUID session, UUID user) {
    return database.run(CLOSE, Tuple.of(session, user), People.first(Row::size)).mapEmpty();
  }

  /// An `insert` of a session for each row of `users`; the arguments are SQL of ours, each a parameter or a table.
  static String insert(String id, String users, String idleSeconds, String absoluteSeconds) {
    return "insert into auth.sessions (id, user_id, idle_expires_at, expires_at) select "
        + id
        + "::uuid, id, now() + make_interval(secs => least("
        + idleSeconds
        + ", "
        + absoluteSeconds
        + ")), now() + make_interval(secs => "
        + absoluteSeconds
        + ") from "
        + users;
  }

  private static Refreshed refreshed(Row row) {
    return row.getBoolean("replayed")
        ? new Refreshed.Replayed()
        : new Refreshed.Advanced(Person.of(row), row.getLong("counter"));
  }
}
