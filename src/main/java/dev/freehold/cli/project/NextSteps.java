package dev.freehold.cli.project;

import dev.freehold.project.Project;
import dev.freehold.project.ProjectName;
import java.io.PrintWriter;
import java.nio.file.Path;

/// What to do with a project that was just made.
final class NextSteps {
  private NextSteps() {}

  /// @param yaml the text of its spec
  static void print(PrintWriter out, Path directory, ProjectName name, String yaml) {
    out.println(name.title() + " is in " + directory + ". Next:");
    long unsure = yaml.lines().filter(line -> line.strip().startsWith("# unsure:")).count();
    if (unsure > 0) {
      out.println();
      out.println(
          "Its freehold.yaml is a draft: "
              + (unsure == 1 ? "a line is" : unsure + " lines are")
              + " marked 'unsure:'. Decide those first.");
    }
    out.println();
    if (!directory.normalize().toString().isEmpty()) {
      out.println("  cd " + Project.shellWord(directory.toString()));
    }
    out.println("  freehold serve     http://localhost:8000, on a PostgreSQL that comes with it");
    out.println("  freehold check     after each change of freehold.yaml");
    out.println("  freehold test      every endpoint, for nobody, the owner and others");
    out.println();
    out.println("README.md says how to change it, and how to deploy it.");
    out.flush();
  }
}
