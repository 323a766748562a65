package dev.freehold.issuer;

import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import dev.freehold.issuer.ExternalIssuer.JwkSetAddress;
import dev.freehold.issuer.IssuerHttpClient.FetchException;
import dev.freehold.type.SignatureAlgorithm;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The public keys at the address of an issuer or provider, as a [RemoteDocument].
///
/// One instance serves all event loops of a node.
final class RemoteKeys implements KeySource, AutoCloseable {
  static final Duration RENEWED = RemoteDocument.RENEWED;
  static final Duration PAUSE = RemoteDocument.PAUSE;
  static final Duration KEPT = RemoteDocument.KEPT;

  private final SignatureAlgorithm algorithm;
  private final RemoteDocument<PublicKeys> document;

  /// @param name of the issuer, for events
  /// @param nanoTime a monotonic clock, such as `System::nanoTime`
  RemoteKeys(
      String name,
      JwkSetAddress address,
      IssuerHttpClient client,
      Vertx vertx,
      EventSink events,
      LongSupplier nanoTime) {
    this(
        name,
        address.url(),
        () -> Future.succeededFuture(address.url()),
        address.algorithm(),
        client,
        vertx,
        events,
        nanoTime);
  }

  /// @param name of the issuer, for events
  /// @param shown an address, for events
  /// @param address where the keys are now
  /// @param nanoTime a monotonic clock, such as `System::nanoTime`
  RemoteKeys(
      String name,
      String shown,
      Supplier<Future<String>> address,
      SignatureAlgorithm algorithm,
      IssuerHttpClient client,
      Vertx vertx,
      EventSink events,
      LongSupplier nanoTime) {
    this.algorithm = algorithm;
    this.document =
        new RemoteDocument<>(
            () ->
                address
                    .get()
                    .compose(client::fetch)
                    .map(text -> JwkSetReader.read(text, algorithm))
                    .compose(
                        keys ->
                            keys.isEmpty()
                                ? Future.failedFuture(
                                    new FetchException("no usable key for " + algorithm.jose()))
                                : Future.succeededFuture(new PublicKeys(keys))),
            reason -> events.emit(new Event.IssuerKeysUnavailable(name, shown, reason)),
            vertx,
            nanoTime);
  }

  /// Fetches the keys now, and from time to time.
  void start() {
    document.start();
  }

  @Override
  public @Nullable KeySet current() {
    return document.current();
  }

  @Override
  public boolean mayRefresh() {
    return document.mayRefresh();
  }

  @Override
  public String algorithm() {
    return algorithm.jose();
  }

  @Override
  public Future<Void> refresh() {
    return document.refresh();
  }

  @Override
  public void close() {
    document.close();
  }
}
