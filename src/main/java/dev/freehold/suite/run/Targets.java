package dev.freehold.suite.run;

import dev.freehold.call.Call;

/// Paths as people write them.
final class Targets {
  private Targets() {}

  /// Percent-encodes what cannot stand in a request line (RFC 3986 section 3.3), and leaves the rest as it is.
  static String encoded(String path) {
    StringBuilder out = new StringBuilder();
    path.codePoints()
        .forEach(
            c -> {
              boolean plain = c > ' ' && c < 0x7f && "\"<>\\^`{|}".indexOf(c) < 0;
              out.append(plain ? Character.toString(c) : Call.encode(Character.toString(c)));
            });
    return out.toString();
  }
}
