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

  /// @throws PostgresException another process, or this one, has it
  static DirectoryLock take(DataDirectory directory) throws IOException {
    Path file = directory.lock();
    if (!OURS.add(file)) {
      throw inUse(directory, Long.toString(ProcessHandle.current().pid()));
    }
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE),
              DataDirectory.mode("rw-------"));
      if (channel.tryLock() == null) {
        throw inUse(directory, Files.readString(file).strip());
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

  private static PostgresException inUse(DataDirectory directory, String holder) {
    return new PostgresException(
        directory.root()
            + " is in use by another Freehold (process "
            + holder
            + "): stop that one, or choose another data directory");
  }

  @Override
  public void close() throws IOException {
    channel.close();
    OURS.remove(file);
  }
}
