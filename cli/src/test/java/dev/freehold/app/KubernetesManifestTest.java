package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.db.DatabaseUrlParser;
import dev.freehold.http.Route;
import dev.freehold.ops.HealthEndpoints;
import dev.freehold.project.DeploymentTarget;
import dev.freehold.project.ExampleProject;
import dev.freehold.project.ProjectTemplate;
import dev.freehold.project.ProjectTemplate.ProjectFile;
import dev.freehold.project.ProjectTemplate.ProjectName;
import dev.freehold.testing.SpecFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The manifests of `freehold new --deploy kubernetes`, as YAML and beside what the server has.
final class KubernetesManifestTest {
  private static final Map<String, String> FILES = files("My shop");

  private static Map<String, String> files(String title) {
    Map<String, String> files = new TreeMap<>();
    for (ProjectFile file :
        ProjectTemplate.files(
            ProjectName.of(title).orElseThrow(),
            ExampleProject.TASKS.spec(),
            SpecFile.example("tasks"),
            ExampleProject.TASKS.scenarios(),
            "1.2.3",
            Set.of(DeploymentTarget.KUBERNETES))) {
      if (file.path().startsWith("kubernetes/")) {
        files.put(file.path().substring("kubernetes/".length()), file.text());
      }
    }
    return files;
  }

  private static Object yaml(String text) {
    return new Load(LoadSettings.builder().build()).loadFromString(text);
  }

  /// A value of nested mappings and lists, by keys and indexes.
  private static Object at(Object root, Object... keys) {
    Object value = root;
    for (Object key : keys) {
      value =
          Objects.requireNonNull(
              key instanceof Integer index
                  ? ((List<?>) value).get(index)
                  : ((Map<?, ?>) value).get(key),
              () -> Arrays.toString(keys));
    }
    return value;
  }

  private static Object manifest(String name) {
    return yaml(Objects.requireNonNull(FILES.get(name), name));
  }

  private static DotEnv settings() {
    return DotEnv.parse(Objects.requireNonNull(FILES.get("config.env")));
  }

  @Test
  void theSetIsWhole() {
    assertThat(FILES.keySet())
        .containsExactly(
            "README.md",
            "config.env",
            "deployment.yaml",
            "kustomization.yaml",
            "migration-job.yaml",
            "pod-disruption-budget.yaml",
            "secret.example.yaml",
            "service.yaml");
    assertThat(FILES.values()).noneMatch(text -> text.contains("{{"));
  }

  @Test
  void kindsAndVersionsAreStableOnes() {
    Map<String, List<String>> kinds =
        Map.of(
            "deployment.yaml", List.of("apps/v1", "Deployment"),
            "service.yaml", List.of("v1", "Service"),
            "pod-disruption-budget.yaml", List.of("policy/v1", "PodDisruptionBudget"),
            "migration-job.yaml", List.of("batch/v1", "Job"),
            "secret.example.yaml", List.of("v1", "Secret"),
            "kustomization.yaml", List.of("kustomize.config.k8s.io/v1beta1", "Kustomization"));
    kinds.forEach(
        (file, kind) ->
            assertThat(List.of(at(manifest(file), "apiVersion"), at(manifest(file), "kind")))
                .as(file)
                .isEqualTo(kind));
  }

  @Test
  void theKustomizationHasEveryManifestButTheSecret() {
    Object kustomization = manifest("kustomization.yaml");
    List<?> resources = (List<?>) at(kustomization, "resources");
    assertThat(resources.stream().map(Object::toString))
        .containsExactlyInAnyOrder(
            "deployment.yaml", "migration-job.yaml", "pod-disruption-budget.yaml", "service.yaml");
    assertThat(at(kustomization, "configMapGenerator", 0, "name")).isEqualTo("my-shop-config");
    assertThat(at(kustomization, "configMapGenerator", 0, "envs", 0)).isEqualTo("config.env");
    assertThat(at(kustomization, "images", 0, "name")).isEqualTo("my-shop");
  }

  @Test
  void selectorsFindThePodsOfTheServerAlone() {
    Object pods = at(manifest("deployment.yaml"), "spec", "template", "metadata", "labels");
    assertThat(at(manifest("deployment.yaml"), "spec", "selector", "matchLabels")).isEqualTo(pods);
    assertThat(at(manifest("service.yaml"), "spec", "selector")).isEqualTo(pods);
    assertThat(at(manifest("pod-disruption-budget.yaml"), "spec", "selector", "matchLabels"))
        .isEqualTo(pods);
    assertThat(at(manifest("migration-job.yaml"), "spec", "template", "metadata", "labels"))
        .isNotEqualTo(pods);
  }

  @Test
  void probesAskForPathsThatTheServerHas() {
    List<String> paths = HealthEndpoints.routes(Optional::empty).stream().map(Route::path).toList();
    Object container = at(manifest("deployment.yaml"), "spec", "template", "spec", "containers", 0);
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(paths).contains(at(container, probe, "httpGet", "path").toString());
      assertThat(at(container, probe, "httpGet", "port")).isEqualTo("http");
    }
    assertThat(at(container, "livenessProbe", "httpGet", "path")).isEqualTo("/healthz");
    assertThat(at(container, "readinessProbe", "httpGet", "path")).isEqualTo("/readyz");
    int start =
        (int) at(container, "startupProbe", "periodSeconds")
            * (int) at(container, "startupProbe", "failureThreshold");
    assertThat(start).as("a start waits 60 s for the database").isGreaterThanOrEqualTo(90);
    assertThat(
            (int)
                at(
                    manifest("deployment.yaml"),
                    "spec",
                    "template",
                    "spec",
                    "terminationGracePeriodSeconds"))
        .as("a stop takes 10 s after 5 s of preStop")
        .isGreaterThanOrEqualTo(20);
    assertThat(at(manifest("service.yaml"), "spec", "ports", 0, "targetPort")).isEqualTo("http");
  }

  @ParameterizedTest
  @ValueSource(strings = {"deployment.yaml", "migration-job.yaml"})
  void containersHaveNoRights(String file) throws IOException {
    Object pod = at(manifest(file), "spec", "template", "spec");
    assertThat(at(pod, "automountServiceAccountToken")).isEqualTo(false);
    assertThat(at(pod, "securityContext", "runAsNonRoot")).isEqualTo(true);
    assertThat(at(pod, "securityContext", "seccompProfile", "type")).isEqualTo("RuntimeDefault");
    String user = at(pod, "securityContext", "runAsUser").toString();
    assertThat(Files.readString(Path.of("Dockerfile"))).contains("\nUSER " + user + "\n");
    Object container = at(pod, "containers", 0);
    assertThat(at(container, "image")).isEqualTo("my-shop");
    assertThat(at(container, "securityContext"))
        .isEqualTo(
            Map.of(
                "allowPrivilegeEscalation", false,
                "readOnlyRootFilesystem", true,
                "capabilities", Map.of("drop", List.of("ALL"))));
    assertThat(at(container, "volumeMounts", 0, "mountPath")).isEqualTo("/tmp");
    assertThat(at(container, "resources", "limits", "memory")).isNotNull();
    assertThat(at(container, "envFrom", 0, "configMapRef", "name")).isEqualTo("my-shop-config");
    assertThat(at(container, "envFrom", 1, "secretRef", "name"))
        .isEqualTo(at(manifest("secret.example.yaml"), "metadata", "name"));
  }

  @Test
  void theServerReadsTheSettingsAndTheSecretWithoutAFault() {
    DotEnv file = settings();
    assertThat(file.faults()).isEmpty();
    Map<String, String> environment = new HashMap<>();
    ((Map<?, ?>) at(manifest("secret.example.yaml"), "stringData"))
        .forEach((name, value) -> environment.put(name.toString(), value.toString()));
    assertThat(environment.keySet())
        .isSubsetOf(Arrays.stream(EnvironmentVariable.values()).map(Enum::name).toList());
    String url = Objects.requireNonNull(environment.get("DATABASE_URL"));
    assertThat(DatabaseUrlParser.parse(url.replace("HOST", "db.internal")).tls().sslmode())
        .isEqualTo("verify-full");
    environment.put("JWT_SECRET", "rV1pQ0l8Zt6yKcWm3uXe9bHs5nAf2gJd7oTi");
    environment.put("METRICS_TOKEN", "c3f1d7a09be64f25a8");
    environment.put("HOST", "0.0.0.0");
    environment.put("PUBLIC_URL", "https://shop.example.com");
    Config config = new ConfigReader(environment, file, Path.of("docs")).read();
    assertThat(config.warnings()).isEmpty();
    assertThat(config.migrate()).isEqualTo(Config.MigrationMode.NEVER);
    assertThat(config.metrics().orElseThrow().port())
        .isEqualTo(
            at(
                manifest("deployment.yaml"),
                "spec",
                "template",
                "spec",
                "containers",
                0,
                "ports",
                1,
                "containerPort"));
    assertThat(config.port())
        .isEqualTo(
            at(
                manifest("deployment.yaml"),
                "spec",
                "template",
                "spec",
                "containers",
                0,
                "ports",
                0,
                "containerPort"));
    List<String> launcher = List.of("JAVA_OPTS");
    assertThat(file.values().keySet().stream().filter(name -> !launcher.contains(name)))
        .allMatch(
            name ->
                Arrays.stream(EnvironmentVariable.values()).anyMatch(v -> v.name().equals(name)));
  }

  @Test
  void theJobIsThatOfTheCommand() {
    Object container =
        at(manifest("migration-job.yaml"), "spec", "template", "spec", "containers", 0);
    assertThat(at(container, "args")).isEqualTo(List.of("migrate", "apply", "--yes"));
    assertThat(at(manifest("migration-job.yaml"), "spec", "template", "spec", "restartPolicy"))
        .isEqualTo("Never");
    String job = at(manifest("migration-job.yaml"), "metadata", "name").toString();
    assertThat(FILES.get("README.md"))
        .contains("kubectl delete job " + job + " --ignore-not-found")
        .contains("job/" + job);
  }

  /// The name of a Service is a label of RFC 1035.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "My shop",
        "3D printing",
        "42",
        "Ünïcode!",
        "a b c d e f g h i j k l m n o p q r s t u v w x y z"
      })
  void namesBeginWithALetterAndAreShort(String title) {
    files(title)
        .forEach(
            (path, text) -> {
              if (path.endsWith(".yaml") && !path.equals("kustomization.yaml")) {
                assertThat(at(yaml(text), "metadata", "name").toString())
                    .matches("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");
              }
            });
  }

  @Test
  void theDocumentsNameEachFile() throws IOException {
    String deploy = Files.readString(Path.of("docs", "deploy.md"));
    for (String file : FILES.keySet()) {
      assertThat(deploy).contains("`" + file + "`");
    }
    assertThat(Files.readString(Path.of("docs", "projects.md"))).contains("`--deploy kubernetes`");
  }
}
