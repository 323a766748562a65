package dev.freehold.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The directory of the Unix socket of the server.
final class SocketDirectory {
  /// unix(7) allows 107 bytes, macOS 103; `/.s.PGSQL.5432` is ours.
  private static final int LIMIT = 103 - "/.s.PGSQL.5432".length();

  private SocketDirectory() {}

  /// The directory within the data directory. If that path is too long for a socket, a private
  /// directory below the one for temporary files. The server records it in `postmaster.pid`.
  ///
  /// @param earlier the previous directory, reused if it is still private, so that clients find the
  ///   socket
  static Path create(DataDirectory directory, ProcessPrivileges privileges, @Nullable Path earlier)
      throws IOException {
    Path own = directory.socket();
    if (fits(own)) {
      if (!Files.isDirectory(own)) {
        DataDirectory.createPrivate(own, privileges);
      }
      DataDirectory.setPermissions(own, "rwx------");
      return own;
    }
    if (earlier != null && !earlier.equals(own) && isPrivate(earlier, privileges)) {
      return earlier;
    }
    Path temporary = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
    Path parent = temporary.toString().length() < LIMIT - 30 ? temporary : Path.of("/tmp");
    Path made = Files.createTempDirectory(parent.toAbsolutePath(), "freehold-");
    privileges.chown(made);
    return made;
  }

  /// Deletes a directory that [#create] made elsewhere.
  static void discard(DataDirectory directory, Path socket) throws IOException {
    if (!socket.equals(directory.socket())) {
      FileTree.delete(socket);
    }
  }

  private static boolean isPrivate(Path path, ProcessPrivileges privileges) throws IOException {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    FileOwnership ownership = FileOwnership.of(path);
    return ownership.uid() == privileges.uid() && (ownership.mode() & 077) == 0;
  }

  private static boolean fits(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length <= LIMIT;
  }
}
