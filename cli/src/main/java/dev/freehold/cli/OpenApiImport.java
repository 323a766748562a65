package dev.freehold.cli;

import dev.freehold.cli.NewCommand.ImportTimeout;
import dev.freehold.cli.NewCommand.UnusableInputException;
import dev.freehold.description.ApiDescription;
import dev.freehold.description.DescriptionFileReader;
import dev.freehold.description.OpenApiDescriptionReader;
import dev.freehold.description.OpenApiDescriptionReader.InvalidDescriptionException;
import dev.freehold.draft.DescriptionMapper;
import dev.freehold.draft.SpecDrafter;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Drafts a spec from a file with an OpenAPI description.
final class OpenApiImport {
  private OpenApiImport() {}

  static String importSpec(Path file, String title) throws UnusableInputException {
    return ImportTimeout.within("drafting from " + file, () -> drafted(file, title));
  }

  private static String drafted(Path file, String title) throws UnusableInputException {
    ApiDescription description;
    try {
      description = OpenApiDescriptionReader.read(content(file));
    } catch (InvalidDescriptionException e) {
      throw new UnusableInputException(file + " cannot be used: " + e.getMessage());
    }
    String name = file.toAbsolutePath().normalize().getFileName().toString();
    return SpecDrafter.draft(DescriptionMapper.map(description, name), title)
        .orElseThrow(
            () ->
                new UnusableInputException(
                    file
                        + " has no collection of rows, such as /tasks with GET and POST and"
                        + " /tasks/{id}"));
  }

  private static JsonObject content(Path file) throws UnusableInputException {
    if (Files.isDirectory(file)) {
      throw new UnusableInputException(file + " is a directory; name the file");
    }
    try {
      return DescriptionFileReader.read(file);
    } catch (NoSuchFileException _) {
      throw new UnusableInputException(file + " does not exist");
    } catch (AccessDeniedException _) {
      throw new UnusableInputException(file + " cannot be read: permission denied");
    } catch (IOException e) {
      throw new UnusableInputException(file + " cannot be read: " + e.getMessage());
    }
  }
}
