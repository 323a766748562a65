package dev.freehold.auth;

import java.util.Set;
import java.util.UUID;

/// Who asks. Sealed: every grant is one exhaustive switch over it.
public sealed interface Caller {
  /// Someone who shows no token.
  record Anonymous() implements Caller {}

  /// A person with a valid access token.
  ///
  /// @param id the `sub` of the token
  /// @param session the session that the token belongs to
  /// @param roles as of the last log-in or refresh; one that was taken away since has ended the session with it
  record User(UUID id, UUID session, Set<String> roles) implements Caller {
    public User {
      roles = Set.copyOf(roles);
    }
  }
}
