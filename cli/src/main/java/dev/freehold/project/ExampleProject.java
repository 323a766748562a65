package dev.freehold.project;

import dev.freehold.project.ProjectTemplate.ProjectFile;
import dev.freehold.project.ProjectTemplate.TemplateResource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The example projects of `examples/` that `freehold new` can start from.
public enum ExampleProject {
  TASKS,
  CONTACTS,
  PROJECTS,
  BLOG,
  SHOP;

  /// What it is called on a command line.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<ExampleProject> ofWord(String word) {
    return Arrays.stream(values()).filter(e -> e.word().equals(word)).findFirst();
  }

  public static List<String> words() {
    return Arrays.stream(values()).map(ExampleProject::word).toList();
  }

  /// Its spec.
  public String spec() {
    return TemplateResource.read("/examples/" + word() + "/freehold.yaml");
  }

  /// Its scenarios.
  public ProjectFile scenarios() {
    String path = "tests/" + word() + ".yaml";
    return new ProjectFile(path, TemplateResource.read("/examples/" + word() + "/" + path));
  }
}
