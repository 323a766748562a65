package dev.freehold.http.answer;

import io.netty.util.AsciiString;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The `Date` header (RFC 9110 section 6.6.1), written anew once a second. One instance per event
/// loop.
final class HttpDate {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private long second = -1;
  private AsciiString text = AsciiString.EMPTY_STRING;

  AsciiString now() {
    long now = System.currentTimeMillis() / 1000;
    if (now != second) {
      second = now;
      text = AsciiString.cached(FORMAT.format(Instant.ofEpochSecond(now)));
    }
    return text;
  }
}
