package dev.freehold;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The sources of this project, as files.
final class SourceTree {
  static final Path MAIN = Path.of("src", "main", "java", "dev", "freehold");
  static final Path TEST = Path.of("src", "test", "java", "dev", "freehold");

  private SourceTree() {}

  /// The names of the packages under `dev.freehold`, such as `http.server`.
  static List<String> packages() {
    return sources(MAIN).stream()
        .map(file -> MAIN.relativize(file.getParent()).toString().replace('/', '.'))
        .distinct()
        .sorted()
        .toList();
  }

  /// Every Java source under `root`, sorted.
  static List<Path> sources(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
