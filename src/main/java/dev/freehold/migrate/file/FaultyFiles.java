package dev.freehold.migrate.file;

import java.util.List;
import java.util.stream.Collectors;

/// Files that cannot be run as they are. All faults of a folder at once, as far as one does not hide another.
public final class FaultyFiles extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<FileFault> faults;

  public FaultyFiles(List<FileFault> faults) {
    super(faults.stream().map(FileFault::render).collect(Collectors.joining("\n")));
    this.faults = List.copyOf(faults);
  }

  public List<FileFault> faults() {
    return faults;
  }
}
