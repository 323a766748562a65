package dev.freehold.postgres;

import com.sun.security.auth.module.UnixSystem;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import dev.freehold.postgres.bundle.Binaries;
import dev.freehold.postgres.bundle.Bundle;
import dev.freehold.postgres.machine.PostgresException;
import dev.freehold.postgres.machine.RunAs;
import dev.freehold.type.Secret;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A real PostgreSQL server that lives and dies with this program, its data in a directory. It listens on a Unix socket
/// in a directory that only its user can enter.
///
/// Where this program is killed, the server goes on, and the next start takes it over. Where the server is killed, it is
/// started again.
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Duration FAST_STOP = Duration.ofSeconds(7);

  private final DataDirectory directory;
  private final Binaries binaries;
  private final RunAs runAs;
  private final DirectoryLock lock;
  private final EventSink events;
  private final Secret password;

  private ServerProcess server;
  private volatile boolean closing;

  private EmbeddedPostgres(
      DataDirectory directory,
      Binaries binaries,
      RunAs runAs,
      DirectoryLock lock,
      EventSink events,
      Secret password,
      ServerProcess server) {
    this.directory = directory;
    this.binaries = binaries;
    this.runAs = runAs;
    this.lock = lock;
    this.events = events;
    this.password = password;
    this.server = server;
  }

  /// Starts the server of `directory`, which is made where it is missing. Blocks: some 0.1 s, and 4 to 6 s at the very
  /// first start.
  ///
  /// @throws PostgresException it cannot be had; the message says why and what to do
  public static EmbeddedPostgres start(Path directory, EventSink events) {
    EmbeddedPostgres started = startWhereFree(directory, events);
    if (started == null) {
      throw DirectoryLock.inUse(directory);
    }
    return started;
  }

  /// [#start], or null where another program, or this one, has the directory.
  static @Nullable EmbeddedPostgres startWhereFree(Path directory, EventSink events) {
    try {
      boolean root = new UnixSystem().getUid() == 0;
      DataDirectory data = DataDirectory.at(directory, root);
      DirectoryLock lock = DirectoryLock.take(data);
      if (lock == null) {
        return null;
      }
      try {
        return start(data, lock, events);
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (AccessDeniedException e) {
      throw new PostgresException(
          "the data directory "
              + directory.toAbsolutePath()
              + " cannot be written (permission denied for "
              + e.getFile()
              + "): give this user the right to, or choose another data directory",
          e);
    } catch (FileSystemException e) {
      throw new PostgresException(
          "the data directory "
              + directory.toAbsolutePath()
              + " cannot be used ("
              + e.getMessage()
              + "): check the disk, or choose another data directory",
          e);
    } catch (IOException e) {
      throw new PostgresException(
          "the embedded PostgreSQL in " + directory.toAbsolutePath() + " failed: " + e.getMessage(),
          e);
    }
  }

  private static EmbeddedPostgres start(DataDirectory data, DirectoryLock lock, EventSink events)
      throws IOException {
    long begin = System.nanoTime();
    boolean first = !data.initialized();
    events.emit(new Event.DatabaseStarting(data.root().toString(), first));
    if (!first) {
      data.checkVersion();
    }
    RunAs runAs = RunAs.choose(data.root(), data.cluster());
    Binaries binaries = Binaries.get(Bundle.forThisPlatform(), runAs, data.root().resolve("cache"));
    if (first) {
      Initdb.run(data, binaries, runAs);
    }
    Secret password = data.password();
    ServerProcess server = ServerProcess.obtain(data, binaries, runAs, null);
    EmbeddedPostgres embedded =
        new EmbeddedPostgres(data, binaries, runAs, lock, events, password, server);
    embedded.ready(server, begin);
    return embedded;
  }

  private void ready(ServerProcess now, long begin) {
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
    return DatabaseTarget.socket(
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

  /// The server ended: by our own hand, or killed, and then it is started again until that succeeds.
  private void revive(ServerProcess ended) {
    long begin = System.nanoTime();
    for (long pause = 100; !closing; pause = Math.min(2 * pause, 5_000)) {
      try {
        synchronized (this) {
          if (!closing && server.equals(ended)) {
            server = ServerProcess.obtain(directory, binaries, runAs, ended.socketDirectory());
            ready(server, begin);
          }
        }
        return;
      } catch (IOException | RuntimeException e) {
        events.emit(new Event.Stray("embedded PostgreSQL", e));
      }
      LockSupport.parkNanos(pause * 1_000_000);
    }
  }

  /// Stops the server and gives the directory free. Waits for the server's end, at most some 13 s. Does nothing the second
  /// time.
  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    synchronized (this) {
      long begin = System.nanoTime();
      try (lock) {
        server.stop(FAST_STOP);
        SocketDirectory.discard(directory, server.socketDirectory());
      } catch (IOException e) {
        throw new PostgresException("PostgreSQL in " + directory.root() + " was not stopped", e);
      }
      events.emit(new Event.DatabaseStopped(millisSince(begin)));
    }
  }

  private static long millisSince(long begin) {
    return (System.nanoTime() - begin) / 1_000_000;
  }
}
