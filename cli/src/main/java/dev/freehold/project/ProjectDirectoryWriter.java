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

/// Creates the directory of a project. Everything is written beside the target and moved there at
/// the end, so that an interruption leaves nothing half-written.
public final class ProjectDirectoryWriter {
  private ProjectDirectoryWriter() {}

  /// Why a directory did not become one. The message names it; it is as it was.
  public static final class ProjectDirectoryException extends Exception {
    private static final long serialVersionUID = 1;

    ProjectDirectoryException(String message) {
      super(message);
    }
  }

  /// Says, before anything else is done, whether `directory` can become a project.
  ///
  /// @throws ProjectDirectoryException where something is in it, or it is no directory
  public static void check(Path directory) throws ProjectDirectoryException {
    if (!Files.isDirectory(directory)) {
      if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
        throw new ProjectDirectoryException(directory + " is there already, and is no directory");
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

  /// Writes every file below `directory`, which is made where it is not there.
  public static void write(Path directory, List<ProjectFile> files)
      throws ProjectDirectoryException {
    check(directory);
    boolean there = Files.isDirectory(directory);
    Path place = directory.toAbsolutePath().normalize();
    Path parent = place.getParent();
    // In an empty directory that is there, and may be where the person stands, the parts lie in it;
    // it is not replaced.
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
          e.getFile() + " has come to be there meanwhile; nothing was changed");
    } catch (IOException e) {
      throw new ProjectDirectoryException(directory + " cannot be written: " + why(e));
    }
  }

  /// Takes back what it moved when one does not move.
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
