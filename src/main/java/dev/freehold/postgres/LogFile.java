package dev.freehold.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// The server's log: kept small, and quoted where a start fails.
final class LogFile {
  private static final long LIMIT = 10L << 20;

  private LogFile() {}

  /// Makes `file` ready to be appended to, for its owner alone; what is over 10 MB becomes `file.old`.
  ///
  /// @return its size
  static long prepare(Path file) throws IOException {
    if (Files.exists(file) && Files.size(file) > LIMIT) {
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".old"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.exists(file)) {
      Files.createFile(file, DataDirectory.mode("rw-------"));
    }
    return Files.size(file);
  }

  /// What was written from byte `start` on, at most the last 16 KiB of it.
  static String since(Path file, long start) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long from = Math.max(start, channel.size() - (16 << 10));
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(0, channel.size() - from));
      int read;
      do {
        read = channel.read(buffer, from + buffer.position());
      } while (read > 0 && buffer.hasRemaining());
      return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    }
  }

  static String last(String text, int lines) {
    List<String> all = text.strip().lines().toList();
    return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
  }
}
