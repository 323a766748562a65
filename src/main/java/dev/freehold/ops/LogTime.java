package dev.freehold.ops;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/// The moment that a line tells of: where an event waited for its writer, the event's own.
final class LogTime {
  /// A key that carries the moment to the encoder and is not printed.
  static final String KEY = "@at";

  private LogTime() {}

  static long of(ILoggingEvent line) {
    List<KeyValuePair> pairs = line.getKeyValuePairs();
    if (pairs != null) {
      for (KeyValuePair pair : pairs) {
        if (pair.key.equals(KEY) && pair.value instanceof Long millis) {
          return millis;
        }
      }
    }
    return line.getTimeStamp();
  }
}
