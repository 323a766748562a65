package dev.freehold.people;

import dev.freehold.db.Database;
import dev.freehold.db.DbFailure;
import dev.freehold.problem.Problem;
import dev.freehold.problem.Violation;
import dev.freehold.problem.ViolationCode;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Who there is. Futures fail with a [DbFailure], or with the problem that a method names.
public final class People {
  /// The constraint by which an address belongs to one person. [dev.freehold.ddl.AuthTables] names it.
  private static final String ONE_PERSON_PER_EMAIL = "emails_pkey";

  private static final String ADD =
      "with u as (insert into auth.users (id, name, password_hash) values ($1, $2, $3) returning"
          + " *), e as (insert into auth.emails (email, user_id) select $4, id from u returning"
          + " email), s as ("
          + Sessions.insert("$5", "u", "$6::float8", "$7::float8")
          + ") select "
          + Person.COLUMNS
          + " from u, e";

  private static final String BY_EMAIL =
      "select "
          + Person.COLUMNS
          + ", u.password_hash from auth.emails e join auth.users u on u.id = e.user_id"
          + " where e.email = $1 and u.disabled_at is null";

  private static final String BY_ID =
      "select "
          + Person.COLUMNS
          + " from auth.users u join auth.emails e on e.user_id = u.id where u.id = $1";

  private final Database database;
  private final SessionLife life;

  public People(Database database, SessionLife life) {
    this.database = database;
    this.life = life;
  }

  /// A person with the hash that only log-in needs.
  public record WithHash(Person person, String passwordHash) {
    @Override
    public String toString() {
      return "WithHash[" + person.id() + "]";
    }
  }

  /// Adds a person and opens their first session, or neither.
  ///
  /// Fails with [Problem.Conflict] where the address is taken.
  ///
  /// @param email normalized
  public Future<Person> add(
      UUID id, String email, @Nullable String name, String passwordHash, UUID session) {
    Tuple arguments =
        Tuple.of(id, name, passwordHash, email, session)
            .addDouble(life.idleSeconds())
            .addDouble(life.absoluteSeconds());
    return database
        .run(ADD, arguments, first(Person::of))
        .map(Optional::orElseThrow)
        .recover(failure -> Future.failedFuture(taken(failure)));
  }

  /// Whoever has the address and may sign in, if anybody: an account that is disabled is none, so that nothing tells the two
  /// apart (K12).
  ///
  /// @param email normalized
  public Future<Optional<WithHash>> byEmail(String email) {
    return database.run(
        BY_EMAIL,
        Tuple.of(email),
        first(row -> new WithHash(Person.of(row), row.getString("password_hash"))));
  }

  public Future<Optional<Person>> byId(UUID id) {
    return database.run(BY_ID, Tuple.of(id), first(Person::of));
  }

  static <T> Collector<Row, ?, Optional<T>> first(Function<Row, T> read) {
    return Collectors.mapping(read, Collectors.reducing((one, _) -> one));
  }

  /// Whether a statement failed because the address belongs to somebody.
  static boolean isTaken(Throwable failure) {
    return failure instanceof DbFailure db
        && db.kind() == DbFailure.Kind.UNIQUE
        && ONE_PERSON_PER_EMAIL.equals(db.constraint());
  }

  private static Throwable taken(Throwable failure) {
    return isTaken(failure)
        ? new Problem.Conflict(
                List.of(
                    new Violation(
                        "email", ViolationCode.TAKEN, "There is an account with this e-mail.")))
            .failure()
        : failure;
  }
}
