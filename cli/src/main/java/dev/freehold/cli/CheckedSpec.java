package dev.freehold.cli;

import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecIssue;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A valid spec of the command line.
///
/// @param warnings of the spec; only `check` prints them
record CheckedSpec(SpecSource file, Spec spec, List<SpecIssue> warnings) {

  /// Reads and checks the spec. Empty if it is invalid; the reason is then printed to `err`.
  ///
  /// @param path null if the command line names none
  public static Optional<CheckedSpec> read(@Nullable Path path, PrintWriter err) {
    try {
      SpecSource file = SpecSource.read(path);
      return switch (SpecChecker.check(file.bytes())) {
        case SpecResult.Valid(Spec spec, var warnings) ->
            Optional.of(new CheckedSpec(file, spec, warnings));
        case SpecResult.Invalid invalid -> {
          new IssuePrinter(TerminalStyle.ofTerminal()).print(err, file, invalid.issues());
          yield Optional.empty();
        }
      };
    } catch (SpecSource.UnreadableSpecException e) {
      err.println("freehold: " + e.getMessage());
      return Optional.empty();
    } finally {
      err.flush();
    }
  }
}
