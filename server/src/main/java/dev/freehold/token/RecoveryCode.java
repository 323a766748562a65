package dev.freehold.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Recovery codes: 24 characters, 120 bits, in groups of four. From 112 bits on a code may be stored as a plain
/// hash (ASVS 5.0, 6.5.2), so that comparing one costs nothing, and guessing them needs no limit.
public final class RecoveryCode {
  /// In a set.
  public static final int COUNT = 10;

  private static final int BYTES = 15;
  private static final int LENGTH = 24;
  private static final int GROUP = 4;

  private RecoveryCode() {}

  /// A new set.
  public static List<String> generate(SecureRandom random) {
    List<String> codes = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      byte[] bytes = new byte[BYTES];
      random.nextBytes(bytes);
      String text = Base32.encode(bytes).toLowerCase(Locale.ROOT);
      StringBuilder grouped = new StringBuilder();
      for (int at = 0; at < LENGTH; at += GROUP) {
        grouped.append(at == 0 ? "" : "-").append(text, at, at + GROUP);
      }
      codes.add(grouped.toString());
    }
    return List.copyOf(codes);
  }

  /// The hash under which the database knows a code of `user`. Case, spaces and hyphens do not matter.
  ///
  /// @return empty for text that is not of the form of a code
  public static Optional<byte[]> hash(UUID user, String text) {
    if (text.length() > 2 * LENGTH) {
      return Optional.empty();
    }
    String code = text.replace("-", "").replace(" ", "").toLowerCase(Locale.ROOT);
    boolean formed =
        code.length() == LENGTH
            && code.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7'));
    return formed ? Optional.of(sha256(user + ":" + code)) : Optional.empty();
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
