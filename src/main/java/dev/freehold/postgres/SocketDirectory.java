package dev.freehold.postgres;

import dev.freehold.postgres.machine.FileTree;
import dev.freehold.postgres.machine.Ownership;
import dev.freehold.postgres.machine.RunAs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where the server's Unix socket lies.
final class SocketDirectory {
  /// unix(7) allows 107 bytes, macOS 103; `/.s.PGSQL.5432` is ours.
  private static final int LIMIT = 103 - "/.s.PGSQL.5432".length();

  private SocketDirectory() {}

  /// The data directory's own, or, where that is too long for a socket's name, a private one below the directory for
  /// temporary files. The server records which in `postmaster.pid`.
  ///
  /// @param earlier where the socket was before: taken again where it still is private, so that clients find it
  static Path create(DataDirectory directory, RunAs runAs, @Nullable Path earlier)
      throws IOException {
    Path own = directory.socket();
    if (fits(own)) {
      if (!Files.isDirectory(own)) {
        DataDirectory.createPrivate(own, runAs);
      }
      DataDirectory.permit(own, "rwx------");
      return own;
    }
    if (earlier != null && !earlier.equals(own) && isPrivate(earlier, runAs)) {
      return earlier;
    }
    Path temporary = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
    Path parent = temporary.toString().length() < LIMIT - 30 ? temporary : Path.of("/tmp");
    Path made = Files.createTempDirectory(parent.toAbsolutePath(), "freehold-");
    runAs.own(made);
    return made;
  }

  /// Deletes a directory that [#create] put elsewhere.
  static void discard(DataDirectory directory, Path socket) throws IOException {
    if (!socket.equals(directory.socket())) {
      FileTree.delete(socket);
    }
  }

  private static boolean isPrivate(Path path, RunAs runAs) throws IOException {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    Ownership ownership = Ownership.of(path);
    return ownership.uid() == runAs.uid() && (ownership.mode() & 077) == 0;
  }

  private static boolean fits(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length <= LIMIT;
  }
}
