package dev.freehold.issuer;

import dev.freehold.event.EventSink;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// The providers of a running server.
public final class OidcClients implements AutoCloseable {
  private final IssuerHttpClient http;
  private final List<OidcClient> all = new ArrayList<>();

  /// @param clock for the times of tokens
  /// @param nanoTime a monotonic clock, such as `System::nanoTime`
  public OidcClients(
      List<OidcProvider> providers,
      Vertx vertx,
      EventSink events,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.http = new IssuerHttpClient(vertx, new HttpClientOptions());
    providers.forEach(
        provider -> all.add(new OidcClient(provider, http, vertx, events, clock, nanoTime)));
  }

  public List<OidcClient> all() {
    return List.copyOf(all);
  }

  /// Fetches their documents now, without waiting for them.
  public void start() {
    all.forEach(OidcClient::start);
  }

  @Override
  public void close() {
    all.forEach(OidcClient::close);
    http.close();
  }
}
