package dev.freehold.postgres;

import dev.freehold.postgres.EmbeddedPostgres.EmbeddedPostgresException;
import dev.freehold.postgres.PostgresProcess.ServerLog;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Creates an empty database cluster (PostgreSQL manual, initdb). It gets its final name only when
/// it is complete.
final class Initdb {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /// Defaults in postgresql.conf for a small server with one client program; an operator may change
  /// them.
  private static final List<String> SETTINGS =
      List.of(
          "shared_buffers=64MB",
          "max_wal_size=512MB",
          "jit=off",
          "io_method=sync",
          "max_logical_replication_workers=0",
          "timezone=UTC",
          "log_timezone=UTC");

  private Initdb() {}

  static void run(
      DataDirectory directory,
      PostgresBinaries binaries,
      ProcessPrivileges privileges,
      Durability durability)
      throws IOException {
    Path unfinished = directory.root().resolve("postgres.new");
    FileTree.delete(unfinished);
    directory.createPassword(privileges);
    DataDirectory.createPrivate(unfinished, privileges);
    List<String> words =
        new ArrayList<>(
            List.of(
                binaries.program("initdb"),
                "--pgdata=" + unfinished,
                "--username=" + DataDirectory.SUPERUSER,
                "--pwfile=" + directory.passwordFile(),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--locale=C.UTF-8",
                "--data-checksums",
                "--no-instructions"));
    words.addAll(durability.initdbOptions());
    SETTINGS.forEach(setting -> words.add("--set=" + setting));
    check(directory, ProcessRunner.run(privileges.commandLine(words), "", LIMIT));
    createDatabase(directory, binaries, privileges, durability, unfinished);
    Files.move(unfinished, directory.cluster(), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel parent = FileChannel.open(directory.root(), StandardOpenOption.READ)) {
      parent.force(true);
    }
  }

  /// Runs in single-user mode (PostgreSQL manual, postgres), without a connection.
  private static void createDatabase(
      DataDirectory directory,
      PostgresBinaries binaries,
      ProcessPrivileges privileges,
      Durability durability,
      Path cluster)
      throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                binaries.program("postgres"),
                "--single",
                "-j",
                "-D",
                cluster.toString(),
                "-c",
                "exit_on_error=on"));
    durability.settings().forEach(setting -> words.addAll(List.of("-c", setting)));
    words.add("postgres");
    check(
        directory,
        ProcessRunner.run(
            privileges.commandLine(words),
            "create database " + DataDirectory.DATABASE + ";\n\n",
            LIMIT));
  }

  private static void check(DataDirectory directory, ProcessRunner.ProcessResult result) {
    if (!result.ok()) {
      throw new EmbeddedPostgresException(
          "no database could be made in "
              + directory.root()
              + "; check that the disk has 100 MB of room. PostgreSQL said:\n"
              + ServerLog.lastLines(result.output(), 12));
    }
  }
}
