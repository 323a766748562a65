package dev.freehold.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An event for operators. Emitted to an [EventSink].
public sealed interface Event {

  /// One request was answered. `route` is the pattern (`/api/v1/tasks/{id}`), never the path with
  /// its values; `-` where
  /// no route matched.
  ///
  /// @param problem the code of the error that was answered; null for an answer without one
  /// @param traceId of the trace that the request is part of; null if there is none
  record RequestCompleted(
      String requestId,
      String method,
      String route,
      int status,
      long micros,
      @Nullable String problem,
      @Nullable String traceId)
      implements Event {}

  /// Traces cannot be sent at present, and those of this time are lost. Emitted once until they can.
  ///
  /// @param host to which they go
  record TracesLost(String host, String reason) implements Event {}

  /// Traces are sent again.
  record TracesResumed() implements Event {}

  /// A statement took long.
  ///
  /// @param statement its verb and table, such as `SELECT app.tasks`
  /// @param shape its text without values, perhaps cut
  /// @param operation the method and route of the request; `-` if there is none
  /// @param requestId null if there is none
  /// @param millis how long the database worked on it, or until it failed
  /// @param waitedMillis how long it waited for a connection and for earlier statements
  /// @param rows that it returned
  /// @param failure the SQLSTATE or kind of its failure; null if it succeeded
  record SlowStatement(
      String statement,
      String shape,
      String operation,
      @Nullable String requestId,
      long millis,
      long waitedMillis,
      long rows,
      @Nullable String failure)
      implements Event {}

  /// A request failed with an unexpected error.
  record RequestFailed(String requestId, String route, Throwable cause) implements Event {}

  /// A thread or callback outside any request failed.
  record UncaughtFailure(String source, Throwable cause) implements Event {}

  record DatabaseStarting(String dataDirectory, boolean first) implements Event {}

  record DatabaseAdopted(String dataDirectory, long pid) implements Event {}

  record DatabaseReady(String version, long millis) implements Event {}

  record DatabaseStopped(long millis) implements Event {}

  record DatabaseLost(String reason) implements Event {}

  record DatabaseRecovered() implements Event {}

  /// The database answers, and refuses connections of one kind: this server is not ready.
  ///
  /// @param connections what they are for, such as `transactions`
  record ConnectionsRefused(String connections, String reason) implements Event {}

  /// Connections of this kind are accepted again.
  record ConnectionsAccepted(String connections) implements Event {}

  /// A statement failed because the database has no room, or its disk fails.
  record StorageFull(String reason) implements Event {}

  /// The disk of the embedded database has little room: writes are refused.
  ///
  /// @param freeBytes what is left
  /// @param neededBytes from which on writes are accepted again
  record StorageLow(String directory, long freeBytes, long neededBytes) implements Event {}

  /// The disk of the embedded database has room again: writes are accepted.
  record StorageRecovered(String directory, long freeBytes) implements Event {}

  /// The embedded database ended and could not be started again. It is tried until that succeeds.
  record DatabaseRestartFailed(String reason) implements Event {}

  /// The login may not create roles, so requests run as the login itself; row-level security still
  /// holds.
  record RoleSeparationUnavailable(String login) implements Event {}

  record MigrationCompleted(List<String> changes) implements Event {}

  /// One step of a migration is done.
  ///
  /// @param number from 1
  record MigrationStepCompleted(int number, int total, String description, long millis)
      implements Event {}

  /// A migration waits for another process.
  ///
  /// @param reason for what and for whom, in words
  record MigrationWaiting(String reason, long millis) implements Event {}

  /// The id counter of a table lay behind the ids of imported rows and was advanced.
  ///
  /// @param last the id that the counter gave last
  /// @param largest the largest id of the table's rows, after which it goes on
  record IdCounterAdvanced(String table, long last, long largest) implements Event {}

  /// A start waits for the database.
  ///
  /// @param target what it waits for, in words
  /// @param reason of the last failed attempt
  record StartWaiting(String target, long millis, String reason) implements Event {}

  /// A setting that is allowed but not recommended, as a sentence.
  record OperatorWarning(String message) implements Event {}

  /// The list of leaked passwords cannot be read, so new passwords are refused.
  record LeakedPasswordsUnreadable(String reason) implements Event {}

  /// The keys of an external issuer could not be fetched. Reported once until they can be.
  ///
  /// @param issuer its name in the spec
  record IssuerKeysUnavailable(String issuer, String url, String reason) implements Event {}

  /// A provider did not say who signs in: it was away, it refused, or what it said is not valid.
  ///
  /// @param provider its name in the spec
  /// @param reason without a secret and without the text of a client
  record ProviderSignInFailed(String provider, String reason) implements Event {}

  /// A token that says that it is of an external issuer was refused.
  ///
  /// @param issuer its name in the spec; empty if the spec has none with the `iss` of the token
  /// @param reason one of a few texts, without a word of the token
  record ExternalTokenRefused(String issuer, String reason) implements Event {}

  record SecretGenerated(String file) implements Event {}

  record ServerReady(String url, long millis) implements Event {}

  /// The metrics can be read.
  record MetricsReady(String url) implements Event {}

  record ServerStopping(String reason) implements Event {}

  record ServerStopped(long millis) implements Event {}

  /// A refresh token was used a second time after its grace: the session was ended.
  record RefreshTokenReused(String sessionId) implements Event {}

  /// The secret of a second factor is under a key that this server does not have: JWT_SECRET was replaced.
  record SecondFactorUnreadable(String account) implements Event {}

  /// Something happened to an account, such as a log-in.
  ///
  /// @param kind as in the record of account events, in lower case
  record AccountChanged(String kind) implements Event {}

  /// A mail was taken by the SMTP server.
  ///
  /// @param kind such as `reset`
  record MailSent(String kind) implements Event {}

  /// Mail cannot be sent at present. Emitted once until it can be sent again.
  ///
  /// @param reason without an address
  record MailDelayed(String reason) implements Event {}

  /// Mail is sent again.
  record MailResumed() implements Event {}

  /// A mail was given up. It stays in the outbox.
  ///
  /// @param id of its row
  /// @param kind such as `reset`
  /// @param reason without the address
  record MailUndeliverable(String id, String kind, int attempts, String reason) implements Event {}
}
