package dev.freehold.cli.project;

import dev.freehold.description.Description;
import dev.freehold.description.DescriptionException;
import dev.freehold.description.DescriptionReader;
import dev.freehold.draft.Drafter;
import dev.freehold.draft.document.DocumentDraft;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A spec from a file that has an OpenAPI description.
final class FromDocument {
  private FromDocument() {}

  static String draft(Path file, String title) throws Unusable {
    byte[] bytes = bytes(file);
    return Deadline.within("drafting from " + file, () -> drafted(file, bytes, title));
  }

  private static String drafted(Path file, byte[] bytes, String title) throws Unusable {
    Description description;
    try {
      description = DescriptionReader.read(bytes);
    } catch (DescriptionException e) {
      throw new Unusable(file + " cannot be used: " + e.getMessage());
    }
    String name = file.toAbsolutePath().normalize().getFileName().toString();
    return Drafter.draft(DocumentDraft.found(description, name), title)
        .orElseThrow(
            () ->
                new Unusable(
                    file
                        + " has no collection of rows, such as /tasks with GET and POST and"
                        + " /tasks/{id}"));
  }

  private static byte[] bytes(Path file) throws Unusable {
    if (Files.isDirectory(file)) {
      throw new Unusable(file + " is a directory; name the file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(DescriptionReader.MAX_BYTES + 1);
    } catch (NoSuchFileException _) {
      throw new Unusable(file + " does not exist");
    } catch (AccessDeniedException _) {
      throw new Unusable(file + " cannot be read: permission denied");
    } catch (IOException e) {
      throw new Unusable(file + " cannot be read: " + e.getMessage());
    }
  }
}
