package dev.freehold.postgres.bundle;

import dev.freehold.postgres.machine.FileTree;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// Unpacks a `.txz`: a tar file under xz.
final class Txz {
  private Txz() {}

  /// Leaves out what running a server does not need (static libraries, headers, build files).
  static void unpack(URL url, Path directory) throws IOException {
    try (InputStream raw = new BufferedInputStream(url.openStream(), 1 << 16);
        var tar = new TarArchiveInputStream(new BufferedInputStream(new XZInputStream(raw)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = directory.resolve(entry.getName()).normalize();
        if (!path.startsWith(directory)) {
          throw new IOException("the archive has an entry outside of itself: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
          FileTree.open(path);
        } else if (needed(entry.getName())) {
          Files.createDirectories(path.getParent());
          write(entry, tar, path);
        }
      }
    }
  }

  private static boolean needed(String name) {
    return !(name.endsWith(".a") || name.contains("/pgxs/") || name.contains("/pkgconfig/"));
  }

  private static void write(TarArchiveEntry entry, InputStream content, Path path)
      throws IOException {
    if (entry.isSymbolicLink()) {
      Path target = Path.of(entry.getLinkName());
      if (target.isAbsolute() || target.getNameCount() != 1) {
        throw new IOException("the archive has a link that leads elsewhere: " + entry.getName());
      }
      Files.createSymbolicLink(path, target);
      return;
    }
    if (!entry.isFile()) {
      throw new IOException("the archive has an entry of an unknown kind: " + entry.getName());
    }
    Files.copy(content, path);
    String permissions = (entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--";
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }
}
