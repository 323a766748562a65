package dev.freehold.app;

/// Every variable that Freehold reads, in the order of `docs/configuration.md`. A test holds this
/// table, that page and `.env.example` to the same names and defaults.
public enum Variable {
  DATABASE_URL("", "a PostgreSQL of yours; empty: the embedded one"),
  JWT_SECRET("", "signs access tokens; at least 32 bytes"),
  FRONTEND_URL("http://localhost:3000", "origins that browsers may call from"),
  HOST("127.0.0.1", "the address to listen on"),
  PORT("8000", "the port to listen on; 0: any that is free"),
  FREEHOLD_DATA_DIR(".freehold", "where the embedded database and the generated secret are kept"),
  PUBLIC_URL("", "the address that clients see, behind a proxy"),
  TRUSTED_PROXIES("", "address blocks whose X-Forwarded-For is believed"),
  LOG_FORMAT("auto", "auto, text or json"),
  LOG_LEVEL("info", "error, warn, info or debug"),
  EVENT_LOOPS("number of cores", "threads that answer requests"),
  DATABASE_CONNECTIONS("2", "pipelined connections of each event loop"),
  RATE_LIMITS("on", "on or off"),
  MAX_BODY_BYTES("1048576", "the largest request body"),
  FREEHOLD_MIGRATE("auto", "what a start applies to the database: auto, safe or never");

  private final String fallback;
  private final String purpose;

  Variable(String fallback, String purpose) {
    this.fallback = fallback;
    this.purpose = purpose;
  }

  /// What holds when the variable is not set; a description where it depends on the machine.
  public String fallback() {
    return fallback;
  }

  public String purpose() {
    return purpose;
  }
}
