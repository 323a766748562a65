package dev.freehold.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A public key as others see it (RFC 7517). Its id is its thumbprint (RFC 7638), so that nobody
/// chooses it and two keys never share it.
///
/// @param id the `kid`, 43 characters
/// @param members the required members of its type, in the order of the thumbprint: names and values
///     without JSON escapes
public record PublicJwk(
    JwsAlgorithm algorithm, PublicKey key, String id, SortedMap<String, String> members) {

  static PublicJwk of(JwsAlgorithm algorithm, PublicKey key, Map<String, String> members) {
    SortedMap<String, String> sorted = new TreeMap<>(members);
    return new PublicJwk(algorithm, key, thumbprint(sorted), sorted);
  }

  /// The key as JSON.
  public String json() {
    SortedMap<String, String> all = new TreeMap<>(members);
    all.put("alg", algorithm.jose());
    all.put("kid", id);
    all.put("use", "sig");
    return text(all);
  }

  private static String thumbprint(SortedMap<String, String> members) {
    try {
      return Base64Url.encode(
          MessageDigest.getInstance("SHA-256")
              .digest(text(members).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String text(SortedMap<String, String> members) {
    return members.entrySet().stream()
        .map(member -> "\"" + member.getKey() + "\":\"" + member.getValue() + "\"")
        .collect(Collectors.joining(",", "{", "}"));
  }
}
