package dev.freehold.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Encodes and decodes the state of a sign-in by a provider, which the browser keeps in a cookie while it
/// is there: no node has it in memory, and no request of a stranger is a row. It is signed, so that a
/// browser has only states that this server made.
///
/// The `state`, the `nonce` and the PKCE verifier are digests of one random value of the cookie. An address
/// has digests alone, so none of the others follows from it.
public final class SignInStateCodec {
  private static final int SEED = 32;
  private static final int DIGEST = 16;
  private static final int CHALLENGE = 32;
  private static final int PAYLOAD = SEED + Long.BYTES + DIGEST + DIGEST + 1 + CHALLENGE;

  private final SignedTokenCodec tokens;

  public SignInStateCodec(SigningSecrets secrets) {
    this.tokens = new SignedTokenCodec(secrets, "freehold sign-in state v1", PAYLOAD);
  }

  /// A sign-in that has begun.
  ///
  /// @param seed 32 random bytes in base64url
  /// @param expires in seconds of the epoch
  /// @param provider a digest of its name
  /// @param redirect a digest of the address to lead back to
  /// @param challenge of the front end (RFC 7636), 32 bytes in base64url; null for none
  public record SignInState(
      String seed, long expires, String provider, String redirect, @Nullable String challenge) {
    /// A new one.
    ///
    /// @param provider its name
    /// @param redirect to lead back to
    public static SignInState create(
        SecureRandom random,
        long expires,
        String provider,
        String redirect,
        @Nullable String challenge) {
      byte[] seed = new byte[SEED];
      random.nextBytes(seed);
      return new SignInState(
          Base64Url.encode(seed), expires, shortDigest(provider), shortDigest(redirect), challenge);
    }

    /// The parameter `state`.
    public String state() {
      return derived("state");
    }

    /// The parameter and claim `nonce`.
    public String nonce() {
      return derived("nonce");
    }

    /// The PKCE verifier.
    public String verifier() {
      return derived("verifier");
    }

    /// Whether the state is of a provider.
    public boolean isOf(String name) {
      return provider.equals(shortDigest(name));
    }

    /// Whether the sign-in leads back to an address.
    public boolean leadsTo(String address) {
      return redirect.equals(shortDigest(address));
    }

    private String derived(String purpose) {
      return Base64Url.encode(sha256(purpose + ' ' + seed));
    }

    private static String shortDigest(String text) {
      return Base64Url.encode(Arrays.copyOf(sha256(text), DIGEST));
    }
  }

  public String encode(SignInState state) {
    ByteBuffer payload = ByteBuffer.allocate(PAYLOAD);
    payload.put(bytes(state.seed)).putLong(state.expires);
    payload.put(bytes(state.provider)).put(bytes(state.redirect));
    String challenge = state.challenge;
    payload.put((byte) (challenge == null ? 0 : 1));
    payload.put(challenge == null ? new byte[CHALLENGE] : bytes(challenge));
    return tokens.encode(payload.array());
  }

  /// Empty for text that [#encode] did not return.
  public Optional<SignInState> decode(String token) {
    return tokens.decode(token).map(SignInStateCodec::read);
  }

  private static SignInState read(ByteBuffer payload) {
    String seed = text(payload, SEED);
    long expires = payload.getLong();
    String provider = text(payload, DIGEST);
    String redirect = text(payload, DIGEST);
    boolean has = payload.get() == 1;
    String challenge = text(payload, CHALLENGE);
    return new SignInState(seed, expires, provider, redirect, has ? challenge : null);
  }

  /// The PKCE challenge of a verifier (RFC 7636 section 4.2).
  public static String challenge(String verifier) {
    return Base64Url.encode(sha256(verifier));
  }

  private static String text(ByteBuffer from, int length) {
    byte[] bytes = new byte[length];
    from.get(bytes);
    return Base64Url.encode(bytes);
  }

  private static byte[] bytes(String text) {
    return Base64Url.decode(text).orElseThrow();
  }

  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
