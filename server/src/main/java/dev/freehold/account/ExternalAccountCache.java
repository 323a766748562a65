package dev.freehold.account;

import dev.freehold.account.ConfirmedCache.CredentialSource;
import dev.freehold.account.ExternalAccountRepository.ExternalAccount;
import dev.freehold.event.EventSink;
import dev.freehold.issuer.ExternalIdentity;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The people of external issuers who use this node, as a [ConfirmedCache]: a disabled or deleted account
/// is refused on every node within a second, however long its tokens last.
public final class ExternalAccountCache implements AutoCloseable {
  private final ExternalAccountRepository repository;
  private final ConfirmedCache<ExternalIdentity, ExternalAccount> accounts;

  /// @param nanoTime a monotonic clock, such as `System::nanoTime`
  public ExternalAccountCache(
      ExternalAccountRepository repository, Vertx vertx, EventSink events, LongSupplier nanoTime) {
    this.repository = repository;
    this.accounts =
        new ConfirmedCache<>("external accounts", source(repository), vertx, events, nanoTime);
  }

  private static CredentialSource<ExternalIdentity, ExternalAccount> source(
      ExternalAccountRepository repository) {
    return new CredentialSource<>() {
      @Override
      public Future<Optional<ExternalAccount>> find(ExternalIdentity identity) {
        return repository.find(identity);
      }

      @Override
      public Future<List<ExternalAccount>> valid(Collection<UUID> ids) {
        return repository.valid(ids);
      }

      @Override
      public Future<Void> touch(Collection<UUID> ids) {
        return Future.succeededFuture();
      }

      @Override
      public UUID id(ExternalAccount account) {
        return account.id();
      }
    };
  }

  public void start() {
    accounts.start();
  }

  /// The account if the database has confirmed it within the last second; null if it must be asked.
  public @Nullable ExternalAccount confirmed(ExternalIdentity identity) {
    return accounts.confirmed(identity);
  }

  /// Whether the account was enabled when it was last used on this node.
  public boolean isKnown(ExternalIdentity identity) {
    return accounts.isKnown(identity);
  }

  /// Asks the database; empty without an enabled account.
  ///
  /// @return completes on the event loop of the caller
  public Future<Optional<ExternalAccount>> find(ExternalIdentity identity) {
    return accounts.find(identity);
  }

  /// Asks the database with a question of its own, after the caller made an account.
  ///
  /// @return completes on the event loop of the caller
  public Future<Optional<ExternalAccount>> findAnew(ExternalIdentity identity) {
    return accounts.findAnew(identity);
  }

  /// Asks the database whether the account of an identity is still there and enabled.
  ///
  /// @param id of the identity
  public Future<Boolean> isActive(UUID id) {
    return repository.valid(List.of(id)).map(found -> !found.isEmpty());
  }

  /// Forgets an identity on this node at once. The caller has already deleted it from the database.
  public void remove(UUID id) {
    accounts.remove(id);
  }

  @Override
  public void close() {
    accounts.close();
  }
}
