import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Checks or fixes the format of every Java source under the given directories.
///
/// `java -cp google-java-format.jar Format.java check|fix STAMP DIRECTORY...`. The build calls it;
/// developers use `bin/format`. Skips files older than STAMP, the time at which all files were last
/// formatted, so that a check costs little more than a JVM start.
final class Format {
  private Format() {}

  public static void main(String[] arguments) throws IOException {
    boolean fix = arguments[0].equals("fix");
    Path stamp = Path.of(arguments[1]);
    FileTime since =
        Files.exists(stamp) ? Files.getLastModifiedTime(stamp) : FileTime.fromMillis(0);
    FileTime now = FileTime.fromMillis(System.currentTimeMillis());
    Formatter formatter =
        new Formatter(JavaFormatterOptions.builder().formatJavadoc(false).build());

    List<Path> sources = new ArrayList<>();
    for (int i = 2; i < arguments.length; i++) {
      try (Stream<Path> files = Files.walk(Path.of(arguments[i]))) {
        files.filter(f -> f.toString().endsWith(".java")).sorted().forEach(sources::add);
      }
    }
    int unformatted = 0;
    for (Path source : sources) {
      if (Files.getLastModifiedTime(source).compareTo(since) < 0) {
        continue;
      }
      String text = Files.readString(source);
      String formatted;
      try {
        formatted =
            formatter.formatSourceAndFixImports(RemoveUnusedImports.removeUnusedImports(text));
      } catch (FormatterException e) {
        System.err.println(source + ": " + e.getMessage());
        unformatted++;
        continue;
      }
      if (!formatted.equals(text)) {
        if (fix) {
          Files.writeString(source, formatted);
          System.out.println("formatted " + source);
        } else {
          System.err.println("not formatted: " + source);
          unformatted++;
        }
      }
    }
    if (unformatted > 0) {
      System.err.println(unformatted + " file(s) not formatted. Run bin/format.");
      System.exit(1);
    }
    Files.createDirectories(stamp.toAbsolutePath().getParent());
    Files.writeString(stamp, "");
    Files.setLastModifiedTime(stamp, now);
  }
}
