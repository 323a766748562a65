package dev.freehold.tracing;

import dev.freehold.db.StatementObserver;
import dev.freehold.db.StatementSummary;
import dev.freehold.event.EventSink;
import dev.freehold.http.RequestScope;
import dev.freehold.http.RequestTracer;
import dev.freehold.http.TraceParent;
import dev.freehold.tracing.TraceSettings.TraceSampler;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The traces of a server. A request has a span of kind `SERVER`, named by its method and route, and each
/// of its statements a span of kind `CLIENT`, named by its verb and table (semantic conventions of HTTP
/// and databases). Spans wait in a bounded queue; what does not fit is lost, and no request waits.
public final class OtlpTracing implements RequestTracer, StatementObserver, AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration DELAY = Duration.ofSeconds(2);
  private static final long CLOSE_SECONDS = 3;

  private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");
  private static final AttributeKey<String> SERVICE_VERSION =
      AttributeKey.stringKey("service.version");
  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
  private static final AttributeKey<String> REQUEST_ID =
      AttributeKey.stringKey("freehold.request_id");
  private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("db.system.name");
  private static final AttributeKey<String> SUMMARY = AttributeKey.stringKey("db.query.summary");
  private static final AttributeKey<String> QUERY = AttributeKey.stringKey("db.query.text");
  private static final AttributeKey<Long> ROWS = AttributeKey.longKey("db.response.returned_rows");
  private static final AttributeKey<String> DATABASE_STATUS =
      AttributeKey.stringKey("db.response.status_code");

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  /// @param application the name of the API
  /// @param version of the program
  public OtlpTracing(TraceSettings settings, String application, String version, EventSink events) {
    String service = settings.serviceName().isEmpty() ? application : settings.serviceName();
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(settings.endpoint() + "/v1/traces")
            .setHeaders(settings::headers)
            .setTimeout(TIMEOUT)
            .build();
    provider =
        SdkTracerProvider.builder()
            .setResource(
                Resource.getDefault()
                    .merge(
                        Resource.create(
                            Attributes.of(SERVICE_NAME, service, SERVICE_VERSION, version))))
            .setSampler(sampler(settings.sampler(), settings.ratio()))
            .addSpanProcessor(
                BatchSpanProcessor.builder(
                        new ReportedSpanExporter(exporter, settings.endpoint(), events))
                    .setScheduleDelay(DELAY)
                    .build())
            .build();
    tracer = provider.get("dev.freehold", version);
  }

  private static Sampler sampler(TraceSampler sampler, double ratio) {
    return switch (sampler) {
      case ALWAYS_ON -> Sampler.alwaysOn();
      case ALWAYS_OFF -> Sampler.alwaysOff();
      case TRACEIDRATIO -> Sampler.traceIdRatioBased(ratio);
      case PARENTBASED_ALWAYS_ON -> Sampler.parentBased(Sampler.alwaysOn());
      case PARENTBASED_ALWAYS_OFF -> Sampler.parentBased(Sampler.alwaysOff());
      case PARENTBASED_TRACEIDRATIO -> Sampler.parentBased(Sampler.traceIdRatioBased(ratio));
    };
  }

  @Override
  public RequestSpan begin(@Nullable TraceParent parent) {
    Context context = Context.root();
    if (parent != null) {
      SpanContext remote =
          SpanContext.createFromRemoteParent(
              parent.traceId(),
              parent.spanId(),
              parent.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault(),
              TraceState.getDefault());
      context = context.with(Span.wrap(remote));
    }
    Span span =
        tracer.spanBuilder("HTTP").setParent(context).setSpanKind(SpanKind.SERVER).startSpan();
    return new ServerSpan(span);
  }

  private record ServerSpan(Span span) implements RequestSpan {
    @Override
    public String traceId() {
      return span.getSpanContext().getTraceId();
    }

    @Override
    public void end(
        String requestId, String method, String route, int status, @Nullable String problem) {
      if (!span.isRecording()) {
        span.end();
        return;
      }
      String known = known(method);
      boolean routed = !route.equals("-");
      span.updateName(routed ? known + " " + route : known.equals("_OTHER") ? "HTTP" : known);
      span.setAttribute(METHOD, known);
      if (routed) {
        span.setAttribute(ROUTE, route);
      }
      span.setAttribute(STATUS, (long) status);
      span.setAttribute(REQUEST_ID, requestId);
      if (problem != null) {
        span.setAttribute(ERROR, problem);
      }
      if (status >= 500) {
        span.setStatus(StatusCode.ERROR);
      }
      span.end();
    }

    private static String known(String method) {
      return switch (method) {
        case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" -> method;
        default -> "_OTHER";
      };
    }
  }

  @Override
  public boolean countsRows() {
    return true;
  }

  /// Records a statement of a request that is recorded. What a server asks on its own has no trace.
  @Override
  public void ended(StatementExecution execution) {
    @Nullable RequestScope scope = RequestScope.current();
    if (scope == null
        || !(scope.span() instanceof ServerSpan(Span parent))
        || !parent.isRecording()) {
      return;
    }
    String summary = StatementSummary.of(execution.sql());
    long end = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    SpanBuilder builder =
        tracer
            .spanBuilder(summary)
            .setParent(Context.root().with(parent))
            .setSpanKind(SpanKind.CLIENT)
            .setStartTimestamp(end - execution.nanos(), TimeUnit.NANOSECONDS)
            .setAttribute(SYSTEM, "postgresql")
            .setAttribute(SUMMARY, summary)
            .setAttribute(QUERY, StatementSummary.shape(execution.sql()));
    if (execution.rows() >= 0) {
      builder.setAttribute(ROWS, execution.rows());
    }
    Span span = builder.startSpan();
    @Nullable String failure = execution.failureCode();
    if (failure != null) {
      span.setAttribute(ERROR, failure);
      span.setAttribute(DATABASE_STATUS, failure);
      span.setStatus(StatusCode.ERROR);
    }
    span.end(end, TimeUnit.NANOSECONDS);
  }

  /// Sends what waits, for a few seconds at most.
  @Override
  public void close() {
    provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
