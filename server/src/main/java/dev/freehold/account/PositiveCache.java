package dev.freehold.account;

import dev.freehold.db.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The ids for which a statement holds that never ceases to hold, as far as this node has asked. A known one
/// stays, and a check is one look-up in a set. Others are asked for each time, so that what is stored counts on
/// every node at once.
///
/// One instance serves all event loops of a node.
public abstract sealed class PositiveCache permits ProvenSessions, VerifiedAccounts {
  /// About 10 MB. When full, the set begins anew: who fills it needs as many accounts or sessions.
  private static final int MOST = 100_000;

  private final Database database;
  private final String sql;
  private final Set<UUID> known = ConcurrentHashMap.newKeySet();

  /// @param database uses the sign-in role
  /// @param sql has a row if the statement holds for the id `$1`
  PositiveCache(Database database, String sql) {
    this.database = database;
    this.sql = sql;
  }

  /// Whether the statement is known to hold. False says nothing.
  public final boolean isKnown(UUID id) {
    return known.contains(id);
  }

  /// Asks the database. Fails with a [dev.freehold.db.DatabaseException].
  public final Future<Boolean> find(UUID id) {
    return database
        .run(sql, Tuple.of(id), UserRepository.firstRow(Row::size))
        .map(Optional::isPresent)
        .onSuccess(
            holds -> {
              if (holds) {
                if (known.size() >= MOST) {
                  known.clear();
                }
                known.add(id);
              }
            });
  }
}
