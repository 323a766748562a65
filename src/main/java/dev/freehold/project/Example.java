package dev.freehold.project;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The examples that a project can begin with, as they are in `examples/`.
public enum Example {
  TASKS,
  CONTACTS,
  PROJECTS,
  BLOG,
  SHOP;

  /// What it is called on a command line.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Example> ofWord(String word) {
    return Arrays.stream(values()).filter(e -> e.word().equals(word)).findFirst();
  }

  public static List<String> words() {
    return Arrays.stream(values()).map(Example::word).toList();
  }

  /// Its spec.
  public String spec() {
    return Packed.text("/examples/" + word() + "/freehold.yaml");
  }

  /// Its scenarios.
  public ProjectFile scenarios() {
    String path = "tests/" + word() + ".yaml";
    return new ProjectFile(path, Packed.text("/examples/" + word() + "/" + path));
  }
}
