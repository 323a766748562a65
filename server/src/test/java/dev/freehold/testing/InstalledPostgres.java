package dev.freehold.testing;

import com.sun.security.auth.module.UnixSystem;
import dev.freehold.db.DatabaseTarget;
import dev.freehold.db.DatabaseTarget.TlsMode;
import dev.freehold.type.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A server of the PostgreSQL that is installed on this machine, on a Unix socket and a loopback
/// port, with SCRAM and, if `openssl` is installed, TLS with a certificate for `localhost`.
public final class InstalledPostgres implements AutoCloseable {
  static final String PASSWORD = "p@ss:w/rd%";

  private static boolean looked;
  private static @Nullable InstalledPostgres shared;

  private final Path directory;
  private final Path bin;
  private final List<String> prefix;
  private final int port;
  private final boolean tls;

  private InstalledPostgres(Path directory, Path bin, List<String> prefix, int port, boolean tls) {
    this.directory = directory;
    this.bin = bin;
    this.prefix = prefix;
    this.port = port;
    this.tls = tls;
  }

  /// One server for all tests; empty if PostgreSQL is not installed.
  public static synchronized Optional<InstalledPostgres> shared() {
    if (!looked) {
      looked = true;
      try {
        Optional<Path> bin = newest();
        shared = bin.isEmpty() ? null : start(bin.get());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return Optional.ofNullable(shared);
  }

  private static Optional<Path> newest() throws IOException {
    Path root = Path.of("/usr/lib/postgresql");
    if (!Files.isDirectory(root)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(root)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .max((a, b) -> a.toString().compareTo(b.toString()));
    }
  }

  /// Another server, with its own data; empty if PostgreSQL is not installed. [#close] stops it.
  public static Optional<InstalledPostgres> fresh() throws IOException {
    Optional<Path> bin = newest();
    return bin.isEmpty() ? Optional.empty() : Optional.of(start(bin.get()));
  }

  /// A streaming standby of this server.
  public InstalledPostgres standby() throws IOException {
    InstalledPostgres standby = new InstalledPostgres(directory(), bin, prefix, freePort(), false);
    run(
        prefix,
        bin.resolve("pg_basebackup").toString(),
        "-d",
        "host=127.0.0.1 port=" + port + " user=postgres password=" + PASSWORD,
        "-D",
        standby.data().toString(),
        "-R",
        "-X",
        "stream",
        "-c",
        "fast");
    standby.launch();
    return standby;
  }

  /// Makes the standby a primary. Returns when it takes writes.
  public void promote() throws IOException {
    run(prefix, bin.resolve("pg_ctl").toString(), "promote", "-w", "-D", data().toString());
  }

  /// Starts the stopped server again.
  public void launch() throws IOException {
    run(
        prefix,
        bin.resolve("pg_ctl").toString(),
        "start",
        "-w",
        "-D",
        data().toString(),
        "-l",
        directory.resolve("log").toString(),
        "-o",
        "-c fsync=off -c listen_addresses=127.0.0.1 -c port="
            + port
            + (tls ? "" : " -c ssl=off")
            + " -c unix_socket_directories="
            + directory);
  }

  /// Stops the server as a crash would; nothing happens if it is stopped.
  public void kill() throws IOException {
    run(
        prefix,
        bin.resolve("pg_ctl").toString(),
        "stop",
        "-m",
        "immediate",
        "-D",
        data().toString());
  }

  private Path data() {
    return directory.resolve("data");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Path directory() throws IOException {
    Path directory = Files.createTempDirectory("freehold-installed-");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    return directory;
  }

  /// The words before a program that must not run as root.
  static List<String> unprivileged() {
    return new UnixSystem().getUid() == 0
        ? List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups")
        : List.of();
  }

  private static InstalledPostgres start(Path bin) throws IOException {
    Path directory = directory();
    List<String> prefix = unprivileged();
    Path password = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
    Path data = directory.resolve("data");
    run(
        prefix,
        bin.resolve("initdb").toString(),
        "-D",
        data.toString(),
        "-U",
        "postgres",
        "-A",
        "scram-sha-256",
        "--pwfile=" + password,
        "-E",
        "UTF8",
        "--locale=C",
        "-N");
    boolean tls = certificate(prefix, directory);
    if (tls) {
      // In the file, so that a test can change it.
      Files.writeString(
          data.resolve("postgresql.conf"),
          "ssl = on\nssl_cert_file = '../cert.pem'\nssl_key_file = '../key.pem'\n",
          StandardOpenOption.APPEND);
    }
    InstalledPostgres installed = new InstalledPostgres(directory, bin, prefix, freePort(), tls);
    installed.launch();
    Runtime.getRuntime().addShutdownHook(new Thread(installed::stop));
    return installed;
  }

  private static boolean certificate(List<String> prefix, Path directory) throws IOException {
    if (!Files.isExecutable(Path.of("/usr/bin/openssl"))) {
      return false;
    }
    run(
        prefix,
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost",
        "-keyout",
        directory.resolve("key.pem").toString(),
        "-out",
        directory.resolve("cert.pem").toString());
    return true;
  }

  static void run(List<String> prefix, String... words) throws IOException {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(List.of(words));
    Path log = Files.createTempFile("freehold-", ".log");
    Process process =
        new ProcessBuilder(all)
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      boolean ended = process.waitFor(Duration.ofSeconds(60).toMillis(), TimeUnit.MILLISECONDS);
      if (!ended || process.exitValue() != 0) {
        throw new IOException(words[0] + " failed: " + Files.readString(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      Files.delete(log);
    }
  }

  private void stop() {
    try {
      if (Files.exists(data().resolve("postmaster.pid"))) {
        kill();
      }
      if (!Files.exists(directory)) {
        return;
      }
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Stops the server and removes its data.
  @Override
  public void close() {
    stop();
  }

  public DatabaseTarget target() {
    return new DatabaseTarget(
        "127.0.0.1",
        port,
        "postgres",
        "postgres",
        Secret.of(PASSWORD),
        TlsMode.DISABLE,
        null,
        "freehold",
        Duration.ofSeconds(30));
  }

  public int port() {
    return port;
  }

  public Path socketDirectory() {
    return directory;
  }

  public boolean hasTls() {
    return tls;
  }

  /// The self-signed certificate of the server.
  public Path certificate() {
    return directory.resolve("cert.pem");
  }
}
