package dev.freehold.migrate.file;

import java.util.List;
import java.util.Map;

/// Files that follow from each other, from an empty database on.
public record Chain(List<MigrationFile> files) {
  public Chain {
    files = List.copyOf(files);
  }

  public boolean isEmpty() {
    return files.isEmpty();
  }

  /// The model that the last of them ends with.
  public Map<String, String> model() {
    Map<String, String> model = Map.of();
    for (MigrationFile file : files) {
      model = file.applied(model);
    }
    return model;
  }

  /// Those from one on.
  ///
  /// @param from 0 for all of them
  public List<MigrationFile> from(int from) {
    return files.subList(from, files.size());
  }

  /// The name of the next one.
  public FileName next(String title) {
    return FileName.of(files.isEmpty() ? 1 : files.getLast().name().number() + 1, title);
  }
}
