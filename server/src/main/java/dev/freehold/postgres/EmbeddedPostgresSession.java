package dev.freehold.postgres;

import dev.freehold.db.DatabaseTarget;
import dev.freehold.event.EventSink;
import dev.freehold.postgres.EmbeddedPostgres.EmbeddedPostgresException;
import dev.freehold.postgres.PostgresProcess.ReadinessCheck;
import dev.freehold.problem.ProgramName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Temporary access to the database of a data directory. Uses the server of the program that serves
/// from it, if there is one; else starts a server and stops it at the end. Never stops a server
/// that it did not start.
public final class EmbeddedPostgresSession implements AutoCloseable {
  /// Long enough for another session to end, or a start in progress to finish.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration ANSWER = Duration.ofSeconds(1);
  private static final long POLL_NANOS = 20_000_000;

  private final DatabaseTarget target;
  private final @Nullable EmbeddedPostgres own;

  private EmbeddedPostgresSession(DatabaseTarget target, @Nullable EmbeddedPostgres own) {
    this.target = target;
    this.own = own;
  }

  /// Opens the database of `directory`, which must exist. Blocks.
  ///
  /// @throws EmbeddedPostgresException it is not there, or cannot be had; the message says why and
  ///   what to do
  public static EmbeddedPostgresSession open(Path directory, EventSink events) {
    Path root = directory.toAbsolutePath().normalize();
    if (!Files.exists(root.resolve("postgres"))) {
      throw new EmbeddedPostgresException(
          "there is no database in "
              + root
              + " yet: '"
              + ProgramName.command("serve")
              + "' or '"
              + ProgramName.command("migrate apply")
              + "' creates it; or name another"
              + " data directory");
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      EmbeddedPostgres own = EmbeddedPostgres.startIfUnlocked(directory, events);
      if (own != null) {
        return new EmbeddedPostgresSession(own.target(), own);
      }
      DatabaseTarget running = running(directory);
      if (running != null) {
        return new EmbeddedPostgresSession(running, null);
      }
      if (System.nanoTime() > end) {
        throw new EmbeddedPostgresException(
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

  /// Whether the server runs only until this session is closed.
  public boolean startedServer() {
    return own != null;
  }

  /// Null if no server accepts connections now.
  private static @Nullable DatabaseTarget running(Path directory) {
    try {
      DataDirectory data = new DataDirectory(directory.toRealPath());
      PostmasterPidFile said = PostmasterPidFile.read(data.cluster());
      boolean answers =
          said != null
              && said.ready()
              && said.server(data.cluster()) != null
              && ReadinessCheck.answers(Path.of(said.socketDirectory()), ANSWER);
      return said != null && answers
          ? EmbeddedPostgres.target(Path.of(said.socketDirectory()), data.password())
          : null;
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
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
