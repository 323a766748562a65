package dev.freehold.migrate.file.text;

import dev.freehold.migrate.file.FileStep;
import dev.freehold.migrate.file.MigrationFile;
import dev.freehold.migrate.file.sql.Directive;
import java.util.List;

/// A whole file as text. [FileReader] reads it.
public final class FileText {
  private static final String PROSE =
      """
      --
      -- 'freehold migrate apply' runs this file step by step, each step once, and keeps its checksum: it does not change once
      -- it was applied anywhere. Until then read it, and put SQL of your own between the steps where the data needs it:
      --
      --   -- freehold:hand what it does
      --   update app.tasks set title = 'untitled' where title = '';
      --
      -- Each of those is one transaction. What 'freehold:step' begins was made from the spec and stays as it is: to have it
      -- otherwise, change the spec, delete this file and run 'freehold migrate new'. Row-level security, policies and grants
      -- stand in no file: they follow from the spec, and are made anew after the last one.
      """;

  private FileText() {}

  /// @throws IllegalStateException where a step would not be read back as it is
  public static String of(MigrationFile file) {
    StringBuilder out = new StringBuilder();
    out.append(Directive.MIGRATION).append(MigrationFile.FORMAT).append('\n');
    out.append("-- program ").append(file.program()).append('\n');
    out.append("-- from    ").append(file.from()).append('\n');
    out.append("-- to      ").append(file.to()).append('\n');
    out.append(PROSE);
    int number = 0;
    int of = (int) file.steps().stream().filter(FileStep.Made.class::isInstance).count();
    for (FileStep step : file.steps()) {
      out.append('\n');
      out.append(
          switch (step) {
            case FileStep.Made(var made) -> StepWriter.made(made, ++number, of);
            case FileStep.ByHand hand -> StepWriter.byHand(hand);
          });
    }
    List<FileStep> read = new FileReader(file.path(), file.name()).read(out.toString()).steps();
    if (!read.equals(file.steps())) {
      throw new IllegalStateException("a step of " + file.name() + " cannot be written as text");
    }
    return out.toString();
  }
}
