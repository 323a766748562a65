package dev.freehold.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/// The body of a response in parts, made one after the other while the client takes them: the next part
/// is asked for when the one before was passed to the operating system. Confined to the event loop of
/// its request.
public interface BodyStream {
  /// Makes the next part, of some hundred KiB at most.
  ///
  /// @return empty at the end. If it fails, the connection is closed before the end of the body, so
  ///     that the client sees that the body is not whole
  Future<Optional<Buffer>> next();

  /// Called once, after the end or when the rest is not wanted.
  void close();
}
