package dev.freehold.people;

import dev.freehold.db.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Sign-ins: one row each, with a counter of its refreshes (K7). Each method is one statement; the database's clock and
/// row lock decide, so that any number of nodes and of requests at once agree. Futures fail with a
/// [dev.freehold.db.DbFailure].
public final class Sessions {
  // Dead sessions of the same person are swept here, at the only place where rows are added.
  // Revoked ones stay for longer
  // than any access token lives: a node that starts must still learn of them.
  private static final String OPEN =
      "with swept as (delete from auth.sessions where user_id = $2 and (expires_at < now()"
          + " or idle_expires_at < now() or revoked_at < now() - interval '2 days')), "
          + "rehashed as (update auth.users set password_hash = $6, updated_at = updated_at"
          + " where id = $2 and password_hash = $5 and $6::text is not null) "
          + insert("$1", "$2", "$3::float8", "$4::float8");

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
          + " from s join auth.users u on u.id = s.user_id join auth.emails e on e.user_id = u.id";

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

  /// Opens `session` for `user`, and stores `newHash` where one is given and `oldHash` is still the stored one.
  public Future<Void> open(UUID session, UUID user, String oldHash, @Nullable String newHash) {
    Tuple arguments =
        Tuple.of(session, user, life.idleSeconds(), life.absoluteSeconds(), oldHash, newHash);
    return database.run(OPEN, arguments, People.first(Row::size)).mapEmpty();
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

  /// An `insert` of a session; the arguments are SQL of ours, each a parameter or a subquery.
  static String insert(String id, String user, String idleSeconds, String absoluteSeconds) {
    return "insert into auth.sessions (id, user_id, idle_expires_at, expires_at) values ("
        + id
        + ", "
        + user
        + ", now() + make_interval(secs => least("
        + idleSeconds
        + ", "
        + absoluteSeconds
        + ")), now() + make_interval(secs => "
        + absoluteSeconds
        + "))";
  }

  private static Refreshed refreshed(Row row) {
    return row.getBoolean("replayed")
        ? new Refreshed.Replayed()
        : new Refreshed.Advanced(Person.of(row), row.getLong("counter"));
  }
}
