package dev.freehold.account;

import dev.freehold.account.ApiKeyRepository.ValidKey;
import dev.freehold.account.ConfirmedCache.CredentialSource;
import dev.freehold.event.EventSink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The API keys in use on this node, as a [ConfirmedCache]. Also writes the time of the last use.
public final class ApiKeyCache implements AutoCloseable {
  private final ApiKeyRepository repository;
  private final ConfirmedCache<ByteBuffer, ValidKey> keys;

  /// @param nanoTime a monotonic clock, such as `System::nanoTime`
  public ApiKeyCache(
      ApiKeyRepository repository, Vertx vertx, EventSink events, LongSupplier nanoTime) {
    this.repository = repository;
    this.keys = new ConfirmedCache<>("keys", source(repository), vertx, events, nanoTime);
  }

  private static CredentialSource<ByteBuffer, ValidKey> source(ApiKeyRepository repository) {
    return new CredentialSource<>() {
      @Override
      public Future<Optional<ValidKey>> find(ByteBuffer hash) {
        byte[] bytes = new byte[hash.remaining()];
        hash.duplicate().get(bytes);
        return repository.find(bytes);
      }

      @Override
      public Future<List<ValidKey>> valid(Collection<UUID> ids) {
        return repository.valid(ids);
      }

      @Override
      public Future<Void> touch(Collection<UUID> ids) {
        return repository.touch(ids);
      }

      @Override
      public UUID id(ValidKey key) {
        return key.id();
      }
    };
  }

  public void start() {
    keys.start();
  }

  /// The key if the database has confirmed it within the last second; null if it must be asked.
  ///
  /// @param hash 32 bytes
  public @Nullable ValidKey confirmed(byte[] hash) {
    return keys.confirmed(ByteBuffer.wrap(hash));
  }

  /// Whether the key was valid when it was last used on this node.
  public boolean isKnown(byte[] hash) {
    return keys.isKnown(ByteBuffer.wrap(hash));
  }

  /// Asks the database. Requests with the same key at the same time share the question.
  ///
  /// @return completes on the event loop of the caller
  public Future<Optional<ValidKey>> find(byte[] hash) {
    return keys.find(ByteBuffer.wrap(hash.clone()));
  }

  /// The key by the database, if it has expired or its account is disabled.
  public Future<Optional<ValidKey>> findRefused(byte[] hash) {
    return repository.findRefused(hash);
  }

  /// Forgets a key on this node at once. The caller has already deleted it from the database.
  public void remove(UUID id) {
    keys.remove(id);
  }

  @Override
  public void close() {
    keys.close();
  }
}
