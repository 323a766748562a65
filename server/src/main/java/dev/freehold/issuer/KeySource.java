package dev.freehold.issuer;

import dev.freehold.token.HmacKeyring;
import dev.freehold.token.SigningSecrets;
import dev.freehold.type.Secret;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// The keys of one issuer as they are now.
interface KeySource {
  /// The keys that are known; null while there are none.
  @Nullable KeySet current();

  /// Whether [#refresh] may bring a key that [#current] does not have.
  boolean mayRefresh();

  /// Asks the issuer, at most once in a while.
  ///
  /// @return never fails
  Future<Void> refresh();

  /// The `alg` of every token of the issuer.
  String algorithm();

  /// A set of keys. Two sets are the same if their keys are.
  sealed interface KeySet {
    /// The check of a signature by the key with the id: takes the signed bytes and the signature.
    /// Null if there is no such key. A token without an id is of the only key.
    @Nullable BiPredicate<byte[], byte[]> key(@Nullable String id);
  }

  /// Public keys.
  record PublicKeys(List<IssuerKey> keys) implements KeySet {
    public PublicKeys {
      keys = List.copyOf(keys);
    }

    @Override
    public @Nullable BiPredicate<byte[], byte[]> key(@Nullable String id) {
      if (id == null) {
        return keys.size() == 1 ? keys.getFirst()::verify : null;
      }
      for (IssuerKey key : keys) {
        if (id.equals(key.id())) {
          return key::verify;
        }
      }
      return null;
    }
  }

  /// A secret that the issuer shares. Ids of its tokens mean nothing: there is one key.
  static KeySource shared(Secret secret) {
    HmacKeyring keyring = HmacKeyring.of(SigningSecrets.of(secret));
    SharedKey key = new SharedKey(keyring::verify);
    return new KeySource() {
      @Override
      public KeySet current() {
        return key;
      }

      @Override
      public boolean mayRefresh() {
        return false;
      }

      @Override
      public Future<Void> refresh() {
        return Future.succeededFuture();
      }

      @Override
      public String algorithm() {
        return "HS256";
      }
    };
  }

  /// The one key of a shared secret.
  record SharedKey(BiPredicate<byte[], byte[]> check) implements KeySet {
    @Override
    public BiPredicate<byte[], byte[]> key(@Nullable String id) {
      return check;
    }
  }
}
