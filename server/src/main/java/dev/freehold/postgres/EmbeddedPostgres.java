package dev.freehold.postgres;

import com.sun.security.auth.module.UnixSystem;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import dev.freehold.type.Secret;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL server that runs as a child of this program and keeps its data in a directory. It
/// listens on a Unix socket in a directory that only its user can enter.
///
/// If this program is killed, the server continues, and the next start adopts it. If the server is
/// killed, it is restarted.
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Duration FAST_STOP = Duration.ofSeconds(7);

  private final DataDirectory directory;
  private final PostgresBinaries binaries;
  private final ProcessPrivileges privileges;
  private final Durability durability;
  private final DataDirectoryLock lock;
  private final EventSink events;
  private final Secret password;

  private PostgresProcess server;
  private volatile boolean closing;

  private EmbeddedPostgres(
      DataDirectory directory,
      PostgresBinaries binaries,
      ProcessPrivileges privileges,
      Durability durability,
      DataDirectoryLock lock,
      EventSink events,
      Secret password,
      PostgresProcess server) {
    this.directory = directory;
    this.binaries = binaries;
    this.privileges = privileges;
    this.durability = durability;
    this.lock = lock;
    this.events = events;
    this.password = password;
    this.server = server;
  }

  /// Starts the server of `directory`, which is created if it is missing. Blocks for about 0.1 s; 4
  /// to 6 s on the first start.
  ///
  /// @throws EmbeddedPostgresException it cannot be had; the message says why and what to do
  public static EmbeddedPostgres start(Path directory, EventSink events) {
    return start(directory, Durability.DURABLE, events);
  }

  /// Same as [#start], for data that are removed after one run: faster, and a crash of the machine may
  /// destroy them.
  public static EmbeddedPostgres startTemporary(Path directory, EventSink events) {
    return start(directory, Durability.TEMPORARY, events);
  }

  private static EmbeddedPostgres start(Path directory, Durability durability, EventSink events) {
    EmbeddedPostgres started = startIfUnlocked(directory, durability, events);
    if (started == null) {
      throw DataDirectoryLock.inUse(directory);
    }
    return started;
  }

  /// Same as [#start], but null if another process uses the directory.
  static @Nullable EmbeddedPostgres startIfUnlocked(Path directory, EventSink events) {
    return startIfUnlocked(directory, Durability.DURABLE, events);
  }

  private static @Nullable EmbeddedPostgres startIfUnlocked(
      Path directory, Durability durability, EventSink events) {
    try {
      boolean root = new UnixSystem().getUid() == 0;
      DataDirectory data = DataDirectory.open(directory, root);
      DataDirectoryLock lock = DataDirectoryLock.tryAcquire(data);
      if (lock == null) {
        return null;
      }
      try {
        return start(data, durability, lock, events);
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (AccessDeniedException e) {
      throw new EmbeddedPostgresException(
          "the data directory "
              + directory.toAbsolutePath()
              + " cannot be written (permission denied for "
              + e.getFile()
              + "): give this user the right to, or choose another data directory",
          e);
    } catch (FileSystemException e) {
      throw new EmbeddedPostgresException(
          "the data directory "
              + directory.toAbsolutePath()
              + " cannot be used ("
              + e.getMessage()
              + "): check the disk, or choose another data directory",
          e);
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "the embedded PostgreSQL in " + directory.toAbsolutePath() + " failed: " + e.getMessage(),
          e);
    }
  }

  private static EmbeddedPostgres start(
      DataDirectory data, Durability durability, DataDirectoryLock lock, EventSink events)
      throws IOException {
    long begin = System.nanoTime();
    boolean first = !data.initialized();
    events.emit(new Event.DatabaseStarting(data.root().toString(), first));
    if (!first) {
      data.checkVersion();
    }
    ProcessPrivileges privileges = ProcessPrivileges.forDataDirectory(data.root(), data.cluster());
    PostgresBinaries binaries =
        PostgresBinaries.get(
            PostgresBundle.forThisPlatform(), privileges, data.root().resolve("cache"));
    if (first) {
      Initdb.run(data, binaries, privileges, durability);
    }
    Secret password = data.password();
    PostgresProcess server =
        PostgresProcess.adoptOrStart(data, binaries, privileges, durability, null);
    EmbeddedPostgres embedded =
        new EmbeddedPostgres(
            data, binaries, privileges, durability, lock, events, password, server);
    embedded.ready(server, begin);
    return embedded;
  }

  private void ready(PostgresProcess now, long begin) {
    if (now.adopted()) {
      events.emit(new Event.DatabaseAdopted(directory.root().toString(), now.process().pid()));
    }
    events.emit(new Event.DatabaseReady(binaries.version(), millisSince(begin)));
    var _ =
        now.process()
            .onExit()
            .thenRunAsync(
                () -> revive(now),
                task -> Thread.ofPlatform().daemon().name("postgres").start(task));
  }

  /// The superuser in the application's database.
  public synchronized DatabaseTarget target() {
    return target(server.socketDirectory(), password);
  }

  static DatabaseTarget target(Path socketDirectory, Secret password) {
    return DatabaseTarget.unixSocket(
        socketDirectory.toString(),
        5432,
        DataDirectory.DATABASE,
        DataDirectory.SUPERUSER,
        password);
  }

  /// The process id of the server.
  public synchronized long pid() {
    return server.process().pid();
  }

  /// Called when the server has ended: stopped by this program, or killed, in which case it is
  /// restarted until that succeeds.
  private void revive(PostgresProcess ended) {
    long begin = System.nanoTime();
    for (long pause = 100; !closing; pause = Math.min(2 * pause, 5_000)) {
      try {
        synchronized (this) {
          if (!closing && server.equals(ended)) {
            server =
                PostgresProcess.adoptOrStart(
                    directory, binaries, privileges, durability, ended.socketDirectory());
            ready(server, begin);
          }
        }
        return;
      } catch (IOException | RuntimeException e) {
        events.emit(new Event.DatabaseRestartFailed(String.valueOf(e.getMessage())));
      }
      LockSupport.parkNanos(pause * 1_000_000);
    }
  }

  /// Stops the server and releases the directory. Waits at most about 13 s for the server.
  /// Idempotent.
  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    synchronized (this) {
      long begin = System.nanoTime();
      try (lock) {
        server.stop(durability == Durability.DURABLE ? FAST_STOP : Duration.ZERO);
        SocketDirectory.discard(directory, server.socketDirectory());
      } catch (IOException e) {
        throw new EmbeddedPostgresException(
            "PostgreSQL in " + directory.root() + " was not stopped", e);
      }
      events.emit(new Event.DatabaseStopped(millisSince(begin)));
    }
  }

  private static long millisSince(long begin) {
    return (System.nanoTime() - begin) / 1_000_000;
  }

  /// The embedded server is unavailable. The message names the directory or file and the remedy.
  public static final class EmbeddedPostgresException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EmbeddedPostgresException(String message) {
      this(message, null);
    }

    public EmbeddedPostgresException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
