package dev.freehold.testing;

import dev.freehold.db.DatabaseTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The PgBouncer that is installed on this machine, on a loopback port, before a server of [InstalledPostgres]. It
/// looks up the passwords of roles with `auth_query`, and has the defaults otherwise.
public final class InstalledPgBouncer implements AutoCloseable {
  private final Path directory;
  private final Process process;
  private final DatabaseTarget server;
  private final int port;

  private InstalledPgBouncer(Path directory, Process process, DatabaseTarget server, int port) {
    this.directory = directory;
    this.process = process;
    this.server = server;
    this.port = port;
  }

  /// Empty if it is not installed.
  ///
  /// @param mode `session` or `transaction`
  public static Optional<InstalledPgBouncer> before(DatabaseTarget server, String mode)
      throws Exception {
    Optional<Path> program =
        Stream.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    return program.isEmpty() ? Optional.empty() : Optional.of(start(program.get(), server, mode));
  }

  private static InstalledPgBouncer start(Path program, DatabaseTarget server, String mode)
      throws Exception {
    Path directory = Files.createTempDirectory("freehold-pgbouncer-");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Path users =
        Files.writeString(
            directory.resolve("users"),
            "\"%s\" \"%s\"\n".formatted(server.user(), server.password().reveal()));
    Path settings =
        Files.writeString(
            directory.resolve("pgbouncer.ini"),
            """
            [databases]
            * = host=127.0.0.1 port=%d
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = %d
            unix_socket_dir =
            auth_type = scram-sha-256
            auth_file = %s
            auth_user = %s
            auth_query = select usename, passwd from pg_catalog.pg_shadow where usename = $1
            pool_mode = %s
            default_pool_size = 40
            """
                .formatted(server.port(), port, users, server.user(), mode));
    List<String> words = new ArrayList<>(InstalledPostgres.unprivileged());
    words.addAll(List.of(program.toString(), "-q", settings.toString()));
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    TestDatabase.await(() -> accepts(port));
    return new InstalledPgBouncer(directory, process, server, port);
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException _) {
      return false;
    }
  }

  /// The database of the server, through this pooler.
  public DatabaseTarget through(DatabaseTarget direct) {
    return new DatabaseTarget(
        "127.0.0.1",
        port,
        direct.database(),
        direct.user(),
        direct.password(),
        direct.tls(),
        null,
        server.applicationName(),
        server.connectTimeout());
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    if (!process
        .toHandle()
        .onExit()
        .orTimeout(5, TimeUnit.SECONDS)
        .handle((_, late) -> late == null)
        .join()) {
      process.destroyForcibly();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
