package dev.freehold.auth;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/// The rows of the caller, as the caller may read them. Sign-in has no access to resources, so they have
/// statements and connections of their own.
public interface CallerRows {
  /// A reader of all rows, resource by resource.
  RowsReader read(Caller.User caller);

  /// The rows in parts.
  interface RowsReader {
    /// The next part: lines `{"resource": "tasks", "data": {…}}` as [dev.freehold.http.JsonLines] writes
    /// them, of which the last may be a row of any size.
    ///
    /// @return empty after the last
    Future<Optional<Buffer>> next();
  }
}
