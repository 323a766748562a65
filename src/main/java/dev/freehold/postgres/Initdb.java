package dev.freehold.postgres;

import dev.freehold.postgres.bundle.Binaries;
import dev.freehold.postgres.machine.Command;
import dev.freehold.postgres.machine.FileTree;
import dev.freehold.postgres.machine.PostgresException;
import dev.freehold.postgres.machine.RunAs;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Makes a new, empty database (manual, initdb). It comes to be under its name only when it is complete.
final class Initdb {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /// Written into postgresql.conf, where an operator may change them: for a small server with one client program.
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

  static void run(DataDirectory directory, Binaries binaries, RunAs runAs) throws IOException {
    Path unfinished = directory.root().resolve("postgres.new");
    FileTree.delete(unfinished);
    directory.createPassword(runAs);
    DataDirectory.createPrivate(unfinished, runAs);
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
    SETTINGS.forEach(setting -> words.add("--set=" + setting));
    check(directory, Command.run(runAs.words(words), "", LIMIT));
    createDatabase(directory, binaries, runAs, unfinished);
    Files.move(unfinished, directory.cluster(), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel parent = FileChannel.open(directory.root(), StandardOpenOption.READ)) {
      parent.force(true);
    }
  }

  /// In single-user mode (manual, postgres), which costs no connection and no client.
  private static void createDatabase(
      DataDirectory directory, Binaries binaries, RunAs runAs, Path cluster) throws IOException {
    List<String> words =
        List.of(
            binaries.program("postgres"),
            "--single",
            "-j",
            "-D",
            cluster.toString(),
            "-c",
            "exit_on_error=on",
            "postgres");
    check(
        directory,
        Command.run(
            runAs.words(words), "create database " + DataDirectory.DATABASE + ";\n\n", LIMIT));
  }

  private static void check(DataDirectory directory, Command.Result result) {
    if (!result.ok()) {
      throw new PostgresException(
          "no database could be made in "
              + directory.root()
              + "; check that the disk has 100 MB of room. PostgreSQL said:\n"
              + LogFile.last(result.output(), 12));
    }
  }
}
