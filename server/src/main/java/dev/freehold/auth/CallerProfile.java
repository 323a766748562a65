package dev.freehold.auth;

import dev.freehold.http.Request;
import dev.freehold.problem.Problem.Violation;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The public profile of the caller, which `GET /auth/me` shows with the account. The role that
/// signs in has no access to profiles, so they have statements and connections of their own.
///
/// Each method returns the fields in order: the JSON text of each value by the name of its field.
public interface CallerProfile {
  Future<Map<String, String>> read(Caller.User caller);

  /// Changes the fields that the body of the request names.
  ///
  /// @param account what the body says of the account
  /// @return the whole profile after the change; fails with the error to respond with
  Future<Map<String, String>> update(Request request, Caller.User caller, AccountPart account);

  /// The part of a body that is of the account and not of the profile.
  ///
  /// @param isChanged whether the body has it
  /// @param violations of it
  record AccountPart(boolean isChanged, List<Violation> violations, AccountChange change) {
    public AccountPart {
      violations = List.copyOf(violations);
    }

    /// Stores the part of the account, as the role that signs in.
    @FunctionalInterface
    public interface AccountChange {
      /// Locks the account, stores its part if the body has it, changes the profile, and commits.
      ///
      /// @param profile called while the account is locked, so that nothing that waits for the profile has
      ///     the account; if it fails, the account is not changed. May be called again, with the same effect
      /// @return the result of `profile`, which may be stored though this fails
      Future<Map<String, String>> around(Supplier<Future<Map<String, String>>> profile);
    }
  }
}
