package dev.freehold.postgres;

import dev.freehold.postgres.EmbeddedPostgres.EmbeddedPostgresException;
import dev.freehold.type.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/// The layout of a data directory:
///
/// - `postgres/` the cluster, mode 0700, owned by the user that PostgreSQL runs as
/// - `password` of the superuser, mode 0600
/// - `socket/` mode 0700
/// - `postgres.log` the log of the server
/// - `lock` held by the process that uses the directory
record DataDirectory(Path root) {
  static final String SUPERUSER = "postgres";
  static final String DATABASE = "freehold";

  /// Creates `directory` if it is missing, for its owner only. If the owner is root, other users
  /// may pass through, because PostgreSQL runs as another user below it.
  static DataDirectory open(Path directory, boolean root) throws IOException {
    Path absolute = directory.toAbsolutePath().normalize();
    if (!Files.isDirectory(absolute)) {
      if (absolute.getParent() != null) {
        Files.createDirectories(absolute.getParent());
      }
      try {
        Files.createDirectory(absolute, mode("rwx------"));
        if (root) {
          setPermissions(absolute, "rwx--x--x");
        }
      } catch (FileAlreadyExistsException e) {
        if (!Files.isDirectory(absolute)) {
          throw new EmbeddedPostgresException(
              absolute + " is a file: choose another data directory", e);
        }
      }
    }
    return new DataDirectory(absolute.toRealPath());
  }

  Path cluster() {
    return root.resolve("postgres");
  }

  Path passwordFile() {
    return root.resolve("password");
  }

  Path socket() {
    return root.resolve("socket");
  }

  Path log() {
    return root.resolve("postgres.log");
  }

  Path lock() {
    return root.resolve("lock");
  }

  boolean initialized() {
    return Files.exists(cluster());
  }

  /// @throws EmbeddedPostgresException the files are of another major version, or are not
  ///   PostgreSQL's
  void checkVersion() throws IOException {
    Path file = cluster().resolve("PG_VERSION");
    if (!Files.exists(file)) {
      throw new EmbeddedPostgresException(
          cluster()
              + " holds no PostgreSQL database: move it away, or choose another data directory");
    }
    String version = Files.readString(file).strip();
    if (!version.equals(PostgresBundle.MAJOR)) {
      throw new EmbeddedPostgresException(
          cluster()
              + " was made by PostgreSQL "
              + version
              + ", this program brings PostgreSQL "
              + PostgresBundle.MAJOR
              + ": dump it with version "
              + version
              + " and restore it into a new data directory, or run pg_upgrade");
    }
  }

  Secret password() throws IOException {
    if (!Files.exists(passwordFile())) {
      throw new EmbeddedPostgresException(
          passwordFile()
              + " is missing, and the database in "
              + cluster()
              + " asks for it: put it back, or move the data directory away to begin anew");
    }
    return Secret.of(Files.readString(passwordFile()).strip());
  }

  /// Generates a password of 192 random bits for the superuser.
  void createPassword(ProcessPrivileges privileges) throws IOException {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    Files.deleteIfExists(passwordFile());
    Files.createFile(passwordFile(), mode("rw-------"));
    try (FileChannel file = FileChannel.open(passwordFile(), StandardOpenOption.WRITE)) {
      String text = Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n";
      file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
      file.force(true);
    }
    privileges.chown(passwordFile());
  }

  /// Creates `path` for the PostgreSQL user only.
  static void createPrivate(Path path, ProcessPrivileges privileges) throws IOException {
    Files.createDirectory(path, mode("rwx------"));
    privileges.chown(path);
  }

  static void setPermissions(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  static FileAttribute<Set<PosixFilePermission>> mode(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }
}
