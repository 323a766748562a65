package dev.freehold.app;

import dev.freehold.app.Config.DatabaseChoice;
import dev.freehold.app.Config.LogFormat;
import dev.freehold.app.Config.LogLevel;
import dev.freehold.problem.Nearest;
import dev.freehold.type.Secret;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Reads every variable before it complains of any.
final class ConfigReader {
  private static final String PREFIX = "FREEHOLD_";

  /// What a project's `compose.yaml` reads from the same `.env`.
  private static final String IMAGE = "FREEHOLD_IMAGE";

  private static final int LARGEST_BODY = 64 * 1024 * 1024;

  private enum Switch {
    ON,
    OFF
  }

  private final Map<String, String> environment;
  private final DotEnv file;
  private final Settings settings;
  private final List<String> warnings = new ArrayList<>();

  ConfigReader(Map<String, String> environment, DotEnv file) {
    this.environment = environment;
    this.file = file;
    this.settings = new Settings(environment, file);
  }

  /// @throws ConfigException with every fault
  Config read() {
    unknownNames();
    DatabaseChoice database = database();
    Config config =
        new Config(
            database,
            jwtSecret(database),
            frontendOrigins(database),
            host(),
            settings.number(Variable.PORT, 8000, 0, 65_535),
            dataDirectory(),
            publicUrl(),
            trustedProxies(),
            settings.word(Variable.LOG_FORMAT, LogFormat.AUTO, List.of(LogFormat.values())),
            settings.word(Variable.LOG_LEVEL, LogLevel.INFO, List.of(LogLevel.values())),
            settings.number(Variable.EVENT_LOOPS, cores(), 1, 256),
            settings.number(Variable.DATABASE_CONNECTIONS, 2, 1, 64),
            rateLimits(),
            settings.number(Variable.MAX_BODY_BYTES, 1024 * 1024, 1024, LARGEST_BODY),
            settings.word(
                Variable.FREEHOLD_MIGRATE, Config.Migrate.AUTO, List.of(Config.Migrate.values())),
            warnings);
    if (!settings.faults().isEmpty()) {
      throw new ConfigException(settings.faults());
    }
    return config;
  }

  private static int cores() {
    return Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 256);
  }

  /// `FREEHOLD_` is ours, so an unknown name that starts with it is a slip, and so is a name in the
  /// `.env` that is nearly one of ours.
  private void unknownNames() {
    Set<String> known = new LinkedHashSet<>();
    for (Variable variable : Variable.values()) {
      known.add(variable.name());
    }
    Set<String> names = new TreeSet<>(environment.keySet());
    names.addAll(file.values().keySet());
    names.removeAll(known);
    names.remove(IMAGE);
    for (String name : names) {
      Optional<String> near = Optional.ofNullable(Nearest.of(name, known));
      if (name.startsWith(PREFIX)) {
        settings
            .faults()
            .add(
                new ConfigFault(
                    name,
                    "is no variable of Freehold.",
                    near.map(n -> "Did you mean " + n + "?").orElse("Remove it.")));
      } else if (near.isPresent() && file.values().containsKey(name)) {
        warnings.add(".env sets " + name + ", which is not read; did you mean " + near.get() + "?");
      }
    }
  }

  private DatabaseChoice database() {
    Optional<String> url = settings.text(Variable.DATABASE_URL);
    if (url.isEmpty()) {
      return new DatabaseChoice.Embedded();
    }
    if (!url.get().startsWith("postgres://") && !url.get().startsWith("postgresql://")) {
      settings.fault(
          Variable.DATABASE_URL,
          "is not a PostgreSQL address.",
          "Write postgresql://user:password@host:5432/database, or leave it out for the embedded"
              + " database.");
    }
    return new DatabaseChoice.External(Secret.of(url.get()));
  }

  private Optional<Secret> jwtSecret(DatabaseChoice database) {
    String remedy = "Make one with: openssl rand -base64 48";
    Optional<String> text = settings.text(Variable.JWT_SECRET);
    if (text.isEmpty() && database instanceof DatabaseChoice.External) {
      settings.fault(Variable.JWT_SECRET, "is needed with DATABASE_URL.", remedy);
    }
    text.flatMap(SecretStrength::fault)
        .ifPresent(message -> settings.fault(Variable.JWT_SECRET, message, remedy));
    return text.map(Secret::of);
  }

  private List<String> frontendOrigins(DatabaseChoice database) {
    Set<String> origins = new LinkedHashSet<>();
    for (String item : settings.items(Variable.FRONTEND_URL)) {
      Addresses.origin(item)
          .ifPresentOrElse(
              origins::add,
              () ->
                  settings.fault(
                      Variable.FRONTEND_URL,
                      "'" + Settings.shown(item) + "' is not an origin.",
                      "Write scheme, host and port only, such as https://app.example.com; no path,"
                          + " no *."));
    }
    boolean development = database instanceof DatabaseChoice.Embedded;
    if (settings.text(Variable.FRONTEND_URL).isEmpty() && development) {
      origins.add(Variable.FRONTEND_URL.fallback());
    }
    return List.copyOf(origins);
  }

  private String host() {
    String host = settings.text(Variable.HOST).orElse(Variable.HOST.fallback());
    if (!Addresses.isHost(host)) {
      settings.fault(
          Variable.HOST,
          "'" + Settings.shown(host) + "' is not an address or a host name.",
          "Use 127.0.0.1 for this machine alone, 0.0.0.0 for every network.");
    }
    return host;
  }

  private Path dataDirectory() {
    String text =
        settings.text(Variable.FREEHOLD_DATA_DIR).orElse(Variable.FREEHOLD_DATA_DIR.fallback());
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      settings.fault(Variable.FREEHOLD_DATA_DIR, "is not a path.", "Name a directory.");
      return Path.of(Variable.FREEHOLD_DATA_DIR.fallback());
    }
  }

  private Optional<String> publicUrl() {
    Optional<String> text = settings.text(Variable.PUBLIC_URL);
    Optional<String> url = text.flatMap(Addresses::base);
    if (text.isPresent() && url.isEmpty()) {
      settings.fault(
          Variable.PUBLIC_URL,
          "'" + Settings.shown(text.get()) + "' is not an http or https address.",
          "Write it as clients do, such as https://api.example.com.");
    }
    return url;
  }

  private List<String> trustedProxies() {
    List<String> blocks = new ArrayList<>();
    for (String item : settings.items(Variable.TRUSTED_PROXIES)) {
      Addresses.block(item)
          .ifPresentOrElse(
              blocks::add,
              () ->
                  settings.fault(
                      Variable.TRUSTED_PROXIES,
                      "'" + Settings.shown(item) + "' is not a block of addresses.",
                      "Write 10.0.0.0/8 or one address."));
    }
    return blocks;
  }

  private boolean rateLimits() {
    boolean on =
        settings.word(Variable.RATE_LIMITS, Switch.ON, List.of(Switch.values())) == Switch.ON;
    if (!on) {
      warnings.add("RATE_LIMITS=off: passwords can be guessed as fast as this machine hashes.");
    }
    return on;
  }
}
