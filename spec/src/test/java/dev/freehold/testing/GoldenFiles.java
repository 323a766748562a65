package dev.freehold.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Golden folders: `testdata/golden/<family>/<case>/`, the input and the expected output
/// side by side.
///
/// With `-Dgolden.update=true` the expected files are rewritten instead of compared; git shows the
/// difference.
public final class GoldenFiles {
  private static final Path ROOT = Path.of("testdata/golden");
  private static final boolean UPDATE = Boolean.getBoolean("golden.update");

  private GoldenFiles() {}

  /// Returns the folders of a family by name. Fails if there is none, so that a moved folder does
  /// not make a test pass.
  public static List<Path> cases(String family) {
    try (Stream<Path> folders = Files.list(ROOT.resolve(family))) {
      List<Path> cases = folders.filter(Files::isDirectory).sorted().toList();
      assertThat(cases).as("golden cases of " + family).isNotEmpty();
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Compares `actual` with a file in the folder of a case.
  public static void check(Path folder, String file, String actual) {
    Path expected = folder.resolve(file);
    try {
      if (UPDATE) {
        Files.writeString(expected, actual);
        return;
      }
      assertThat(expected).as("write it with -Dgolden.update=true").exists();
      assertThat(actual).as(expected.toString()).isEqualTo(Files.readString(expected));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Checks that a case has no file of the name.
  public static void checkAbsent(Path folder, String file) {
    Path unexpected = folder.resolve(file);
    try {
      if (UPDATE) {
        Files.deleteIfExists(unexpected);
      }
      assertThat(unexpected).doesNotExist();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
