package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The dashboard, the alert rules and the page of metrics name what a real server serves.
class MonitoringDocumentationTest {
  private static final Path FOLDER = Path.of("docs", "monitoring");
  private static final Path PAGE = Path.of("docs", "monitoring.md");
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:http_server|freehold|jvm|process|system)_[a-z0-9_]+\\b");

  private static String scrape;

  /// The names of all series.
  private static Set<String> served;

  @BeforeAll
  static void readOnce() {
    String port = Integer.toString(App.FreePort.find("127.0.0.1"));
    try (RunningApp app =
        RunningApp.of(
            RunningApp.example("tasks"),
            "METRICS_PORT",
            "0",
            "SMTP_URL",
            "smtp://127.0.0.1:9?starttls=off",
            "MAIL_FROM",
            "no-reply@example.com",
            "PORT",
            port,
            "PUBLIC_URL",
            "http://127.0.0.1:" + port)) {
      System.gc(); // the pauses of the garbage collector are there after the first one
      app.nobody().get("/tasks").expect(401);
      scrape = MetricsTest.get(app.app().metricsUrl()).body();
    }
    served =
        scrape
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.split("[{ ]", 2)[0])
            .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> names(String text) {
    Set<String> names = new TreeSet<>();
    Matcher name = METRIC.matcher(text);
    while (name.find()) {
      names.add(name.group());
    }
    return names;
  }

  private static JsonObject dashboard() throws IOException {
    return new JsonObject(Files.readString(FOLDER.resolve("grafana.json")));
  }

  private static List<String> queries(Object part) {
    List<String> queries = new ArrayList<>();
    switch (part) {
      case JsonObject object ->
          object.forEach(
              field -> {
                if (field.getValue() instanceof String text
                    && List.of("expr", "query").contains(field.getKey())) {
                  queries.add(text);
                } else {
                  queries.addAll(queries(field.getValue()));
                }
              });
      case JsonArray array -> array.forEach(item -> queries.addAll(queries(item)));
      case null, default -> {}
    }
    return queries;
  }

  @Test
  void theDashboardAsksForWhatIsServed() throws IOException {
    List<String> queries = queries(dashboard());
    assertThat(queries).hasSizeGreaterThan(30);
    Set<String> asked = names(String.join("\n", queries));
    assertThat(asked).hasSizeGreaterThan(20);
    assertThat(served).containsAll(asked);
  }

  @Test
  void panelsHaveDifferentIdsAndAQuery() throws IOException {
    Set<Integer> ids = new HashSet<>();
    for (Object each : dashboard().getJsonArray("panels")) {
      JsonObject panel = (JsonObject) each;
      assertThat(ids.add(panel.getInteger("id"))).as(panel.getString("title")).isTrue();
      if (!panel.getString("type").equals("row")) {
        assertThat(panel.getJsonArray("targets")).as(panel.getString("title")).isNotEmpty();
      }
    }
  }

  private static Object of(Object mapping, String key) {
    return Objects.requireNonNull(((Map<?, ?>) mapping).get(key), key);
  }

  @Test
  void alertsAskForWhatIsServedAndSayWhatToDo() throws IOException {
    Map<?, ?> file =
        (Map<?, ?>)
            new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(FOLDER.resolve("alerts.yaml")));
    List<?> groups = (List<?>) of(file, "groups");
    List<?> rules = (List<?>) of(groups.getFirst(), "rules");
    assertThat(rules).hasSizeGreaterThan(10);
    String page = Files.readString(PAGE);
    Set<Object> alerts = new HashSet<>();
    for (Object each : rules) {
      Map<?, ?> rule = (Map<?, ?>) each;
      assertThat(alerts.add(rule.get("alert"))).isTrue();
      Set<String> asked = names(of(rule, "expr").toString());
      assertThat(asked).as("%s", rule.get("alert")).isNotEmpty();
      assertThat(served).as("%s", rule.get("alert")).containsAll(asked);
      assertThat(((Map<?, ?>) of(rule, "annotations")).keySet().stream().map(Object::toString))
          .containsExactlyInAnyOrder("summary", "description");
      if (of(of(rule, "labels"), "severity").equals("critical")) {
        assertThat(page).contains("`" + rule.get("alert") + "`");
      }
    }
  }

  /// A histogram is named by what its series have in common.
  @Test
  void thePageNamesEveryMetricOfOursAndNoOther() throws IOException {
    Set<String> families = new TreeSet<>();
    for (String name : served) {
      families.add(name.replaceAll("_(bucket|count|sum|max)$", ""));
    }
    Set<String> documented = names(Files.readString(PAGE));
    Set<String> known = new TreeSet<>(families);
    known.addAll(served);
    assertThat(known).containsAll(documented);
    assertThat(documented)
        .containsAll(families.stream().filter(name -> name.startsWith("freehold_")).toList());
  }
}
