package dev.freehold.auth;

import dev.freehold.http.Request;
import dev.freehold.problem.Problem.Violation;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  /// @param name of the member that is read elsewhere
  /// @param violations of it
  /// @param write stores it, as the role that signs in; empty if it is not given. Called before the
  ///     change of the profile is permanent; may be called again, with the same effect
  record AccountPart(
      String name, List<Violation> violations, Optional<Supplier<Future<Void>>> write) {
    public AccountPart {
      violations = List.copyOf(violations);
    }
  }
}
