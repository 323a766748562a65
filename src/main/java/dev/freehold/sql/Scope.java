package dev.freehold.sql;

import java.util.UUID;

/// Whose rows a statement may touch. Every statement on resource data takes one; only `dev.freehold.api.Authorize` makes
/// one, which a test over the compiled classes holds.
public sealed interface Scope {

  /// The rows of one person.
  record OwnedBy(UUID user) implements Scope {}

  /// What `freehold.user_id` is set to while the statement runs.
  default String setting() {
    return switch (this) {
      case OwnedBy(UUID user) -> user.toString();
    };
  }
}
