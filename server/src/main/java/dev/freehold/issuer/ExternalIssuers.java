package dev.freehold.issuer;

import dev.freehold.event.EventSink;
import dev.freehold.issuer.ExternalIssuer.IssuerVerification;
import dev.freehold.issuer.ExternalTokenVerifier.TrustedIssuer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The external issuers of a running server, with the keys that are fetched for them.
public final class ExternalIssuers implements AutoCloseable {
  private final @Nullable IssuerHttpClient client;
  private final List<RemoteKeys> remote = new ArrayList<>();
  private final ExternalTokenVerifier verifier;

  /// @param clock for the times of tokens
  /// @param nanoTime a monotonic clock, such as `System::nanoTime`
  public ExternalIssuers(
      List<ExternalIssuer> issuers,
      Vertx vertx,
      EventSink events,
      InstantSource clock,
      LongSupplier nanoTime) {
    this(issuers, vertx, new HttpClientOptions(), events, clock, nanoTime);
  }

  /// @param trust whom to trust
  ExternalIssuers(
      List<ExternalIssuer> issuers,
      Vertx vertx,
      HttpClientOptions trust,
      EventSink events,
      InstantSource clock,
      LongSupplier nanoTime) {
    IssuerHttpClient fetching =
        issuers.stream().anyMatch(i -> i.verification() instanceof IssuerVerification.ByJwkSet)
            ? new IssuerHttpClient(vertx, trust)
            : null;
    this.client = fetching;
    List<TrustedIssuer> trusted = new ArrayList<>();
    for (ExternalIssuer issuer : issuers) {
      trusted.add(
          new TrustedIssuer(
              issuer,
              switch (issuer.verification()) {
                case IssuerVerification.BySecret(var secret) -> KeySource.shared(secret);
                case IssuerVerification.ByJwkSet(var address) -> {
                  RemoteKeys keys =
                      new RemoteKeys(
                          issuer.name(),
                          address,
                          Objects.requireNonNull(fetching),
                          vertx,
                          events,
                          nanoTime);
                  remote.add(keys);
                  yield keys;
                }
              }));
    }
    this.verifier = new ExternalTokenVerifier(trusted, clock, events);
  }

  public ExternalTokenVerifier verifier() {
    return verifier;
  }

  /// Fetches the keys now, without waiting for them: an issuer that is away stops no start.
  public void start() {
    remote.forEach(RemoteKeys::start);
  }

  @Override
  public void close() {
    remote.forEach(RemoteKeys::close);
    if (client != null) {
      client.close();
    }
  }
}
