package dev.freehold.app;

import dev.freehold.api.SingleWrites;
import dev.freehold.app.Config.DatabaseChoice;
import dev.freehold.app.Config.PoolerChoice;
import dev.freehold.db.AdminConnection;
import dev.freehold.db.Database;
import dev.freehold.db.DatabaseException;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.PgDatabase;
import dev.freehold.db.PgTransactionRunner;
import dev.freehold.db.Pooler;
import dev.freehold.db.PoolerProbe;
import dev.freehold.db.TransactionRunner;
import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import dev.freehold.migrate.StartupMigrator.PreparedDatabase;
import dev.freehold.migrate.run.MigrationRefusedException;
import dev.freehold.problem.Problem;
import dev.freehold.type.SqlQuoting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// All connections with which a server serves requests: of the role for rows and of the role for sign-in, each
/// for one kind of work. Each kind takes part in readiness.
///
/// Behind a pooler that gives each transaction another session, no setting of a session holds: a write or an
/// expensive query has its limit in a transaction of its own, and the roles have the limit of other statements.
final class ServingDatabases {
  /// The most concurrent transactions per event loop.
  private static final int TRANSACTIONS_PER_LOOP = 4;

  /// The most concurrent changes of accounts, log-ins among them, per event loop. One of them may be a
  /// deletion, and others may wait for the deletions of other event loops and nodes.
  private static final int ACCOUNT_CHANGES_PER_LOOP = 4;

  private static final long STOP_SECONDS = 30;

  private final EventSink events;
  private final Deque<Runnable> closers = new ArrayDeque<>();
  private final List<PgDatabase> databases = new ArrayList<>();
  private final List<PgTransactionRunner> runners = new ArrayList<>();
  private final Database resources;
  private final Database singleWrites;
  private final Database wide;
  private final TransactionRunner transactions;
  private final Database signIn;
  private final Database polls;
  private final TransactionRunner accountTransactions;

  /// Finds out what stands between. Blocks; the connections are opened by [#whenUp].
  ///
  /// @param owner without a pooler that changes the session
  /// @throws MigrationRefusedException if the owner needs another address
  ServingDatabases(
      Vertx vertx,
      Config config,
      PreparedDatabase prepared,
      DatabaseTarget owner,
      StartupPatience patience,
      PoolObservers observers,
      EventSink events) {
    this.events = events;
    Pooler pooler = pooler(vertx, config, prepared.api(), patience);
    DatabaseTarget api = prepared.api().withPooler(pooler);
    DatabaseTarget auth = prepared.auth().withPooler(pooler);
    if (pooler.isTransaction()) {
      limitRoles(vertx, owner, api, auth);
    }
    PgDatabase reads = opened(new PgDatabase(vertx, api, config.databaseConnections(), events));
    resources = observers.observed("reads", reads);
    PgTransactionRunner several =
        opened(new PgTransactionRunner(vertx, api, TRANSACTIONS_PER_LOOP, reads::isDown, events));
    transactions = observers.observed("transactions", several);
    if (pooler.isTransaction()) {
      singleWrites =
          observers.watched(
              "writes", several.ofSingleStatements("lock_timeout", SingleWrites.LOCK_TIMEOUT));
      wide =
          observers.watched(
              "wide",
              opened(
                      new PgTransactionRunner(
                          vertx, api, config.wideQueries(), reads::isDown, events))
                  .ofSingleStatements("statement_timeout", config.wideQueryTime()));
    } else {
      singleWrites =
          observers.observed(
              "writes",
              opened(
                  PgDatabase.forWrites(
                      vertx,
                      api,
                      config.databaseConnections(),
                      SingleWrites.LOCK_TIMEOUT,
                      events)));
      wide =
          observers.observed(
              "wide",
              opened(
                  PgDatabase.forSlowStatements(
                      vertx, api, config.wideQueries(), config.wideQueryTime(), events)));
    }
    PgDatabase accounts = opened(new PgDatabase(vertx, auth, 1, events));
    signIn = observers.observed("sign_in", accounts);
    polls = observers.observed("polls", opened(PgDatabase.ofOneConnection(vertx, auth, events)));
    accountTransactions =
        observers.observed(
            "accounts",
            opened(
                new PgTransactionRunner(
                    vertx, auth, ACCOUNT_CHANGES_PER_LOOP, accounts::isDown, events)));
  }

  private static Pooler pooler(
      Vertx vertx, Config config, DatabaseTarget target, StartupPatience patience) {
    if (!(config.database() instanceof DatabaseChoice.External external)) {
      return Pooler.NONE;
    }
    Pooler found =
        switch (external.pooler()) {
          case NONE -> Pooler.NONE;
          case SESSION -> Pooler.SESSION;
          case AUTO, TRANSACTION ->
              patience.await(
                  "the database at " + target.displayName(),
                  new PoolerProbe(vertx, target, external.pooler() == PoolerChoice.TRANSACTION)
                      ::find);
        };
    if (found.isTransaction() && external.owner().servers().equals(target.servers())) {
      throw new MigrationRefusedException(
          "DATABASE_URL leads through a pooler that gives each transaction another session, in"
              + " which migrations cannot hold their locks and settings.",
          "Name the address of PostgreSQL itself in DATABASE_URL_DIRECT, with the login that owns"
              + " the database.");
    }
    return found;
  }

  /// Sets the limit of statements as a default of the roles, because that of a session does not hold.
  private void limitRoles(
      Vertx vertx, DatabaseTarget owner, DatabaseTarget api, DatabaseTarget auth) {
    String limit = PgDatabase.STATEMENT_TIMEOUT.toMillis() + "ms";
    try (AdminConnection connection = AdminConnection.open(vertx, owner)) {
      for (String role : List.of(api.user(), auth.user())) {
        boolean set =
            !connection
                .query(
                    "select from pg_db_role_setting s join pg_roles r on r.oid = s.setrole"
                        + " join pg_database d on d.oid = s.setdatabase"
                        + " where r.rolname = $1 and d.datname = current_database()"
                        + " and 'statement_timeout=' || $2 = any (s.setconfig)",
                    Tuple.of(role, limit))
                .isEmpty();
        if (!set) {
          connection.execute(
              "alter role "
                  + SqlQuoting.identifier(role)
                  + " in database "
                  + SqlQuoting.identifier(owner.database())
                  + " set statement_timeout = '"
                  + limit
                  + "'");
        }
      }
    } catch (DatabaseException e) {
      events.emit(
          new Event.OperatorWarning(
              "The limit of statements was not set for the roles "
                  + api.user()
                  + " and "
                  + auth.user()
                  + ": "
                  + e.reason()
                  + ". Behind this pooler only that of a role holds; with a login that may, for"
                  + " each: alter role … in database "
                  + owner.database()
                  + " set statement_timeout = '"
                  + limit
                  + "'"));
    }
  }

  private PgDatabase opened(PgDatabase database) {
    databases.add(database);
    closers.push(() -> await(database.close()));
    return database;
  }

  private PgTransactionRunner opened(PgTransactionRunner runner) {
    runners.add(runner);
    closers.push(() -> await(runner.close()));
    return runner;
  }

  /// Statements that only read rows, and the catalog.
  Database resources() {
    return resources;
  }

  /// Single statements that write rows.
  Database singleWrites() {
    return singleWrites;
  }

  /// Expensive queries.
  Database wide() {
    return wide;
  }

  TransactionRunner transactions() {
    return transactions;
  }

  Database signIn() {
    return signIn;
  }

  /// What a node asks on its own.
  Database polls() {
    return polls;
  }

  TransactionRunner accountTransactions() {
    return accountTransactions;
  }

  /// Completes when each kind of connection was accepted once.
  Future<Void> whenUp() {
    List<Future<?>> all = new ArrayList<>();
    databases.forEach(database -> all.add(database.whenUp()));
    return Future.all(all)
        .compose(
            _ -> {
              List<Future<?>> then = new ArrayList<>();
              runners.forEach(runner -> then.add(runner.whenUp()));
              return Future.all(then);
            })
        .mapEmpty();
  }

  /// Why requests cannot be served now; empty if they can. Runs no statement.
  Optional<Problem> unreadiness() {
    if (databases.stream().anyMatch(PgDatabase::isReadOnly)) {
      return unavailable("The database takes no writes: its servers are standbys or read-only.");
    }
    if (databases.stream().anyMatch(PgDatabase::isDown)) {
      return unavailable("The database does not answer.");
    }
    if (!databases.stream().allMatch(PgDatabase::isUp)) {
      return unavailable("The database does not accept connections for statements.");
    }
    return runners.stream().allMatch(PgTransactionRunner::isUp)
        ? Optional.empty()
        : unavailable("The database does not accept connections for transactions.");
  }

  private static Optional<Problem> unavailable(String message) {
    return Optional.of(new Problem.Unavailable(1, Problem.Outcome.NONE, message));
  }

  /// Closes all connections, the last first.
  void close() {
    closers.forEach(Runnable::run);
  }

  private void await(Future<Void> closed) {
    try {
      closed.await(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | RuntimeException e) {
      events.emit(new Event.UncaughtFailure("stop", e));
    }
  }
}
