package dev.freehold.postgres;

import dev.freehold.postgres.EmbeddedPostgres.EmbeddedPostgresException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A running PostgreSQL server.
///
/// @param adopted whether it was started by an earlier process
record PostgresProcess(ProcessHandle process, Path socketDirectory, boolean adopted) {
  /// The timeout for crash recovery, during which the server reports that it is starting.
  private static final Duration START = Duration.ofMinutes(5);

  private static final Duration ADOPT = Duration.ofSeconds(60);
  private static final Duration LEFTOVERS = Duration.ofSeconds(15);
  private static final long POLL_NANOS = 2_000_000;

  /// Adopts the server that runs in `directory`, or starts one, and waits until it accepts
  /// connections.
  ///
  /// @param socket the directory in which clients look for the socket; null if there are no clients
  ///   yet
  static PostgresProcess adoptOrStart(
      DataDirectory directory,
      PostgresBinaries binaries,
      ProcessPrivileges privileges,
      Durability durability,
      @Nullable Path socket)
      throws IOException {
    long end = System.nanoTime() + LEFTOVERS.toNanos();
    while (true) {
      PostmasterPidFile old = PostmasterPidFile.read(directory.cluster());
      ProcessHandle running = old == null ? null : old.server(directory.cluster());
      if (running != null) {
        PostgresProcess adopted = adopt(directory, running);
        if (adopted != null) {
          return adopted;
        }
      }
      try {
        return start(directory, binaries, privileges, durability, socket, old);
      } catch (LeftoversException e) {
        if (System.nanoTime() > end) {
          throw new EmbeddedPostgresException(
              "processes of an earlier PostgreSQL still use "
                  + directory.cluster()
                  + ": end them, then start again",
              e);
        }
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  /// Null if it was stopping or has ended.
  private static @Nullable PostgresProcess adopt(DataDirectory directory, ProcessHandle process)
      throws IOException {
    long end = System.nanoTime() + ADOPT.toNanos();
    while (process.isAlive() && System.nanoTime() < end) {
      PostmasterPidFile now = PostmasterPidFile.read(directory.cluster());
      if (now == null || now.pid() != process.pid()) {
        return null;
      }
      if (now.ready()
          && ReadinessCheck.answers(Path.of(now.socketDirectory()), Duration.ofSeconds(1))) {
        return new PostgresProcess(process, Path.of(now.socketDirectory()), true);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    if (process.isAlive()) {
      throw new EmbeddedPostgresException(
          "PostgreSQL (process "
              + process.pid()
              + ") runs in "
              + directory.cluster()
              + " and does not answer: end it, then start again");
    }
    return null;
  }

  private static PostgresProcess start(
      DataDirectory directory,
      PostgresBinaries binaries,
      ProcessPrivileges privileges,
      Durability durability,
      @Nullable Path wanted,
      @Nullable PostmasterPidFile stale)
      throws IOException {
    Path earlier =
        wanted != null || stale == null || stale.socketDirectory().isEmpty()
            ? wanted
            : Path.of(stale.socketDirectory());
    Path socket = SocketDirectory.create(directory, privileges, earlier);
    long logged = ServerLog.prepare(directory.log());
    ProcessBuilder builder =
        new ProcessBuilder(words(directory, binaries, privileges, durability, socket))
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.log().toFile()));
    ProcessRunner.replaceEnvironment(builder);
    if (stale != null) {
      // Like pg_ctl, this tells PostgreSQL that the process id in its lock file is not a server.
      // The server still checks whether the old shared memory is in use.
      builder.environment().put("PG_GRANDPARENT_PID", Long.toString(stale.pid()));
    }
    Process process = builder.start();
    long end = System.nanoTime() + START.toNanos();
    while (process.isAlive() && System.nanoTime() < end) {
      PostmasterPidFile now = PostmasterPidFile.read(directory.cluster());
      if (now != null && now.pid() == process.pid() && now.ready()) {
        return new PostgresProcess(process.toHandle(), socket, false);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    process.destroyForcibly();
    String said = ServerLog.since(directory.log(), logged);
    if (said.contains("is still in use")) {
      throw new LeftoversException(said);
    }
    SocketDirectory.discard(directory, socket);
    throw new EmbeddedPostgresException(
        "PostgreSQL did not start in "
            + directory.cluster()
            + "; if the disk is full, make room and start again. It said:\n"
            + ServerLog.lastLines(said, 12));
  }

  private static List<String> words(
      DataDirectory directory,
      PostgresBinaries binaries,
      ProcessPrivileges privileges,
      Durability durability,
      Path socket) {
    List<String> program = new ArrayList<>();
    // A separate session, so that Ctrl-C reaches only this program, which then stops the server in
    // order.
    String setsid = ProcessRunner.findExecutable("setsid");
    if (setsid != null) {
      program.add(setsid);
    }
    program.add(binaries.program("postgres"));
    program.add("-D");
    program.add(directory.cluster().toString());
    List<String> settings = new ArrayList<>(durability.settings());
    settings.addAll(
        List.of(
            // Ten per event loop on a machine of 16 cores. Not in postgresql.conf, where older
            // versions wrote a smaller number.
            "max_connections=200",
            "listen_addresses=",
            "unix_socket_directories=\"" + socket.toString().replace("\"", "\"\"") + "\"",
            "unix_socket_permissions=0700",
            "password_encryption=scram-sha-256",
            // Failed statements are reported to the client; their values do not belong in a log.
            "log_min_messages=log",
            "log_min_error_statement=panic",
            "log_error_verbosity=terse",
            "log_checkpoints=off",
            "logging_collector=off",
            "log_destination=stderr"));
    for (String setting : settings) {
      program.add("-c");
      program.add(setting);
    }
    return privileges.commandLine(program);
  }

  /// Stops the server with a fast shutdown. After `limit`, an immediate shutdown, after which the
  /// next start runs crash recovery.
  void stop(Duration limit) throws IOException {
    signal("INT");
    if (!ended(limit)) {
      signal("QUIT");
      if (!ended(Duration.ofSeconds(6))) {
        throw new EmbeddedPostgresException(
            "PostgreSQL (process " + process.pid() + ") does not stop");
      }
    }
  }

  private void signal(String name) throws IOException {
    if (process.isAlive()) {
      ProcessRunner.run(
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

  /// Waits for the child processes of a killed server, which end soon.
  private static final class LeftoversException extends IOException {
    private static final long serialVersionUID = 1L;

    LeftoversException(String said) {
      super(said);
    }
  }

  /// The log of the server: limited in size, and quoted if a start fails.
  static final class ServerLog {
    private static final long LIMIT = 10L << 20;

    private ServerLog() {}

    /// Prepares `file` for appending, for its owner only. A file over 10 MB is renamed to
    /// `file.old`.
    ///
    /// @return the size
    static long prepare(Path file) throws IOException {
      if (Files.exists(file) && Files.size(file) > LIMIT) {
        Files.move(
            file,
            file.resolveSibling(file.getFileName() + ".old"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      if (!Files.exists(file)) {
        Files.createFile(file, DataDirectory.mode("rw-------"));
      }
      return Files.size(file);
    }

    /// The content from byte `start`, at most the last 16 KiB of it.
    static String since(Path file, long start) throws IOException {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        long from = Math.max(start, channel.size() - (16 << 10));
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(0, channel.size() - from));
        int read;
        do {
          read = channel.read(buffer, from + buffer.position());
        } while (read > 0 && buffer.hasRemaining());
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
      }
    }

    static String lastLines(String text, int lines) {
      // Skips the messages about clients that connected during the start: they are not its cause.
      List<String> all =
          text.strip()
              .lines()
              .filter(line -> !line.contains("FATAL:  the database system is"))
              .toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    }
  }

  /// Checks whether a server is alive, before authentication. A process that was just killed may
  /// still be in the process table.
  static final class ReadinessCheck {
    private ReadinessCheck() {}

    /// Sends an `SSLRequest` (PostgreSQL manual, section 54.2.2.10), which any server answers with
    /// one byte.
    static boolean answers(Path socketDirectory, Duration limit) {
      long end = System.nanoTime() + limit.toNanos();
      var address = UnixDomainSocketAddress.of(socketDirectory.resolve(".s.PGSQL.5432"));
      try (SocketChannel channel = SocketChannel.open(address)) {
        channel.configureBlocking(false);
        ByteBuffer request = ByteBuffer.allocate(8).putInt(8).putInt(80877103).flip();
        while (request.hasRemaining() && System.nanoTime() < end) {
          channel.write(request);
        }
        ByteBuffer answer = ByteBuffer.allocate(1);
        int read = channel.read(answer);
        while (read == 0 && System.nanoTime() < end) {
          LockSupport.parkNanos(500_000);
          read = channel.read(answer);
        }
        return read == 1;
      } catch (IOException e) {
        // refused or closed: there is no server to adopt
        return false;
      }
    }
  }
}
