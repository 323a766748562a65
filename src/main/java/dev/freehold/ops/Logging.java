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
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How log lines look and where they go. Libraries are heard from WARN on.
public final class Logging {
  private static final Logger REQUESTS = LoggerFactory.getLogger("freehold.request");

  /// How a line is written.
  public enum Format {
    /// Lines for a person where standard output is a terminal, else JSON.
    AUTO,
    /// Lines for a person.
    TEXT,
    /// One JSON object per line.
    JSON
  }

  /// What is written and not yet handed to the system.
  public static final class Output {
    private final OutputStream stream;
    private final RequestLine requestLine;

    Output(OutputStream stream, RequestLine requestLine) {
      this.stream = stream;
      this.requestLine = requestLine;
    }

    /// Writes the line of a request, where its level is wanted. Called by one thread at a time.
    void request(Event.Answered event, long epochMillis) {
      if (REQUESTS.isEnabledForLevel(RequestLine.level(event))) {
        try {
          stream.write(requestLine.of(event, epochMillis).toString().getBytes(UTF_8));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    /// Hands everything over, and says so where that fails.
    public void flush() {
      try {
        stream.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Logging() {}

  /// Sets the whole process' logging up, anew where it was.
  ///
  /// @param level of the program's own lines: `DEBUG`, `INFO`, `WARN` or `ERROR`
  /// @throws IllegalArgumentException where `level` is none of them
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
        format == Format.JSON ? new JsonEncoder() : new LineEncoder(colour);
    // The event log flushes once a batch; other loggers, which speak seldom, at once.
    Output output =
        new Output(
            new BufferedOutputStream(target, 1 << 16),
            new RequestLine(format == Format.JSON, colour));
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
}
