package dev.freehold.app;

import dev.freehold.app.ConfigException.ConfigFault;
import dev.freehold.event.Event;
import dev.freehold.event.EventSink;
import dev.freehold.type.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The signing secret of an embedded database: generated once and stored beside it in `jwt-secret`,
/// readable only by its owner. Losing it signs all users out.
public final class JwtSecretFile {
  private static final String NAME = "jwt-secret";
  private static final int BYTES = 48;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private JwtSecretFile() {}

  /// The secret of `dataDirectory`, generated if missing. Concurrent starts use the same secret.
  ///
  /// @throws ConfigException if the file cannot be created or read, or has unsafe permissions or
  ///     a weak secret
  public static Secret openOrCreate(Path dataDirectory, SecureRandom random, EventSink events) {
    Path file = dataDirectory.resolve(NAME);
    try {
      Files.createDirectories(dataDirectory);
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS) && create(file, random)) {
        events.emit(new Event.SecretGenerated(file.toString()));
      }
      return read(file);
    } catch (IOException e) {
      throw fault(
          "cannot be kept in " + file + " (" + e.getClass().getSimpleName() + ").",
          "Make " + dataDirectory + " writable, or set JWT_SECRET.");
    }
  }

  /// Writes and syncs the file under another name first, so that no process reads a partial file.
  /// The link fails if another process was faster.
  private static boolean create(Path file, SecureRandom random) throws IOException {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    FileAttribute<?> mode = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
    Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), NAME, ".new", mode);
    try {
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        ByteBuffer buffer = StandardCharsets.US_ASCII.encode(text + "\n");
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      putInPlace(draft, file);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static void putInPlace(Path draft, Path file) throws IOException {
    try {
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.move(draft, file); // a file system without hard links
    }
  }

  private static Secret read(Path file) throws IOException {
    Set<PosixFilePermission> open = EnumSet.noneOf(PosixFilePermission.class);
    open.addAll(Files.getPosixFilePermissions(file));
    open.removeAll(OWNER_ONLY);
    if (!open.isEmpty()) {
      throw fault(file + " can be read by others than its owner.", "Run: chmod 600 " + file);
    }
    String text = Files.readString(file).strip();
    SecretStrength.formFault(text)
        .ifPresent(
            message -> {
              throw fault("in " + file + " " + message, "Delete the file; a new one is made.");
            });
    return Secret.of(text);
  }

  private static ConfigException fault(String message, String remedy) {
    return new ConfigException(
        List.of(new ConfigFault(EnvironmentVariable.JWT_SECRET.name(), message, remedy)));
  }
}
