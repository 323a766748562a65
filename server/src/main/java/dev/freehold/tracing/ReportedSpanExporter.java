package dev.freehold.tracing;

import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// An exporter whose failures are events: the first until it succeeds again. The library would write a
/// line of its own to standard error.
final class ReportedSpanExporter implements SpanExporter {
  /// Kept, since the JDK forgets the level of a logger that nobody holds.
  private static final Logger LIBRARY = Logger.getLogger("io.opentelemetry");

  static {
    LIBRARY.setLevel(Level.OFF);
  }

  private final SpanExporter exporter;
  private final String host;
  private final EventSink events;
  private final AtomicBoolean failing = new AtomicBoolean();

  ReportedSpanExporter(SpanExporter exporter, String endpoint, EventSink events) {
    this.exporter = exporter;
    URI address = URI.create(endpoint);
    this.host = address.getHost() + (address.getPort() < 0 ? "" : ":" + address.getPort());
    this.events = events;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    CompletableResultCode result = exporter.export(spans);
    return result.whenComplete(() -> completed(result));
  }

  private void completed(CompletableResultCode result) {
    if (!result.isSuccess()) {
      if (failing.compareAndSet(false, true)) {
        events.emit(new Event.TracesLost(host, reason(result.getFailureThrowable())));
      }
    } else if (failing.compareAndSet(true, false)) {
      events.emit(new Event.TracesResumed());
    }
  }

  private static String reason(@Nullable Throwable failure) {
    if (failure == null) {
      return "unknown";
    }
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
