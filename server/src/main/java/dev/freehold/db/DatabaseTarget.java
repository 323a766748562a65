package dev.freehold.db;

import dev.freehold.type.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The address of a database and the credentials for it.
///
/// @param servers on one of which the database is, at least one; tried in this order
/// @param attributes of the server to use
/// @param pooler at these addresses
/// @param rootCertificate PEM file of the trusted authorities; null for those of the Java platform
/// @param applicationName as PostgreSQL shows it in `pg_stat_activity`
/// @param connectTimeout the limit of one attempt to connect at startup; see [ConnectTimeout] for
///   later ones
public record DatabaseTarget(
    List<ServerAddress> servers,
    SessionAttributes attributes,
    Pooler pooler,
    String database,
    String user,
    Secret password,
    TlsMode tls,
    @Nullable Path rootCertificate,
    String applicationName,
    Duration connectTimeout) {

  public DatabaseTarget {
    servers = List.copyOf(servers);
  }

  /// One server, without a pooler.
  public DatabaseTarget(
      String host,
      int port,
      String database,
      String user,
      Secret password,
      TlsMode tls,
      @Nullable Path rootCertificate,
      String applicationName,
      Duration connectTimeout) {
    this(
        List.of(new ServerAddress(host, port)),
        SessionAttributes.ANY,
        Pooler.NONE,
        database,
        user,
        password,
        tls,
        rootCertificate,
        applicationName,
        connectTimeout);
  }

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
    return of(servers, pooler, database, otherUser, otherPassword);
  }

  /// Another database of the same server.
  public DatabaseTarget withDatabase(String otherDatabase) {
    return of(servers, pooler, otherDatabase, user, password);
  }

  /// The same with what is known of the pooler.
  public DatabaseTarget withPooler(Pooler found) {
    return of(servers, found, database, user, password);
  }

  /// One of the servers alone.
  DatabaseTarget at(ServerAddress server) {
    return of(List.of(server), pooler, database, user, password);
  }

  private DatabaseTarget of(
      List<ServerAddress> places, Pooler between, String name, String role, Secret secret) {
    return new DatabaseTarget(
        places,
        attributes,
        between,
        name,
        role,
        secret,
        tls,
        rootCertificate,
        applicationName,
        connectTimeout);
  }

  /// The host of the first server.
  public String host() {
    return servers.getFirst().host();
  }

  /// The port of the first server.
  public int port() {
    return servers.getFirst().port();
  }

  public boolean usesUnixSocket() {
    return servers.getFirst().isUnixSocket();
  }

  /// The address without user and password, for messages.
  public String displayName() {
    return usesUnixSocket()
        ? host() + " database " + database
        : servers.stream().map(ServerAddress::toString).collect(Collectors.joining(","))
            + "/"
            + database;
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
