package dev.freehold.postgres;

import dev.freehold.postgres.machine.PostgresException;
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

/// The right to use a data directory. The system takes it back when the process ends, however it ends.
final class DirectoryLock implements AutoCloseable {
  /// POSIX drops all locks of a process on a file as soon as it closes any handle of that file (fcntl(2)), so this process
  /// must not open a second one: it asks here first.
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private DirectoryLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /// Null where another process, or this one, has it.
  static @Nullable DirectoryLock take(DataDirectory directory) throws IOException {
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
      return new DirectoryLock(file, channel);
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        channel.close();
      }
      OURS.remove(file);
      throw e;
    }
  }

  /// What to tell who wanted it and did not get it.
  static PostgresException inUse(Path directory) {
    Path root = directory.toAbsolutePath().normalize();
    try {
      root = root.toRealPath();
      Path file = new DataDirectory(root).lock();
      String holder =
          OURS.contains(file)
              ? Long.toString(ProcessHandle.current().pid())
              : Files.readString(file).strip();
      return new PostgresException(
          root
              + " is in use by another Freehold (process "
              + holder
              + "): stop that one, or choose another data directory");
    } catch (IOException e) {
      return new PostgresException(root + " is in use by another Freehold", e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    OURS.remove(file);
  }
}
