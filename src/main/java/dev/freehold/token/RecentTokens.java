package dev.freehold.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Tokens whose MAC was found right a moment ago: a client sends the same one for a quarter of an hour, and to prove it
/// again took a tenth of a read's time. Only what the bytes say is remembered; whether they still hold (time,
/// revocation) is judged anew each time.
///
/// A table of fixed size, each place holding the last that fell on it: strangers cannot make it grow, and tokens that
/// were refused are not in it. Compared in a time that does not depend on where two differ.
final class RecentTokens {
  private static final int PLACES = 1 << 10;

  private record Known(String token, AccessClaims claims) {}

  private final AtomicReferenceArray<@Nullable Known> places = new AtomicReferenceArray<>(PLACES);

  @Nullable AccessClaims find(String token) {
    Known known = places.get(place(token));
    return known != null && MessageDigest.isEqual(bytes(known.token), bytes(token))
        ? known.claims
        : null;
  }

  void add(String token, AccessClaims claims) {
    places.set(place(token), new Known(token, claims));
  }

  private static int place(String token) {
    int hash = token.hashCode();
    return (hash ^ (hash >>> 16)) & (PLACES - 1);
  }

  /// Other characters than base64url has become `?`, which no known token holds.
  private static byte[] bytes(String token) {
    return token.getBytes(StandardCharsets.ISO_8859_1);
  }
}
