package dev.freehold.auth;

import dev.freehold.http.Request;
import org.jspecify.annotations.Nullable;

/// The device of a client, as its header `User-Agent` names it. People recognize their sessions by
/// it; nothing is decided by it, because a client may send what it likes.
final class ClientDevice {
  /// In characters. A longer text is cut.
  static final int LONGEST = 255;

  private ClientDevice() {}

  /// Null if the client names none.
  static @Nullable String of(Request request) {
    String header = request.header("User-Agent");
    if (header == null || header.isBlank()) {
      return null;
    }
    String text = header.strip();
    return text.codePointCount(0, text.length()) <= LONGEST
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST));
  }
}
