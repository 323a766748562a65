package dev.freehold.postgres;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Asks a server whether it lives, below any log-in: a process that was killed a moment ago is in the process table still.
final class SocketProbe {
  private SocketProbe() {}

  /// Sends an `SSLRequest` (PostgreSQL manual, section 54.2.2.10), which any server answers with one byte.
  static boolean answers(Path socketDirectory, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    var address = UnixDomainSocketAddress.of(socketDirectory.resolve(".s.PGSQL.5432"));
    try (SocketChannel channel = SocketChannel.open(address)) {
      channel.configureBlocking(false);
      ByteBuffer request = ByteBuffer.allocate(8).putInt(8).putInt(80877103).flip();
      while (request.hasRemaining() && System.nanoTime() < end) {
        channel.write(request);
      }
      ByteBuffer answer = ByteBuffer.allocate(1);
      int read = channel.read(answer);
      while (read == 0 && System.nanoTime() < end) {
        LockSupport.parkNanos(500_000);
        read = channel.read(answer);
      }
      return read == 1;
    } catch (IOException e) {
      // refused, or cut off: then nobody is there to adopt
      return false;
    }
  }
}
