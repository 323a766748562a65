package dev.freehold.postgres;

import dev.freehold.postgres.EmbeddedPostgres.EmbeddedPostgresException;
import dev.freehold.postgres.PostgresBundle.TxzExtractor;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The programs of PostgreSQL, unpacked once per version into a cache that all projects of a user
/// share.
///
/// @param home the directory that holds `bin`
/// @param version such as `18.4`
record PostgresBinaries(Path home, String version) {
  private static final String VERSION_FILE = "freehold-version";

  public String program(String name) {
    return home.resolve("bin").resolve(name).toString();
  }

  /// Takes milliseconds if the cache has the programs, else some seconds.
  ///
  /// @param lastResort where to unpack if no cache directory can be used
  public static PostgresBinaries get(
      PostgresBundle bundle, ProcessPrivileges privileges, Path lastResort) throws IOException {
    List<String> refusals = new ArrayList<>();
    for (Path cache : candidates(privileges, lastResort)) {
      Path obstacle =
          privileges instanceof ProcessPrivileges.UnprivilegedUser
              ? FileOwnership.firstInaccessible(cache, privileges.uid(), privileges.gid())
              : null;
      if (obstacle != null) {
        refusals.add(obstacle + " cannot be entered by user id " + privileges.uid());
        continue;
      }
      Path home = cache.resolve(bundle.key());
      try {
        return Files.exists(home.resolve(VERSION_FILE))
            ? open(home)
            : unpack(bundle, cache, home, privileges);
      } catch (AccessDeniedException e) {
        refusals.add(e.getFile() + " cannot be written");
      } catch (FileSystemException e) {
        refusals.add(e.getMessage());
      }
    }
    throw new EmbeddedPostgresException(
        "the embedded PostgreSQL cannot be unpacked: "
            + String.join("; ", refusals)
            + ". Set XDG_CACHE_HOME to a directory with 100 MB of room");
  }

  private static List<Path> candidates(ProcessPrivileges privileges, Path lastResort) {
    List<Path> caches = new ArrayList<>();
    String xdg = System.getenv("XDG_CACHE_HOME");
    if (xdg != null && xdg.startsWith("/")) {
      caches.add(Path.of(xdg, "freehold"));
    }
    String home = System.getProperty("user.home", "");
    if (home.startsWith("/")) {
      caches.add(Path.of(home, ".cache", "freehold"));
    }
    if (privileges instanceof ProcessPrivileges.UnprivilegedUser) {
      caches.add(Path.of("/var/cache/freehold"));
    }
    caches.add(lastResort);
    return caches;
  }

  private static PostgresBinaries open(Path home) throws IOException {
    return new PostgresBinaries(home, Files.readString(home.resolve(VERSION_FILE)).strip());
  }

  /// Unpacks to a temporary directory and renames it, so that the final directory is always
  /// complete, even with two processes.
  private static PostgresBinaries unpack(
      PostgresBundle bundle, Path cache, Path home, ProcessPrivileges privileges)
      throws IOException {
    Files.createDirectories(cache);
    if (privileges instanceof ProcessPrivileges.UnprivilegedUser) {
      FileTree.makeReadableByAll(cache);
    }
    FileTree.deleteOlder(cache, ".unpack-", Duration.ofHours(1));
    Path temporary = Files.createTempDirectory(cache, ".unpack-");
    try {
      FileTree.makeReadableByAll(temporary);
      TxzExtractor.unpack(bundle.url(), temporary);
      String version = versionOf(temporary, privileges);
      Files.writeString(temporary.resolve(VERSION_FILE), version + "\n");
      Files.move(temporary, home);
      return new PostgresBinaries(home, version);
    } catch (IOException e) {
      FileTree.delete(temporary);
      if (Files.exists(home.resolve(VERSION_FILE))) {
        return open(home);
      }
      throw e;
    } catch (RuntimeException e) {
      FileTree.delete(temporary);
      throw e;
    }
  }

  private static String versionOf(Path home, ProcessPrivileges privileges) throws IOException {
    String postgres = home.resolve("bin").resolve("postgres").toString();
    ProcessRunner.ProcessResult result =
        ProcessRunner.run(
            privileges.commandLine(List.of(postgres, "-V")), "", Duration.ofSeconds(20));
    String prefix = "postgres (PostgreSQL) ";
    if (!result.ok() || !result.output().startsWith(prefix)) {
      throw new EmbeddedPostgresException(
          "the embedded PostgreSQL does not run on this system (it needs glibc, and a cache that is"
              + " not mounted noexec): set DATABASE_URL to a PostgreSQL of your own. It said: "
              + result.output().strip());
    }
    return result.output().substring(prefix.length()).strip();
  }
}
