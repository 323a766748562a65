package dev.freehold.migrate.file;

import dev.freehold.migrate.plan.Fingerprint;
import dev.freehold.migrate.plan.Phase;
import java.util.List;
import java.util.Map;

/// One file, read and sound in itself.
///
/// @param path for messages
/// @param program version that wrote it
/// @param from fingerprint of the model that it begins with
/// @param to fingerprint of the model that it ends with
/// @param checksums of what it runs up to each step, that step included; none of one that is yet to be written
public record MigrationFile(
    FileName name,
    String path,
    String program,
    String from,
    String to,
    List<FileStep> steps,
    List<String> checksums) {

  /// Of the form; a program refuses a file of a higher one.
  public static final int FORMAT = 1;

  public MigrationFile {
    steps = List.copyOf(steps);
    checksums = List.copyOf(checksums);
  }

  /// The model after it.
  public Map<String, String> applied(Map<String, String> model) {
    Map<String, String> after = model;
    for (FileStep step : steps) {
      if (step instanceof FileStep.Made(var made)) {
        after = made.change().applied(after);
      }
    }
    return after;
  }

  /// Whether it is to wait until no server of the old spec is left.
  public boolean isContract() {
    return steps.stream()
        .anyMatch(s -> s instanceof FileStep.Made(var made) && made.phase() == Phase.CONTRACT);
  }

  /// A file that is yet to be written.
  ///
  /// @param model that it begins with
  public static MigrationFile of(
      FileName name, String program, Map<String, String> model, List<FileStep> steps) {
    MigrationFile open =
        new MigrationFile(name, name.toString(), program, "", "", steps, List.of());
    return new MigrationFile(
        name,
        name.toString(),
        program,
        Fingerprint.of(model),
        Fingerprint.of(open.applied(model)),
        steps,
        List.of());
  }
}
