package dev.freehold.ops;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.freehold.ops.Logging.EventTimestamp;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/// Text log lines: time of day, level, message, then `key=value` pairs, with stack traces below.
/// Control characters are replaced by `?`, so that a value cannot forge a line.
final class TextLogEncoder extends EncoderBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());
  private static final String RESET = "\u001b[0m";
  private static final String DIM = "\u001b[2m";
  private static final byte[] NOTHING = {};

  private final boolean colour;

  TextLogEncoder(boolean colour) {
    this.colour = colour;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    open(line, DIM);
    TIME.formatTo(Instant.ofEpochMilli(EventTimestamp.of(event)), line);
    close(line);
    line.append(' ');
    open(line, colourOf(event.getLevel()));
    line.append(event.getLevel());
    close(line);
    line.append(event.getLevel().levelStr.length() == 4 ? "  " : " ");
    clean(line, event.getFormattedMessage());
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      for (KeyValuePair pair : pairs) {
        if (!pair.key.equals(EventTimestamp.KEY)) {
          line.append(' ');
          open(line, DIM);
          line.append(pair.key).append('=');
          close(line);
          clean(line, String.valueOf(pair.value));
        }
      }
    }
    line.append('\n');
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      line.append(ThrowableProxyUtil.asString(thrown));
    }
    return line.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void clean(StringBuilder line, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) ? '?' : c);
    }
  }

  private static String colourOf(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> "\u001b[31m";
      case Level.WARN_INT -> "\u001b[33m";
      default -> "\u001b[32m";
    };
  }

  private void open(StringBuilder line, String code) {
    if (colour) {
      line.append(code);
    }
  }

  private void close(StringBuilder line) {
    if (colour) {
      line.append(RESET);
    }
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }
}
