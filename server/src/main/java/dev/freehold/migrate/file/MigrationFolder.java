package dev.freehold.migrate.file;

import dev.freehold.migrate.file.MigrationFile.FileName;
import dev.freehold.migrate.file.MigrationFileException.FileFault;
import dev.freehold.migrate.plan.ModelFingerprint;
import dev.freehold.problem.ProgramName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The folder `migrations/` beside a spec. The first file starts with an empty database; each file
/// starts with the end model of the file before it.
public final class MigrationFolder {
  public static final String NAME = "migrations";

  private static final int MAX_BYTES = 8 << 20;
  private static final int MAX_FILES = 10_000;

  private final Path folder;

  /// @param spec the directory of the spec
  public MigrationFolder(Path spec) {
    this.folder = spec.resolve(NAME);
  }

  public Path path() {
    return folder;
  }

  public boolean exists() {
    return Files.isDirectory(folder);
  }

  /// All files in order; none if the folder does not exist.
  ///
  /// @throws MigrationFileException if a file is invalid, or does not start where the file before
  ///     it ends
  public MigrationChain read() {
    List<FileFault> faults = new ArrayList<>();
    List<MigrationFile> files = new ArrayList<>();
    for (Path path : paths()) {
      try {
        files.add(file(path));
      } catch (MigrationFileException e) {
        faults.addAll(e.faults());
      }
    }
    if (faults.isEmpty()) {
      files.sort(Comparator.comparing(MigrationFile::name, FileName.ORDER));
      faults.addAll(order(files));
    }
    if (!faults.isEmpty()) {
      throw new MigrationFileException(faults);
    }
    return new MigrationChain(files);
  }

  /// Writes a new file.
  ///
  /// @return its path
  /// @throws IOException if the file cannot be written, or exists already
  public Path write(MigrationFile file) throws IOException {
    Files.createDirectories(folder);
    Path path = folder.resolve(file.name().toString());
    return Files.writeString(
        path,
        MigrationFileWriter.of(file),
        StandardOpenOption.CREATE_NEW,
        StandardOpenOption.WRITE);
  }

  private List<Path> paths() {
    if (!exists()) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> paths =
          all.filter(p -> p.toString().endsWith(FileName.SUFFIX))
              .sorted()
              .limit(MAX_FILES + 1L)
              .toList();
      if (paths.size() > MAX_FILES) {
        throw new MigrationFileException(
            List.of(new FileFault(folder.toString(), 0, "more than " + MAX_FILES + " files")));
      }
      return paths;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MigrationFile file(Path path) {
    Optional<FileName> name = FileName.parse(path.getFileName().toString());
    if (name.isEmpty()) {
      throw fault(path, "is not called like 0001_words.sql (a-z, 0-9 and _)");
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw fault(path, "is larger than 8 MiB; load data apart from migrations");
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new MigrationFileReader(path.toString(), name.get())
          .read(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (CharacterCodingException e) {
      throw fault(path, "is not UTF-8");
    } catch (IOException e) {
      throw fault(path, "cannot be read: " + e.getMessage());
    }
  }

  private static MigrationFileException fault(Path path, String message) {
    return new MigrationFileException(List.of(new FileFault(path.toString(), 0, message)));
  }

  private static List<FileFault> order(List<MigrationFile> files) {
    List<FileFault> faults = new ArrayList<>();
    Map<String, String> model = Map.of();
    for (int i = 0; i < files.size() && faults.isEmpty(); i++) {
      MigrationFile file = files.get(i);
      String before = i == 0 ? "an empty database" : files.get(i - 1).name().toString();
      int last = i == 0 ? 0 : files.get(i - 1).name().number();
      int number = file.name().number();
      if (number == last) {
        faults.add(
            at(
                file,
                "has the number of "
                    + before
                    + ": keep the one that was applied first, delete the other and run '"
                    + ProgramName.command("migrate new")
                    + "'"));
      } else if (number != last + 1) {
        faults.add(at(file, "follows " + before + ": number " + (last + 1) + " is missing"));
      } else if (!file.from().equals(ModelFingerprint.of(model))) {
        faults.add(
            at(
                file,
                "was made from another base than "
                    + before
                    + ": delete it and run '"
                    + ProgramName.command("migrate new")
                    + "'"));
      }
      model = file.applyTo(model);
      if (faults.isEmpty() && !file.to().equals(ModelFingerprint.of(model))) {
        faults.add(at(file, "its steps lead elsewhere than its head says: steps are missing"));
      }
    }
    return faults;
  }

  private static FileFault at(MigrationFile file, String message) {
    return new FileFault(file.path(), 0, message);
  }

  /// Consecutive files, starting with an empty database.
  public record MigrationChain(List<MigrationFile> files) {
    public MigrationChain {
      files = List.copyOf(files);
    }

    public boolean isEmpty() {
      return files.isEmpty();
    }

    /// The end model of the last file.
    public Map<String, String> model() {
      Map<String, String> model = Map.of();
      for (MigrationFile file : files) {
        model = file.applyTo(model);
      }
      return model;
    }

    /// The files from an index.
    ///
    /// @param from 0 for all of them
    public List<MigrationFile> from(int from) {
      return files.subList(from, files.size());
    }

    /// The name of the next file.
    public FileName next(String title) {
      return FileName.of(files.isEmpty() ? 1 : files.getLast().name().number() + 1, title);
    }
  }
}
