package dev.freehold.project;

import dev.freehold.project.ProjectTemplate.ProjectFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/// Creates the directory of a project. Writes all files beside the target and moves them there at
/// the end, so that an interruption leaves no partial project.
public final class ProjectDirectoryWriter {
  private ProjectDirectoryWriter() {}

  /// Thrown if a project directory cannot be created; it is then unchanged. The message names it.
  public static final class ProjectDirectoryException extends Exception {
    private static final long serialVersionUID = 1;

    ProjectDirectoryException(String message) {
      super(message);
    }
  }

  /// Checks in advance whether `directory` can become a project.
  ///
  /// @throws ProjectDirectoryException if it is not empty or not a directory
  public static void check(Path directory) throws ProjectDirectoryException {
    if (!Files.isDirectory(directory)) {
      if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
        throw new ProjectDirectoryException(directory + " exists and is not a directory");
      }
      return;
    }
    try (Stream<Path> entries = Files.list(directory)) {
      if (entries.findAny().isPresent()) {
        throw new ProjectDirectoryException(
            directory + " is not empty; name a directory that is, or one that is yet to be made");
      }
    } catch (IOException e) {
      throw new ProjectDirectoryException(directory + " cannot be read: " + why(e));
    }
  }

  /// Writes all files below `directory`, which is created if it does not exist.
  public static void write(Path directory, List<ProjectFile> files)
      throws ProjectDirectoryException {
    check(directory);
    boolean there = Files.isDirectory(directory);
    Path place = directory.toAbsolutePath().normalize();
    Path parent = place.getParent();
    // An existing empty directory may be the working directory, so it is not replaced: the files
    // are staged inside it.
    Path beside = there || parent == null ? place : parent;
    Path parts = beside.resolve(".freehold-new-" + UUID.randomUUID());
    try {
      Files.createDirectories(beside);
      Files.createDirectory(parts);
      try {
        for (ProjectFile file : files) {
          Path path = parts.resolve(file.path());
          Files.createDirectories(path.getParent());
          Files.write(path, file.text().getBytes(StandardCharsets.UTF_8));
        }
        if (there) {
          moveInto(parts, place);
        } else {
          Files.move(parts, place);
        }
      } finally {
        delete(parts);
      }
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      throw new ProjectDirectoryException(
          e.getFile() + " was created by another process; nothing was changed");
    } catch (IOException e) {
      throw new ProjectDirectoryException(directory + " cannot be written: " + why(e));
    }
  }

  /// Moves all files; moves them back if one fails.
  private static void moveInto(Path parts, Path place) throws IOException {
    List<Path> moved = new ArrayList<>();
    try (Stream<Path> entries = Files.list(parts)) {
      for (Path entry : entries.sorted().toList()) {
        Path target = place.resolve(entry.getFileName());
        Files.move(entry, target);
        moved.add(target);
      }
    } catch (IOException e) {
      for (Path target : moved) {
        delete(target);
      }
      throw e;
    }
  }

  private static void delete(Path path) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      try (Stream<Path> all = Files.walk(path)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(each);
        }
      }
    }
  }

  private static String why(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }
}
