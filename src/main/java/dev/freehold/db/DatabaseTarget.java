package dev.freehold.db;

import dev.freehold.type.Secret;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Where a database is, and as whom.
///
/// @param host a name or address, or, beginning with `/`, the directory of a Unix socket
/// @param rootCertificate PEM file of the authorities to trust; null for those that the Java platform trusts
/// @param applicationName as PostgreSQL shows it in `pg_stat_activity`
/// @param connectTimeout for connections made at start; later ones have their own bound
public record DatabaseTarget(
    String host,
    int port,
    String database,
    String user,
    Secret password,
    TlsMode tls,
    @Nullable Path rootCertificate,
    String applicationName,
    Duration connectTimeout) {

  public static final String APPLICATION = "freehold";
  public static final Duration CONNECT = Duration.ofSeconds(10);

  public static DatabaseTarget socket(
      String directory, int port, String database, String user, Secret password) {
    return new DatabaseTarget(
        directory, port, database, user, password, TlsMode.DISABLE, null, APPLICATION, CONNECT);
  }

  /// The same place under another role.
  public DatabaseTarget as(String otherUser, Secret otherPassword) {
    return new DatabaseTarget(
        host,
        port,
        database,
        otherUser,
        otherPassword,
        tls,
        rootCertificate,
        applicationName,
        connectTimeout);
  }

  /// Another database of the same server.
  public DatabaseTarget in(String otherDatabase) {
    return new DatabaseTarget(
        host,
        port,
        otherDatabase,
        user,
        password,
        tls,
        rootCertificate,
        applicationName,
        connectTimeout);
  }

  public boolean overSocket() {
    return host.startsWith("/");
  }

  /// For a person: no user, no password.
  public String place() {
    return overSocket() ? host + " database " + database : host + ":" + port + "/" + database;
  }
}
