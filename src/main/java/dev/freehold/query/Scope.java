package dev.freehold.query;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whose rows a statement may touch, and for whom. Every statement on resource data takes one; only
/// `dev.freehold.api.Authorize` makes one, which a test over the compiled classes holds.
public sealed interface Scope {

  /// The rows of one person.
  ///
  /// @param roles of the person, as far as rows depend on them
  record OwnedBy(UUID user, Set<String> roles) implements Scope {
    public OwnedBy {
      roles = Set.copyOf(roles);
    }
  }

  /// Every row.
  ///
  /// @param user who asks; null for somebody who is not signed in
  /// @param roles of the person, as far as rows depend on them
  /// @param reason the words of the spec that say so, such as `read: public`
  record Everyone(@Nullable UUID user, Set<String> roles, String reason) implements Scope {
    public Everyone {
      roles = Set.copyOf(roles);
    }
  }

  default Reach reach() {
    return switch (this) {
      case OwnedBy _ -> Reach.OWN;
      case Everyone _ -> Reach.ALL;
    };
  }

  /// The first parameter of every statement: who asks, as the policies are told. The id, or nothing; then, where there
  /// are roles, `|,editor,admin,`.
  default String setting() {
    return switch (this) {
      case OwnedBy(UUID user, Set<String> roles) -> setting(user.toString(), roles);
      case Everyone(UUID user, Set<String> roles, _) ->
          setting(user == null ? "" : user.toString(), roles);
    };
  }

  private static String setting(String user, Set<String> roles) {
    return roles.isEmpty() ? user : user + "|," + String.join(",", roles) + ",";
  }
}
