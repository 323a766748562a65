package dev.freehold.migrate.run;

import dev.freehold.db.DatabaseTarget;
import dev.freehold.token.SigningSecrets;
import java.util.Optional;

/// How the roles that serve requests sign in.
///
/// @param secrets those from which the passwords of the roles are derived; the same on all nodes
/// @param address at which they connect, such as that of a pooler; empty for that of the owner
/// @param given roles that an operator made; empty for roles that a migration makes
public record ServingLogins(
    SigningSecrets secrets, Optional<DatabaseTarget> address, Optional<GivenLogins> given) {
  /// Roles that a migration makes, at the address of the owner.
  public static ServingLogins derived(SigningSecrets secrets) {
    return new ServingLogins(secrets, Optional.empty(), Optional.empty());
  }

  /// The logins of roles that an operator made. They are granted what they need, and never altered.
  ///
  /// @param api for rows
  /// @param auth for sign-in; another role
  public record GivenLogins(DatabaseTarget api, DatabaseTarget auth) {}

  DatabaseTarget addressOr(DatabaseTarget owner) {
    return address.map(at -> at.withUser(owner.user(), owner.password())).orElse(owner);
  }
}
