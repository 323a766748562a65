package dev.freehold.testing;

import dev.freehold.spec.Spec;
import dev.freehold.spec.SpecResult;
import dev.freehold.spec.check.SpecChecker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads specs as text: test specs from `testdata/specs/<name>.yaml`, and the examples.
public final class SpecFile {
  private SpecFile() {}

  public static Spec read(String name) {
    return read(Path.of("testdata/specs", name + ".yaml"));
  }

  /// `examples/<name>/freehold.yaml`.
  public static Spec example(String name) {
    return read(Path.of("examples", name, "freehold.yaml"));
  }

  private static Spec read(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A spec in the test itself.
  public static Spec parse(String text) {
    return switch (SpecChecker.check(text.getBytes(StandardCharsets.UTF_8))) {
      case SpecResult.Valid valid -> valid.spec();
      case SpecResult.Invalid invalid -> throw new AssertionError(invalid.issues());
    };
  }
}
