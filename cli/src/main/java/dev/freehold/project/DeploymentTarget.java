package dev.freehold.project;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Where a project can be deployed, besides one machine with Docker Compose, for which each project has
/// a file.
public enum DeploymentTarget {
  KUBERNETES;

  /// In the options of commands.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<DeploymentTarget> ofWord(String word) {
    return Arrays.stream(values()).filter(target -> target.word().equals(word)).findFirst();
  }

  public static List<String> words() {
    return Arrays.stream(values()).map(DeploymentTarget::word).toList();
  }

  /// The paths of its files, below the project.
  List<String> files() {
    List<String> names =
        switch (this) {
          case KUBERNETES ->
              List.of(
                  "README.md",
                  "config.env",
                  "deployment.yaml",
                  "kustomization.yaml",
                  "migration-job.yaml",
                  "pod-disruption-budget.yaml",
                  "secret.example.yaml",
                  "service.yaml");
        };
    return names.stream().map(name -> word() + "/" + name).toList();
  }
}
