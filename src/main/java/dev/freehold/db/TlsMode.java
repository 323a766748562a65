package dev.freehold.db;

import java.util.Locale;

/// How a connection over TCP is guarded: the `sslmode` of libpq (PostgreSQL manual, section 32.19).
public enum TlsMode {
  /// Never
  DISABLE,
  /// Where the server refuses a plain one
  ALLOW,
  /// Where the server can
  PREFER,
  /// Always, with whoever answers; with a root certificate given as [#VERIFY_CA]
  REQUIRE,
  /// Always, with a server whose certificate an authority signed
  VERIFY_CA,
  /// Always, with a server whose certificate an authority signed for the host's name
  VERIFY_FULL;

  /// As it stands in a URL, such as `verify-full`.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
