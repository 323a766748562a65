package dev.freehold.password;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The Pwned Passwords of Have I Been Pwned on disk, as its downloader writes them: one file with a line
/// `SHA-1:COUNT` for each password, in order; or a folder with a file for each of the first five digits,
/// `00000.txt` to `FFFFF.txt`, with lines of the other 35. Digits are upper case.
///
/// A look-up reads at most a few kilobytes of the file, or one file of the folder, and blocks: only
/// [PasswordHasher] calls it. Nothing is kept in memory.
public final class LeakedPasswords implements AutoCloseable {
  private static final int HASH = 40;
  private static final int PREFIX = 5;

  /// A line with its end, and more.
  private static final int LINE = 64;

  /// What the binary search leaves to read.
  private static final int BLOCK = 4096;

  /// A range has about 40 KB.
  private static final int LARGEST_RANGE = 1024 * 1024;

  private static final Pattern OF_FILE = Pattern.compile("[0-9A-F]{40}:[0-9]{1,12}");
  private static final Pattern OF_RANGE = Pattern.compile("[0-9A-F]{35}:[0-9]{1,12}");

  private final Path path;
  private final @Nullable FileChannel file;

  private LeakedPasswords(Path path, @Nullable FileChannel file) {
    this.path = path;
    this.file = file;
  }

  /// Opens the list, and looks at its beginning and its end.
  ///
  /// @throws IOException if it is not there or has another form; the message continues "the path …"
  public static LeakedPasswords open(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      for (String range : new String[] {"00000", "FFFFF"}) {
        Path first = path.resolve(range + ".txt");
        if (!Files.isRegularFile(first)) {
          throw new IOException("has no " + range + ".txt: the download is not complete");
        }
        requireForm(OF_RANGE, start(first), range + ".txt");
      }
      return new LeakedPasswords(path, null);
    }
    if (!Files.isRegularFile(path)) {
      throw new IOException("is neither a folder nor a file");
    }
    requireForm(OF_FILE, start(path), "its first line");
    return new LeakedPasswords(path, FileChannel.open(path));
  }

  /// Whether the password, as it was typed or in NFC, is on the list. Blocks.
  ///
  /// @throws UncheckedIOException if the list cannot be read
  boolean contains(String password) {
    String normalized = Normalizer.normalize(password, Normalizer.Form.NFC);
    return containsText(password) || (!normalized.equals(password) && containsText(normalized));
  }

  private boolean containsText(String password) {
    String hash = sha1(password);
    try {
      return file == null ? inFolder(hash) : inFile(file, hash);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the list of leaked passwords cannot be read: " + e.getMessage(), e);
    }
  }

  private boolean inFolder(String hash) throws IOException {
    Path range = path.resolve(hash.substring(0, PREFIX) + ".txt");
    try (InputStream in = Files.newInputStream(range)) {
      byte[] bytes = in.readNBytes(LARGEST_RANGE + 1);
      if (bytes.length > LARGEST_RANGE) {
        throw new IOException(range.getFileName() + " is larger than any range");
      }
      return hasLine(ascii(bytes, bytes.length), hash.substring(PREFIX));
    }
  }

  /// Binary search. `low` is the start of a line that is not behind the hash, or of the file.
  private static boolean inFile(FileChannel file, String hash) throws IOException {
    long low = 0;
    long high = file.size();
    while (high - low > BLOCK) {
      long middle = (low + high) >>> 1;
      String text = read(file, middle, 2 * LINE);
      int line = text.indexOf('\n') + 1;
      if (line == 0 || text.length() - line < HASH) {
        throw new IOException("has a line that is no hash");
      }
      if (text.substring(line, line + HASH).compareTo(hash) <= 0) {
        low = middle + line;
      } else {
        high = middle + line;
      }
    }
    return hasLine(read(file, low, (int) (high - low) + LINE), hash);
  }

  private static boolean hasLine(String lines, String start) {
    return lines.startsWith(start + ":") || lines.contains("\n" + start + ":");
  }

  private static String read(FileChannel file, long position, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining() && file.read(buffer, position + buffer.position()) >= 0) {
      // A read may return fewer bytes.
    }
    return ascii(buffer.array(), buffer.position());
  }

  private static String start(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LINE);
      return ascii(bytes, bytes.length).lines().findFirst().orElse("");
    }
  }

  private static void requireForm(Pattern form, String line, String where) throws IOException {
    if (!form.matcher(line).matches()) {
      throw new IOException("is no list of Pwned Passwords: " + where + " is not HASH:COUNT");
    }
  }

  private static String ascii(byte[] bytes, int length) {
    return new String(bytes, 0, length, StandardCharsets.US_ASCII);
  }

  private static String sha1(String text) {
    try {
      return HexFormat.of()
          .withUpperCase()
          .formatHex(
              MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  @Override
  public void close() {
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
