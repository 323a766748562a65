package dev.freehold.metrics;

import dev.freehold.db.PoolStatistics;
import dev.freehold.db.StatementObserver;
import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import dev.freehold.http.server.HttpServer;
import dev.freehold.mail.Outbox;
import dev.freehold.mail.Outbox.OutboxDepth;
import dev.freehold.ratelimit.FairQueue;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// All meters of a server. Counters count as it runs. What only an event loop or the database knows is
/// asked for by [#sample], before a reading.
public final class ServerMeters implements EventSink, AutoCloseable {
  private static final long SAMPLE_MILLIS = 1_000;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final EventMeters events;
  private final List<Supplier<Future<?>>> samples = new ArrayList<>();

  /// @param application the name of the API, a label of every series
  /// @param version of the program
  public ServerMeters(String application, String version) {
    registry.config().commonTags("application", application);
    events = new EventMeters(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    collections.bindTo(registry);
    Gauge.builder("freehold.build.info", () -> 1)
        .description("The program.")
        .tag("version", version)
        .register(registry);
  }

  @Override
  public void emit(Event event) {
    events.emit(event);
  }

  /// The connections of a pool.
  public void pool(String pool, Supplier<Future<PoolStatistics>> statistics) {
    Sample<PoolStatistics> sample = sampled(statistics);
    poolGauge("connections", "Open connections.", pool, sample, PoolStatistics::open);
    poolGauge(
        "in.flight",
        "Statements that are sent and not answered; of transactions, the open ones.",
        pool,
        sample,
        PoolStatistics::inFlight);
    poolGauge(
        "waiting",
        "Statements or transactions that wait for a connection.",
        pool,
        sample,
        PoolStatistics::waiting);
  }

  private void poolGauge(
      String name,
      String description,
      String pool,
      Sample<PoolStatistics> sample,
      ToDoubleFunction<PoolStatistics> value) {
    Gauge.builder("freehold.database." + name, () -> sample.read(value))
        .description(description)
        .tag("pool", pool)
        .register(registry);
  }

  /// Counts and times the statements of a pool.
  public StatementObserver statements(String pool) {
    Timer answered = statementTimer(pool, "ok");
    Timer failed = statementTimer(pool, "error");
    return execution ->
        (execution.failure() == null ? answered : failed)
            .record(execution.nanos(), TimeUnit.NANOSECONDS);
  }

  private Timer statementTimer(String pool, String outcome) {
    return MeterNames.timer(
            "freehold.database.statements",
            "Statements, one round trip each, with the wait for a connection.")
        .tag("pool", pool)
        .tag("outcome", outcome)
        .register(registry);
  }

  public void http(HttpServer server) {
    gauge(
        "http.requests.in.flight", "Requests that are not answered yet.", server::requestsInFlight);
    gauge("http.connections", "Open connections of clients.", server::connections);
  }

  public void wideQueries(FairQueue turns) {
    gauge("wide.queries.running", "Expensive queries that run.", turns::running);
    gauge("wide.queries.waiting", "Expensive queries that wait for their turn.", turns::waiting);
    for (FairQueue.Refusal refusal : FairQueue.Refusal.values()) {
      FunctionCounter.builder(
              "freehold.wide.queries.refused", turns, queue -> queue.refused(refusal))
          .description("Expensive queries that were refused.")
          .tag("reason", refusal.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }

  public void outbox(Outbox outbox) {
    Sample<OutboxDepth> sample = sampled(outbox::depth);
    mailGauge("due", sample, OutboxDepth::due);
    mailGauge("undeliverable", sample, OutboxDepth::undeliverable);
  }

  private void mailGauge(
      String state, Sample<OutboxDepth> sample, ToDoubleFunction<OutboxDepth> value) {
    Gauge.builder("freehold.mail.outbox", () -> sample.read(value))
        .description("Mails in the outbox, which all nodes share.")
        .tag("state", state)
        .register(registry);
  }

  /// @param ready as `/readyz` says it
  /// @param schemaCurrent whether the tables are those of the spec of this server
  public void state(
      BooleanSupplier ready, BooleanSupplier databaseUp, BooleanSupplier schemaCurrent) {
    gauge("ready", "1 while /readyz answers 200.", () -> ready.getAsBoolean() ? 1 : 0);
    gauge("database.up", "1 while the database answers.", () -> databaseUp.getAsBoolean() ? 1 : 0);
    gauge(
        "schema.current",
        "0 after the database was migrated to another spec.",
        () -> schemaCurrent.getAsBoolean() ? 1 : 0);
  }

  private void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder("freehold." + name, value).description(description).register(registry);
  }

  /// The last value of something that is asked for before each reading; none while it does not answer.
  private static final class Sample<T> {
    private final AtomicReference<@Nullable T> last = new AtomicReference<>();

    double read(ToDoubleFunction<T> value) {
      @Nullable T known = last.get();
      return known == null ? Double.NaN : value.applyAsDouble(known);
    }
  }

  private <T> Sample<T> sampled(Supplier<Future<T>> source) {
    Sample<T> sample = new Sample<>();
    samples.add(
        () ->
            source
                .get()
                .timeout(SAMPLE_MILLIS, TimeUnit.MILLISECONDS)
                .onComplete(done -> sample.last.set(done.result())));
    return sample;
  }

  /// Asks for what is not counted here. Completes within about a second, and never fails.
  Future<Void> sample() {
    List<Future<?>> asked = new ArrayList<>();
    samples.forEach(source -> asked.add(source.get()));
    return Future.join(asked).transform(_ -> Future.succeededFuture());
  }

  /// All meters as text.
  ///
  /// @param contentType of Prometheus or OpenMetrics
  String scrape(String contentType) {
    return registry.scrape(contentType);
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
