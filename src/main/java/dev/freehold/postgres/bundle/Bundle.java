package dev.freehold.postgres.bundle;

import dev.freehold.postgres.machine.PostgresException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/// The packed PostgreSQL programs for one platform, from the class path.
///
/// @param key changes when the content does; fit for a file name
public record Bundle(URL url, String key) {
  /// The major version of the bundles that this program is built with; data of another is refused.
  public static final String MAJOR = "18";

  public static Bundle forThisPlatform() throws IOException {
    return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
  }

  /// @param os as `os.name`
  /// @param arch as `os.arch`
  /// @throws PostgresException there is no bundle for that platform
  public static Bundle of(String os, String arch) throws IOException {
    String platform = system(os) + "-" + machine(arch);
    URL url = Bundle.class.getClassLoader().getResource("postgres-" + platform + ".txz");
    if (url == null) {
      throw new PostgresException(
          "there is no embedded PostgreSQL for this platform ("
              + os
              + ", "
              + arch
              + "): set DATABASE_URL to a PostgreSQL of your own");
    }
    return new Bundle(url, "postgresql-" + MAJOR + "-" + platform + "-" + checksum(url));
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

  /// A jar knows the checksum of its entries, so that a warm start need not read 15 MB.
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
}
