package dev.freehold.db;

import dev.freehold.type.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The address of a database and the credentials for it.
///
/// @param host a name or an address; if it begins with `/`, the directory of a Unix socket
/// @param rootCertificate PEM file of the trusted authorities; null for those of the Java platform
/// @param applicationName as PostgreSQL shows it in `pg_stat_activity`
/// @param connectTimeout the limit of one attempt to connect at startup; see [ConnectTimeout] for
///   later ones
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

  /// A local server that was just started answers, however busy the machine is.
  private static final Duration LOCAL_CONNECT = Duration.ofSeconds(60);

  public static DatabaseTarget unixSocket(
      String directory, int port, String database, String user, Secret password) {
    return new DatabaseTarget(
        directory,
        port,
        database,
        user,
        password,
        TlsMode.DISABLE,
        null,
        APPLICATION,
        LOCAL_CONNECT);
  }

  /// The same database with another role.
  public DatabaseTarget withUser(String otherUser, Secret otherPassword) {
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
  public DatabaseTarget withDatabase(String otherDatabase) {
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

  public boolean usesUnixSocket() {
    return host.startsWith("/");
  }

  /// The address without user and password, for messages.
  public String displayName() {
    return usesUnixSocket() ? host + " database " + database : host + ":" + port + "/" + database;
  }

  /// The TLS mode of a TCP connection: the `sslmode` of libpq (PostgreSQL manual, section 32.19).
  public enum TlsMode {
    /// Never
    DISABLE,
    /// If the server refuses a plain connection
    ALLOW,
    /// If the server supports it
    PREFER,
    /// Always, without verification of the server; with a root certificate the same as [#VERIFY_CA]
    REQUIRE,
    /// Always, with a server whose certificate an authority signed
    VERIFY_CA,
    /// Always, with a server whose certificate an authority signed for the host's name
    VERIFY_FULL;

    /// The value in a URL, such as `verify-full`.
    public String sslmode() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
