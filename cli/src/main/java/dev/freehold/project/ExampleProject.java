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

  /// The name of the example on the command line.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<ExampleProject> ofWord(String word) {
    return Arrays.stream(values()).filter(e -> e.word().equals(word)).findFirst();
  }

  public static List<String> words() {
    return Arrays.stream(values()).map(ExampleProject::word).toList();
  }

  /// The spec of the example.
  public String spec() {
    return TemplateResource.read("/examples/" + word() + "/freehold.yaml");
  }

  /// The scenarios of the example.
  public ProjectFile scenarios() {
    String path = "tests/" + word() + ".yaml";
    return new ProjectFile(path, TemplateResource.read("/examples/" + word() + "/" + path));
  }
}
