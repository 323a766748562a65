package dev.freehold.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Another JVM that runs a main class of the tests.
public final class Child implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;
  private final List<String> lines = new ArrayList<>();

  private Child(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /// Starts `main` with the class path of this JVM.
  ///
  /// @param prefix words before `java`, such as those of setpriv
  public static Child start(List<String> prefix, Class<?> main, String... arguments)
      throws IOException {
    return start(prefix, System.getProperty("java.class.path"), main, arguments);
  }

  /// Starts `main` with another class path.
  public static Child start(
      List<String> prefix, String classPath, Class<?> main, String... arguments)
      throws IOException {
    List<String> words = new ArrayList<>(prefix);
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    words.add(classPath);
    words.add(main.getName());
    words.addAll(List.of(arguments));
    return new Child(new ProcessBuilder(words).redirectErrorStream(true).start());
  }

  /// The next line that begins so, without that beginning.
  public String line(String beginning) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      lines.add(line);
      if (line.startsWith(beginning)) {
        return line.substring(beginning.length());
      }
    }
    throw new AssertionError("no line '" + beginning + "' in " + String.join("\n", lines));
  }

  /// Ends it with no chance to clean up.
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
}
