package dev.freehold.problem;

import java.nio.file.Path;

/// The word by which this program was called, for messages that name a command to run: `freehold`,
/// `./freehold`, `java -jar target/freehold.jar`.
public final class ProgramName {
  /// The property in which the launcher passes the word of the call.
  public static final String PROPERTY = "freehold.program";

  private static final String JAR = "java -jar ";

  private ProgramName() {}

  /// The word as it is typed in a shell.
  public static String current() {
    return of(System.getProperty(PROPERTY, ""), System.getProperty("java.class.path", ""));
  }

  /// A command of this program as it is typed in a shell.
  ///
  /// @param words such as `migrate apply`
  public static String command(String words) {
    return current() + " " + words;
  }

  /// The word as it is typed in another directory: a relative path becomes an absolute one.
  public static String elsewhere() {
    String called = System.getProperty(PROPERTY, "");
    String jars = System.getProperty("java.class.path", "");
    return of(
        called.contains("/") ? absolute(called) : called, isJar(jars) ? absolute(jars) : jars);
  }

  /// @param called the word that the launcher passes; empty without a launcher
  /// @param classPath with `java -jar`, the path of the jar
  static String of(String called, String classPath) {
    if (!called.isEmpty()) {
      return ShellWord.of(called);
    }
    return isJar(classPath) ? JAR + ShellWord.of(classPath) : "freehold";
  }

  private static boolean isJar(String classPath) {
    String file = classPath.substring(classPath.lastIndexOf('/') + 1);
    return file.startsWith("freehold") && file.endsWith(".jar") && !classPath.contains(":");
  }

  private static String absolute(String path) {
    return Path.of(path).toAbsolutePath().normalize().toString();
  }
}
