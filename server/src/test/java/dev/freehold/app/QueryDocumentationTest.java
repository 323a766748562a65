package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Runs the examples of `docs/queries.md` in order, against servers of the specs that it names:
/// each `http` block must return the `json` block after it. A response must contain everything
/// shown; a list must have as many elements as shown.
final class QueryDocumentationTest {
  private static final Path PAGE = Path.of("docs", "queries.md");
  private static final Pattern EXAMPLE =
      Pattern.compile("(?s)```http (\\w+)\n(.*?)```(?:\n```json( \\d+)?\n(.*?)```)?");
  private static final Pattern REFUSED = Pattern.compile("(?m)^\\| `(\\S+=.*)` \\| `(\\w+)` \\|$");
  private static final String CURSOR = "<data.pagination.nextCursor>";

  /// @param spec the spec of the server
  /// @param status 0 for any success
  private record Example(String spec, String requests, int status, @Nullable String answer) {}

  private static List<Example> examples() throws IOException {
    return EXAMPLE
        .matcher(Files.readString(PAGE))
        .results()
        .map(
            (MatchResult m) -> {
              int success = m.group(4) == null ? 0 : 200;
              int status = m.group(3) == null ? success : Integer.parseInt(m.group(3).strip());
              return new Example(m.group(1), m.group(2), status, m.group(4));
            })
        .toList();
  }

  @Test
  void everyExampleHasTheDocumentedResponse() throws IOException {
    List<Example> examples = examples();
    assertThat(examples).hasSizeGreaterThan(15);
    assertThat(examples.stream().map(Example::spec)).contains("tasks", "projects");
    Map<String, RunningApp> apps = new HashMap<>();
    Map<String, ScenarioClient> clients = new HashMap<>();
    try {
      for (Example example : examples) {
        RunningApp app =
            apps.computeIfAbsent(example.spec(), n -> RunningApp.of(RunningApp.example(n)));
        ScenarioClient client = clients.computeIfAbsent(example.spec(), _ -> app.person().client());
        play(client, example);
      }
      refusals(Objects.requireNonNull(clients.get("tasks")));
    } finally {
      apps.values().forEach(RunningApp::close);
    }
  }

  private static void play(ScenarioClient client, Example example) {
    String requests = example.requests();
    int body = requests.startsWith("POST") ? requests.indexOf('\n') : -1;
    String sent = body < 0 ? null : requests.substring(body + 1);
    String cursor = "";
    Answer answer = null;
    for (String line : (body < 0 ? requests : requests.substring(0, body)).lines().toList()) {
      String[] words = line.split(" ", 2);
      String path = DocumentedPath.encoded(words[1].strip().replace(CURSOR, cursor));
      answer = client.send(words[0], path, sent);
      int status = answer.response().statusCode();
      if (example.status() == 0) {
        assertThat(status).as("%s: %s", line, answer.response().body()).isBetween(200, 299);
      } else {
        assertThat(status).as("%s: %s", line, answer.response().body()).isEqualTo(example.status());
      }
      cursor = cursorOf(answer);
    }
    if (example.answer() != null) {
      JsonObject told = Objects.requireNonNull(answer).json();
      holds(new JsonObject(example.answer()), told, example.requests() + told.encode());
    }
  }

  private static String cursorOf(Answer answer) {
    if (!(answer.json().getValue("data") instanceof JsonObject data)) {
      return "";
    }
    String cursor = data.getJsonObject("pagination", new JsonObject()).getString("nextCursor");
    return cursor == null ? "" : cursor;
  }

  /// Checks each refusal in the table at the end of the page.
  private static void refusals(ScenarioClient client) throws IOException {
    List<MatchResult> rows = REFUSED.matcher(Files.readString(PAGE)).results().toList();
    assertThat(rows).hasSizeGreaterThan(8);
    for (MatchResult row : rows) {
      Answer answer =
          client
              .get(DocumentedPath.encoded("/tasks?" + row.group(1)))
              .expect(400, "VALIDATION_ERROR");
      assertThat(
              answer.error().getJsonArray("details").stream()
                  .map(detail -> ((JsonObject) detail).getString("code")))
          .as(row.group(1))
          .contains(row.group(2));
    }
  }

  private static void holds(@Nullable Object shown, @Nullable Object told, String where) {
    switch (shown) {
      case JsonObject object -> {
        assertThat(told).as(where).isInstanceOf(JsonObject.class);
        for (String name : object.fieldNames()) {
          JsonObject there = (JsonObject) Objects.requireNonNull(told);
          assertThat(there.containsKey(name)).as(where + " ." + name).isTrue();
          holds(object.getValue(name), there.getValue(name), where + " ." + name);
        }
      }
      case JsonArray array -> {
        assertThat(told).as(where).isInstanceOf(JsonArray.class);
        JsonArray there = (JsonArray) Objects.requireNonNull(told);
        assertThat(there.size()).as(where).isEqualTo(array.size());
        for (int i = 0; i < array.size(); i++) {
          holds(array.getValue(i), there.getValue(i), where + " [" + i + "]");
        }
      }
      case String text when text.equals("…") ->
          assertThat(told).as(where).isInstanceOf(String.class);
      case null -> assertThat(told).as(where).isNull();
      default -> assertThat(told).as(where).isEqualTo(shown);
    }
  }
}
