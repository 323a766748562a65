package dev.freehold.cli;

import dev.freehold.plan.ApiPlan;
import dev.freehold.testkit.ScenarioReader;
import dev.freehold.testkit.TestCase;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads the scenario files of a project, in the order of their names.
final class ProjectScenarioReader {
  private ProjectScenarioReader() {}

  /// Empty if a file has faults or a named directory does not exist; the reason is then printed.
  ///
  /// @param named whether the directory must exist
  static Optional<List<TestCase>> read(Path directory, boolean named, ApiPlan plan, PrintWriter err)
      throws IOException {
    if (!Files.isDirectory(directory)) {
      if (named) {
        err.println("freehold: " + directory + " is not a directory");
        err.flush();
        return Optional.empty();
      }
      return Optional.of(List.of());
    }
    List<TestCase> cases = new ArrayList<>();
    boolean faulty = false;
    for (Path file : files(directory)) {
      SpecSource text;
      try {
        text = SpecSource.read(file);
      } catch (SpecSource.UnreadableSpecException e) {
        err.println("freehold: " + e.getMessage());
        faulty = true;
        continue;
      }
      String group = directory.getFileName() + "/" + file.getFileName();
      ScenarioReader.Result result = ScenarioReader.read(text.bytes(), group, plan);
      if (!result.issues().isEmpty()) {
        new IssuePrinter(TerminalStyle.ofTerminal()).print(err, text, result.issues());
        faulty = true;
      }
      cases.addAll(result.cases());
    }
    err.flush();
    return faulty ? Optional.empty() : Optional.of(cases);
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(f -> f.toString().endsWith(".yaml") || f.toString().endsWith(".yml"))
          .sorted()
          .toList();
    }
  }
}
