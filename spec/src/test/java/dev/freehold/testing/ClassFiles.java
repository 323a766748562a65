package dev.freehold.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Reads the references in the compiled classes of the program, including those of lambdas and
/// method references.
public final class ClassFiles {
  private ClassFiles() {}

  /// The names of all classes of the program that refer to `owner.method`.
  public static Set<String> callersOf(Class<?> owner, String method) {
    Set<String> callers = new TreeSet<>();
    String name = owner.getName().replace('.', '/');
    try (Stream<Path> files = Files.walk(root(owner))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        ClassModel model = ClassFile.of().parse(file);
        for (PoolEntry entry : model.constantPool()) {
          if (entry instanceof MemberRefEntry member
              && member.owner().asInternalName().equals(name)
              && member.name().equalsString(method)) {
            callers.add(model.thisClass().asInternalName().replace('/', '.'));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return callers;
  }

  private static Path root(Class<?> owner) {
    try {
      return Path.of(owner.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
