package dev.freehold.query;

import dev.freehold.spec.Access;
import dev.freehold.spec.Access.Grant;
import java.util.Optional;
import java.util.Set;

/// What the words of an `access` come to for one kind of caller.
final class Grants {
  private Grants() {}

  /// A new row is always the caller's own.
  static Optional<Reach> reach(
      Access access, Access.Operation operation, boolean signedIn, Set<String> roles) {
    Optional<Reach> widest =
        access.of(operation).stream()
            .map(grant -> reach(grant, signedIn, roles))
            .flatMap(Optional::stream)
            .max(Reach::compareTo);
    return operation == Access.Operation.CREATE ? widest.map(_ -> Reach.OWN) : widest;
  }

  private static Optional<Reach> reach(Grant grant, boolean signedIn, Set<String> roles) {
    return switch (grant) {
      case Grant.Public _ -> Optional.of(Reach.ALL);
      case Grant.User _ -> signedIn ? Optional.of(Reach.ALL) : Optional.empty();
      case Grant.Role(String name) ->
          signedIn && roles.contains(name) ? Optional.of(Reach.ALL) : Optional.empty();
      case Grant.Owner _ -> signedIn ? Optional.of(Reach.OWN) : Optional.empty();
    };
  }
}
