package dev.freehold.postgres.bundle;

import dev.freehold.postgres.machine.Command;
import dev.freehold.postgres.machine.FileTree;
import dev.freehold.postgres.machine.Ownership;
import dev.freehold.postgres.machine.PostgresException;
import dev.freehold.postgres.machine.RunAs;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// PostgreSQL's programs, unpacked once per version into a cache that all projects of a user share.
///
/// @param home the directory that holds `bin`
/// @param version such as `18.4`
public record Binaries(Path home, String version) {
  private static final String VERSION_FILE = "freehold-version";

  public String program(String name) {
    return home.resolve("bin").resolve(name).toString();
  }

  /// Costs a few milliseconds when the cache holds them, some seconds when it does not.
  ///
  /// @param lastResort where to unpack when no cache directory can be used
  public static Binaries get(Bundle bundle, RunAs runAs, Path lastResort) throws IOException {
    List<String> refusals = new ArrayList<>();
    for (Path cache : candidates(runAs, lastResort)) {
      Path obstacle =
          runAs instanceof RunAs.User ? Ownership.obstacle(cache, runAs.uid(), runAs.gid()) : null;
      if (obstacle != null) {
        refusals.add(obstacle + " cannot be entered by user id " + runAs.uid());
        continue;
      }
      Path home = cache.resolve(bundle.key());
      try {
        return Files.exists(home.resolve(VERSION_FILE))
            ? open(home)
            : unpack(bundle, cache, home, runAs);
      } catch (AccessDeniedException e) {
        refusals.add(e.getFile() + " cannot be written");
      } catch (FileSystemException e) {
        refusals.add(e.getMessage());
      }
    }
    throw new PostgresException(
        "the embedded PostgreSQL cannot be unpacked: "
            + String.join("; ", refusals)
            + ". Set XDG_CACHE_HOME to a directory with 100 MB of room");
  }

  private static List<Path> candidates(RunAs runAs, Path lastResort) {
    List<Path> caches = new ArrayList<>();
    String xdg = System.getenv("XDG_CACHE_HOME");
    if (xdg != null && xdg.startsWith("/")) {
      caches.add(Path.of(xdg, "freehold"));
    }
    String home = System.getProperty("user.home", "");
    if (home.startsWith("/")) {
      caches.add(Path.of(home, ".cache", "freehold"));
    }
    if (runAs instanceof RunAs.User) {
      caches.add(Path.of("/var/cache/freehold"));
    }
    caches.add(lastResort);
    return caches;
  }

  private static Binaries open(Path home) throws IOException {
    return new Binaries(home, Files.readString(home.resolve(VERSION_FILE)).strip());
  }

  /// Unpacks beside and renames, so that what is there under its name is whole, also with two processes at once.
  private static Binaries unpack(Bundle bundle, Path cache, Path home, RunAs runAs)
      throws IOException {
    Files.createDirectories(cache);
    if (runAs instanceof RunAs.User) {
      FileTree.open(cache);
    }
    FileTree.deleteOlder(cache, ".unpack-", Duration.ofHours(1));
    Path temporary = Files.createTempDirectory(cache, ".unpack-");
    try {
      FileTree.open(temporary);
      Txz.unpack(bundle.url(), temporary);
      String version = versionOf(temporary, runAs);
      Files.writeString(temporary.resolve(VERSION_FILE), version + "\n");
      Files.move(temporary, home);
      return new Binaries(home, version);
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

  private static String versionOf(Path home, RunAs runAs) throws IOException {
    String postgres = home.resolve("bin").resolve("postgres").toString();
    Command.Result result =
        Command.run(runAs.words(List.of(postgres, "-V")), "", Duration.ofSeconds(20));
    String prefix = "postgres (PostgreSQL) ";
    if (!result.ok() || !result.output().startsWith(prefix)) {
      throw new PostgresException(
          "the embedded PostgreSQL does not run on this system (it needs glibc, and a cache that is"
              + " not mounted noexec): set DATABASE_URL to a PostgreSQL of your own. It said: "
              + result.output().strip());
    }
    return result.output().substring(prefix.length()).strip();
  }
}
