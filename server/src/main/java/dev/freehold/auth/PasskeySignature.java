package dev.freehold.auth;

import dev.freehold.account.AccountEvent;
import dev.freehold.account.AccountEvent.Kind;
import dev.freehold.account.PasskeyRepository;
import dev.freehold.account.PasskeyRepository.PasskeyOwner;
import dev.freehold.account.PasskeyRepository.Use;
import dev.freehold.passkey.AssertionResult;
import dev.freehold.passkey.AssertionResult.Verified;
import dev.freehold.passkey.CredentialJson;
import dev.freehold.passkey.PasskeyOptions;
import dev.freehold.token.PasskeyChallengeCodec.PasskeyChallenge;
import io.vertx.core.Future;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Verifies a signature of a passkey, and uses it. An unknown passkey costs the same work as a wrong
/// signature (K12).
final class PasskeySignature {
  private final PasskeyRepository passkeys;
  private final PasskeyParts parts;
  private final Consumer<AccountEvent> record;

  PasskeySignature(PasskeyRepository passkeys, PasskeyParts parts, Consumer<AccountEvent> record) {
    this.passkeys = passkeys;
    this.parts = parts;
    this.record = record;
  }

  /// Uses the signature if it is that of a passkey.
  ///
  /// @param user whose passkey it must be; null for anyone's
  /// @param use of a verified signature
  Future<Use> use(
      CredentialJson credential,
      PasskeyChallenge challenge,
      @Nullable UUID user,
      BiFunction<PasskeyOwner, Verified, Future<Use>> use) {
    return passkeys
        .find(credential.id())
        .map(found -> found.filter(owner -> isOf(owner, credential, user)))
        .compose(
            owner ->
                parts
                    .verifier()
                    .verify(
                        credential,
                        challenge.bytes(),
                        owner.map(PasskeyOwner::credential).orElse(null))
                    .compose(
                        result ->
                            switch (result) {
                              case Verified signed -> use.apply(owner.orElseThrow(), signed);
                              case AssertionResult.Suspicious _ ->
                                  Future.succeededFuture(new Use.Suspicious());
                              case AssertionResult.Refused _ ->
                                  Future.succeededFuture(new Use.Refused());
                            })
                    .onSuccess(result -> note(result, owner)));
  }

  /// An authenticator names the account for which it made the passkey. Where the account is known, it
  /// need not (WebAuthn Level 3 section 7.2 step 6).
  private static boolean isOf(PasskeyOwner owner, CredentialJson credential, @Nullable UUID user) {
    Optional<byte[]> handle = credential.userHandle();
    return (user == null ? handle.isPresent() : owner.user().equals(user))
        && handle
            .map(named -> MessageDigest.isEqual(named, PasskeyOptions.userHandle(owner.user())))
            .orElse(true);
  }

  private void note(Use result, Optional<PasskeyOwner> owner) {
    @Nullable UUID account = owner.map(PasskeyOwner::user).orElse(null);
    switch (result) {
      case Use.Suspicious _ ->
          record.accept(new AccountEvent(Kind.PASSKEY_REFUSED, account, null, null));
      case Use.Refused _ ->
          record.accept(
              new AccountEvent(Kind.LOG_IN_FAILED, account, null, null, AccountEvent.PASSKEY));
      case Use.SignedIn _, Use.Proven _ -> {}
    }
  }
}
