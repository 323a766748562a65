package dev.freehold.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The content of `postmaster.pid` (PostgreSQL, miscadmin.h): line 1 is the process id, line 5 the
/// socket directory, line 8 the status. The server writes it line by line while it starts.
///
/// @param socketDirectory empty if the server has none yet
/// @param status empty, `starting`, `stopping` or `ready`
record PostmasterPidFile(long pid, String socketDirectory, String status) {

  /// Null if the file is missing or empty.
  static @Nullable PostmasterPidFile read(Path cluster) throws IOException {
    List<String> lines;
    try {
      lines = Files.readString(cluster.resolve("postmaster.pid")).lines().toList();
    } catch (NoSuchFileException e) {
      return null;
    }
    if (lines.isEmpty() || !lines.getFirst().strip().matches("[0-9]{1,10}")) {
      return null;
    }
    return new PostmasterPidFile(
        Long.parseLong(lines.getFirst().strip()),
        lines.size() > 4 ? lines.get(4) : "",
        lines.size() > 7 ? lines.get(7).strip() : "");
  }

  boolean ready() {
    return status.equals("ready");
  }

  /// Whether the process is alive and is the server of `cluster`. Process ids are reused, and a
  /// killed server may remain as a zombie.
  @Nullable ProcessHandle server(Path cluster) throws IOException {
    ProcessHandle process = ProcessHandle.of(pid).orElse(null);
    if (process == null || !process.isAlive()) {
      return null;
    }
    Path commandLine = Path.of("/proc", Long.toString(pid), "cmdline");
    if (!Files.exists(Path.of("/proc/self/cmdline"))) {
      return process.info().command().orElse("").endsWith("/postgres") ? process : null;
    }
    try {
      List<String> words = Arrays.asList(Files.readString(commandLine).split("\0", -1));
      boolean postgres = words.getFirst().endsWith("/postgres");
      return postgres && words.contains(cluster.toString()) ? process : null;
    } catch (NoSuchFileException e) {
      return null;
    }
  }
}
