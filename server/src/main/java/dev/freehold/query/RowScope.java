package dev.freehold.query;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The rows that a statement may touch, and the caller that it runs for. Every statement on
/// resource rows requires one. Only `dev.freehold.api.Authorizer` creates one; a test over the
/// compiled classes ensures this.
public sealed interface RowScope {

  /// The rows of one user.
  ///
  /// @param roles of the user, as far as rows depend on them
  record OwnRows(UUID user, Set<String> roles) implements RowScope {
    public OwnRows {
      roles = Set.copyOf(roles);
    }
  }

  /// All rows.
  ///
  /// @param user the caller; null for an anonymous caller
  /// @param roles of the user, as far as rows depend on them
  /// @param reason the words of the spec that grant this, such as `read: public`
  record AllRows(@Nullable UUID user, Set<String> roles, String reason) implements RowScope {
    public AllRows {
      roles = Set.copyOf(roles);
    }
  }

  default Extent extent() {
    return switch (this) {
      case OwnRows _ -> Extent.OWN;
      case AllRows _ -> Extent.ALL;
    };
  }

  /// The first parameter of every statement: the caller, as the policies read it. The user id, or
  /// an empty text for an anonymous caller; if there are roles, followed by `|,editor,admin,`.
  default String callerSetting() {
    return switch (this) {
      case OwnRows(UUID user, Set<String> roles) -> callerSetting(user.toString(), roles);
      case AllRows(UUID user, Set<String> roles, _) ->
          callerSetting(user == null ? "" : user.toString(), roles);
    };
  }

  private static String callerSetting(String user, Set<String> roles) {
    return roles.isEmpty() ? user : user + "|," + String.join(",", roles) + ",";
  }

  /// The rows of a resource that a caller may touch.
  enum Extent {
    /// The caller's own rows.
    OWN,
    /// The rows of all users.
    ALL
  }
}
