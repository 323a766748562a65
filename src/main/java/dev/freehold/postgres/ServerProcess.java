package dev.freehold.postgres;

import dev.freehold.postgres.bundle.Binaries;
import dev.freehold.postgres.machine.Command;
import dev.freehold.postgres.machine.PostgresException;
import dev.freehold.postgres.machine.RunAs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A running server.
///
/// @param adopted it was there before this program
record ServerProcess(ProcessHandle process, Path socketDirectory, boolean adopted) {
  /// Replaying the log after a crash may take this long; a server that starts says so all the while.
  private static final Duration START = Duration.ofMinutes(5);

  private static final Duration ADOPT = Duration.ofSeconds(60);
  private static final Duration LEFTOVERS = Duration.ofSeconds(15);
  private static final long POLL_NANOS = 2_000_000;

  /// Takes over the server that runs in `directory`, or starts one, and waits until it takes connections.
  ///
  /// @param socket where clients look for it; null where there are none yet
  static ServerProcess obtain(
      DataDirectory directory, Binaries binaries, RunAs runAs, @Nullable Path socket)
      throws IOException {
    long end = System.nanoTime() + LEFTOVERS.toNanos();
    while (true) {
      PostmasterPid old = PostmasterPid.read(directory.cluster());
      ProcessHandle running = old == null ? null : old.server(directory.cluster());
      if (running != null) {
        ServerProcess adopted = adopt(directory, running);
        if (adopted != null) {
          return adopted;
        }
      }
      try {
        return start(directory, binaries, runAs, socket, old);
      } catch (LeftoversException e) {
        if (System.nanoTime() > end) {
          throw new PostgresException(
              "processes of an earlier PostgreSQL still use "
                  + directory.cluster()
                  + ": end them, then start again",
              e);
        }
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  /// Null where it was on its way out or has gone.
  private static @Nullable ServerProcess adopt(DataDirectory directory, ProcessHandle process)
      throws IOException {
    long end = System.nanoTime() + ADOPT.toNanos();
    while (process.isAlive() && System.nanoTime() < end) {
      PostmasterPid now = PostmasterPid.read(directory.cluster());
      if (now == null || now.pid() != process.pid()) {
        return null;
      }
      if (now.ready()
          && SocketProbe.answers(Path.of(now.socketDirectory()), Duration.ofSeconds(1))) {
        return new ServerProcess(process, Path.of(now.socketDirectory()), true);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    if (process.isAlive()) {
      throw new PostgresException(
          "PostgreSQL (process "
              + process.pid()
              + ") runs in "
              + directory.cluster()
              + " and does not answer: end it, then start again");
    }
    return null;
  }

  private static ServerProcess start(
      DataDirectory directory,
      Binaries binaries,
      RunAs runAs,
      @Nullable Path wanted,
      @Nullable PostmasterPid stale)
      throws IOException {
    Path earlier =
        wanted != null || stale == null || stale.socketDirectory().isEmpty()
            ? wanted
            : Path.of(stale.socketDirectory());
    Path socket = SocketDirectory.create(directory, runAs, earlier);
    long logged = LogFile.prepare(directory.log());
    ProcessBuilder builder =
        new ProcessBuilder(words(directory, binaries, runAs, socket))
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.log().toFile()));
    Command.environment(builder);
    if (stale != null) {
      // The way of pg_ctl to say that a process id in a lock file is not a server's. The server
      // still looks for itself
      // whether the old one's shared memory is in use.
      builder.environment().put("PG_GRANDPARENT_PID", Long.toString(stale.pid()));
    }
    Process process = builder.start();
    long end = System.nanoTime() + START.toNanos();
    while (process.isAlive() && System.nanoTime() < end) {
      PostmasterPid now = PostmasterPid.read(directory.cluster());
      if (now != null && now.pid() == process.pid() && now.ready()) {
        return new ServerProcess(process.toHandle(), socket, false);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    process.destroyForcibly();
    String said = LogFile.since(directory.log(), logged);
    if (said.contains("is still in use")) {
      throw new LeftoversException(said);
    }
    SocketDirectory.discard(directory, socket);
    throw new PostgresException(
        "PostgreSQL did not start in "
            + directory.cluster()
            + "; if the disk is full, make room and start again. It said:\n"
            + LogFile.last(said, 12));
  }

  private static List<String> words(
      DataDirectory directory, Binaries binaries, RunAs runAs, Path socket) {
    List<String> program = new ArrayList<>();
    // A session of its own, so that Ctrl-C reaches this program alone, which then stops the server
    // when it is done.
    String setsid = Command.find("setsid");
    if (setsid != null) {
      program.add(setsid);
    }
    program.add(binaries.program("postgres"));
    program.add("-D");
    program.add(directory.cluster().toString());
    for (String setting :
        List.of(
            // Ten for each event loop of a machine of 16 cores. Not in postgresql.conf: what older
            // versions wrote there is
            // less.
            "max_connections=200",
            "listen_addresses=",
            "unix_socket_directories=\"" + socket.toString().replace("\"", "\"\"") + "\"",
            "unix_socket_permissions=0700",
            "password_encryption=scram-sha-256",
            "fsync=on",
            "full_page_writes=on",
            // Statements that fail are the client's to tell; their values do not belong in a log.
            "log_min_messages=log",
            "log_min_error_statement=panic",
            "log_error_verbosity=terse",
            "log_checkpoints=off",
            "logging_collector=off",
            "log_destination=stderr")) {
      program.add("-c");
      program.add(setting);
    }
    return runAs.words(program);
  }

  /// Ends connections, writes what is to be written, and waits for the end; after `limit` the server is told to drop
  /// everything, which costs nothing but a longer next start.
  void stop(Duration limit) throws IOException {
    signal("INT");
    if (!ended(limit)) {
      signal("QUIT");
      if (!ended(Duration.ofSeconds(6))) {
        throw new PostgresException("PostgreSQL (process " + process.pid() + ") does not stop");
      }
    }
  }

  private void signal(String name) throws IOException {
    if (process.isAlive()) {
      Command.run(
          List.of("/bin/sh", "-c", "kill -" + name + " " + process.pid()),
          "",
          Duration.ofSeconds(5));
    }
  }

  private boolean ended(Duration limit) {
    try {
      process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      return !process.isAlive();
    }
  }

  /// A server that was killed left processes behind, which end by themselves soon.
  private static final class LeftoversException extends IOException {
    private static final long serialVersionUID = 1L;

    LeftoversException(String said) {
      super(said);
    }
  }
}
