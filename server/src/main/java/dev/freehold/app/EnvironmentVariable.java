package dev.freehold.app;

/// The environment variables of Freehold, in the order of `docs/configuration.md`. A test checks
/// that this table, that page and `.env.example` have the same names and defaults.
enum EnvironmentVariable {
  DATABASE_URL("", "a PostgreSQL of yours; empty: the embedded one"),
  DATABASE_URL_DIRECT("", "the address without the pooler, for migrations and commands"),
  DATABASE_URL_API("", "a role of yours that serves rows; empty: one that a migration makes"),
  DATABASE_URL_AUTH("", "a role of yours that serves sign-in"),
  DATABASE_POOLER("auto", "auto, none, session or transaction: what DATABASE_URL leads through"),
  JWT_SECRET("", "signs access tokens; at least 32 bytes"),
  JWT_SECRET_PREVIOUS("", "the secret before it; accepted, and signs nothing"),
  JWT_SIGNING_KEY("", "a private key that signs access tokens in place of the secret"),
  JWT_SIGNING_KEY_PREVIOUS("", "the key before it; published and accepted, and signs nothing"),
  FRONTEND_URL("http://localhost:3000", "origins that browsers may call from"),
  HOST("127.0.0.1", "the address to listen on"),
  PORT("8000", "the port to listen on; 0: any that is free"),
  FREEHOLD_DATA_DIR(".freehold", "where the embedded database and the generated secret are kept"),
  PUBLIC_URL("", "the address that clients see, behind a proxy"),
  PASSKEY_RP_ID("", "the domain of passkeys, if it is above the host of PUBLIC_URL"),
  TRUSTED_PROXIES("", "address blocks whose X-Forwarded-For is believed"),
  SMTP_URL("", "the SMTP server that sends mail, smtp:// or smtps://"),
  MAIL_FROM("", "the sender of mail"),
  LEAKED_PASSWORDS("", "a file or folder of Pwned Passwords, which new passwords must not be in"),
  METRICS_PORT("", "the port of /metrics; empty: none is served"),
  METRICS_HOST("127.0.0.1", "the address of /metrics"),
  METRICS_TOKEN("", "what readers of /metrics must send"),
  OTEL_EXPORTER_OTLP_ENDPOINT("", "the collector that gets traces; empty: none is recorded"),
  OTEL_EXPORTER_OTLP_HEADERS("", "headers for the collector, name=value"),
  OTEL_SERVICE_NAME("", "the service in traces; empty: the name of the API"),
  OTEL_TRACES_SAMPLER("parentbased_always_on", "which traces are recorded"),
  OTEL_TRACES_SAMPLER_ARG("1.0", "the ratio of a sampler by ratio"),
  SLOW_STATEMENT_MS("", "statements that take longer are logged; empty: none"),
  LOG_FORMAT("auto", "auto, text or json"),
  LOG_LEVEL("info", "error, warn, info or debug"),
  EVENT_LOOPS("number of cores", "threads that answer requests"),
  DATABASE_CONNECTIONS("2", "pipelined connections of each event loop"),
  WIDE_QUERIES("number of cores, plus one", "expensive queries at once, of all callers"),
  WIDE_QUERY_SECONDS("5", "how long one expensive query may take"),
  RATE_LIMITS("on", "on or off"),
  MCP("on", "on or off: tools for language models at /mcp"),
  MAX_BODY_BYTES("1048576", "the largest request body"),
  FREEHOLD_MIGRATE("auto", "what a start applies to the database: auto, safe or never");

  private final String defaultValue;
  private final String description;

  EnvironmentVariable(String fallback, String purpose) {
    this.defaultValue = fallback;
    this.description = purpose;
  }

  /// The default value, or a description of it if it depends on the machine.
  public String defaultValue() {
    return defaultValue;
  }

  public String description() {
    return description;
  }
}
