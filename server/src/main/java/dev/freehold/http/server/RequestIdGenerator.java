package dev.freehold.http.server;

import dev.freehold.http.Ascii;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Generates request ids. One instance per event loop.
///
/// The id of the client is kept if it has 1 to 64 of `A-Za-z0-9._-`, so that it cannot break a
/// header or a log line. A new id has 128 random bits from a generator seeded by the system:
/// unique, but not a credential.
final class RequestIdGenerator {
  private static final byte[] ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
          .getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_LENGTH = 64;

  private final SplittableRandom random;

  RequestIdGenerator() {
    this.random =
        new SplittableRandom(ByteBuffer.wrap(new SecureRandom().generateSeed(8)).getLong());
  }

  String acceptOrGenerate(@Nullable String sent) {
    return sent != null && isSound(sent) ? sent : next();
  }

  private String next() {
    byte[] id = new byte[22];
    long high = random.nextLong();
    long low = random.nextLong();
    for (int i = 0; i < 11; i++) {
      id[i] = ALPHABET[(int) (high >>> (6 * i)) & 0x3f];
      id[11 + i] = ALPHABET[(int) (low >>> (6 * i)) & 0x3f];
    }
    return new String(id, StandardCharsets.ISO_8859_1);
  }

  private static boolean isSound(String id) {
    if (id.isEmpty() || id.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (!(Ascii.isLetterOrDigit(c) || c == '.' || c == '_' || c == '-')) {
        return false;
      }
    }
    return true;
  }
}
