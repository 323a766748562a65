package dev.freehold.auth;

import dev.freehold.type.KeyScopes;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The caller of a request. Sealed: every grant is one exhaustive switch over it.
public sealed interface Caller {
  /// A caller without a token.
  record Anonymous() implements Caller {}

  /// A user with a valid access token or API key.
  ///
  /// @param id the `sub` of the token, or the person of the key
  /// @param session the session that the token belongs to; the id of the key, which is no session
  /// @param roles as of the last log-in or refresh, since removing a role ends the session; of a key,
  ///     those of now
  /// @param scopes what the credentials may do of all that the user may; no limit for a session
  /// @param team that the request names, of which the user need not be a member; null for none
  /// @param teamRole in that team, when the request began; null if it was not looked up, or for no member
  record User(
      UUID id,
      UUID session,
      Set<String> roles,
      KeyScopes scopes,
      @Nullable UUID team,
      @Nullable String teamRole)
      implements Caller {
    public User {
      roles = Set.copyOf(roles);
    }

    /// The same user in a team, of which the user need not be a member.
    public User inTeam(UUID named) {
      return new User(id, session, roles, scopes, named, null);
    }

    /// The same user with the role in the team, which each statement asks for again.
    public User withTeamRole(@Nullable String role) {
      return new User(id, session, roles, scopes, team, role);
    }
  }
}
