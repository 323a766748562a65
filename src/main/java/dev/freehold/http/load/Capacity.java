package dev.freehold.http.load;

import java.lang.management.ManagementFactory;

/// How much a server may hold at once (K18). Each limit of a request alone is harmless; a thousand clients that all go to
/// the limit would fill the heap, and a full heap ends the process.
///
/// @param connections beyond these an idle one is closed for a new one, or the new one at once
/// @param heldBytes of each event loop: bodies that came and answers that have not left
public record Capacity(int connections, long heldBytes) {
  /// An idle connection takes 8 KiB of heap; one with an unfinished header section takes 16 KiB of buffers more.
  private static final long HEAP_PER_CONNECTION = 40 << 10;

  /// A body is held in up to six forms while it is worked on: bytes, characters, values, packets, and the row as it comes
  /// back. So a sixteenth is a good third.
  private static final int SHARE = 16;

  private static final int MOST_CONNECTIONS = 10_000;
  private static final int LEAST_CONNECTIONS = 100;

  /// For the database, files and the like.
  private static final long RESERVED_DESCRIPTORS = 200;

  /// What this process' heap and its limit of open files have room for.
  ///
  /// @param loops event loops that serve
  /// @param bodyBytes of the largest body
  public static Capacity of(int loops, int bodyBytes) {
    long heap = Runtime.getRuntime().maxMemory();
    long room = Math.min(heap / HEAP_PER_CONNECTION, descriptors() - RESERVED_DESCRIPTORS);
    // One body of the largest size must always fit.
    long share = Math.max(heap / SHARE / loops, bodyBytes);
    return new Capacity(
        Math.clamp(room, LEAST_CONNECTIONS, MOST_CONNECTIONS), share + (share >> 3));
  }

  private static long descriptors() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : MOST_CONNECTIONS;
  }
}
