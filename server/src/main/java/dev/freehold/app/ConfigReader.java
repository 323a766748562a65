package dev.freehold.app;

import dev.freehold.app.Config.DatabaseChoice;
import dev.freehold.app.Config.LogLevel;
import dev.freehold.app.ConfigException.ConfigFault;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.DatabaseUrlParser;
import dev.freehold.db.DatabaseUrlParser.DatabaseUrlException;
import dev.freehold.mail.MailAddress;
import dev.freehold.mail.MailSettings;
import dev.freehold.mail.MailSettings.MailRoute;
import dev.freehold.mail.MailTemplates;
import dev.freehold.mail.MailTemplates.FileFault;
import dev.freehold.mail.SmtpServer;
import dev.freehold.mail.SmtpServer.Encryption;
import dev.freehold.mail.SmtpUrlParser;
import dev.freehold.mail.SmtpUrlParser.SmtpUrl;
import dev.freehold.metrics.MetricsSettings;
import dev.freehold.migrate.run.ServingLogins.GivenLogins;
import dev.freehold.ops.Logging;
import dev.freehold.password.LeakedPasswords;
import dev.freehold.problem.SpellingSuggestion;
import dev.freehold.token.PublishedKeys;
import dev.freehold.token.SigningKey;
import dev.freehold.token.SigningKeyReader;
import dev.freehold.type.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Reads the configuration. Reads every variable before it reports the faults.
final class ConfigReader {
  private static final String PREFIX = "FREEHOLD_";

  /// A variable for `compose.yaml`, which reads the same `.env`.
  private static final String IMAGE = "FREEHOLD_IMAGE";

  private static final int LARGEST_BODY = 64 * 1024 * 1024;

  private enum Switch {
    ON,
    OFF
  }

  private final Map<String, String> environment;
  private final DotEnv file;
  private final Path project;
  private static final Set<String> ALL_INTERFACES = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

  private final VariableReader settings;
  private final List<String> warnings = new ArrayList<>();

  /// @param project the directory of the spec, which may have a folder with templates of mails
  ConfigReader(Map<String, String> environment, DotEnv file, Path project) {
    this.environment = environment;
    this.file = file;
    this.project = project;
    this.settings = new VariableReader(environment, file);
  }

  /// @throws ConfigException lists every fault
  Config read() {
    unknownNames();
    DatabaseChoice database = database();
    String host = host(EnvironmentVariable.HOST);
    Optional<String> publicUrl = publicUrl();
    List<String> trustedProxies = trustedProxies();
    warnOfUnsafeNetwork(host, publicUrl, trustedProxies);
    Config config =
        new Config(
            database,
            jwtSecret(database),
            previousSecret(),
            signingKeys(publicUrl),
            frontendOrigins(database),
            host,
            settings.number(EnvironmentVariable.PORT, 8000, 0, 65_535),
            dataDirectory(),
            publicUrl,
            settings.text(EnvironmentVariable.PASSKEY_RP_ID),
            trustedProxies,
            new MailSettings(mailRoute(database, publicUrl), mailTemplates()),
            leakedPasswords(),
            metrics(),
            TraceSettingsReader.read(settings),
            slowStatement(),
            settings.enumValue(
                EnvironmentVariable.LOG_FORMAT,
                Logging.Format.AUTO,
                List.of(Logging.Format.values())),
            settings.enumValue(
                EnvironmentVariable.LOG_LEVEL, LogLevel.INFO, List.of(LogLevel.values())),
            settings.number(EnvironmentVariable.EVENT_LOOPS, cores(), 1, 256),
            settings.number(EnvironmentVariable.DATABASE_CONNECTIONS, 2, 1, 64),
            settings.number(EnvironmentVariable.WIDE_QUERIES, Math.min(cores() + 1, 64), 2, 64),
            Duration.ofSeconds(settings.number(EnvironmentVariable.WIDE_QUERY_SECONDS, 5, 1, 8)),
            rateLimits(),
            settings.enumValue(EnvironmentVariable.MCP, Switch.ON, List.of(Switch.values()))
                == Switch.ON,
            settings.number(EnvironmentVariable.MAX_BODY_BYTES, 1024 * 1024, 1024, LARGEST_BODY),
            settings.enumValue(
                EnvironmentVariable.FREEHOLD_MIGRATE,
                Config.MigrationMode.AUTO,
                List.of(Config.MigrationMode.values())),
            settings::text,
            warnings);
    if (!settings.faults().isEmpty()) {
      throw new ConfigException(settings.faults());
    }
    return config;
  }

  private static int cores() {
    return Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 256);
  }

  /// Reports misspelt names: unknown names with the prefix `FREEHOLD_`, and names in `.env` that
  /// are similar to a known variable.
  private void unknownNames() {
    Set<String> known = new LinkedHashSet<>();
    for (EnvironmentVariable variable : EnvironmentVariable.values()) {
      known.add(variable.name());
    }
    Set<String> names = new TreeSet<>(environment.keySet());
    names.addAll(file.values().keySet());
    names.removeAll(known);
    names.remove(IMAGE);
    for (String name : names) {
      Optional<String> near = Optional.ofNullable(SpellingSuggestion.of(name, known));
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
    Optional<DatabaseTarget> address = databaseUrl(EnvironmentVariable.DATABASE_URL);
    Optional<DatabaseTarget> direct = databaseUrl(EnvironmentVariable.DATABASE_URL_DIRECT);
    Optional<DatabaseTarget> api = databaseUrl(EnvironmentVariable.DATABASE_URL_API);
    Optional<DatabaseTarget> auth = databaseUrl(EnvironmentVariable.DATABASE_URL_AUTH);
    Config.PoolerChoice pooler =
        settings.enumValue(
            EnvironmentVariable.DATABASE_POOLER,
            Config.PoolerChoice.AUTO,
            List.of(Config.PoolerChoice.values()));
    if (settings.text(EnvironmentVariable.DATABASE_URL).isEmpty()) {
      for (EnvironmentVariable other :
          List.of(
              EnvironmentVariable.DATABASE_URL_DIRECT,
              EnvironmentVariable.DATABASE_URL_API,
              EnvironmentVariable.DATABASE_URL_AUTH)) {
        if (settings.text(other).isPresent()) {
          settings.fault(other, "is set without DATABASE_URL.", "Set both, or remove it.");
        }
      }
      return new DatabaseChoice.Embedded();
    }
    if (address.isEmpty()) {
      // A fault; the other variables are read for theirs.
      DatabaseTarget none = DatabaseUrlParser.parse("postgresql://nobody@localhost");
      return new DatabaseChoice.External(none, none, Optional.empty(), pooler);
    }
    if (api.isPresent() != auth.isPresent()) {
      settings.fault(
          api.isPresent()
              ? EnvironmentVariable.DATABASE_URL_AUTH
              : EnvironmentVariable.DATABASE_URL_API,
          "is needed too: one role serves rows, and another one sign-in.",
          "Set both, or neither.");
    }
    for (Optional<DatabaseTarget> other : List.of(direct, api, auth)) {
      if (other.isPresent() && !other.get().database().equals(address.get().database())) {
        warnings.add(
            "The database "
                + other.get().database()
                + " of a DATABASE_URL_… has another name than that of DATABASE_URL, "
                + address.get().database()
                + ".");
      }
    }
    Optional<GivenLogins> given =
        api.flatMap(rows -> auth.map(signIn -> new GivenLogins(rows, signIn)));
    if (given.isPresent() && given.get().api().user().equals(given.get().auth().user())) {
      settings.fault(
          EnvironmentVariable.DATABASE_URL_AUTH,
          "names the same role as DATABASE_URL_API.",
          "Name another one: the role of rows must not read passwords.");
    }
    return new DatabaseChoice.External(direct.orElse(address.get()), address.get(), given, pooler);
  }

  private Optional<DatabaseTarget> databaseUrl(EnvironmentVariable variable) {
    Optional<String> url = settings.text(variable);
    if (url.isEmpty()) {
      return Optional.empty();
    }
    if (!url.get().startsWith("postgres://") && !url.get().startsWith("postgresql://")) {
      settings.fault(
          variable,
          "is not a PostgreSQL address.",
          "Write postgresql://user:password@host:5432/database, or leave it out"
              + (variable == EnvironmentVariable.DATABASE_URL
                  ? " for the embedded database."
                  : "."));
      return Optional.empty();
    }
    try {
      return Optional.of(DatabaseUrlParser.parse(url.get()));
    } catch (DatabaseUrlException invalid) {
      invalid
          .faults()
          .forEach(fault -> settings.fault(variable, fault + ".", "See docs/configuration.md."));
      return Optional.empty();
    }
  }

  private Optional<Secret> jwtSecret(DatabaseChoice database) {
    String remedy = "Make one with: openssl rand -base64 48";
    Optional<String> text = settings.text(EnvironmentVariable.JWT_SECRET);
    if (text.isEmpty() && database instanceof DatabaseChoice.External) {
      settings.fault(EnvironmentVariable.JWT_SECRET, "is needed with DATABASE_URL.", remedy);
    }
    text.flatMap(SecretStrength::fault)
        .ifPresent(message -> settings.fault(EnvironmentVariable.JWT_SECRET, message, remedy));
    return text.map(Secret::of);
  }

  private Optional<Secret> previousSecret() {
    EnvironmentVariable variable = EnvironmentVariable.JWT_SECRET_PREVIOUS;
    Optional<String> text = settings.text(variable);
    text.flatMap(SecretStrength::fault)
        .ifPresent(
            message ->
                settings.fault(variable, message, "Remove it: what it signed can be forged."));
    if (text.isPresent() && text.equals(settings.text(EnvironmentVariable.JWT_SECRET))) {
      settings.fault(
          variable, "is the same as JWT_SECRET.", "Remove it, or make a new JWT_SECRET.");
    }
    return text.map(Secret::of);
  }

  private Optional<PublishedKeys> signingKeys(Optional<String> publicUrl) {
    Optional<SigningKey> current = signingKey(EnvironmentVariable.JWT_SIGNING_KEY);
    Optional<SigningKey> previous = signingKey(EnvironmentVariable.JWT_SIGNING_KEY_PREVIOUS);
    if (settings.text(EnvironmentVariable.JWT_SIGNING_KEY).isPresent()
        && settings.text(EnvironmentVariable.PUBLIC_URL).isEmpty()) {
      settings.fault(
          EnvironmentVariable.JWT_SIGNING_KEY,
          "needs PUBLIC_URL, which is the issuer of its tokens.",
          "Set it as clients write it, such as https://api.example.com.");
    }
    if (previous.isPresent() && settings.text(EnvironmentVariable.JWT_SIGNING_KEY).isEmpty()) {
      settings.fault(
          EnvironmentVariable.JWT_SIGNING_KEY_PREVIOUS,
          "is set without JWT_SIGNING_KEY.",
          "Remove it, or set both.");
    }
    if (current.isPresent()
        && previous.isPresent()
        && current.get().jwk().id().equals(previous.get().jwk().id())) {
      settings.fault(
          EnvironmentVariable.JWT_SIGNING_KEY_PREVIOUS,
          "is the same key as JWT_SIGNING_KEY.",
          "Remove it, or make a new JWT_SIGNING_KEY.");
      return Optional.empty();
    }
    return publicUrl.flatMap(
        issuer -> current.map(key -> PublishedKeys.of(issuer, key, previous.orElse(null))));
  }

  /// The key itself, or that of the file that the variable names.
  private Optional<SigningKey> signingKey(EnvironmentVariable variable) {
    Optional<String> text = settings.text(variable);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String remedy = "Make one with: openssl genpkey -algorithm ed25519";
    boolean inline = text.get().startsWith("-----") || text.get().startsWith("{");
    try {
      return Optional.of(
          SigningKeyReader.read(inline ? text.get() : Files.readString(Path.of(text.get()))));
    } catch (IOException | InvalidPathException _) {
      settings.fault(variable, "is neither a key nor a file that can be read.", remedy);
    } catch (IllegalArgumentException wrong) {
      settings.fault(variable, String.valueOf(wrong.getMessage()), remedy);
    }
    return Optional.empty();
  }

  private List<String> frontendOrigins(DatabaseChoice database) {
    Set<String> origins = new LinkedHashSet<>();
    for (String item : settings.list(EnvironmentVariable.FRONTEND_URL)) {
      NetworkAddressParser.origin(item)
          .ifPresentOrElse(
              origins::add,
              () ->
                  settings.fault(
                      EnvironmentVariable.FRONTEND_URL,
                      "'" + VariableReader.abbreviate(item) + "' is not an origin.",
                      "Write scheme, host and port only, such as https://app.example.com; no path,"
                          + " no *."));
    }
    if (settings.text(EnvironmentVariable.FRONTEND_URL).isEmpty() && isDevelopment(database)) {
      origins.add(EnvironmentVariable.FRONTEND_URL.defaultValue());
    }
    return List.copyOf(origins);
  }

  private String host(EnvironmentVariable variable) {
    String host = settings.text(variable).orElse(variable.defaultValue());
    if (!NetworkAddressParser.isHost(host)) {
      settings.fault(
          variable,
          "'" + VariableReader.abbreviate(host) + "' is not an address or a host name.",
          "Use 127.0.0.1 for this machine alone, 0.0.0.0 for every network.");
    }
    return host;
  }

  private Path dataDirectory() {
    String text =
        settings
            .text(EnvironmentVariable.FREEHOLD_DATA_DIR)
            .orElse(EnvironmentVariable.FREEHOLD_DATA_DIR.defaultValue());
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      settings.fault(EnvironmentVariable.FREEHOLD_DATA_DIR, "is not a path.", "Name a directory.");
      return Path.of(EnvironmentVariable.FREEHOLD_DATA_DIR.defaultValue());
    }
  }

  private Optional<Path> leakedPasswords() {
    EnvironmentVariable variable = EnvironmentVariable.LEAKED_PASSWORDS;
    Optional<String> text = settings.text(variable);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      Path path = Path.of(text.get());
      LeakedPasswords.open(path).close();
      return Optional.of(path);
    } catch (IOException | InvalidPathException e) {
      settings.fault(
          variable,
          "'"
              + VariableReader.abbreviate(text.get())
              + "' "
              + (e instanceof IOException ? e.getMessage() : "is no path")
              + ".",
          "Name what haveibeenpwned-downloader wrote, or leave it out.");
      return Optional.empty();
    }
  }

  private Optional<MetricsSettings> metrics() {
    Optional<String> token = settings.text(EnvironmentVariable.METRICS_TOKEN);
    String host = host(EnvironmentVariable.METRICS_HOST);
    if (token.filter(text -> !text.matches("[!-~]{16,}")).isPresent()) {
      settings.fault(
          EnvironmentVariable.METRICS_TOKEN,
          "is not a token: at least 16 characters of ASCII, without spaces.",
          "Make one with: openssl rand -hex 32");
    }
    if (settings.text(EnvironmentVariable.METRICS_PORT).isEmpty()) {
      return Optional.empty();
    }
    int port = settings.number(EnvironmentVariable.METRICS_PORT, 9464, 0, 65_535);
    if (port != 0 && port == settings.number(EnvironmentVariable.PORT, 8000, 0, 65_535)) {
      settings.fault(
          EnvironmentVariable.METRICS_PORT,
          "is the same as PORT.",
          "Metrics have a port of their own, such as 9464.");
    }
    if (token.isEmpty() && !NetworkAddressParser.isLoopback(host)) {
      warnings.add(
          "METRICS_HOST="
              + host
              + " without METRICS_TOKEN: anyone who reaches the port can read the metrics. Let only"
              + " Prometheus reach it, or set a token.");
    }
    return Optional.of(new MetricsSettings(host, port, token.map(Secret::of).orElse(null)));
  }

  private Optional<Duration> slowStatement() {
    int millis = settings.number(EnvironmentVariable.SLOW_STATEMENT_MS, 0, 0, 60_000);
    return millis == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
  }

  private Optional<String> publicUrl() {
    Optional<String> text = settings.text(EnvironmentVariable.PUBLIC_URL);
    Optional<String> url = text.flatMap(NetworkAddressParser::baseUrl);
    if (text.isPresent() && url.isEmpty()) {
      settings.fault(
          EnvironmentVariable.PUBLIC_URL,
          "'" + VariableReader.abbreviate(text.get()) + "' is not an http or https address.",
          "Write it as clients do, such as https://api.example.com.");
    }
    return url;
  }

  private MailRoute mailRoute(DatabaseChoice database, Optional<String> publicUrl) {
    Optional<String> url = settings.text(EnvironmentVariable.SMTP_URL);
    Optional<String> sender = settings.text(EnvironmentVariable.MAIL_FROM);
    Optional<MailAddress> from = sender.flatMap(MailAddress::parse);
    if (sender.isPresent() && from.isEmpty()) {
      settings.fault(
          EnvironmentVariable.MAIL_FROM,
          "'" + VariableReader.abbreviate(sender.get()) + "' is not a sender.",
          "Write an address, or a name and an address: Tasks <no-reply@example.com>.");
    }
    boolean development = isDevelopment(database);
    if (url.isEmpty()) {
      return development ? new MailRoute.Terminal() : new MailRoute.None();
    }
    if (sender.isEmpty()) {
      settings.fault(
          EnvironmentVariable.MAIL_FROM,
          "is needed with SMTP_URL.",
          "Write the sender of mail: Tasks <no-reply@example.com>.");
    }
    if (publicUrl.isEmpty() && !development) {
      settings.fault(
          EnvironmentVariable.PUBLIC_URL,
          "is needed with SMTP_URL and DATABASE_URL: links in mails begin with it.",
          "Write it as clients do, such as https://api.example.com.");
    }
    return switch (SmtpUrlParser.parse(url.get())) {
      case SmtpUrl.Valid(SmtpServer server) -> {
        if (server.encryption() == Encryption.NONE && !server.isOnThisMachine()) {
          warnings.add(
              "SMTP_URL has starttls=off: others can read links that set passwords on the way to "
                  + server.place()
                  + ".");
        }
        yield from.<MailRoute>map(address -> new MailRoute.Smtp(server, address))
            .orElseGet(MailRoute.None::new);
      }
      case SmtpUrl.Invalid(List<String> faults) -> {
        faults.forEach(
            fault ->
                settings.fault(
                    EnvironmentVariable.SMTP_URL, fault + ".", "See docs/mail.md for its form."));
        yield new MailRoute.None();
      }
    };
  }

  private MailTemplates mailTemplates() {
    List<FileFault> faults = new ArrayList<>();
    MailTemplates templates = MailTemplates.read(project, faults);
    faults.forEach(
        fault ->
            settings.faults().add(new ConfigFault(fault.place(), fault.message(), fault.remedy())));
    return templates;
  }

  /// The embedded database is for development: its server is on the machine of the author.
  private static boolean isDevelopment(DatabaseChoice database) {
    return database instanceof DatabaseChoice.Embedded;
  }

  private List<String> trustedProxies() {
    List<String> blocks = new ArrayList<>();
    for (String item : settings.list(EnvironmentVariable.TRUSTED_PROXIES)) {
      NetworkAddressParser.cidrBlock(item)
          .ifPresentOrElse(
              blocks::add,
              () ->
                  settings.fault(
                      EnvironmentVariable.TRUSTED_PROXIES,
                      "'" + VariableReader.abbreviate(item) + "' is not a block of addresses.",
                      "Write 10.0.0.0/8 or one address."));
    }
    return blocks;
  }

  private void warnOfUnsafeNetwork(
      String host, Optional<String> publicUrl, List<String> trustedProxies) {
    if (trustedProxies.stream().anyMatch(block -> block.endsWith("/0"))) {
      warnings.add(
          "TRUSTED_PROXIES trusts every address: a client can forge the address that rate limits"
              + " and logs use. Name only the addresses of your proxies.");
    }
    boolean secured =
        !trustedProxies.isEmpty() || publicUrl.filter(url -> url.startsWith("https:")).isPresent();
    if (ALL_INTERFACES.contains(host) && !secured) {
      warnings.add(
          "HOST="
              + host
              + " serves plain HTTP on every network interface: others can read passwords and"
              + " tokens on the way. Put a proxy with TLS in front and set PUBLIC_URL and"
              + " TRUSTED_PROXIES.");
    }
  }

  private boolean rateLimits() {
    boolean on =
        settings.enumValue(EnvironmentVariable.RATE_LIMITS, Switch.ON, List.of(Switch.values()))
            == Switch.ON;
    if (!on) {
      warnings.add("RATE_LIMITS=off: passwords can be guessed as fast as this machine hashes.");
    }
    return on;
  }

  /// Variables by name, and the faults found while reading them. A blank variable counts as not
  /// set: compose files and CI pass empty values for omitted variables.
  static final class VariableReader {
    private final Map<String, String> environment;
    private final Map<String, String> file;
    private final List<ConfigFault> faults = new ArrayList<>();

    VariableReader(Map<String, String> environment, DotEnv file) {
      this.environment = environment;
      this.file = file.values();
      faults.addAll(file.faults());
    }

    List<ConfigFault> faults() {
      return faults;
    }

    void fault(EnvironmentVariable variable, String message, String remedy) {
      faults.add(new ConfigFault(variable.name(), message, remedy));
    }

    Optional<String> text(EnvironmentVariable variable) {
      return text(variable.name());
    }

    Optional<String> text(String variable) {
      String value = environment.getOrDefault(variable, "");
      if (value.isBlank()) {
        value = file.getOrDefault(variable, "");
      }
      return value.isBlank() ? Optional.empty() : Optional.of(value.strip());
    }

    /// A whole number from `least` to `most`; `fallback` if it is not set or invalid.
    int number(EnvironmentVariable variable, int fallback, int least, int most) {
      Optional<String> text = text(variable);
      if (text.isEmpty()) {
        return fallback;
      }
      String digits = text.get();
      if (digits.matches("[0-9]{1,9}")) {
        int number = Integer.parseInt(digits);
        if (number >= least && number <= most) {
          return number;
        }
      }
      fault(
          variable,
          "'" + abbreviate(digits) + "' is not a whole number from " + least + " to " + most + ".",
          "Leave it out for " + fallback + ".");
      return fallback;
    }

    /// One of the constants of an enum, written in lower case.
    <E extends Enum<E>> E enumValue(EnvironmentVariable variable, E fallback, List<E> words) {
      Optional<String> text = text(variable);
      if (text.isEmpty()) {
        return fallback;
      }
      for (E word : words) {
        if (word.name().equalsIgnoreCase(text.get())) {
          return word;
        }
      }
      List<String> names = words.stream().map(w -> w.name().toLowerCase(Locale.ROOT)).toList();
      fault(
          variable,
          "'" + abbreviate(text.get()) + "' is none of " + String.join(", ", names) + ".",
          "Leave it out for " + fallback.name().toLowerCase(Locale.ROOT) + ".");
      return fallback;
    }

    /// A comma-separated list, with white space removed.
    List<String> list(EnvironmentVariable variable) {
      List<String> items = new ArrayList<>();
      for (String part : text(variable).orElse("").split(",", -1)) {
        if (!part.isBlank()) {
          items.add(part.strip());
        }
      }
      return items;
    }

    /// A value as shown in a fault: short, on one line.
    static String abbreviate(String value) {
      String clean = value.replaceAll("\\p{Cntrl}", "?");
      return clean.length() <= 60 ? clean : clean.substring(0, 60) + "…";
    }
  }
}
