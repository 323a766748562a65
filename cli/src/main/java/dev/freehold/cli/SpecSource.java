package dev.freehold.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The spec of a command: the given file, else `freehold.yaml` in the working directory, else the
/// built-in Tasks example.
final class SpecSource {
  private static final Path HERE = Path.of("freehold.yaml");
  private static final String BUILT_IN_NAME = "(built-in Tasks example)";
  private static final String BUILT_IN = "/examples/tasks/freehold.yaml";

  /// More than the reader accepts. Limits the read for a wrong path, such as a disk image.
  private static final int MAX_READ = (1 << 20) + 1;

  private final String name;
  private final Path directory;
  private final byte[] bytes;

  public SpecSource(String name, Path directory, byte[] bytes) {
    this.name = name;
    this.directory = directory;
    this.bytes = bytes.clone();
  }

  /// The name of the spec in messages.
  public String name() {
    return name;
  }

  /// The directory of the spec and its `.env`; the working directory for the built-in spec.
  public Path directory() {
    return directory;
  }

  /// The unchecked bytes of the spec.
  public byte[] bytes() {
    return bytes.clone();
  }

  /// @param given null if the command line names none
  /// @throws UnreadableSpecException if the file cannot be read
  public static SpecSource read(@Nullable Path given) {
    if (given != null) {
      return file(given);
    }
    return Files.exists(HERE) ? file(HERE) : builtIn();
  }

  /// Whether this is the built-in spec.
  public boolean isBuiltIn() {
    return name.equals(BUILT_IN_NAME);
  }

  private static SpecSource file(Path path) {
    if (Files.isDirectory(path)) {
      throw new UnreadableSpecException(path + " is a directory; name the spec file in it");
    }
    try (InputStream in = Files.newInputStream(path)) {
      Path parent = path.getParent();
      return new SpecSource(
          path.toString(), parent == null ? Path.of("") : parent, in.readNBytes(MAX_READ));
    } catch (NoSuchFileException _) {
      throw new UnreadableSpecException(path + " does not exist");
    } catch (AccessDeniedException _) {
      throw new UnreadableSpecException(path + " cannot be read: permission denied");
    } catch (IOException e) {
      throw new UnreadableSpecException(path + " cannot be read: " + e.getMessage());
    }
  }

  /// The Tasks example.
  public static SpecSource builtIn() {
    try (InputStream in = SpecSource.class.getResourceAsStream(BUILT_IN)) {
      return new SpecSource(BUILT_IN_NAME, Path.of(""), Objects.requireNonNull(in).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A spec file that cannot be read. The message names it.
  public static final class UnreadableSpecException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnreadableSpecException(String message) {
      super(message);
    }
  }
}
