package dev.freehold.account;

import dev.freehold.db.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The sessions with a second factor, the API keys that were made in one, and the identities of external
/// issuers, as far as this node has asked. None of them loses it, so a known one stays, and a check is one
/// look-up in a set. Others are asked for each time, so that a factor counts on every node at once.
///
/// One instance serves all event loops of a node.
public final class ProvenSessions {
  /// About 10 MB. When full, the set begins anew: who fills it needs as many sessions.
  private static final int MOST = 100_000;

  /// Whoever a provider or an issuer signs in has the factors of there.
  static final String METHODS = "amr && '{mfa,fed}'";

  private static final String IS_PROVEN =
      "select from auth.sessions where id = $1 and "
          + METHODS
          + " union all select from auth.keys where id = $1 and second_factor"
          + " union all select from auth.identities where id = $1";

  private final Database database;
  private final Set<UUID> known = ConcurrentHashMap.newKeySet();

  /// @param database uses the sign-in role
  public ProvenSessions(Database database) {
    this.database = database;
  }

  /// Whether it is known to have a second factor. False says nothing.
  public boolean isKnown(UUID session) {
    return known.contains(session);
  }

  /// Asks the database. Fails with a [dev.freehold.db.DatabaseException].
  ///
  /// @param session or the id of a key or an external identity
  public Future<Boolean> find(UUID session) {
    return database
        .run(IS_PROVEN, Tuple.of(session), UserRepository.firstRow(Row::size))
        .map(Optional::isPresent)
        .onSuccess(
            proven -> {
              if (proven) {
                if (known.size() >= MOST) {
                  known.clear();
                }
                known.add(session);
              }
            });
  }
}
