package dev.freehold.auth;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The caller of a request. Sealed: every grant is one exhaustive switch over it.
public sealed interface Caller {
  /// A caller without a token.
  record Anonymous() implements Caller {}

  /// A user with a valid access token.
  ///
  /// @param id the `sub` of the token
  /// @param session the session that the token belongs to
  /// @param roles as of the last log-in or refresh; removing a role ends the session
  /// @param team that the request names, of which the user need not be a member; null for none
  /// @param teamRole in that team, when the request began; null if it was not looked up, or for no member
  record User(
      UUID id, UUID session, Set<String> roles, @Nullable UUID team, @Nullable String teamRole)
      implements Caller {
    public User {
      roles = Set.copyOf(roles);
    }

    /// The same user in a team, of which the user need not be a member.
    public User inTeam(UUID named) {
      return new User(id, session, roles, named, null);
    }

    /// The same user with the role in the team, which each statement asks for again.
    public User withTeamRole(@Nullable String role) {
      return new User(id, session, roles, team, role);
    }
  }
}
