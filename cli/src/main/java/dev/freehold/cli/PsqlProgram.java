package dev.freehold.cli;

import dev.freehold.db.LibpqConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The `psql` of this machine, on this terminal.
///
/// @param environment of this process
record PsqlProgram(Path program, Map<String, String> environment) {
  /// The first `psql` on the `PATH`.
  static Optional<PsqlProgram> find(Map<String, String> environment) {
    for (String directory : environment.getOrDefault("PATH", "").split(":", -1)) {
      Path program = Path.of(directory, "psql");
      if (!directory.isEmpty() && Files.isExecutable(program) && !Files.isDirectory(program)) {
        return Optional.of(new PsqlProgram(program, environment));
      }
    }
    return Optional.empty();
  }

  /// Runs it until it ends, and returns its exit status.
  ///
  /// @param statements to run instead of a dialog
  int run(LibpqConnection connection, List<String> statements) throws IOException {
    List<String> words = new ArrayList<>(List.of(program.toString()));
    statements.forEach(sql -> words.addAll(List.of("--command", sql)));
    ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
    builder.environment().clear();
    builder.environment().putAll(environment);
    // Variables of libpq may name another server.
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    // Other users of the machine can read arguments, but not the environment.
    builder.environment().putAll(connection.environment());
    Process psql = builder.start();
    try {
      return psql.waitFor();
    } catch (InterruptedException e) {
      psql.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while psql ran", e);
    }
  }
}
