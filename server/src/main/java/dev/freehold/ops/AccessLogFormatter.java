package dev.freehold.ops;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.freehold.event.Event;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.slf4j.event.Level;

/// Formats the log line of a request, as JSON or text like other lines, but without the logging
/// library: that took 11 µs per line, a sixth of the whole request; this takes 1 µs.
///
/// Not thread-safe.
final class AccessLogFormatter {
  private static final JsonStringEncoder JSON = JsonStringEncoder.getInstance();
  private static final DateTimeFormatter JSON_SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter TEXT_SECOND =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

  private final boolean json;
  private final boolean colour;
  private final StringBuilder line = new StringBuilder(256);
  private long second = Long.MIN_VALUE;
  private String secondText = "";

  AccessLogFormatter(boolean json, boolean colour) {
    this.json = json;
    this.colour = colour;
  }

  static Level level(Event.RequestCompleted event) {
    return event.status() >= 500 ? Level.WARN : Level.INFO;
  }

  /// The line with its end, valid until the next call.
  CharSequence format(Event.RequestCompleted event, long epochMillis) {
    line.setLength(0);
    if (json) {
      json(event, epochMillis);
    } else {
      text(event, epochMillis);
    }
    return line.append('\n');
  }

  private void json(Event.RequestCompleted event, long epochMillis) {
    line.append("{\"time\":\"");
    time(epochMillis, JSON_SECOND);
    line.append("Z\",\"level\":\"").append(level(event));
    line.append("\",\"logger\":\"freehold.request\",\"message\":\"request\",\"requestId\":\"");
    JSON.quoteAsString(event.requestId(), line);
    line.append("\",\"method\":\"");
    JSON.quoteAsString(event.method(), line);
    line.append("\",\"route\":\"");
    JSON.quoteAsString(event.route(), line);
    line.append("\",\"status\":").append(event.status()).append(",\"ms\":");
    millis(event.micros());
    if (event.traceId() != null) {
      line.append(",\"traceId\":\"").append(event.traceId()).append('"');
    }
    line.append('}');
  }

  private void text(Event.RequestCompleted event, long epochMillis) {
    open("\u001b[2m");
    time(epochMillis, TEXT_SECOND);
    close();
    line.append(' ');
    open(level(event) == Level.WARN ? "\u001b[33m" : "\u001b[32m");
    line.append(level(event));
    close();
    line.append("  request");
    pair("requestId").append(event.requestId());
    pair("method").append(event.method());
    pair("route").append(event.route());
    pair("status").append(event.status());
    pair("ms");
    millis(event.micros());
    if (event.traceId() != null) {
      pair("traceId").append(event.traceId());
    }
  }

  private StringBuilder pair(String key) {
    line.append(' ');
    open("\u001b[2m");
    line.append(key).append('=');
    close();
    return line;
  }

  private void time(long epochMillis, DateTimeFormatter format) {
    long now = Math.floorDiv(epochMillis, 1_000);
    if (now != second) {
      second = now;
      secondText = format.format(Instant.ofEpochSecond(now));
    }
    int millis = (int) Math.floorMod(epochMillis, 1_000L);
    line.append(secondText).append('.');
    line.append(millis / 100).append(millis / 10 % 10).append(millis % 10);
  }

  private void millis(long micros) {
    long tenths = (micros + 50) / 100;
    line.append(tenths / 10).append('.').append(tenths % 10);
  }

  private void open(String code) {
    if (colour) {
      line.append(code);
    }
  }

  private void close() {
    if (colour) {
      line.append("\u001b[0m");
    }
  }
}
