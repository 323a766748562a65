package dev.freehold.event;

import java.util.List;

/// Something that happened and that an operator may want to know. Emitted to an [EventSink]; written in one place.
public sealed interface Event {

  /// One request was answered. `route` is the pattern (`/api/v1/tasks/{id}`), never the path with its values; `-` where
  /// no route matched.
  record Answered(String requestId, String method, String route, int status, long micros)
      implements Event {}

  /// A request failed in a way that nobody foresaw.
  record Unforeseen(String requestId, String route, Throwable cause) implements Event {}

  /// A thread or callback outside any request failed.
  record Stray(String where, Throwable cause) implements Event {}

  record DatabaseStarting(String dataDirectory, boolean first) implements Event {}

  record DatabaseAdopted(String dataDirectory, long pid) implements Event {}

  record DatabaseReady(String version, long millis) implements Event {}

  record DatabaseStopped(long millis) implements Event {}

  record DatabaseLost(String reason) implements Event {}

  record DatabaseBack() implements Event {}

  /// The login may not create roles, so requests run as the login itself; row-level security still holds.
  record SingleRole(String login) implements Event {}

  record Migrated(List<String> changes) implements Event {}

  /// One step of a migration is done.
  ///
  /// @param number from 1
  record MigrationStep(int number, int of, String words, long millis) implements Event {}

  /// A migration waits for somebody.
  ///
  /// @param what for what and for whom, in words
  record MigrationWaits(String what, long millis) implements Event {}

  /// Something in the configuration that is allowed and unwise; a sentence for a person.
  record Warned(String message) implements Event {}

  record SecretGenerated(String file) implements Event {}

  record Ready(String url, long millis) implements Event {}

  record Stopping(String reason) implements Event {}

  record Stopped(long millis) implements Event {}

  /// A refresh token was used a second time after its grace: the session was ended.
  record RefreshReplayed(String sessionId) implements Event {}
}
