package dev.freehold.project;

import dev.freehold.draft.YamlText;
import dev.freehold.spec.Access;
import dev.freehold.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What is in a new project.
public final class Project {
  /// What editors that speak to the YAML language server look for.
  private static final String SCHEMA_LINE =
      "# yaml-language-server: $schema=./freehold.schema.json\n";

  private static final Pattern NAME_LINE = Pattern.compile("(?m)^name:.*$");

  private Project() {}

  /// The text of a spec under another name, with its schema for editors.
  ///
  /// @param yaml a valid spec whose `name` has a line of its own
  public static String spec(String yaml, ProjectName name) {
    String line = Matcher.quoteReplacement("name: " + YamlText.of(name.title()));
    return SCHEMA_LINE + NAME_LINE.matcher(yaml).replaceFirst(line);
  }

  /// Every file.
  ///
  /// @param yaml the text of `spec`
  /// @param scenarios of that spec
  /// @param version of this program, whose image the project is built on
  public static List<ProjectFile> files(
      ProjectName name, String yaml, Spec spec, ProjectFile scenarios, String version) {
    Map<String, String> values =
        Map.of(
            "title", markdown(name.title()),
            "slug", name.slug(),
            "version", version,
            "resources", resources(spec));
    List<ProjectFile> files = new ArrayList<>();
    files.add(new ProjectFile("freehold.yaml", yaml));
    files.add(
        new ProjectFile(
            "freehold.schema.json", Packed.text("/dev/freehold/spec/freehold.schema.json")));
    files.add(
        new ProjectFile(
            ".env.example",
            Packed.filled("/project/env.example", values) + Packed.text("/project/.env.example")));
    files.add(template(".gitignore", "gitignore", values));
    files.add(template(".dockerignore", "dockerignore", values));
    files.add(template("Dockerfile", "Dockerfile", values));
    files.add(template("compose.yaml", "compose.yaml", values));
    files.add(template("database/create.sql", "create.sql", values));
    files.add(template("README.md", "README.md", values));
    files.add(scenarios);
    files.add(template(".github/workflows/ci.yml", "ci.yml", values));
    return files;
  }

  /// Scenarios of a spec whose rows are all their owners'.
  public static ProjectFile scenarios(Spec spec) {
    String path = "/" + spec.resources().getFirst().name();
    return template("tests/first.yaml", "first.yaml", Map.of("path", path));
  }

  private static ProjectFile template(String path, String name, Map<String, String> values) {
    return new ProjectFile(path, Packed.filled("/project/" + name, values));
  }

  private static String resources(Spec spec) {
    return spec.resources().stream()
        .map(
            r ->
                "- `/api/v1/"
                    + r.name()
                    + "`: "
                    + r.fields().stream().map(Spec.Field::name).collect(Collectors.joining(", "))
                    + ". Read by "
                    + readers(r.access())
                    + ".")
        .collect(Collectors.joining("\n"));
  }

  private static String readers(Access access) {
    return access.read().stream()
        .map(
            grant ->
                switch (grant) {
                  case Access.Grant.Owner _ -> "their owners";
                  case Access.Grant.User _ -> "whoever is signed in";
                  case Access.Grant.Public _ -> "everybody";
                  case Access.Grant.Role(String role) -> "the role " + role;
                })
        .collect(Collectors.joining(", "));
  }

  /// As text and nothing else (CommonMark 0.31, section 2.4).
  private static String markdown(String text) {
    return text.replaceAll("([!-/:-@\\[-`{-~])", "\\\\$1");
  }

  /// A command line word of `text`, for `sh`.
  public static String shellWord(String text) {
    return text.toLowerCase(Locale.ROOT).matches("[a-z0-9_./-]+")
        ? text
        : "'" + text.replace("'", "'\\''") + "'";
  }
}
