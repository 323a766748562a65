package dev.freehold.app;

import dev.freehold.db.DatabaseTarget;
import dev.freehold.mail.MailSettings;
import dev.freehold.metrics.MetricsSettings;
import dev.freehold.migrate.run.ServingLogins;
import dev.freehold.migrate.run.ServingLogins.GivenLogins;
import dev.freehold.ops.Logging;
import dev.freehold.token.PublishedKeys;
import dev.freehold.token.SigningSecrets;
import dev.freehold.tracing.TraceSettings;
import dev.freehold.type.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// The configuration of a server, read from the environment. Every instance is valid.
///
/// @param jwtSecret empty only with the embedded database, for which [JwtSecretFile] stores a
///     secret
/// @param jwtSecretPrevious accepted beside the secret, and signs nothing
/// @param jwtKeys the key pairs of access tokens, with `publicUrl` as their issuer; empty for none
/// @param frontendOrigins exact origins (RFC 6454), in lower case, without default ports
/// @param port 0 for any free port
/// @param publicUrl without a trailing slash; empty if clients connect directly
/// @param passkeyRpId the domain of passkeys; empty for the host of `publicUrl`
/// @param trustedProxies address blocks as `address/bits`
/// @param mail where mail goes, and its templates
/// @param leakedPasswords the list of [dev.freehold.password.LeakedPasswords]; empty for none
/// @param metrics where metrics are served; empty for nowhere
/// @param traces where traces go; empty for nowhere
/// @param slowStatement statements that take longer are logged; empty for none
/// @param eventLoops at least 1
/// @param databaseConnections connections per event loop, at least 1
/// @param wideQueries connections for expensive queries, at least 2
/// @param wideQueryTime the time after which an expensive query is stopped
/// @param mcp whether the operations are also tools of the Model Context Protocol
/// @param maxBodyBytes the largest request body
/// @param migrate how a start migrates a database that does not match the spec
/// @param specVariables the text of a variable that the spec names; empty if it is not set
/// @param warnings sentences to log at startup
public record Config(
    DatabaseChoice database,
    Optional<Secret> jwtSecret,
    Optional<Secret> jwtSecretPrevious,
    Optional<PublishedKeys> jwtKeys,
    List<String> frontendOrigins,
    String host,
    int port,
    Path dataDirectory,
    Optional<String> publicUrl,
    Optional<String> passkeyRpId,
    List<String> trustedProxies,
    MailSettings mail,
    Optional<Path> leakedPasswords,
    Optional<MetricsSettings> metrics,
    Optional<TraceSettings> traces,
    Optional<Duration> slowStatement,
    Logging.Format logFormat,
    LogLevel logLevel,
    int eventLoops,
    int databaseConnections,
    int wideQueries,
    Duration wideQueryTime,
    boolean rateLimits,
    boolean mcp,
    int maxBodyBytes,
    MigrationMode migrate,
    Function<String, Optional<String>> specVariables,
    List<String> warnings) {

  public Config {
    frontendOrigins = List.copyOf(frontendOrigins);
    trustedProxies = List.copyOf(trustedProxies);
    warnings = List.copyOf(warnings);
  }

  /// The secrets of the server.
  ///
  /// @param generated called if the configuration has none
  public SigningSecrets signingSecrets(Supplier<Secret> generated) {
    return new SigningSecrets(jwtSecret.orElseGet(generated), jwtSecretPrevious.orElse(null));
  }

  /// The PostgreSQL server to use.
  public sealed interface DatabaseChoice {
    record Embedded() implements DatabaseChoice {}

    /// A server that the operator runs.
    ///
    /// @param owner the login that owns the database, without a pooler between
    /// @param address at which requests are served, perhaps that of a pooler
    /// @param given the roles that serve requests; empty for those that a migration makes
    record External(
        DatabaseTarget owner,
        DatabaseTarget address,
        Optional<GivenLogins> given,
        PoolerChoice pooler)
        implements DatabaseChoice {}

    /// How the roles that serve requests sign in.
    default ServingLogins logins(SigningSecrets secrets) {
      return switch (this) {
        case Embedded() -> ServingLogins.derived(secrets);
        case External(_, DatabaseTarget address, var given, _) ->
            new ServingLogins(secrets, Optional.of(address), given);
      };
    }
  }

  /// What stands between this program and PostgreSQL; `AUTO`: found out at the start.
  public enum PoolerChoice {
    AUTO,
    NONE,
    SESSION,
    TRANSACTION
  }

  /// Which migration steps a start applies. `AUTO`: safe steps in the embedded database, and the
  /// whole schema in a database that Freehold has not used yet. `SAFE`: safe steps in any database.
  /// `NEVER`: none.
  public enum MigrationMode {
    AUTO,
    SAFE,
    NEVER
  }

  public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG
  }

  /// Reads the environment, and the `.env` file and the templates of mails in `directory`, the
  /// directory of the spec. The environment takes precedence.
  ///
  /// @throws ConfigException lists every fault
  public static Config read(Map<String, String> environment, Path directory) {
    return new ConfigReader(environment, DotEnv.read(directory.resolve(".env")), directory).read();
  }
}
