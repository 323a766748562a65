package dev.freehold.db;

/// Where a PostgreSQL server listens.
///
/// @param host a name or an address; if it begins with `/`, the directory of a Unix socket
public record ServerAddress(String host, int port) {
  public boolean isUnixSocket() {
    return host.startsWith("/");
  }

  /// `host:port`; of a Unix socket its directory alone.
  @Override
  public String toString() {
    return isUnixSocket() ? host : (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
