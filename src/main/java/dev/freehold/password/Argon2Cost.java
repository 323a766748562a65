package dev.freehold.password;

/// What one Argon2id hash costs (RFC 9106 section 3.1).
///
/// @param memoryKib memory in KiB, 8·`parallelism` to 65,536
/// @param iterations passes over the memory, 1 to 10
/// @param parallelism lanes, 1 to 4
public record Argon2Cost(int memoryKib, int iterations, int parallelism) {
  /// 19 MiB, two passes, one lane: OWASP's floor for Argon2id, about 50 ms of one core.
  public static final Argon2Cost STANDARD = new Argon2Cost(19 * 1024, 2, 1);

  /// The bounds hold for stored hashes too: a row must not be able to order gigabytes or minutes.
  ///
  /// @throws IllegalArgumentException outside of the bounds
  public Argon2Cost {
    boolean sound =
        parallelism >= 1
            && parallelism <= 4
            && iterations >= 1
            && iterations <= 10
            && memoryKib >= 8 * parallelism
            && memoryKib <= 64 * 1024;
    if (!sound) {
      throw new IllegalArgumentException("Argon2 cost out of bounds");
    }
  }
}
