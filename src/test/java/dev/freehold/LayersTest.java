package dev.freehold;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/// Holds the layers of ARCHITECTURE.md. It asks `jdeps`, which reads class files and so sees every
/// use; imports alone would miss some.
final class LayersTest {
  private static final Path CLASSES = Path.of("target", "classes");

  /// From first to last; each package may use those of the rows above it, and none of its own row.
  private static final List<List<String>> LAYERS =
      List.of(
          List.of("problem", "event"),
          List.of("type"),
          List.of("type.form"),
          List.of("type.sql"),
          List.of("rule"),
          List.of("rule.read"),
          List.of("spec"),
          List.of("spec.yaml", "spec.change"),
          List.of("spec.value"),
          List.of("spec.field"),
          List.of("spec.check"),
          List.of("plan"),
          List.of("query"),
          List.of("ddl", "input", "sql.form", "openapi.schema"),
          List.of("ddl.alter", "openapi.operation", "sql.filter", "sql.page"),
          List.of("openapi.parameter", "sql.embed", "sql.change"),
          List.of("openapi.resource", "sql"),
          List.of("openapi"),
          List.of(
              "http",
              "db",
              "postgres.machine",
              "limit",
              "password",
              "token",
              "call",
              "report",
              "description"),
          List.of(
              "http.framing",
              "http.answer",
              "http.load",
              "db.url",
              "db.transaction",
              "postgres.bundle",
              "description.value"),
          List.of("http.server", "postgres"),
          List.of("input.filter", "input.header", "input.cursor"),
          List.of("input.query"),
          List.of("migrate.plan"),
          List.of("migrate.file.sql"),
          List.of("migrate.file"),
          List.of("migrate.file.text"),
          List.of("migrate.draft", "migrate.ledger"),
          List.of("migrate.column", "migrate.role", "migrate.lease"),
          List.of("migrate.compare", "migrate.run"),
          List.of("migrate", "people"),
          List.of("migrate.rollout"),
          List.of("auth"),
          List.of("api", "pages", "ops"),
          List.of("api.page", "api.write"),
          List.of("api.bulk", "api.batch"),
          List.of("api.route"),
          List.of("audit"),
          List.of("audit.probe"),
          List.of("audit.access", "audit.guard", "audit.token", "audit.input"),
          List.of("audit.catalogue"),
          List.of("audit.people", "audit.site"),
          List.of("audit.protocol", "audit.observe", "audit.limits"),
          List.of("audit.run"),
          List.of("audit.report"),
          List.of("suite", "suite.pattern"),
          List.of("suite.value", "suite.scenario", "suite.run"),
          List.of("suite.story"),
          List.of("suite.access", "suite.write", "suite.list"),
          List.of("suite.generate"),
          List.of("draft"),
          List.of("draft.database", "draft.document"),
          List.of("project"),
          List.of("app"),
          List.of("cli.terminal"),
          List.of("cli.user", "cli.suite", "cli.migrate", "cli.project", "cli.audit"),
          List.of("cli"));

  /// What begins with these knows the spec or what is made of it.
  private static final Pattern SPEC_SIDE =
      Pattern.compile("(spec|plan|query|ddl|sql|openapi)(\\..*)?");

  /// What begins with these serves any spec, so it sees none.
  private static final Pattern KNOWS_NO_SPEC =
      Pattern.compile(
          "(http|db|postgres|limit|password|token|call|report|description|audit|people|auth|pages|ops)(\\..*)?");

  private static final Pattern EDGE =
      Pattern.compile("\\s+dev\\.freehold\\.([\\w.]+)\\s+-> dev\\.freehold\\.([\\w.]+)\\s.*");

  /// Somewhat fewer than there are. Fewer still: the test has gone blind.
  private static final int AT_LEAST = 100;

  @Test
  void everyUseGoesUp() {
    Map<String, Set<String>> edges = edges();
    assertThat(faults(edges)).isEmpty();
    int seen = edges.values().stream().mapToInt(Set::size).sum();
    assertThat(seen).as("edges that jdeps saw").isGreaterThanOrEqualTo(AT_LEAST);
  }

  @Test
  void aUseThatGoesDownIsNamed() {
    assertThat(faults(Map.of("problem", Set.of("plan"), "http.server", Set.of("spec"))))
        .anySatisfy(fault -> assertThat(fault).startsWith("problem -> plan"))
        .anySatisfy(fault -> assertThat(fault).startsWith("http.server -> spec"));
    assertThat(faults(Map.of("type", Set.of("type.form"), "api", Set.of("ops")))).hasSize(2);
    assertThat(faults(Map.of("api", Set.of("sql", "auth"), "app", Set.of("api")))).isEmpty();
  }

  @Test
  void everyPackageStandsInALayer() {
    assertThat(LAYERS.stream().flatMap(List::stream))
        .as("packages under dev.freehold")
        .containsExactlyInAnyOrderElementsOf(SourceTree.packages());
  }

  private static List<String> faults(Map<String, Set<String>> edges) {
    Map<String, Set<String>> mayUse = mayUse();
    List<String> faults = new ArrayList<>();
    edges.forEach(
        (from, tos) -> {
          Set<String> allowed = mayUse.getOrDefault(from, Set.of());
          tos.stream()
              .filter(to -> !allowed.contains(to))
              .map(to -> from + " -> " + to + ": " + from + " may use only " + allowed)
              .forEach(faults::add);
        });
    return faults;
  }

  private static Map<String, Set<String>> mayUse() {
    Map<String, Set<String>> mayUse = new LinkedHashMap<>();
    Set<String> above = new LinkedHashSet<>();
    for (List<String> row : LAYERS) {
      for (String name : row) {
        Set<String> allowed = new LinkedHashSet<>(above);
        if (KNOWS_NO_SPEC.matcher(name).matches()) {
          allowed.removeIf(other -> SPEC_SIDE.matcher(other).matches());
        }
        mayUse.put(name, allowed);
      }
      above.addAll(row);
    }
    return mayUse;
  }

  /// `from -> to` by package, both of ours and different.
  private static Map<String, Set<String>> edges() {
    StringWriter out = new StringWriter();
    ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
    int status =
        jdeps.run(
            new PrintWriter(out, true),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            "-verbose:package",
            "-filter:none",
            "--multi-release",
            "25",
            "--ignore-missing-deps",
            CLASSES.toString());
    assertThat(status).as("exit status of jdeps").isZero();
    Map<String, Set<String>> edges = new HashMap<>();
    for (String line : out.toString().lines().toList()) {
      Matcher edge = EDGE.matcher(line);
      if (edge.matches() && !edge.group(1).equals(edge.group(2))) {
        edges.computeIfAbsent(edge.group(1), _ -> new LinkedHashSet<>()).add(edge.group(2));
      }
    }
    return edges;
  }
}
