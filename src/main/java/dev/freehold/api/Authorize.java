package dev.freehold.api;

import dev.freehold.auth.Caller;
import dev.freehold.sql.Scope;

/// Whose rows a caller may touch with an operation. The only maker of a [Scope].
final class Authorize {
  private Authorize() {}

  /// What a request asks to do with rows of a resource.
  enum Operation {
    CREATE,
    READ,
    LIST,
    UPDATE,
    DELETE
  }

  static Scope scope(Caller.User caller, Operation operation) {
    return switch (operation) {
      case CREATE, READ, LIST, UPDATE, DELETE -> new Scope.OwnedBy(caller.id());
    };
  }
}
