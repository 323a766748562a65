package dev.freehold.account;

import dev.freehold.db.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// The failed log-ins that other nodes have seen, so that guesses at one account count on all of them. A row
/// for each, for an address with an account or without, in a table that a crash of the database empties.
/// Only a failure writes. Futures fail with a [dev.freehold.db.DatabaseException].
public final class FailedLogins {
  private static final String OTHERS =
      "select count(*) as others from (select from auth.failed_logins where email_hash ="
          + " sha256(convert_to($1, 'UTF8')) and node <> $2 and expires_at > now() limit $3) f";

  private static final String ADD =
      "insert into auth.failed_logins (node, email_hash, expires_at) values ($1,"
          + " sha256(convert_to($2, 'UTF8')), now() + make_interval(secs => $3::float8))";

  private final Database database;
  private final UUID node;
  private final Duration window;
  private final int most;

  /// @param database uses the sign-in role
  /// @param node another one for each process
  /// @param window how long a failure counts
  /// @param most no more are counted
  public FailedLogins(Database database, UUID node, Duration window, int most) {
    this.database = database;
    this.node = node;
    this.window = window;
    this.most = most;
  }

  /// How many failed for the address on other nodes, up to the most that count.
  ///
  /// @param email normalized
  public Future<Long> ofOthers(String email) {
    return database
        .run(
            OTHERS,
            Tuple.of(email, node, (long) most),
            UserRepository.firstRow(row -> row.getLong("others")))
        .map(Optional::orElseThrow);
  }

  /// @param email normalized
  public Future<Void> add(String email) {
    return database
        .run(ADD, Tuple.of(node, email, window.toMillis() / 1000.0), Collectors.counting())
        .mapEmpty();
  }
}
