package dev.freehold.app;

import dev.freehold.type.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the environment says, read once and checked whole: a `Config` that exists can be used.
///
/// @param jwtSecret empty only with the embedded database, where [JwtSecretFile] keeps one
/// @param frontendOrigins exact origins (RFC 6454), in lower case, default ports left out
/// @param port 0 for any that is free
/// @param publicUrl without a trailing slash; empty where clients come straight here
/// @param trustedProxies blocks as `address/bits`
/// @param eventLoops at least 1
/// @param databaseConnections of each event loop, at least 1
/// @param maxBodyBytes of one request
/// @param migrate what a start does to a database that is not as the spec asks
/// @param warnings sentences for the log of a start
public record Config(
    DatabaseChoice database,
    Optional<Secret> jwtSecret,
    List<String> frontendOrigins,
    String host,
    int port,
    Path dataDirectory,
    Optional<String> publicUrl,
    List<String> trustedProxies,
    LogFormat logFormat,
    LogLevel logLevel,
    int eventLoops,
    int databaseConnections,
    boolean rateLimits,
    int maxBodyBytes,
    Migrate migrate,
    List<String> warnings) {

  public Config {
    frontendOrigins = List.copyOf(frontendOrigins);
    trustedProxies = List.copyOf(trustedProxies);
    warnings = List.copyOf(warnings);
  }

  /// Which PostgreSQL.
  public sealed interface DatabaseChoice {
    record Embedded() implements DatabaseChoice {}

    /// One that somebody runs.
    ///
    /// @param url a PostgreSQL connection URI; a secret, since it holds a password
    record External(Secret url) implements DatabaseChoice {}
  }

  /// How log lines are written; `AUTO` is text on a terminal and JSON elsewhere.
  public enum LogFormat {
    AUTO,
    TEXT,
    JSON
  }

  /// `AUTO` applies what is safe to the embedded database, and makes everything in one where nothing of ours is; `SAFE`
  /// applies what is safe to any; `NEVER` applies nothing.
  public enum Migrate {
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

  /// Reads the environment and the `.env` in `directory`, which is where the spec is; where both
  /// set a variable the environment wins.
  ///
  /// @throws ConfigException with every fault
  public static Config read(Map<String, String> environment, Path directory) {
    return new ConfigReader(environment, DotEnv.read(directory.resolve(".env"))).read();
  }
}
