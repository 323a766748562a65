package dev.freehold.postgres;

import dev.freehold.db.DatabaseTarget;
import dev.freehold.event.EventSink;
import dev.freehold.postgres.machine.PostgresException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A short stay in the database of a data directory: beside the program that serves from it, where there is one, else on a
/// server that is started for the stay and stopped after it. It never stops a server of somebody else's.
public final class Visit implements AutoCloseable {
  /// Another visit ends, or a start that is under way is done, well within it.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration ANSWER = Duration.ofSeconds(1);
  private static final long POLL_NANOS = 20_000_000;

  private final DatabaseTarget target;
  private final @Nullable EmbeddedPostgres own;

  private Visit(DatabaseTarget target, @Nullable EmbeddedPostgres own) {
    this.target = target;
    this.own = own;
  }

  /// Opens the database of `directory`, which must be there. Blocks.
  ///
  /// @throws PostgresException it is not there, or cannot be had; the message says why and what to do
  public static Visit to(Path directory, EventSink events) {
    Path root = directory.toAbsolutePath().normalize();
    if (!Files.exists(root.resolve("postgres"))) {
      throw new PostgresException(
          "there is no database in "
              + root
              + " yet: start 'freehold serve' once, which makes it, or name another data"
              + " directory");
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      EmbeddedPostgres own = EmbeddedPostgres.startWhereFree(directory, events);
      if (own != null) {
        return new Visit(own.target(), own);
      }
      DatabaseTarget running = running(directory);
      if (running != null) {
        return new Visit(running, null);
      }
      if (System.nanoTime() > end) {
        throw new PostgresException(
            root
                + " is in use by another Freehold, whose PostgreSQL does not answer: stop that"
                + " one");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /// The superuser in the application's database.
  public DatabaseTarget target() {
    return target;
  }

  /// Null where no server takes connections at this moment.
  private static @Nullable DatabaseTarget running(Path directory) {
    try {
      DataDirectory data = new DataDirectory(directory.toRealPath());
      PostmasterPid said = PostmasterPid.read(data.cluster());
      boolean answers =
          said != null
              && said.ready()
              && said.server(data.cluster()) != null
              && SocketProbe.answers(Path.of(said.socketDirectory()), ANSWER);
      return said != null && answers
          ? EmbeddedPostgres.target(Path.of(said.socketDirectory()), data.password())
          : null;
    } catch (IOException e) {
      throw new PostgresException(
          "the database in "
              + directory.toAbsolutePath()
              + " cannot be reached ("
              + e.getMessage()
              + "): run this as the user who serves from it",
          e);
    }
  }

  @Override
  public void close() {
    if (own != null) {
      own.close();
    }
  }
}
