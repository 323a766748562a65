package dev.freehold.auth;

import dev.freehold.http.Request;
import io.vertx.core.Future;
import java.util.Map;

/// The public profile of the caller, which `GET /auth/me` shows with the account. The role that
/// signs in has no access to profiles, so they have statements and connections of their own.
///
/// Each method returns the fields in order: the JSON text of each value by the name of its field.
public interface CallerProfile {
  Future<Map<String, String>> read(Caller.User caller);

  /// Changes the fields that the body of the request names.
  ///
  /// @return the whole profile after the change; fails with the error to respond with
  Future<Map<String, String>> update(Request request, Caller.User caller);
}
