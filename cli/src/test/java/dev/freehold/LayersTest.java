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
  /// From first to last; each package may use those of the rows above it, and none of its own row.
  /// Modules hold most of it: what the POM of a module does not name, the compiler does not find.
  private static final List<List<String>> LAYERS =
      List.of(
          // spec
          List.of("problem"),
          List.of("type"),
          List.of("rule"),
          List.of("spec"),
          List.of("spec.yaml", "spec.diff", "plan"),
          List.of("spec.check", "openapi"),
          // client, audit
          List.of("client", "description"),
          List.of("audit"),
          List.of("audit.probe", "audit.site"),
          List.of(
              "audit.probe.access", "audit.probe.token", "audit.probe.input", "audit.probe.http"),
          List.of("audit.run"),
          List.of("audit.report"),
          // testkit
          List.of("testkit"),
          List.of("testkit.value", "testkit.run"),
          List.of("testkit.scene"),
          List.of("testkit.generate"),
          // server
          List.of("event", "query"),
          List.of("ddl", "http", "password", "ratelimit"),
          List.of("sql", "http.server", "db", "token", "ops", "pages"),
          List.of("input", "issuer", "postgres", "mail", "migrate.plan"),
          List.of("metrics", "tracing"),
          List.of("passkey"),
          List.of("account"),
          List.of("migrate.file", "migrate.run", "auth"),
          List.of("migrate", "api"),
          List.of("mcp"),
          List.of("app"),
          // cli
          List.of("bridge", "draft"),
          List.of("project"),
          List.of("cli"));

  /// Packages of the server that know neither the spec nor what is made of it.
  private static final Pattern KNOWS_NO_SPEC =
      Pattern.compile(
          "(http|db|postgres|ratelimit|password|token|issuer|passkey|mail|account|auth|pages|ops|metrics|tracing)(\\..*)?");

  private static final Pattern SPEC_SIDE =
      Pattern.compile("(spec|plan|query|ddl|sql|openapi)(\\..*)?");

  private static final Pattern EDGE =
      Pattern.compile("\\s+dev\\.freehold\\.([\\w.]+)\\s+-> dev\\.freehold\\.([\\w.]+)\\s.*");

  /// Somewhat fewer than there are. With fewer, the scan does not see the classes.
  private static final int AT_LEAST = 80;

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
    assertThat(faults(Map.of("type", Set.of("rule"), "sql", Set.of("db")))).hasSize(2);
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
    List<String> arguments = new ArrayList<>(List.of("-verbose:package", "-filter:none"));
    arguments.addAll(List.of("--multi-release", "25", "--ignore-missing-deps"));
    SourceTree.MODULES.forEach(m -> arguments.add(Path.of(m, "target", "classes").toString()));
    int status =
        jdeps.run(
            new PrintWriter(out, true),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            arguments.toArray(String[]::new));
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
