package dev.freehold.ops;

import dev.freehold.event.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/// Every event as a log line: the one place that says in which words and at which level.
final class EventLines {
  private static final Logger LOG = LoggerFactory.getLogger("freehold");

  private EventLines() {}

  static void write(Event event, long epochMillis, Logging.Output output) {
    switch (event) {
      case Event.Answered e -> output.request(e, epochMillis);
      case Event.Unforeseen e ->
          at(LOG, Level.ERROR, epochMillis)
              .addKeyValue("requestId", e.requestId())
              .addKeyValue("route", e.route())
              .setCause(e.cause())
              .log("A request failed in a way that nobody foresaw");
      case Event.Stray e ->
          at(LOG, Level.ERROR, epochMillis)
              .addKeyValue("where", e.where())
              .setCause(e.cause())
              .log("Something failed outside any request");
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
      case Event.DatabaseBack _ ->
          at(LOG, Level.INFO, epochMillis).log("The database answers again");
      case Event.SingleRole e ->
          at(LOG, Level.WARN, epochMillis)
              .addKeyValue("login", e.login())
              .log("The login may not create roles: requests run as the login itself");
      case Event.Migrated e ->
          at(LOG, Level.INFO, epochMillis)
              .addKeyValue("changes", String.join("; ", e.changes()))
              .log("The database was brought to the spec");
      case Event.MigrationStep e ->
          at(LOG, Level.INFO, epochMillis)
              .addKeyValue("step", e.number() + "/" + e.of())
              .addKeyValue("what", e.words())
              .addKeyValue("ms", e.millis())
              .log("A step of the migration is done");
      case Event.MigrationWaits e ->
          at(LOG, Level.INFO, epochMillis)
              .addKeyValue("for", e.what())
              .addKeyValue("ms", e.millis())
              .log("The migration waits");
      case Event.Warned e -> at(LOG, Level.WARN, epochMillis).log(e.message());
      case Event.SecretGenerated e ->
          at(LOG, Level.INFO, epochMillis)
              .addKeyValue("file", e.file())
              .log("Made a secret for signing tokens");
      case Event.Ready e ->
          at(LOG, Level.INFO, epochMillis)
              .addKeyValue("url", e.url())
              .addKeyValue("ms", e.millis())
              .log("Ready");
      case Event.Stopping e ->
          at(LOG, Level.INFO, epochMillis).addKeyValue("reason", e.reason()).log("Stopping");
      case Event.Stopped e ->
          at(LOG, Level.INFO, epochMillis).addKeyValue("ms", e.millis()).log("Stopped");
      case Event.RefreshReplayed e ->
          at(LOG, Level.WARN, epochMillis)
              .addKeyValue("session", e.sessionId())
              .log("A refresh token was used again after its time: the session was ended");
    }
  }

  static void dropped(long count, long epochMillis) {
    at(LOG, Level.WARN, epochMillis)
        .addKeyValue("count", count)
        .log("Log lines were dropped: more events than could be written");
  }

  /// The time is that of the event, not of the writing.
  private static LoggingEventBuilder at(Logger logger, Level level, long epochMillis) {
    return logger.atLevel(level).addKeyValue(LogTime.KEY, epochMillis);
  }
}
