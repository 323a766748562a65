package dev.freehold.ops;

import dev.freehold.event.Event;
import dev.freehold.ops.Logging.EventTimestamp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/// The message and level of each event in the log.
final class EventLogMessages {
  private static final Logger LOG = LoggerFactory.getLogger("freehold");

  private EventLogMessages() {}

  /// @param repeated how many events of this kind came since its last line, without this one
  static void write(Event event, long epochMillis, int repeated, Logging.Output output) {
    switch (event) {
      case Event.RequestCompleted e -> output.request(e, epochMillis);
      case Event.RequestFailed e ->
          at(LOG, Level.ERROR, epochMillis)
              .addKeyValue("requestId", e.requestId())
              .addKeyValue("route", e.route())
              .setCause(e.cause())
              .log("A request failed with an unexpected error");
      case Event.UncaughtFailure e ->
          counted(Level.ERROR, epochMillis, repeated)
              .addKeyValue("where", e.source())
              .setCause(e.cause())
              .log("Uncaught exception outside of a request");
      case Event.DatabaseStarting e ->
          at(LOG, Level.INFO, epochMillis)
              .addKeyValue("directory", e.dataDirectory())
              .log(
                  e.first()
                      ? "Creating the embedded PostgreSQL"
                      : "Starting the embedded PostgreSQL");
      case Event.DatabaseAdopted e ->
          at(LOG, Level.INFO, epochMillis)
              .addKeyValue("directory", e.dataDirectory())
              .addKeyValue("pid", e.pid())
              .log("Adopted the embedded PostgreSQL that was still running");
      case Event.DatabaseReady e ->
          at(LOG, Level.INFO, epochMillis)
              .addKeyValue("version", e.version())
              .addKeyValue("ms", e.millis())
              .log("PostgreSQL is ready");
      case Event.DatabaseStopped e ->
          at(LOG, Level.INFO, epochMillis).addKeyValue("ms", e.millis()).log("PostgreSQL stopped");
      case Event.DatabaseLost e ->
          at(LOG, Level.ERROR, epochMillis)
              .addKeyValue("reason", e.reason())
              .log("The database does not answer");
      case Event.DatabaseRecovered _ ->
          at(LOG, Level.INFO, epochMillis).log("The database answers again");
      case Event.ConnectionsRefused e ->
          at(LOG, Level.ERROR, epochMillis)
              .addKeyValue("connections", e.connections())
              .addKeyValue("reason", e.reason())
              .log("The database refuses connections: this server is not ready");
      case Event.ConnectionsAccepted e ->
          at(LOG, Level.INFO, epochMillis)
              .addKeyValue("connections", e.connections())
              .log("The database accepts connections again");
      case Event.StorageFull e ->
          counted(Level.ERROR, epochMillis, repeated)
              .addKeyValue("reason", e.reason())
              .log("The database has no room: writes are answered with 503; make room");
      case Event.StorageLow e ->
          at(LOG, Level.ERROR, epochMillis)
              .addKeyValue("directory", e.directory())
              .addKeyValue("free", e.freeBytes())
              .addKeyValue("needed", e.neededBytes())
              .log("The disk is nearly full: writes are answered with 503; make room");
      case Event.StorageRecovered e ->
          at(LOG, Level.INFO, epochMillis)
              .addKeyValue("directory", e.directory())
              .addKeyValue("free", e.freeBytes())
              .log("The disk has room again: writes are accepted");
      case Event.DatabaseRestartFailed e ->
          counted(Level.ERROR, epochMillis, repeated)
              .addKeyValue("reason", e.reason())
              .log("The embedded PostgreSQL does not start again; it is tried until it does");
      case Event.RoleSeparationUnavailable e ->
          at(LOG, Level.WARN, epochMillis)
              .addKeyValue("login", e.login())
              .log("The login may not create roles: requests run as the login itself");
      case Event.MigrationCompleted e ->
          at(LOG, Level.INFO, epochMillis)
              .addKeyValue("changes", String.join("; ", e.changes()))
              .log("The database was brought to the spec");
      case Event.MigrationStepCompleted e ->
          at(LOG, Level.INFO, epochMillis)
              .addKeyValue("step", e.number() + "/" + e.total())
              .addKeyValue("what", e.description())
              .addKeyValue("ms", e.millis())
              .log("A step of the migration is done");
      case Event.MigrationWaiting e ->
          at(LOG, Level.INFO, epochMillis)
              .addKeyValue("for", e.reason())
              .addKeyValue("ms", e.millis())
              .log("The migration waits");
      case Event.IdCounterAdvanced e ->
          at(LOG, Level.WARN, epochMillis)
              .addKeyValue("table", e.table())
              .addKeyValue("last", e.last())
              .addKeyValue("largest", e.largest())
              .log("Advanced an id counter that lay behind the ids of imported rows");
      case Event.StartWaiting e ->
          at(LOG, Level.WARN, epochMillis)
              .addKeyValue("for", e.target())
              .addKeyValue("ms", e.millis())
              .addKeyValue("reason", e.reason())
              .log("The start waits");
      case Event.OperatorWarning e -> at(LOG, Level.WARN, epochMillis).log(e.message());
      case Event.LeakedPasswordsUnreadable e ->
          at(LOG, Level.ERROR, epochMillis)
              .addKeyValue("reason", e.reason())
              .log("New passwords are refused, because LEAKED_PASSWORDS cannot be read");
      case Event.IssuerKeysUnavailable e ->
          at(LOG, Level.WARN, epochMillis)
              .addKeyValue("issuer", e.issuer())
              .addKeyValue("url", e.url())
              .addKeyValue("reason", e.reason())
              .log("The keys of an issuer could not be fetched");
      case Event.ProviderSignInFailed e ->
          at(LOG, Level.WARN, epochMillis)
              .addKeyValue("provider", e.provider())
              .addKeyValue("reason", e.reason())
              .log("A sign-in by a provider failed");
      case Event.ExternalTokenRefused e ->
          at(LOG, Level.INFO, epochMillis)
              .addKeyValue("issuer", e.issuer())
              .addKeyValue("reason", e.reason())
              .log("A token of an external issuer was refused");
      case Event.SecretGenerated e ->
          at(LOG, Level.INFO, epochMillis)
              .addKeyValue("file", e.file())
              .log("Made a secret for signing tokens");
      case Event.ServerReady e ->
          at(LOG, Level.INFO, epochMillis)
              .addKeyValue("url", e.url())
              .addKeyValue("ms", e.millis())
              .log("Ready");
      case Event.TracesLost e ->
          at(LOG, Level.WARN, epochMillis)
              .addKeyValue("host", e.host())
              .addKeyValue("reason", e.reason())
              .log("Traces cannot be sent, and are lost");
      case Event.TracesResumed _ -> at(LOG, Level.INFO, epochMillis).log("Traces are sent again");
      case Event.SlowStatement e -> slow(e, epochMillis, repeated);
      case Event.MetricsReady e ->
          at(LOG, Level.INFO, epochMillis).addKeyValue("url", e.url()).log("Metrics are served");
      case Event.ServerStopping e ->
          at(LOG, Level.INFO, epochMillis).addKeyValue("reason", e.reason()).log("Stopping");
      case Event.ServerStopped e ->
          at(LOG, Level.INFO, epochMillis).addKeyValue("ms", e.millis()).log("Stopped");
      case Event.RefreshTokenReused e ->
          at(LOG, Level.WARN, epochMillis)
              .addKeyValue("session", e.sessionId())
              .log("A refresh token was reused: the session was ended");
      case Event.SecondFactorUnreadable e ->
          at(LOG, Level.ERROR, epochMillis)
              .addKeyValue("account", e.account())
              .log(
                  "A second factor cannot be read, as JWT_SECRET is another than when it was set"
                      + " up: set JWT_SECRET_PREVIOUS, or freehold user reset-factors");
      case Event.AccountChanged e ->
          at(LOG, Level.DEBUG, epochMillis).addKeyValue("kind", e.kind()).log("Account event");
      case Event.MailSent e ->
          at(LOG, Level.DEBUG, epochMillis).addKeyValue("kind", e.kind()).log("Mail sent");
      case Event.MailDelayed e ->
          at(LOG, Level.ERROR, epochMillis)
              .addKeyValue("reason", e.reason())
              .log("Mail cannot be sent; it waits in auth.outbox and is tried again");
      case Event.MailResumed _ -> at(LOG, Level.INFO, epochMillis).log("Mail is sent again");
      case Event.MailUndeliverable e ->
          at(LOG, Level.ERROR, epochMillis)
              .addKeyValue("id", e.id())
              .addKeyValue("kind", e.kind())
              .addKeyValue("attempts", e.attempts())
              .addKeyValue("reason", e.reason())
              .log("A mail was given up; it is kept in auth.outbox");
    }
  }

  private static void slow(Event.SlowStatement event, long epochMillis, int repeated) {
    LoggingEventBuilder line =
        counted(Level.WARN, epochMillis, repeated)
            .addKeyValue("statement", event.statement())
            .addKeyValue("operation", event.operation())
            .addKeyValue("ms", event.millis())
            .addKeyValue("waitedMs", event.waitedMillis())
            .addKeyValue("rows", event.rows());
    if (event.requestId() != null) {
      line = line.addKeyValue("requestId", event.requestId());
    }
    if (event.failure() != null) {
      line = line.addKeyValue("failure", event.failure());
    }
    line.addKeyValue("shape", event.shape()).log("A statement was slow");
  }

  static void dropped(long count, long epochMillis) {
    at(LOG, Level.WARN, epochMillis)
        .addKeyValue("count", count)
        .log("Log lines were dropped: more events than could be written");
  }

  private static LoggingEventBuilder counted(Level level, long epochMillis, int repeated) {
    LoggingEventBuilder line = at(LOG, level, epochMillis);
    return repeated == 0 ? line : line.addKeyValue("repeated", repeated);
  }

  /// The time of the event, not of the writing.
  private static LoggingEventBuilder at(Logger logger, Level level, long epochMillis) {
    return logger.atLevel(level).addKeyValue(EventTimestamp.KEY, epochMillis);
  }
}
