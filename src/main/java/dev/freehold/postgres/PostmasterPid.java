package dev.freehold.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the server says of itself in `postmaster.pid` (PostgreSQL's miscadmin.h): line 1 its process id, 5 its socket
/// directory, 8 its state. It is written line by line while the server starts.
///
/// @param socketDirectory empty until the server has one
/// @param status empty, `starting`, `stopping` or `ready`
record PostmasterPid(long pid, String socketDirectory, String status) {

  /// Null where there is no such file, or nothing in it yet.
  static @Nullable PostmasterPid read(Path cluster) throws IOException {
    List<String> lines;
    try {
      lines = Files.readString(cluster.resolve("postmaster.pid")).lines().toList();
    } catch (NoSuchFileException e) {
      return null;
    }
    if (lines.isEmpty() || !lines.getFirst().strip().matches("[0-9]{1,10}")) {
      return null;
    }
    return new PostmasterPid(
        Long.parseLong(lines.getFirst().strip()),
        lines.size() > 4 ? lines.get(4) : "",
        lines.size() > 7 ? lines.get(7).strip() : "");
  }

  boolean ready() {
    return status.equals("ready");
  }

  /// Whether that process lives and is the server of `cluster`: process ids are used again, and a killed server whose
  /// parent does not ask for it stays in the process table as a zombie.
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
