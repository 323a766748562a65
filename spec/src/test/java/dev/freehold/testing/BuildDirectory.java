package dev.freehold.testing;

import java.nio.file.Path;

/// The directory for files of tests, below the build directory of the tested module.
public final class BuildDirectory {
  private static final Path ROOT = Path.of(System.getProperty("freehold.build", "target"));

  private BuildDirectory() {}

  public static Path root() {
    return ROOT;
  }

  public static Path path(String name) {
    return ROOT.resolve(name);
  }
}
