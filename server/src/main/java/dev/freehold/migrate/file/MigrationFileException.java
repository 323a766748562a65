package dev.freehold.migrate.file;

import java.util.List;
import java.util.stream.Collectors;

/// Invalid migration files. Lists all detectable faults of a folder at once.
public final class MigrationFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<FileFault> faults;

  public MigrationFileException(List<FileFault> faults) {
    super(faults.stream().map(FileFault::render).collect(Collectors.joining("\n")));
    this.faults = List.copyOf(faults);
  }

  public List<FileFault> faults() {
    return faults;
  }

  /// One fault in a migration file.
  ///
  /// @param file the path, as it is shown to the operator
  /// @param line from 1; 0 if the fault concerns the whole file
  /// @param message the fault and its remedy, on one line
  public record FileFault(String file, int line, String message) {

    /// `migrations/0002_due_dates.sql:14: the step was changed by hand …`
    public String render() {
      return file + ":" + (line == 0 ? "" : line + ":") + " " + message;
    }
  }
}
