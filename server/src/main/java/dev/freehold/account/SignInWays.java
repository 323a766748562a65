package dev.freehold.account;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The ways by which people sign in, as the spec is now. An account of which none is left may not go on with
/// what it opened before: its sessions are not refreshed, and its API keys are refused.
///
/// @param issuers the names of the issuers and providers of the spec
/// @param passkeys whether people may sign in with passkeys
public record SignInWays(Set<String> issuers, boolean passkeys) {
  /// Of an API whose people all have accounts here.
  public static final SignInWays OWN = new SignInWays(Set.of(), true);

  public SignInWays {
    issuers = Set.copyOf(issuers);
    for (String name : issuers) {
      if (!name.matches("[a-z][a-z0-9_]{0,30}")) {
        throw new IllegalArgumentException("Not the name of an issuer: " + name);
      }
    }
  }

  /// The SQL condition that an account has one.
  ///
  /// @param user trusted SQL: the alias of the row in `auth.users`
  String exist(String user) {
    return passkeys
        ? "("
            + existBesidePasskeys(user)
            + " or exists (select from auth.passkeys where user_id = "
            + user
            + ".id))"
        : existBesidePasskeys(user);
  }

  /// The SQL condition that an account has one that is no passkey.
  ///
  /// @param user trusted SQL: the alias of the row in `auth.users`
  String existBesidePasskeys(String user) {
    String password = user + ".password_hash is not null";
    return issuers.isEmpty()
        ? "(" + password + ")"
        : "("
            + password
            + " or exists (select from auth.identities where user_id = "
            + user
            + ".id and issuer in ("
            + new TreeSet<>(issuers)
                .stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "))
            + ")))";
  }
}
