package dev.freehold.testing;

import java.nio.file.Path;

/// Where a test may leave files: below the build directory of the module that is tested.
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
