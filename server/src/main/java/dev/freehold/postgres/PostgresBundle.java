package dev.freehold.postgres;

import dev.freehold.postgres.EmbeddedPostgres.EmbeddedPostgresException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// The archive of the PostgreSQL programs for one platform, from the class path.
///
/// @param key identifies the content; valid as a file name
record PostgresBundle(URL url, String key) {
  /// The major version of the bundles of this program; data of another version is rejected.
  public static final String MAJOR = "18";

  public static PostgresBundle forThisPlatform() throws IOException {
    return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
  }

  /// @param os as `os.name`
  /// @param arch as `os.arch`
  /// @throws EmbeddedPostgresException there is no bundle for that platform
  public static PostgresBundle of(String os, String arch) throws IOException {
    String platform = system(os) + "-" + machine(arch);
    URL url = PostgresBundle.class.getClassLoader().getResource("postgres-" + platform + ".txz");
    if (url == null) {
      throw new EmbeddedPostgresException(
          "there is no embedded PostgreSQL for this platform ("
              + os
              + ", "
              + arch
              + "): set DATABASE_URL to a PostgreSQL of your own");
    }
    return new PostgresBundle(url, "postgresql-" + MAJOR + "-" + platform + "-" + checksum(url));
  }

  private static String system(String os) {
    String name = os.toLowerCase(Locale.ROOT);
    return name.startsWith("linux") ? "linux" : name.startsWith("mac") ? "darwin" : "none";
  }

  private static String machine(String arch) {
    return switch (arch) {
      case "amd64", "x86_64" -> "x86_64";
      case "aarch64", "arm64" -> "arm_64";
      default -> "none";
    };
  }

  /// The checksum from the jar, so that a warm start does not read 15 MB.
  private static String checksum(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    if (connection instanceof JarURLConnection jar && jar.getJarEntry().getCrc() != -1) {
      return Long.toHexString(jar.getJarEntry().getCrc());
    }
    CRC32 crc = new CRC32();
    try (InputStream in = new CheckedInputStream(url.openStream(), crc)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return Long.toHexString(crc.getValue());
  }

  /// Unpacks a `.txz`: a tar file under xz.
  static final class TxzExtractor {
    private TxzExtractor() {}

    /// Skips files that a server does not need (static libraries, headers, build files).
    static void unpack(URL url, Path directory) throws IOException {
      try (InputStream raw = new BufferedInputStream(url.openStream(), 1 << 16);
          var tar = new TarArchiveInputStream(new BufferedInputStream(new XZInputStream(raw)))) {
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          Path path = directory.resolve(entry.getName()).normalize();
          if (!path.startsWith(directory)) {
            throw new IOException("the archive has an entry outside of itself: " + entry.getName());
          }
          if (entry.isDirectory()) {
            Files.createDirectories(path);
            FileTree.makeReadableByAll(path);
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
}
