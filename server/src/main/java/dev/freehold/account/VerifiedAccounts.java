package dev.freehold.account;

import dev.freehold.db.Database;

/// The accounts whose address is verified. Nothing takes a verification back.
public final class VerifiedAccounts extends PositiveCache {
  // A person of an external issuer has no address here: the issuer knows who it is.
  private static final String IS_VERIFIED =
      "select from auth.emails where user_id = $1 and verified_at is not null"
          + " union all select from auth.identities where user_id = $1";

  /// @param database uses the sign-in role
  public VerifiedAccounts(Database database) {
    super(database, IS_VERIFIED);
  }
}
