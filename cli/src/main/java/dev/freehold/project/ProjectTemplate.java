package dev.freehold.project;

import dev.freehold.draft.YamlScalar;
import dev.freehold.rule.Rule;
import dev.freehold.spec.Access;
import dev.freehold.spec.Spec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The files of a new project.
public final class ProjectTemplate {
  /// The modeline of the YAML language server.
  private static final String SCHEMA_LINE =
      "# yaml-language-server: $schema=./freehold.schema.json\n";

  private static final Pattern NAME_LINE = Pattern.compile("(?m)^name:.*$");

  private ProjectTemplate() {}

  /// The text of a spec with another name and the schema modeline.
  ///
  /// @param yaml a valid spec with `name` on its own line
  public static String spec(String yaml, ProjectName name) {
    String line = Matcher.quoteReplacement("name: " + YamlScalar.of(name.title()));
    return SCHEMA_LINE + NAME_LINE.matcher(yaml).replaceFirst(line);
  }

  /// All files of the project.
  ///
  /// @param yaml the text of `spec`
  /// @param scenarios the scenarios of that spec
  /// @param version the version of Freehold, the tag of the base image
  public static List<ProjectFile> files(
      ProjectName name, String yaml, Spec spec, ProjectFile scenarios, String version) {
    return files(name, yaml, spec, scenarios, version, Set.of());
  }

  /// All files of the project, with those to deploy it to `targets`.
  public static List<ProjectFile> files(
      ProjectName name,
      String yaml,
      Spec spec,
      ProjectFile scenarios,
      String version,
      Set<DeploymentTarget> targets) {
    Map<String, String> values =
        Map.of(
            "title", markdown(name.title()),
            "slug", name.slug(),
            "dns", name.dnsLabel(),
            "version", version,
            "resources", resources(spec));
    List<ProjectFile> files = new ArrayList<>();
    files.add(new ProjectFile("freehold.yaml", yaml));
    files.add(
        new ProjectFile(
            "freehold.schema.json",
            TemplateResource.read("/dev/freehold/spec/freehold.schema.json")));
    files.add(
        new ProjectFile(
            ".env.example",
            TemplateResource.render("/project/env.example", values)
                + TemplateResource.read("/project/.env.example")));
    files.add(template(".gitignore", "gitignore", values));
    files.add(template(".dockerignore", "dockerignore", values));
    files.add(template("Dockerfile", "Dockerfile", values));
    files.add(template("compose.yaml", "compose.yaml", values));
    files.add(template("database/create.sql", "create.sql", values));
    files.add(template("README.md", "README.md", values));
    files.add(scenarios);
    files.add(template(".github/workflows/ci.yml", "ci.yml", values));
    for (DeploymentTarget target : targets) {
      target.files().forEach(path -> files.add(template(path, path, values)));
    }
    return files;
  }

  /// Scenarios of a spec in which every row belongs to its owner.
  public static ProjectFile scenarios(Spec spec) {
    String path = "/" + spec.resources().getFirst().name();
    return template("tests/first.yaml", "first.yaml", Map.of("path", path));
  }

  private static ProjectFile template(String path, String name, Map<String, String> values) {
    return new ProjectFile(path, TemplateResource.render("/project/" + name, values));
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
                switch (grant.subject()) {
                      case Access.Grant.Owner _ -> "their owners";
                      case Access.Grant.User _ -> "any signed-in user";
                      case Access.Grant.Public _ -> "everyone";
                      case Access.Grant.Role(String role) -> "the role " + role;
                      case Access.Grant.Person(String relation, _, _) -> "the " + relation;
                      case Access.Grant.Member(List<String> roles, _, _) ->
                          roles.isEmpty()
                              ? "the members of the team"
                              : "members with the role " + String.join(" or ", roles);
                      case Access.Grant.Through through -> "`" + through.text() + "`";
                      case Access.Grant.Where nested -> nested.text();
                    }
                    + condition(grant))
        .collect(Collectors.joining(", "));
  }

  private static String condition(Access.Grant grant) {
    Rule condition = grant.condition();
    return condition == null ? "" : " (where `" + condition.text() + "`)";
  }

  /// Escapes text for Markdown (CommonMark 0.31, section 2.4).
  private static String markdown(String text) {
    return text.replaceAll("([!-/:-@\\[-`{-~])", "\\\\$1");
  }

  /// A template file of the program.
  static final class TemplateResource {
    /// A blank `{{name}}`; not `${{ name }}` of a GitHub workflow.
    private static final Pattern BLANK = Pattern.compile("\\{\\{([a-z]+)}}");

    private TemplateResource() {}

    static String read(String path) {
      try (InputStream in =
          Objects.requireNonNull(
              TemplateResource.class.getResourceAsStream(path), path + " is not packed")) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// The template with its blanks filled in.
    ///
    /// @param values the value of each blank
    static String render(String path, Map<String, String> values) {
      return BLANK
          .matcher(read(path))
          .replaceAll(
              blank ->
                  Matcher.quoteReplacement(
                      Objects.requireNonNull(values.get(blank.group(1)), blank.group())));
    }
  }

  /// One file of a project.
  ///
  /// @param path the path below the project directory, with `/`
  public record ProjectFile(String path, String text) {}

  /// The name of a project.
  ///
  /// @param title one line of 1 to 100 characters: the `name` of its spec
  /// @param slug the name of the image and containers: `a-z`, `0-9` and `-`
  public record ProjectName(String title, String slug) {
    private static final int MAX_TITLE = 100;
    private static final int MAX_SLUG = 40;

    /// Creates the name. Empty if `title` cannot be the name of a spec.
    public static Optional<ProjectName> of(String title) {
      boolean valid =
          !title.isBlank()
              && title.codePointCount(0, title.length()) <= MAX_TITLE
              && title.codePoints().noneMatch(Character::isISOControl)
              && title.codePoints().allMatch(Character::isDefined)
              && title.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
      return valid ? Optional.of(new ProjectName(title.strip(), slug(title))) : Optional.empty();
    }

    /// Derives the name from the last part of the directory: "My shop" for `my-shop`.
    public static Optional<ProjectName> ofDirectory(String name) {
      String words = name.replaceAll("[-_.\\s]+", " ").strip();
      return words.isEmpty()
          ? Optional.empty()
          : of(words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1));
    }

    /// The name of objects in a cluster: a label that begins with a letter (RFC 1035).
    String dnsLabel() {
      return Character.isDigit(slug.charAt(0)) ? "api-" + slug : slug;
    }

    private static String slug(String title) {
      String slug = title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
      String cut = slug.substring(0, Math.min(slug.length(), MAX_SLUG)).replaceAll("^-+|-+$", "");
      return cut.isEmpty() ? "backend" : cut;
    }
  }
}
