package dev.freehold.ops;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.freehold.event.Event;
import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/// Configures the log. Libraries log from WARN.
public final class Logging {
  private static final Logger REQUESTS = LoggerFactory.getLogger("freehold.request");

  /// The format of a line.
  public enum Format {
    /// Text if standard output is a terminal, else JSON.
    AUTO,
    /// Text for a terminal.
    TEXT,
    /// One JSON object per line.
    JSON
  }

  /// The bytes that are not yet passed to the operating system.
  public static final class Output {
    private final OutputStream stream;
    private final AccessLogFormatter requestLine;

    Output(OutputStream stream, AccessLogFormatter requestLine) {
      this.stream = stream;
      this.requestLine = requestLine;
    }

    /// Writes the line of a request if its level is enabled. Called by one thread at a time.
    void request(Event.RequestCompleted event, long epochMillis) {
      if (REQUESTS.isEnabledForLevel(AccessLogFormatter.level(event))) {
        try {
          stream.write(requestLine.format(event, epochMillis).toString().getBytes(UTF_8));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    /// Flushes, and reports a failure.
    public void flush() {
      try {
        stream.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Logging() {}

  /// Configures logging for the whole process, replacing an earlier configuration.
  ///
  /// @param level of the program's own lines: `DEBUG`, `INFO`, `WARN` or `ERROR`
  /// @throws IllegalArgumentException if `level` is not one of them
  public static Output configure(Format format, String level) {
    boolean terminal = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    Format form = format == Format.AUTO ? (terminal ? Format.TEXT : Format.JSON) : format;
    return configure(form, terminal, level, System.out);
  }

  /// [#configure(Format, String)] for other places than standard output.
  ///
  /// @param format not `AUTO`
  public static Output configure(Format format, boolean colour, String level, OutputStream target) {
    Level own = Level.toLevel(level, null);
    if (own == null) {
      throw new IllegalArgumentException("Not a log level: '" + level + "'");
    }
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    Encoder<ILoggingEvent> encoder =
        format == Format.JSON ? new JsonLogEncoder() : new TextLogEncoder(colour);
    // The event log flushes once per batch; other loggers, which write rarely, flush each line.
    Output output =
        new Output(
            new BufferedOutputStream(target, 1 << 16),
            new AccessLogFormatter(format == Format.JSON, colour));
    appender(context, "root", Level.WARN, encoder, output, true);
    appender(context, "freehold", own, encoder, output, false);
    return output;
  }

  private static void appender(
      LoggerContext context,
      String logger,
      Level level,
      Encoder<ILoggingEvent> encoder,
      Output output,
      boolean flushEach) {
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setName(logger);
    encoder.setContext(context);
    encoder.start();
    appender.setEncoder(encoder);
    appender.setImmediateFlush(flushEach);
    appender.setOutputStream(output.stream);
    appender.start();
    ch.qos.logback.classic.Logger target =
        logger.equals("root")
            ? context.getLogger(Logger.ROOT_LOGGER_NAME)
            : context.getLogger(logger);
    target.setLevel(level);
    target.setAdditive(false);
    target.addAppender(appender);
  }

  /// The time of an event that waited for its writer.
  static final class EventTimestamp {
    /// A key that passes the time to the encoder and is not printed.
    static final String KEY = "@at";

    private EventTimestamp() {}

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
}
