package dev.freehold.auth;

import java.util.UUID;

/// Who asks. Sealed: every grant is one exhaustive switch over it.
public sealed interface Caller {
  record Anonymous() implements Caller {}

  /// A person with a valid access token.
  ///
  /// @param id the `sub` of the token
  /// @param session the session that the token belongs to
  record User(UUID id, UUID session) implements Caller {}
}
