package dev.freehold.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freehold.testing.ScenarioClient;
import dev.freehold.testing.ScenarioClient.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Sends the requests of `docs/frontends.md` in order to a server of the example that the page names:
/// those that create the rows, and the one in the last column of each row of the table.
final class FrontendDocumentationTest {
  private static final Path PAGE = Path.of("docs", "frontends.md");
  private static final Pattern ROWS = Pattern.compile("(?s)```http\n(\\w+) (\\S+)\n(.*?)```");
  private static final Pattern LINE =
      Pattern.compile("(?m)^\\|[^|\n]*\\|[^|\n]*\\|[^|\n]*\\| `([A-Z]+) ([^ `]+)(?: ([^`]+))?`");
  private static final String CURSOR = "CURSOR";

  @Test
  void everyLineOfTheTableIsAnswered() throws IOException {
    String page = Files.readString(PAGE);
    List<MatchResult> lines = LINE.matcher(page).results().toList();
    assertThat(lines).hasSizeGreaterThan(30);
    try (RunningApp app = RunningApp.of(RunningApp.example("projects"))) {
      ScenarioClient client = app.person().client();
      ROWS.matcher(page)
          .results()
          .forEach(rows -> client.send(rows.group(1), rows.group(2), rows.group(3)).expect(200));
      String cursor =
          client
              .get("/tasks?limit=1&sort=id")
              .expect(200)
              .data()
              .getJsonObject("pagination")
              .getString("nextCursor");
      for (MatchResult line : lines) {
        String path =
            DocumentedPath.encoded(line.group(2)).replace(CURSOR, Objects.requireNonNull(cursor));
        @Nullable String body = line.group(3);
        Answer answer = client.send(line.group(1), path, body);
        assertThat(answer.status()).as("%s: %s", line.group(), answer.body()).isBetween(200, 299);
        if (line.group(1).equals("GET") && !path.contains("summary")) {
          assertThat(answer.body()).as(line.group()).contains("\"id\":");
        }
      }
    }
  }
}
