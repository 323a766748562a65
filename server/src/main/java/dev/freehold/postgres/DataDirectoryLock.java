package dev.freehold.postgres;

import dev.freehold.postgres.EmbeddedPostgres.EmbeddedPostgresException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// An exclusive lock on a data directory. The operating system releases it when the process ends in
/// any way.
final class DataDirectoryLock implements AutoCloseable {
  /// POSIX releases all locks of a process on a file when it closes any handle of that file
  /// (fcntl(2)). So this process must not open a second handle, and checks here first.
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private DataDirectoryLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /// Null if another process, or this one, holds the lock.
  static @Nullable DataDirectoryLock tryAcquire(DataDirectory directory) throws IOException {
    Path file = directory.lock();
    if (!OURS.add(file)) {
      return null;
    }
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE),
              DataDirectory.mode("rw-------"));
      if (channel.tryLock() == null) {
        channel.close();
        OURS.remove(file);
        return null;
      }
      channel.truncate(0);
      String pid = ProcessHandle.current().pid() + "\n";
      channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
      return new DataDirectoryLock(file, channel);
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        channel.close();
      }
      OURS.remove(file);
      throw e;
    }
  }

  /// The error for a caller that did not get the lock.
  static EmbeddedPostgresException inUse(Path directory) {
    Path root = directory.toAbsolutePath().normalize();
    try {
      root = root.toRealPath();
      Path file = new DataDirectory(root).lock();
      String holder =
          OURS.contains(file)
              ? Long.toString(ProcessHandle.current().pid())
              : Files.readString(file).strip();
      return new EmbeddedPostgresException(
          root
              + " is in use by another Freehold (process "
              + holder
              + "): stop that one, or choose another data directory");
    } catch (IOException e) {
      return new EmbeddedPostgresException(root + " is in use by another Freehold", e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    OURS.remove(file);
  }
}
