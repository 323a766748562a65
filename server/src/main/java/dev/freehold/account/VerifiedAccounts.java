package dev.freehold.account;

import dev.freehold.db.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The accounts whose address is verified, as far as this node has asked. Nothing takes a verification
/// back, so a known one stays, and a check is one look-up in a set. One that is not verified is asked for
/// each time, so that it counts on every node as soon as it is stored.
///
/// One instance serves all event loops of a node.
public final class VerifiedAccounts {
  /// About 10 MB. When full, the set begins anew: who fills it needs as many verified accounts.
  private static final int MOST = 100_000;

  // A person of an external issuer has no address here: the issuer knows who it is.
  private static final String IS_VERIFIED =
      "select from auth.emails where user_id = $1 and verified_at is not null"
          + " union all select from auth.identities where user_id = $1";

  private final Database database;
  private final Set<UUID> known = ConcurrentHashMap.newKeySet();

  /// @param database uses the sign-in role
  public VerifiedAccounts(Database database) {
    this.database = database;
  }

  /// Whether the account is known to be verified. False says nothing.
  public boolean isKnown(UUID user) {
    return known.contains(user);
  }

  /// Asks the database. Fails with a [dev.freehold.db.DatabaseException].
  public Future<Boolean> find(UUID user) {
    return database
        .run(IS_VERIFIED, Tuple.of(user), UserRepository.firstRow(Row::size))
        .map(Optional::isPresent)
        .onSuccess(
            verified -> {
              if (verified) {
                if (known.size() >= MOST) {
                  known.clear();
                }
                known.add(user);
              }
            });
  }
}
