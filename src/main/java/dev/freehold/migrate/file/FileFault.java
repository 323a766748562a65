package dev.freehold.migrate.file;

/// One thing that is wrong with the files of a folder.
///
/// @param file its path, for a person
/// @param line from 1; 0 where the fault is of the file as a whole
/// @param message what is wrong and what to do, on one line
public record FileFault(String file, int line, String message) {

  /// `migrations/0002_due_dates.sql:14: the step was changed by hand …`
  public String render() {
    return file + ":" + (line == 0 ? "" : line + ":") + " " + message;
  }
}
