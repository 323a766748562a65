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
public final class InstalledPostgres {
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

  private static InstalledPostgres start(Path bin) throws IOException {
    Path directory = Files.createTempDirectory("freehold-installed-");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    boolean root = new UnixSystem().getUid() == 0;
    List<String> prefix =
        root
            ? List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups")
            : List.of();
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Path password = Files.writeString(directory.resolve("password"), "p@ss:w/rd%\n");
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
    InstalledPostgres installed = new InstalledPostgres(directory, bin, prefix, port, tls);
    run(
        prefix,
        bin.resolve("pg_ctl").toString(),
        "start",
        "-w",
        "-D",
        data.toString(),
        "-l",
        directory.resolve("log").toString(),
        "-o",
        "-c fsync=off -c listen_addresses=127.0.0.1 -c port="
            + port
            + " -c unix_socket_directories="
            + directory);
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

  private static void run(List<String> prefix, String... words) throws IOException {
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
      run(
          prefix,
          bin.resolve("pg_ctl").toString(),
          "stop",
          "-m",
          "immediate",
          "-D",
          directory.resolve("data").toString());
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public DatabaseTarget target() {
    return new DatabaseTarget(
        "127.0.0.1",
        port,
        "postgres",
        "postgres",
        Secret.of("p@ss:w/rd%"),
        TlsMode.DISABLE,
        null,
        "freehold",
        Duration.ofSeconds(5));
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
