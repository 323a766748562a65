package dev.freehold.account;

import dev.freehold.db.Database;

/// The sessions with a second factor, the API keys that were made in one, and the identities of external
/// issuers. None of them loses it.
public final class ProvenSessions extends PositiveCache {
  /// A person whom a provider or an issuer signs in has the factors of there.
  static final String METHODS = "amr && '{mfa,fed}'";

  private static final String IS_PROVEN =
      "select from auth.sessions where id = $1 and "
          + METHODS
          + " union all select from auth.keys where id = $1 and second_factor"
          + " union all select from auth.identities where id = $1";

  /// @param database uses the sign-in role
  public ProvenSessions(Database database) {
    super(database, IS_PROVEN);
  }
}
