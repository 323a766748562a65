package dev.freehold;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The sources of this project, as files: each module has `src/main/java` and `src/test/java`.
final class SourceTree {
  /// In the order of the build: a module may use those before it, as its POM says.
  static final List<String> MODULES =
      List.of("spec", "client", "audit", "testkit", "server", "cli");

  private static final Path MAIN = Path.of("src", "main", "java", "dev", "freehold");
  private static final Path TEST = Path.of("src", "test", "java", "dev", "freehold");

  private SourceTree() {}

  /// The names of the packages under `dev.freehold`, such as `http.server`.
  static List<String> packages() {
    return MODULES.stream()
        .map(module -> Path.of(module).resolve(MAIN))
        .flatMap(
            root ->
                sources(root).stream()
                    .map(file -> root.relativize(file.getParent()).toString().replace('/', '.')))
        .distinct()
        .sorted()
        .toList();
  }

  /// Every source of the program, sorted by module and path.
  static List<Path> mainSources() {
    return MODULES.stream().flatMap(m -> sources(Path.of(m).resolve(MAIN)).stream()).toList();
  }

  /// Every source of the tests, sorted by module and path.
  static List<Path> testSources() {
    return MODULES.stream().flatMap(m -> sources(Path.of(m).resolve(TEST)).stream()).toList();
  }

  /// Whether the program has a type `auth/LoginEndpoint`.
  static boolean isMainType(String name) {
    return MODULES.stream()
        .anyMatch(m -> Files.exists(Path.of(m).resolve(MAIN).resolve(name + ".java")));
  }

  private static List<Path> sources(Path root) {
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
